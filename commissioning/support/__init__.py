"""Bespoke support packages: from a request to a rated close and its follow-ups; advisers, days and the desk."""

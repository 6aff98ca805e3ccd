"""Questionnaires as XLSForms: reading them, their expressions, who is asked what. Pure: knows no database."""

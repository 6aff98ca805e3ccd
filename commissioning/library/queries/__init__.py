"""Reads of the resource bank that need thought."""

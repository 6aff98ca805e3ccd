"""Reads that need thought, by noun."""

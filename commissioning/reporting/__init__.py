"""Turning figures into something to read: charts, tagged PDF, spreadsheets. No models and no domain words.

Web processes import `charts`; only workers import `pdf`.
"""

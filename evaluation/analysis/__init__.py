"""From counts to figures: tables, changes, tests, words, what is withheld. Pure: knows no database.

Web pages load what needs no statistics: `questions`, `rounding`, `words`, `commentary`, `frame`, `anonymity`. All else
brings numpy or statsmodels and runs in the worker and the shell, which decide what web pages show.
"""

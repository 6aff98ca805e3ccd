"""Files for people who work with figures: impact tables in four formats, and answers one row a respondent.

For the worker and the shell: most of it loads pandas, pyreadstat or WeasyPrint where it is used.
"""

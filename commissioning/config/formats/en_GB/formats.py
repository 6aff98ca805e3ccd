"""Dates are written out: 5 March 2026, 16:05 (design §7)."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j F Y, H:i"  # Django can only write p.m.; the 24-hour clock needs neither
TIME_FORMAT = "H:i"

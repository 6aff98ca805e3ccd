"""The programme’s years run April to March; year N is N/N+1 (domain, B). Pure."""

from datetime import date

FIRST_MONTH = 4


def year_of(day: date) -> int:
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def label(year: int) -> str:
    """2026 → "2026/27"."""
    return f"{year}/{(year + 1) % 100:02d}"

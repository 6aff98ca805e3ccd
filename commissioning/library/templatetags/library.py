"""How the resource bank’s pages say what the templates cannot: pieces of a headline, sums, rows of facts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma

from ..models import Figure, ResourceUse
from ..queries.searching import parts
from ..queries.uses import Levels, Used

register = template.Library()


@register.filter
def pieces(headline: str) -> list[tuple[str, bool]]:
    """Text, and whether it is what was looked for."""
    return parts(headline)


@register.filter
def sum_in_words(figure: Figure) -> str:
    """“£30,000 to £40,000 a month”."""
    words = _pounds(figure.pounds)
    if figure.up_to is not None:
        words = f"{words} to {_pounds(figure.up_to)}"
    return f"{words} {figure.period}".strip()


def _pounds(value: Decimal) -> str:
    whole = value == value.to_integral_value()
    return f"£{intcomma(int(value) if whole else f'{value:.2f}')}"


@register.filter
def levels_in_words(levels: Iterable[int]) -> str:
    return ", ".join(str(level) for level in sorted(levels))


@register.simple_tag
def used_rows(levels: Levels, rows: Iterable[ResourceUse]) -> list[Used]:
    """The page’s uses with their levels."""
    return levels.beside(rows)


@register.simple_tag
def original(row: Any) -> str:
    """Who published it first, and when, as one line; empty where nobody did."""
    return ", ".join(filter(None, (row.original_publisher, row.original_date)))

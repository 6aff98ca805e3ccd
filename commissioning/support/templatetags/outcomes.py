"""Shapes an area’s outcome for the shared components."""

from typing import Any

from django import template
from django.utils.formats import date_format

from commissioning.reporting.curve import written

from ..forecast import Method
from ..models import Outcome

register = template.Library()


@register.simple_tag
def outcome_facts(outcome: Outcome, part: str) -> list[dict[str, Any]]:
    """For `summary_list.html`: what one part of it says."""
    return [{"key": key, "value": value} for key, value in _FACTS[part](outcome)]


def _difference(outcome: Outcome) -> list[tuple[str, str]]:
    standard = f"{outcome.standard.number}. {outcome.standard.title}" if outcome.standard else ""
    return [("In words", outcome.text), ("Standard", standard), ("Why it matters", outcome.why)]


def _knowing(outcome: Outcome) -> list[tuple[str, str]]:
    return [
        ("What is measured", outcome.title),
        ("Unit", outcome.unit),
        ("It tells", outcome.get_about_display()),
        ("Kind of measure", outcome.get_hardness_display()),
        ("Which way is better", outcome.get_better_display()),
        ("How one would know", outcome.source),
    ]


def _going(outcome: Outcome) -> list[tuple[str, str]]:
    own = [("What is expected instead", outcome.own_forecast)] if outcome.method == Method.OWN else []
    return [
        ("Until now", outcome.history),
        ("If nothing changes", outcome.get_method_display()),
        *own,
        ("Why it is expected", outcome.forecast_why),
    ]


def _aim(outcome: Outcome) -> list[tuple[str, str]]:
    target = f"{written(outcome.target)} {outcome.unit}".strip() if outcome.target is not None else ""
    return [("Target", target), ("By", date_format(outcome.target_on, "j F Y") if outcome.target_on else "")]


_FACTS = {"difference": _difference, "knowing": _knowing, "going": _going, "aim": _aim}

"""Shapes outcome measures for the shared components."""

from typing import Any

from django import template

from commissioning.reporting.curve import written

from ..curve import COLUMNS, target_words
from ..models import OutcomeMeasure
from ..queries.measures import known

register = template.Library()
register.filter(written)


@register.simple_tag
def measure_facts(measure: OutcomeMeasure) -> list[dict[str, Any]]:
    """For `summary_list.html`."""
    return [
        {"key": "Unit", "value": measure.unit},
        {"key": "It tells", "value": measure.get_about_display()},
        {"key": "Kind of measure", "value": measure.get_hardness_display()},
        {"key": "Which way is better", "value": measure.get_better_display()},
        {"key": "Target", "value": target_words(known(measure)).removeprefix("Target: ")},
        {"key": "Where the figures come from", "value": measure.source},
        {"key": "Area", "value": str(measure.authority or "All areas of the package together")},
        {"key": "Criterion", "value": measure.criterion.text if measure.criterion else ""},
    ]


@register.simple_tag
def curve_columns() -> tuple[str, ...]:
    """The lines of a measure’s picture, as its table heads them."""
    return COLUMNS

"""The pictures of a report, laid out wide for paper and narrow for a screen. Pure."""

from collections.abc import Sequence
from typing import Any

from commissioning.reporting.charts import NARROW, WIDE, Item, Reading, dot_plot

from ..levels import HIGHEST, LEVELS, Answer
from . import counts
from .shapes import Area, Charts, SectionReport, StandardReport
from .spread import Disagreement


def charts(
    sections: Sequence[SectionReport], area: Area, label: str, earlier: str, spread: Disagreement | None
) -> Charts:
    """`label` and `earlier` name this occasion and the one compared with, "" without one."""
    every = [standard for section in sections for standard in section.standards]
    shown = f"{label} and {earlier}" if earlier else label
    levels: dict[str, Any] = {
        "title": counts.headline(every),
        "subtitle": f"Level of each standard from 1 to {HIGHEST}, {area.short_name}, {shown}",
        "groups": [(section.title, [_level(standard) for standard in section.standards]) for section in sections],
        "levels": tuple(LEVELS),
        "now": label,
        "earlier": earlier,
    }
    ranges = _ranges(sections, area, label, spread) if spread and spread.has_ranges else None
    return Charts(
        levels=dot_plot(key="levels", layout=WIDE, **levels),
        levels_narrow=dot_plot(key="levels-narrow", layout=NARROW, **levels),
        spread=dot_plot(key="spread", layout=WIDE, **ranges) if ranges else None,
        spread_narrow=dot_plot(key="spread-narrow", layout=NARROW, **ranges) if ranges else None,
    )


def _level(standard: StandardReport) -> Item:
    earlier = reading(standard.earlier) if standard.earlier else None
    return Item(standard.label, reading(standard.answer), earlier)


def _ranges(sections: Sequence[SectionReport], area: Area, label: str, spread: Disagreement) -> dict[str, Any]:
    return {
        "title": _apart(spread),
        "subtitle": f"Partners’ views and the level agreed, {area.short_name}, {label}",
        "groups": [("", [_range(standard) for section in sections for standard in section.standards])],
        "levels": tuple(LEVELS),
        "now": "Level agreed",
        "spans": "Views, lowest to highest",
    }


def _apart(spread: Disagreement) -> str:
    apart = len(spread.named) + spread.more
    return f"On {apart or 'none'} of the {len(spread.rows)} standards views are two levels apart or more"


def _range(standard: StandardReport) -> Item:
    views = standard.spread.partners if standard.spread else None
    if views is None:
        return Item(standard.label, reading(standard.answer))
    told = views.lowest is not None and views.highest is not None
    return Item(
        standard.label,
        reading(standard.answer),
        span=(views.lowest or 0, views.highest or 0) if told else None,
        beside=views.short,
    )


def reading(answer: Answer) -> Reading:
    return Reading(answer.level, answer.short)

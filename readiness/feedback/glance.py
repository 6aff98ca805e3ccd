"""The findings at the front of a report, in sentences: where the area is, what moved, who saw it differently, what
the local lead said, what comes next. Pure.

They say what the levels say and no more: no reasons, no judgement, no place among other areas.
"""

from collections.abc import Sequence

from ..levels import DONT_KNOW, NOT_APPLICABLE
from . import counts, words
from .shapes import Comparison, Glance, StandardReport

NAMED = 2  # titles in a sentence


def glance(
    area: str,
    every: Sequence[StandardReport],
    comparison: Comparison | None,
    *,
    partners: str = "",
    lead: str = "",
    plan: str = "",
) -> Glance:
    return Glance(
        where=_where(area, every),
        ends=_ends(every),
        moved=_moved(comparison),
        partners=partners,
        lead=lead,
        plan=plan,
    )


def _where(area: str, every: Sequence[StandardReport]) -> str:
    levels = [standard.answer.level for standard in every if standard.answer.level]
    if not levels:
        return _nowhere(area, every)
    bands = (
        ("at level 4 or 5", sum(level >= counts.STRONG_FROM for level in levels)),
        ("at level 3", levels.count(3)),
        ("at level 1 or 2", sum(level < 3 for level in levels)),
    )
    parts = [f"{words.number(many)} {where}" for where, many in bands if many]
    how_many = f"all {len(every)}" if len(levels) == len(every) else f"{words.number(len(levels))} of the {len(every)}"
    middle = counts.median(levels)
    middle = f"the middle level is {middle}" if len(middle) == 1 else f"the middle lies {words.small(middle)}"
    return f"{area} has a level on {how_many} standards: {words.listed(parts)}; {middle}."


def _nowhere(area: str, every: Sequence[StandardReport]) -> str:
    unknown = sum(standard.answer.no_level == DONT_KNOW for standard in every)
    absent = sum(standard.answer.no_level == NOT_APPLICABLE for standard in every)
    why = [f"on {words.number(unknown)} it does not know"] if unknown else []
    why += [f"{words.number(absent)} {'does' if absent == 1 else 'do'} not apply"] if absent else []
    return (
        f"{area} has no level on any of the {len(every)} standards yet: {words.listed(why)}."
        if why
        else (f"{area} has no level on any of the {len(every)} standards yet.")
    )


def _ends(every: Sequence[StandardReport]) -> str:
    """The highest and the lowest by name; nothing where they are all the same."""
    levels = {standard.answer.level for standard in every if standard.answer.level}
    if not levels:
        return ""
    low, high = min(levels), max(levels)
    if low == high:
        return f"Every level is {high}, so none stands out."
    return (
        f"It is furthest on with {_at(every, high)}, at level {high}, and has furthest to go on {_at(every, low)}, at "
        f"level {low}."
    )


def _at(every: Sequence[StandardReport], level: int) -> str:
    return words.titles([standard.title for standard in every if standard.answer.level == level], NAMED)


def _moved(comparison: Comparison | None) -> str:
    if comparison is None:
        return "Nothing was signed before, so there is nothing to compare it with yet."
    found = {group.title: group.standards for group in comparison.groups}
    moved = [*found.get("Higher", ()), *found.get("Lower", ())]
    if not moved:
        return f"{comparison.headline}."
    furthest = max(_steps(standard) for standard in moved)
    largest = [standard for standard in moved if _steps(standard) == furthest]
    if furthest == 1 or len(largest) > NAMED:
        return f"{comparison.headline}."
    said = words.listed([f"{words.quoted(standard.title)}, {words.small(standard.change)}" for standard in largest])
    return f"{comparison.headline}; furthest moved {'is' if len(largest) == 1 else 'are'} {said}."


def _steps(standard: StandardReport) -> int:
    now, then = standard.answer.level, standard.earlier.level if standard.earlier else None
    return abs(now - then) if now and then else 0

"""Counting levels. They are ordinal: counted, and the middle one named; never averaged, and never ranked against
another area.
"""

from collections.abc import Iterable, Sequence

from ..levels import IN_SHORT, LEVELS, NO_LEVEL, WORDS_WANTED_FROM
from . import words
from .shapes import Comparison, Moved, Picks, StandardReport, Tally

PICKED = 3  # strengths and priorities named at a glance
STRONG_FROM = WORDS_WANTED_FROM


def columns(every: Sequence[StandardReport]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headings of the count table and the answers they count; "Not answered" only where something was not."""
    kinds = [*map(str, LEVELS), *NO_LEVEL]
    if any(not standard.answer.is_given for standard in every):
        kinds.append("")
    return tuple(IN_SHORT.get(kind, f"Level {kind}") for kind in kinds), tuple(kinds)


def tally(title: str, standards: Sequence[StandardReport], kinds: Iterable[str]) -> Tally:
    values = [standard.answer.value for standard in standards]
    levels = [standard.answer.level for standard in standards if standard.answer.level]
    return Tally(title, tuple(values.count(kind) for kind in kinds), len(standards), median(levels))


def median(levels: Sequence[int]) -> str:
    """The middle level in words. Two middle levels are both named: what lies between levels is not a level."""
    if not levels:
        return "No levels"
    low, high = sorted(levels)[(len(levels) - 1) // 2], sorted(levels)[len(levels) // 2]
    return str(low) if low == high else f"Between {low} and {high}"


def headline(every: Sequence[StandardReport]) -> str:
    """The message in one sentence, with its base: "7 of 10 standards with a level are at level 4 or 5"."""
    levels = [standard.answer.level for standard in every if standard.answer.level]
    if not levels:
        return "No standard has a level yet"
    if len(levels) == 1:
        return f"The one standard with a level is at level {levels[0]}"
    strong = sum(level >= STRONG_FROM for level in levels)
    base = f"{len(levels)} standards" if len(levels) == len(every) else f"{len(levels)} standards with a level"
    if not strong:
        return f"None of the {base} is at level 4 or 5 yet"
    return f"{strong} of the {base} {words.are(strong)} at level 4 or 5"


def strengths(every: Sequence[StandardReport]) -> Picks:
    strong = [standard for standard in every if (standard.answer.level or 0) >= STRONG_FROM]
    strong.sort(key=lambda standard: -(standard.answer.level or 0))
    highest = max((standard.answer.level or 0 for standard in every), default=0)
    if not strong and highest:
        count = sum(standard.answer.level == highest for standard in every)
        shared = words.count(count, "standard")
        return Picks((), f"No standard is at level 4 or 5 yet. The highest level is {highest}, for {shared}.")
    return _picks(strong, "at level 4 or 5", "No standard has a level yet.")


def priorities(every: Sequence[StandardReport]) -> Picks:
    low = [standard for standard in every if standard.answer.level and standard.answer.level < STRONG_FROM]
    low.sort(key=lambda standard: standard.answer.level or 0)
    if any(standard.answer.level for standard in every):
        return _picks(low, "at level 1, 2 or 3", "Every standard with a level is at 4 or 5.")
    return Picks((), "No standard has a level yet.")


def _picks(found: Sequence[StandardReport], where: str, none: str) -> Picks:
    """The first few of those found, in order; says so when there are fewer, and how many share the last one's level."""
    if not found:
        return Picks((), none)
    if len(found) < PICKED:
        return Picks(tuple(found), f"Only {words.count(len(found), 'standard')} {words.are(len(found))} {where}.")
    last = found[PICKED - 1].answer.level
    tied = sum(standard.answer.level == last for standard in found[PICKED:])
    more = f"{words.capital(words.number(tied))} more {words.plural(tied, 'standard')}"
    note = f"{more} {words.are(tied)} at level {last} too."
    return Picks(tuple(found[:PICKED]), note if tied else "")


def comparison(every: Sequence[StandardReport], label: str) -> Comparison:
    """Standards by the direction they moved in, in standard order; those without two levels apart."""
    moved: dict[str, list[StandardReport]] = {"Higher": [], "The same": [], "Lower": [], "Not compared": []}
    for standard in every:
        moved[_direction(standard)].append(standard)
    directions = [(len(standards), words.small(title)) for title, standards in moved.items() if title != "Not compared"]
    return Comparison(
        label=label,
        headline=_moved(directions, label),
        groups=tuple(Moved(title, tuple(standards)) for title, standards in moved.items() if standards),
    )


def _moved(directions: Sequence[tuple[int, str]], label: str) -> str:
    """ "Of the 9 standards that can be compared with 2024/25, 4 are higher, 4 the same and 1 lower"."""
    found = [(many, where) for many, where in directions if many]
    compared = sum(many for many, _ in found)
    if not compared:
        return f"No standard can be compared with {label}"
    if compared == 1:
        return f"The one standard that can be compared with {label} is {found[0][1]}"
    base = f"Of the {compared} standards that can be compared with {label}"
    if len(found) == 1:
        return f"{base}, all are {found[0][1]}"
    first, *rest = found
    parts = [f"{first[0]} {words.are(first[0])} {first[1]}", *(f"{many} {where}" for many, where in rest)]
    return f"{base}, {words.listed(parts)}"


def _direction(standard: StandardReport) -> str:
    now, then = standard.answer.level, standard.earlier.level if standard.earlier else None
    if now is None or then is None:
        return "Not compared"
    return "Higher" if now > then else "Lower" if now < then else "The same"

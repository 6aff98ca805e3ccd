"""Counting levels. They are ordinal (domain, B): counted, and the middle one named; never averaged, and never
ranked against another area.
"""

from collections.abc import Iterable, Sequence

from ..levels import DONT_KNOW, LEVELS, NO_LEVEL, NOT_APPLICABLE, WORDS_WANTED_FROM
from .shapes import Comparison, Moved, Picks, StandardReport, Tally

PICKED = 3  # strengths and priorities named at a glance
STRONG_FROM = WORDS_WANTED_FROM
SHORT = {NOT_APPLICABLE: "Not applicable", DONT_KNOW: "Don’t know", "": "Not answered"}


def columns(every: Sequence[StandardReport]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Headings of the count table and the answers they count; "Not answered" only where something was not."""
    kinds = [*map(str, LEVELS), *NO_LEVEL]
    if any(not standard.answer.is_given for standard in every):
        kinds.append("")
    return tuple(SHORT.get(kind, f"Level {kind}") for kind in kinds), tuple(kinds)


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
    strong = sum(level >= STRONG_FROM for level in levels)
    base = f"{len(levels)} standards" if len(levels) == len(every) else f"{len(levels)} standards with a level"
    if not strong:
        return f"None of the {base} is at level 4 or 5 yet"
    return f"{strong} of the {base} {_are(strong)} at level 4 or 5"


def strengths(every: Sequence[StandardReport]) -> Picks:
    strong = [standard for standard in every if (standard.answer.level or 0) >= STRONG_FROM]
    strong.sort(key=lambda standard: -(standard.answer.level or 0))
    highest = max((standard.answer.level or 0 for standard in every), default=0)
    if not strong and highest:
        count = sum(standard.answer.level == highest for standard in every)
        return Picks((), f"No standard is at level 4 or 5 yet. The highest level is {highest}, for {_count(count)}.")
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
        return Picks(tuple(found), f"Only {_count(len(found))} {_are(len(found))} {where}.")
    last = found[PICKED - 1].answer.level
    tied = sum(standard.answer.level == last for standard in found[PICKED:])
    note = f"{_words(tied).capitalize()} more {plural(tied, 'standard')} {_are(tied)} at level {last} too."
    return Picks(tuple(found[:PICKED]), note if tied else "")


def comparison(every: Sequence[StandardReport], year_label: str) -> Comparison:
    """Standards by the direction they moved in, in standard order; those without two levels apart."""
    moved: dict[str, list[StandardReport]] = {"Higher": [], "The same": [], "Lower": [], "Not compared": []}
    for standard in every:
        moved[_direction(standard)].append(standard)
    higher, same, lower, _ = (len(standards) for standards in moved.values())
    compared = higher + same + lower
    said = f"Of the {compared} {plural(compared, 'standard')} that can be compared with {year_label}, "
    said += f"{higher} {_are(higher)} higher, {same} the same and {lower} lower"
    return Comparison(
        year_label=year_label,
        headline=said if compared else f"No standard can be compared with {year_label}",
        groups=tuple(Moved(title, tuple(standards)) for title, standards in moved.items() if standards),
    )


def _direction(standard: StandardReport) -> str:
    now, then = standard.answer.level, standard.earlier.level if standard.earlier else None
    if now is None or then is None:
        return "Not compared"
    return "Higher" if now > then else "Lower" if now < then else "The same"


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _words(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)


def _count(number: int) -> str:
    """With its noun, small numbers in words: "one standard", "12 standards"."""
    return f"{_words(number)} {plural(number, 'standard')}"


def plural(number: int, noun: str) -> str:
    return noun if number == 1 else f"{noun}s"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"

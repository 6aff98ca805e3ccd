"""The impact tables of a round, alone or against another: what every file, page and report of them is made of.

In the worker and the shell only. With suppression the stored pattern is read, never made for the occasion, so that
no two exports can be subtracted from each other; without it everything is shown, to those who may see everything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from commissioning.reporting.suppression import MINIMUM_BASE, MINIMUM_CELL

from .actions.withholding import decide, routing_of
from .analysis import change as changes
from .analysis.change import Change
from .analysis.counts import Counts, Panel
from .analysis.expected import Expected, expected, months_between
from .analysis.levels import Level, levels
from .analysis.marks import EverythingWithheld, Marks, NothingWithheld
from .analysis.panels import Protected, protect
from .analysis.summary import Summary, summary
from .analysis.withholding import Pattern
from .models import Round, RoundGroup
from .queries.counts import attributes_of, counts_of
from .queries.pairs import other_people, overlap, panel

FEW = range(1, MINIMUM_CELL)


@dataclass
class Impact:
    """`change` and `expected` are None without another round. `counts`: of each group, with its marks."""

    round: Round
    against: Round | None
    by: str
    suppressed: bool
    levels: list[Level] = field(default_factory=list)
    summary: list[Summary] = field(default_factory=list)
    change: list[Change] | None = None
    expected: list[Expected] | None = None
    counts: list[tuple[RoundGroup, Counts, Marks]] = field(default_factory=list)
    counts_against: list[tuple[RoundGroup, Counts, Marks]] = field(default_factory=list)
    marks: Mapping[int, Marks] = field(default_factory=dict)
    minimum_base: int = MINIMUM_BASE


def impact_of(
    round_: Round,
    *,
    against: Round | None = None,
    by: str = "",
    suppressed: bool = True,
    only_group: str = "",
    marks: Mapping[int, Marks] | None = None,
    minimum_base: int = MINIMUM_BASE,
) -> Impact:
    """`only_group`: by its slug. `marks`: by group id, of a publication that decided on a pattern of its own, with this
    minimum base.
    """
    made = Impact(round_, against, by, suppressed, marks=marks or {}, minimum_base=minimum_base)
    if against is not None:
        made.change, made.expected = [], []
    for group in round_.groups.select_related("round", "instrument_version"):
        if group.instrument_version_id is None or only_group not in ("", group.slug):
            continue
        counts, own = _counted(group, made, clusters=against is not None)
        made.counts.append((group, counts, own))
        made.levels += levels(counts, own)
        made.summary += summary(counts, own)
        earlier = _same_group(group, against)
        if earlier is not None and made.change is not None and made.expected is not None:
            before, theirs = _counted(earlier, made, clusters=True)
            made.counts_against.append((earlier, before, theirs))
            made.change += _changes(earlier, group, (before, counts), (theirs, own), made)
            months = months_between(earlier.round.date, group.round.date)
            made.expected += expected(before, counts, (theirs, own), months)
    return made


def _counted(group: RoundGroup, made: Impact, *, clusters: bool) -> tuple[Counts, Marks]:
    counts = counts_of(group, _cut(group, made.by), clusters=clusters)
    if not made.suppressed:
        return counts, NothingWithheld()
    return counts, made.marks[group.pk] if group.pk in made.marks else marks_of(group)


def _cut(group: RoundGroup, by: str) -> list[str]:
    """Not every group's answers hold every attribute."""
    return [by] if by in attributes_of(group) else []


def marks_of(group: RoundGroup) -> Marks:
    """The pattern that stands; decided now if nobody has yet."""
    decided = decide(group.pk)
    return Pattern.from_data(decided.pattern) if decided else EverythingWithheld()


def _same_group(group: RoundGroup, against: Round | None) -> RoundGroup | None:
    if against is None:
        return None
    groups = against.groups.select_related("round", "instrument_version").filter(instrument_version__isnull=False)
    return groups.filter(slug=group.slug).first()


def _changes(
    earlier: RoundGroup,
    later: RoundGroup,
    counts: tuple[Counts, Counts],
    marks: tuple[Marks, Marks],
    made: Impact,
) -> Iterator[Change]:
    interviews = later.interviewed or earlier.interviewed
    # With suppression as a whole only: cut again it would be a two-way table.
    people = None if earlier.pk == later.pk else panel(earlier, later, "" if made.suppressed else made.by)
    protected = _protected(people, (earlier, later), counts, marks, made) if people and made.suppressed else None
    for row in changes.cross_section(*counts, marks, overlap(earlier, later), interviews=interviews):
        if made.suppressed and (row.overlap in FEW or (protected and row.question in protected.untold)):
            row.overlap = None
        yield row
    if people is not None:
        yield from _panel(people, marks, protected, interviews)
    if earlier.pk != later.pk:
        yield from _same_authority(earlier, later, made)


def _protected(
    people: Panel,
    groups: tuple[RoundGroup, RoundGroup],
    counts: tuple[Counts, Counts],
    marks: tuple[Marks, Marks],
    made: Impact,
) -> Protected:
    """Another publication withholds of a panel what the rounds' own tables do, and more."""
    routing = routing_of(groups[0]), routing_of(groups[1])
    if not made.marks:
        return protect(people, counts, marks, routing)
    stored = protect(people, counts, (marks_of(groups[0]), marks_of(groups[1])), routing)
    return protect(people, counts, marks, routing, minimum_base=made.minimum_base, already=stored)


def _panel(
    people: Panel, marks: tuple[Marks, Marks], protected: Protected | None, interviews: bool
) -> Iterator[Change]:
    """People of both rounds."""
    if protected is None:
        yield from changes.panel(people, marks, interviews=interviews)
        return
    for row in changes.panel(people, protected.marks, interviews=interviews):
        if (row.question, row.basis, row.answer) in protected.untested:
            row.ci_low = row.ci_high = row.p_value = row.p = None
        yield row


def _same_authority(earlier: RoundGroup, later: RoundGroup, made: Impact) -> Iterator[Change]:
    """Only for those who may see everything: a part of a round that no pattern was decided for."""
    if made.suppressed:
        return
    before, after = other_people(earlier, later)
    if before and after:
        by = _cut(earlier, made.by)
        nothing = NothingWithheld()
        yield from changes.same_authority(
            counts_of(earlier, by, only=before), counts_of(later, by, only=after), (nothing, nothing)
        )

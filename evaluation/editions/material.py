"""Everything an edition's sections are made from: the rounds' tables under the edition's own pattern of what is
withheld. In the worker: it counts, tests and solves.

The pattern covers the whole and every one-way breakdown of each group, whichever of them the edition shows, and holds
back all that earlier publications of the same answers held back; so two editions cannot be subtracted from each other.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..actions.withholding import decide, pattern_for
from ..analysis.change import Change
from ..analysis.comparability import differences
from ..analysis.expected import Expected
from ..analysis.headline import Headline as Tested
from ..analysis.headline import HeadlineTest, headline_tests
from ..analysis.levels import Level
from ..analysis.questions import Measured
from ..analysis.summary import Summary
from ..analysis.withholding import Pattern
from ..attributes import attribute_label
from ..impact import Impact, impact_of
from ..impact_table import Naming
from ..models import Edition, EditionSnapshot, Headline, Round, RoundGroup
from ..queries.counts import attributes_of, counts_of, measured
from ..queries.results import naming
from .kinds import Kind

MINIMUM_BASE = 10  # of published editions; rounds have a lower one
Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class GroupMaterial:
    """`earlier`: the same group in the round it is held against. `reasons`: why a question must not be compared."""

    group: RoundGroup
    earlier: RoundGroup | None
    levels: list[Level]
    change: list[Change]
    expected: list[Expected]
    tests: Mapping[Tested, HeadlineTest]
    reasons: Mapping[str, tuple[str, ...]]

    @property
    def questions(self) -> Mapping[str, Measured]:
        return measured(self.group.instrument_version_id)

    @cached_property
    def naming(self) -> Naming:
        return naming(self.group)

    def naming_by(self, attribute: str) -> Naming:
        return replace(self.naming, breakdown=attribute_label(attribute))

    @property
    def of(self) -> str:
        return f"{self.group.title}, {self.group.round.name}"


@dataclass
class Material:
    """`levels` and `summary`: of every group, the whole and the breakdowns the edition shows."""

    edition: Edition
    patterns: Mapping[int, Pattern]
    groups: dict[str, GroupMaterial] = field(default_factory=dict)
    levels: list[Level] = field(default_factory=list)
    summary: list[Summary] = field(default_factory=list)
    change: list[Change] | None = None
    expected: list[Expected] | None = None


def gathered(edition: Edition, progress: Progress) -> Material:
    progress(5, "Deciding what is withheld")
    patterns = {group.pk: _pattern(group) for group in groups_of(edition)}
    progress(45, "Counting and testing")
    whole = impact_of(edition.round, against=edition.against, marks=patterns, minimum_base=MINIMUM_BASE)
    made = Material(edition, patterns, levels=whole.levels, summary=whole.summary)
    if whole.change is not None:
        made.change, made.expected = whole.change, whole.expected
    for attribute in _attributes(edition):
        _add_breakdown(made, attribute)
    for group, _, _ in whole.counts:
        made.groups[group.slug] = _of_group(made, whole, group)
    return made


def groups_of(edition: Edition) -> list[RoundGroup]:
    """Of both rounds, those that have answers."""
    rounds = [edition.round_id, *([edition.against_id] if edition.against_id else [])]
    rows = RoundGroup.objects.filter(round__in=rounds, instrument_version__isnull=False, respondents__isnull=False)
    return list(rows.select_related("round", "instrument_version").distinct().order_by("round", "pk"))


def _pattern(group: RoundGroup) -> Pattern:
    stored = decide(group.pk)
    own = [Pattern.from_data(stored.pattern)] if stored else []
    counts = counts_of(group, attributes_of(group))
    return pattern_for(group, counts, minimum_base=MINIMUM_BASE, already=joined([*own, before(str(group.pk))]))


def before(name: str) -> Pattern:
    """All that published editions withhold of what is known by that name."""
    published = EditionSnapshot.objects.filter(patterns__has_key=name).values_list("patterns", flat=True)
    return joined(Pattern.from_data(patterns[name]) for patterns in published)


def joined(patterns: Iterable[Pattern]) -> Pattern:
    """Withholds whatever one of them withholds."""
    marks: dict[str, dict[tuple[str, str], dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for pattern in patterns:
        for question, rows in pattern.marks.items():
            for row, items in rows.items():
                known = marks[question][row]
                known.update({item: known.get(item) or mark for item, mark in items.items()})
    return Pattern(marks)


def _attributes(edition: Edition) -> list[str]:
    sections = edition.sections.filter(kind=Kind.BREAKDOWN).exclude(attribute="")
    return list(dict.fromkeys(sections.values_list("attribute", flat=True)))


def _add_breakdown(made: Material, attribute: str) -> None:
    """Of groups that keep it."""
    for group in groups_of(made.edition):
        if group.round_id == made.edition.round_id and attribute in attributes_of(group):
            cut = impact_of(made.edition.round, by=attribute, only_group=group.slug, marks=made.patterns)
            made.levels += [row for row in cut.levels if row.breakdown]
            made.summary += [row for row in cut.summary if row.breakdown]


def _of_group(made: Material, whole: Impact, group: RoundGroup) -> GroupMaterial:
    earlier = next((row for row, _, _ in whole.counts_against if row.slug == group.slug), None)
    change = [row for row in made.change or () if row.group == group.slug]
    named = Headline.objects.filter(group=group)
    tests = headline_tests(change, [Tested(row.question, row.answer, row.basis) for row in named])
    return GroupMaterial(
        group,
        earlier,
        [row for row in made.levels if row.group == group.slug],
        change,
        [row for row in made.expected or () if row.group == group.slug],
        {test.headline: test for test in tests},
        reasons_of(earlier, group) if earlier else {},
    )


def reasons_of(earlier: RoundGroup, later: RoundGroup) -> dict[str, tuple[str, ...]]:
    """Of questions of the same name, those that must not be compared, and why."""
    before, after = measured(earlier.instrument_version_id), measured(later.instrument_version_id)
    found = {name: differences(before[name], after[name]) for name in after if name in before}
    return {name: reasons for name, reasons in found.items() if reasons}


def rounds_of(edition: Edition) -> list[Round]:
    return [edition.round, *([edition.against] if edition.against else [])]

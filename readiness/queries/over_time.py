"""An area's signed levels over the years, its predecessors' included, where the standards compare.

A merged council's predecessors stand beside it as they were: levels are ordinal, so two areas' levels make no third.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning import years
from commissioning.authorities.lineage import lineage_ids
from commissioning.authorities.models import Authority

from ..levels import Answer
from ..models import FrameworkVersion, SelfAssessment, Snapshot
from .standards import PROGRAMME_SET, comparable_codes


@dataclass(frozen=True)
class Occasion:
    """One signed self-assessment: a column."""

    assessment_id: int
    area: str
    is_own: bool  # not a predecessor's
    title: str
    year_label: str
    revision: int


@dataclass(frozen=True)
class Row:
    """One standard of the newest version; an answer an occasion, None where the wording does not compare."""

    number: int
    code: str
    title: str
    section: str
    answers: tuple[Answer | None, ...]
    change: str


@dataclass(frozen=True)
class OverTime:
    occasions: tuple[Occasion, ...]
    rows: tuple[Row, ...]


def over_time(authority: Authority, set_code: str = PROGRAMME_SET) -> OverTime:
    """Every signed occasion, oldest first; of a reopened one the newest signed revision."""
    snapshots = newest_signed(lineage_ids(authority), set_code)
    if not snapshots:
        return OverTime((), ())
    newest = snapshots[-1].assessment.version
    comparable = {
        version: comparable_codes(version, newest) for version in {found.assessment.version for found in snapshots}
    }
    answers = [_answers(found, comparable[found.assessment.version]) for found in snapshots]
    own = [found.assessment.authority_id == authority.pk for found in snapshots]
    return OverTime(
        tuple(_occasion(found, is_own) for found, is_own in zip(snapshots, own, strict=True)),
        tuple(_row(one, [by_code.get(one.code) for by_code in answers], own) for one in _standards(newest)),
    )


def newest_signed(authority_ids: Iterable[int], set_code: str) -> list[Snapshot]:
    """One an occasion, oldest first."""
    rows = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        assessment__authority__in=list(authority_ids),
        assessment__framework__code=set_code,
    ).select_related("assessment__authority", "assessment__version__framework")
    found = {row.assessment_id: row for row in rows.order_by("revision", "made_at", "id")}
    return sorted(found.values(), key=lambda row: (row.data["year"], row.assessment.opened_at, row.pk))


def _answers(snapshot: Snapshot, comparable: frozenset[str]) -> dict[str, Answer]:
    records = snapshot.data["standards"]
    return {r["code"]: Answer(r["level"], r["no_level"]) for r in records if r["code"] in comparable}


def _occasion(snapshot: Snapshot, is_own: bool) -> Occasion:
    data = snapshot.data
    occasion = SelfAssessment.Occasion(data["occasion"]).label
    return Occasion(
        snapshot.assessment_id,
        data["authority"]["short_name"],
        is_own,
        occasion,
        years.label(data["year"]),
        snapshot.revision,
    )


def _standards(version: FrameworkVersion):
    return version.standards.select_related("section")


def _row(standard, answers: list[Answer | None], own: list[bool]) -> Row:
    levels = [a.level for a, is_own in zip(answers, own, strict=True) if is_own and a is not None and a.level]
    return Row(standard.number, standard.code, standard.title, standard.section.title, tuple(answers), _change(levels))


def _change(levels: list[int]) -> str:
    """From the area's own first level to its latest, in words."""
    if len(levels) < 2:
        return "Not compared"
    steps = levels[-1] - levels[0]
    if not steps:
        return "The same"
    return f"{abs(steps)} level{'s' * (abs(steps) > 1)} {'higher' if steps > 0 else 'lower'}"

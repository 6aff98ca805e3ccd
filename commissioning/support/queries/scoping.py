"""What scoping has found so far: the areas’ history, structures and people; what was heard; the checklist."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.profiles import queries as profiles
from commissioning.profiles.models import HistoryEntry, Stakeholder, Structure, WelcomedSupport

from ..checklists import Question, questions_for
from ..models import ChecklistAnswer, ListeningNote, ScopingPoint, SupportPackage, Theme
from ..workflow import LISTENING
from .reading import Reading, parts_of, speaks_for_the_area


@dataclass(frozen=True)
class Background:
    """One area’s part of what is known before anybody asks again. The team reads what the area shows the programme."""

    authority: Authority
    history: tuple[HistoryEntry, ...]
    structures: tuple[Structure, ...]
    welcomed: tuple[WelcomedSupport, ...]
    people_agreed: int
    people: int
    opens: bool  # whether the reader may open the area’s own pages of these
    opens_people: bool


@dataclass(frozen=True)
class Answered:
    question: Question
    answer: ChecklistAnswer | None


@dataclass(frozen=True)
class Scoping:
    backgrounds: tuple[Background, ...]
    notes: tuple[tuple[str, tuple[ListeningNote, ...]], ...]  # theme in words → what was heard
    points: tuple[tuple[str, tuple[ScopingPoint, ...]], ...]
    checklist: tuple[Answered, ...]
    works: bool
    names: bool  # whether the reader may know who said what
    may_agree: bool

    @property
    def settled(self) -> int:
        return sum(1 for one in self.checklist if one.answer and one.answer.state != ChecklistAnswer.State.OPEN)


def scoping(package: SupportPackage, scope: Scope, reading: Reading) -> Scoping:
    return Scoping(
        backgrounds=tuple(_background(part.authority, scope) for part in parts_of(package)),
        notes=_by(Theme, "theme", notes(package)),
        points=_by(ScopingPoint.Kind, "kind", points(package)),
        checklist=checklist(package),
        works=reading.works and package.at in LISTENING,
        names=reads_names(package, scope, reading),
        may_agree=speaks_for_the_area(package, scope)
        and not package.picture_agreed_at
        and bool(package.picture.strip()),
    )


def _awaits_agreement(package: SupportPackage) -> bool:
    return not package.picture_agreed_at and bool(package.picture.strip())


def _background(authority: Authority, scope: Scope) -> Background:
    opens = scope.may(Permission.PROFILE_SEE_PROGRAMME, authority)
    shown = profiles.history_for(authority, scope) if opens else profiles.history_shown_to_programme(authority)
    reads = profiles.welcomed_for(authority, scope) if opens else profiles.welcomed_shown_to_programme([authority])
    agreed, total = profiles.stakeholders_agreed(authority)
    structures = profiles.structures_on(authority, timezone.localdate())
    opens_people = scope.may(Permission.PROFILE_SEE_LEAD, authority)
    return Background(authority, tuple(shown), tuple(structures), tuple(reads), agreed, total, opens, opens_people)


def _by(choices, field: str, rows: Iterable) -> tuple:
    """Rows under each choice’s words, in the order of the choices; a choice without rows too."""
    found: dict[str, list] = {value: [] for value in choices.values}
    for row in rows:
        found[getattr(row, field)].append(row)
    return tuple((choices(value).label, tuple(of_it)) for value, of_it in found.items())


def notes(package: SupportPackage) -> QuerySet[ListeningNote]:
    return package.listening_notes.filter(removed_at__isnull=True).select_related("stakeholder", "by")


def points(package: SupportPackage) -> QuerySet[ScopingPoint]:
    return package.scoping_points.filter(removed_at__isnull=True).select_related("by")


def checklist(package: SupportPackage) -> tuple[Answered, ...]:
    answers = {row.item: row for row in package.checklist_answers.all()}
    return tuple(Answered(one, answers.get(one.key)) for one in questions_for(package.kind, package.form))


def reads_names(package: SupportPackage, scope: Scope, reading: Reading) -> bool:
    """Who said what stays with the area, its local lead and whoever works on the package by name."""
    return reading.of_team or scope.may(Permission.PROFILE_SEE_LEAD, package.authority)


def people(package: SupportPackage, scope: Scope, reading: Reading) -> list[Stakeholder]:
    """Those of its areas who can be listened to, for a reader who may know their names."""
    if not reads_names(package, scope, reading):
        return []
    areas = (part.authority for part in parts_of(package))
    return [person for area in areas for person in profiles.stakeholders(area)]


def of_note() -> QuerySet[ListeningNote]:
    rows = ListeningNote.objects.filter(removed_at__isnull=True)
    return rows.select_related("package__authority__region", "stakeholder")


def of_point() -> QuerySet[ScopingPoint]:
    rows = ScopingPoint.objects.filter(removed_at__isnull=True)
    return rows.select_related("package__authority__region")

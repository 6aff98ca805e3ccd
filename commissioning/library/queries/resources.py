"""Reads of resources and their versions: what a list shows, what one page shows, what the rules ask about one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.kinds import Kind as Theme
from readiness.models import FrameworkVersion, Standard
from readiness.models.standards import CYCLE_STAGES
from readiness.queries.standards import PROGRAMME_SET

from ..gates import Facts, missing
from ..models import Figure, Resource, ResourceMove, ResourceVersion, SavedResource
from ..models.resources import BODY, IS_UNDER_WAY, written_by
from ..workflow import STEPS, Hand, Move, State, Step

HEADINGS = {
    "context": "Where it began",
    "aims": "Aims",
    "done": "What was done",
    "outcomes": "What came of it",
    "costs": "Costs and benefits",
    "lessons": "What made it work, and lessons",
    "contact": "Whom to ask",
}


def published(scope: Scope) -> QuerySet[ResourceVersion]:
    """What readers find, with whether this one kept it for later."""
    kept = SavedResource.objects.filter(resource=OuterRef("resource"), person=scope.person_id or 0)
    rows = ResourceVersion.objects.published().visible_to(scope).select_related("resource")
    return rows.annotate(is_kept=Exists(kept))


def in_hand(scope: Scope) -> QuerySet[ResourceVersion]:
    """What this person writes, whatever became of it, and what waits for those who publish."""
    seen = ResourceVersion.objects.visible_to(scope).select_related("resource", "created_by", "authority")
    mine = seen.filter(written_by(scope), checksum="")
    if not scope.holds(Permission.LIBRARY_PUBLISH):
        return mine
    return mine | seen.filter(state=State.SUBMITTED)


def resources() -> QuerySet[Resource]:
    return Resource.objects.all()


def versions() -> QuerySet[ResourceVersion]:
    return ResourceVersion.objects.select_related("resource", "authority", "created_by", "changed_by")


def figures() -> QuerySet[Figure]:
    return Figure.objects.select_related("of__resource", "of__authority")


def standards() -> list[Standard]:
    """The programme's own, of the newest version; none before any was published."""
    version = FrameworkVersion.objects.newest(PROGRAMME_SET)
    return list(version.standards.order_by("order")) if version else []


def current_of(resource: Resource) -> ResourceVersion:
    """What readers of its page see: the published version, else the one that was withdrawn."""
    return currents([resource.pk])[resource.pk]


def currents(resource_ids: Iterable[int]) -> dict[int, ResourceVersion]:
    rows = versions().filter(resource__in=list(resource_ids), state__in=[State.PUBLISHED, State.WITHDRAWN])
    return {row.resource_id: row for row in sorted(rows, key=lambda row: (row.at is State.PUBLISHED, row.number))}


@dataclass(frozen=True)
class Part:
    heading: str
    words: str


@dataclass(frozen=True)
class Shown:
    """A version as its page shows it."""

    row: ResourceVersion
    resource: Resource
    areas: tuple[Authority, ...]
    regions: tuple[Region, ...]
    parts: tuple[Part, ...]
    figures: tuple[Figure, ...]
    standards: tuple[tuple[str, str], ...]  # code and title
    stages: tuple[str, ...]
    themes: tuple[str, ...]
    types: tuple[str, ...]
    others: tuple[ResourceVersion, ...]  # other versions the reader may open, newest first

    @property
    def is_current(self) -> bool:
        return self.row.at is State.PUBLISHED


def shown(row: ResourceVersion, scope: Scope) -> Shown:
    titles = {standard.code: f"{standard.number}. {standard.title}" for standard in standards()}
    others = ResourceVersion.objects.visible_to(scope).filter(resource=row.resource_id).exclude(pk=row.pk)
    words = {**HEADINGS, "context": "What it is"} if row.resource.kind == "explanation" else HEADINGS
    return Shown(
        row=row,
        resource=row.resource,
        areas=tuple(row.areas.select_related("region").order_by("short_name")),
        regions=tuple(row.regions.order_by("name")),
        parts=tuple(Part(heading, getattr(row, name)) for name, heading in words.items() if getattr(row, name)),
        figures=tuple(row.figures.all()),
        standards=tuple((code, titles.get(code, code)) for code in row.standards),
        stages=tuple(f"{number}. {CYCLE_STAGES[number]}" for number in sorted(row.stages)),
        themes=tuple(str(Theme(theme).label) for theme in row.themes),
        types=tuple(str(Authority.Type(one).label) for one in row.types),
        others=tuple(others.order_by("-number")),
    )


def facts(row: ResourceVersion) -> Facts:
    return Facts(
        kind=row.resource.kind,
        written=frozenset(name for name in ("summary", *BODY) if getattr(row, name).strip()),
        placed=bool(row.places),
        standards=bool(row.standards),
        stages=bool(row.stages),
        published_before=bool(row.original_publisher),
        areas_agreed=row.areas_agreed,
        figures=tuple(row.figures.all()),
    )


@dataclass(frozen=True)
class Next:
    move: Move
    step: Step


@dataclass(frozen=True)
class Desk:
    """What this reader may do with a version now, what keeps it from going on, and its history."""

    writes: bool
    reviews: bool
    moves: tuple[Next, ...]
    missing: tuple[str, ...]
    history: tuple[ResourceMove, ...]

    editable: bool

    @property
    def works(self) -> bool:
        return self.writes or self.reviews

    @property
    def writes_now(self) -> bool:
        return self.writes and self.editable


def desk(row: ResourceVersion, scope: Scope) -> Desk:
    """History names people, so only those at work on it read it."""
    writes = ResourceVersion.objects.filter(written_by(scope), pk=row.pk).exists()
    reviews = scope.holds(Permission.LIBRARY_PUBLISH)
    hands = {Hand.WRITER: writes, Hand.REVIEWER: reviews, Hand.NOBODY: False}
    moves = [Next(move, step) for move, step in STEPS.items() if row.at in step.from_states and hands[step.hand]]
    works = writes or reviews
    return Desk(
        writes=writes,
        reviews=reviews,
        moves=tuple(moves),
        missing=tuple(missing(facts(row))) if works and row.at in _BEFORE_PUBLICATION else (),
        history=tuple(row.moves.select_related("by")) if works else (),
        editable=row.is_editable,
    )


_BEFORE_PUBLICATION = frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED})


def waiting(scope: Scope) -> int:
    """How many wait to be reviewed, for whoever may publish."""
    if not scope.holds(Permission.LIBRARY_PUBLISH):
        return 0
    return ResourceVersion.objects.filter(state=State.SUBMITTED).count()


def why_withdrawn(row: ResourceVersion) -> str:
    last = row.moves.filter(move=Move.WITHDRAW).first()
    return last.reason if last else ""


def has_open_version(resource: Resource) -> bool:
    return resource.versions.filter(IS_UNDER_WAY).exists()

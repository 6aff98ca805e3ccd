"""What the page of one package shows this reader, and which of its pages they may open."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from commissioning.access.scope import Scope
from readiness.models import Action

from ..gates import Missing, missing
from ..models import PackageArea, PackageEvent, PackageStandard, SupportPackage, TeamMember, on_the_team
from ..workflow import ABOUT, STEPS, About, Move, Stage, Step, moves_from
from .facts import facts, lead_of
from .links import linked_actions
from .reading import Reading, parts_of, reading_of

LATEST = 5  # lines of the timeline on the first page


@dataclass(frozen=True)
class Page:
    """One entry of the sub-navigation, and whom it is for."""

    key: str
    label: str
    url_name: str
    open_to: Callable[[SupportPackage, Reading], bool]

    def address(self, package: SupportPackage) -> str:
        return reverse(f"support:{self.url_name}", args=[package.pk])


def _inside(package: SupportPackage, reading: Reading) -> bool:
    return reading.inside and package.at is not Stage.DRAFT


def _sent(package: SupportPackage, reading: Reading) -> bool:
    return package.at is not Stage.DRAFT


def _has_closed(package: SupportPackage, reading: Reading) -> bool:
    """Once; a package that was reopened keeps the report of its earlier close."""
    return package.agreed_at is not None and package.closing_snapshots.exists()


def due_on(package: SupportPackage) -> date | None:
    """By when its next step is due, where a day was set."""
    if package.at is Stage.CLOSED:
        waiting = package.follow_ups.filter(done_at__isnull=True, dropped_at__isnull=True)
        return waiting.values_list("due_on", flat=True).first()
    return {Stage.DELIVERY: package.review_on, Stage.DEFERRED: package.revisit_on}.get(package.at)


PAGES = (
    Page("overview", "Overview", "package-detail", lambda package, reading: True),
    Page("scoping", "Scoping", "package-scoping", _inside),
    Page("terms", "Aims and criteria", "package-terms", _sent),
    Page("team", "People and areas", "package-team", _sent),
    Page("sessions", "Sessions", "package-sessions", _inside),
    Page("plan", "Plan and risks", "package-plan", _inside),
    Page("files", "Files", "package-files", _inside),
    Page("messages", "Messages", "package-messages", _inside),
    Page("days", "Days and money", "package-days", _sent),
    Page("benefits", "Costs and benefits", "package-benefits", _sent),
    Page("measures", "Outcome measures", "package-measures", _sent),
    Page("close", "Review and close", "package-close", _sent),
    Page("report", "Closing report", "package-report", _has_closed),
    Page("timeline", "Timeline", "package-timeline", _inside),
)


@dataclass(frozen=True)
class Shown:
    """An entry of the sub-navigation as the component takes it."""

    label: str
    url: str
    active: bool


def pages(package: SupportPackage, here: str, reading: Reading) -> list[Shown]:
    open_to_them = [page for page in PAGES if page.open_to(package, reading)]
    return [Shown(page.label, page.address(package), page.key == here) for page in open_to_them]


@dataclass(frozen=True)
class Next:
    """A move this reader may make now, and what keeps it from being made."""

    move: Move
    step: Step
    missing: tuple[Missing, ...]

    @property
    def is_ready(self) -> bool:
        return not self.missing


# Ways out and back, beside the way on: shown apart.
ASIDE = frozenset(
    {
        Move.DISCARD,
        Move.DEFER,
        Move.DECLINE,
        Move.WITHDRAW,
        Move.PAUSE,
        Move.RENEGOTIATE,
        Move.GO_ON,
        Move.REOPEN,
        Move.LOOK_AGAIN,
    }
)
ASKED_FOR_THERE = frozenset({Move.DEFER})  # what its gate asks for is on the move’s own page


def next_moves(package: SupportPackage, scope: Scope) -> list[Next]:
    held = scope.permissions_in(package.authority)
    possible = [move for move in moves_from(package.at) if STEPS[move].permissions & held]
    if not possible:
        return []
    known = facts(package)
    return [Next(move, STEPS[move], _missing(move, known)) for move in possible]


def _missing(move: Move, known) -> tuple[Missing, ...]:
    return () if move in ASKED_FOR_THERE else tuple(missing(move, known))


@dataclass(frozen=True)
class Detail:
    package: SupportPackage
    about: About
    reading: Reading
    parts: tuple[PackageArea, ...]
    lead: TeamMember | None
    advisers: tuple[TeamMember, ...]
    standards: tuple[PackageStandard, ...]
    actions: tuple[Action, ...]  # of the area’s plan, that the reader may read
    on: tuple[Next, ...]
    aside: tuple[Next, ...]
    latest: tuple[PackageEvent, ...]

    @property
    def is_of_several(self) -> bool:
        return len(self.parts) > 1


def detail(package: SupportPackage, scope: Scope) -> Detail:
    reading = reading_of(package, scope)
    moves = next_moves(package, scope)
    return Detail(
        package=package,
        about=ABOUT[package.at],
        reading=reading,
        parts=tuple(parts_of(package)),
        lead=lead_of(package),
        advisers=tuple(members(package, TeamMember.Part.ADVISER)),
        actions=tuple(linked_actions(package, scope)),
        standards=tuple(package.package_standards.select_related("standard__version")),
        on=tuple(one for one in moves if one.move not in ASIDE),
        aside=tuple(one for one in moves if one.move in ASIDE),
        latest=tuple(timeline(package)[:LATEST]) if reading.inside else (),
    )


def members(package: SupportPackage, part: str):
    rows = package.team.filter(on_the_team(timezone.localdate()), part=part, until__isnull=True)
    return rows.select_related("person")


def timeline(package: SupportPackage):
    """Newest first, with who did it."""
    return package.events.select_related("by")

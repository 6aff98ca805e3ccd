"""What of support packages waits for one person now: each with where it is done. Home shows it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from readiness.window import written

from ..models import (
    Criterion,
    CriterionRating,
    FollowUp,
    PackageArea,
    SupportPackage,
    TeamMember,
    TermsSignature,
    on_the_team,
)
from ..workflow import ABOUT, LEAD, Stage
from . import desk, needs
from .sessions import days_to_record, next_dates
from .team import to_answer

SOON = timedelta(days=14)
GRAVEST = 3  # exceptions of the desk that home names; the rest it counts
LED = [stage.value for stage, about in ABOUT.items() if about.ball == LEAD]


@dataclass(frozen=True)
class Todo:
    """`minutes`: how long it takes, where the programme asks it of an area; 0 where it is somebody's own work."""

    area: str
    title: str
    text: str
    url: str
    button: str
    minutes: int = 0


def todos(scope: Scope) -> list[Todo]:
    """Signatures first, for others wait for them; then what the area, the lead, the programme and advisers owe."""
    return [
        *_to_sign(scope),
        *_for_the_area(scope),
        *_for_the_lead(scope),
        *_for_the_programme(scope),
        *_for_the_region(scope),
        *_for_the_adviser(scope),
    ]


def _page(name: str, package: SupportPackage, *more: object) -> str:
    return reverse(f"support:{name}", args=[package.pk, *more])


def _at(stage: Stage) -> QuerySet[SupportPackage]:
    return SupportPackage.objects.filter(stage=stage).select_related("authority").order_by("stage_since", "pk")


def _to_sign(scope: Scope) -> Iterator[Todo]:
    """For the areas this person signs for: terms that are whole, and lack that signature alone."""
    may = scope.within([Permission.PACKAGE_SPONSOR]) | Q(
        scope.within([Permission.PACKAGE_SPONSOR_IF_NAMED]), sponsor=scope.person_id or 0
    )
    signed = TermsSignature.objects.filter(
        package=OuterRef("package"), authority=OuterRef("authority"), terms=OuterRef("package__terms")
    )
    criteria = Criterion.objects.filter(package=OuterRef("package"), dropped_at__isnull=True)
    parts = PackageArea.objects.filter(may, ~Q(Exists(signed)), Q(Exists(criteria)), left_on__isnull=True)
    whole = parts.filter(package__stage=Stage.SCOPING, package__picture_agreed_at__isnull=False).exclude(
        Q(package__aims="") | Q(package__days=None) | Q(package__budget=None)
    )
    for part in whole.select_related("package", "authority").order_by("package__stage_since"):
        yield Todo(
            area=str(part.authority),
            title=f"Sign the terms of “{part.package}”",
            text="Read the aims, the criteria and the days, then sign for the area.",
            url=_page("terms-sign", part.package, part.authority.gss_code),
            button="Read and sign",
            minutes=20,
        )


def _for_the_area(scope: Scope) -> Iterator[Todo]:
    own = Q(scope.within([Permission.SUPPORT_REQUEST]))
    for package in _at(Stage.DRAFT).filter(own):
        yield Todo(
            str(package.authority),
            f"Finish the request “{package}”",
            "It is a draft that nobody else sees.",
            package.get_absolute_url(),
            "Go on",
        )
    for part in to_answer(scope).filter(confirmed_at__isnull=True):
        yield Todo(
            str(part.authority),
            f"Say whether you take part: “{part.package}”",
            f"{part.package.authority} asks for it, and names your area.",
            reverse("support:part-answer", args=[part.pk]),
            "Read and answer",
            minutes=5,
        )
    for package in _at(Stage.SCOPING).filter(own, picture_agreed_at__isnull=True).exclude(picture=""):
        yield Todo(
            str(package.authority),
            f"Agree the picture of the need: “{package}”",
            "Say whether it is how you see it, or tell the lead what is not.",
            _page("package-scoping", package),
            "Read the picture",
            minutes=15,
        )
    rated = CriterionRating.objects.filter(criterion=OuterRef("pk"), side=CriterionRating.Side.AREA)
    unrated = Criterion.objects.filter(~Q(Exists(rated)), package=OuterRef("pk"), dropped_at__isnull=True)
    for package in _at(Stage.REVIEW).filter(own, Exists(unrated)):
        yield Todo(
            str(package.authority),
            f"Say how “{package}” came out",
            "Rate each criterion; “too early to tell” is an answer.",
            _page("package-close", package),
            "Rate the criteria",
            minutes=20,
        )


def _for_the_lead(scope: Scope) -> Iterator[Todo]:
    """Of packages they lead by name."""
    if not (scope.holds(Permission.PACKAGE_LEAD) or scope.holds(Permission.PACKAGE_RUN)):
        return
    mine = TeamMember.objects.filter(
        on_the_team(timezone.localdate()), package=OuterRef("pk"), person=scope.person_id, part=TeamMember.Part.LEAD
    )
    yield from _of_led(SupportPackage.objects.filter(Exists(mine)), by_name=True)


def of_area_led(authority: Authority) -> list[Todo]:
    """What waits for the lead of each package there, whoever that is: the next local lead reads it on the package."""
    parts = PackageArea.objects.filter(authority=authority, left_on__isnull=True).values("package")
    return list(_of_led(SupportPackage.objects.filter(pk__in=parts), by_name=False))


def _of_led(packages: QuerySet[SupportPackage], *, by_name: bool) -> Iterator[Todo]:
    led = packages.select_related("authority")
    waiting = FollowUp.objects.filter(
        package__in=led, due_on__lte=timezone.localdate(), done_at__isnull=True, dropped_at__isnull=True
    )
    for follow_up in waiting.select_related("package__authority"):
        yield Todo(
            str(follow_up.package.authority),
            f"Follow-up: “{follow_up.package}”",
            f"{follow_up.get_why_display()}: say what was found.",
            _page("follow-up-finish", follow_up) if by_name else follow_up.package.get_absolute_url(),
            "Say what was found",
        )
    for package in led.filter(stage__in=LED).order_by("stage_since", "pk"):
        yield Todo(
            str(package.authority),
            f"{package.get_stage_display()}: “{package}”",
            f"{package.next_step}.",
            package.get_absolute_url(),
            "Open the package",
        )


def _for_the_programme(scope: Scope) -> Iterator[Todo]:
    """What is not as it should be, the gravest by name; then what nobody has read yet."""
    if not scope.holds(Permission.PACKAGE_RUN):
        return
    yield from _of_the_desk()
    waiting = SupportPackage.objects.filter(stage=Stage.REQUEST).count()
    if waiting:
        yield Todo(
            "The programme",
            f"{waiting} request{'s wait' if waiting != 1 else ' waits'} to be taken up",
            "Each area was told that somebody reads it within five working days.",
            f"{reverse('support:package-list')}?stage={Stage.REQUEST}",
            "Read what was asked for",
        )


def _of_the_desk() -> Iterator[Todo]:
    found = desk.overview(timezone.localdate())
    for row in found.urgent[:GRAVEST]:
        yield Todo(
            str(row.package.authority),
            f"{row.kind.label}: “{row.package}”",
            f"{row.reason}. It has been so for {row.age} day{'s' if row.age != 1 else ''}.",
            row.url,
            "Put it right",
        )
    if (more := found.total - GRAVEST) > 0:
        yield Todo(
            "The programme",
            f"{more} more {'things are' if more != 1 else 'thing is'} not as {'they' if more != 1 else 'it'} should be",
            f"In all: {'; '.join(f'{tally.kind.label.lower()} {tally.number}' for tally in found.tallies)}.",
            reverse("support:desk-detail"),
            "Open the desk",
        )


def _for_the_region(scope: Scope) -> Iterator[Todo]:
    """What several areas of a region need, for whoever leads regions and not the programme."""
    if not scope.holds(Permission.REGION_NEEDS_SEE) or scope.holds(Permission.PACKAGE_RUN):
        return
    for region in needs.regions(scope):
        common = needs.needs(scope, region)
        alike = [*common.kinds, *common.standards]
        if alike and not common.proposals:
            most = max(alike, key=lambda one: one.areas)
            yield Todo(
                region.name,
                f"{most.areas} areas need the same: {most.label}",
                "One package for several areas may serve them better than one each.",
                f"{reverse('support:need-list')}?region={region.slug}",
                "See what they need in common",
            )


def _for_the_adviser(scope: Scope) -> Iterator[Todo]:
    soon = timezone.localdate() + SOON
    for coming in next_dates(scope):
        if coming.on <= soon:
            yield Todo(
                str(coming.package.authority),
                f"Session on {written(coming.on)}: “{coming.package}”",
                f"{coming.next or 'Nothing is written about it yet'}.".replace("..", "."),
                _page("package-brief", coming.package),
                "Read the brief",
            )
    for due in days_to_record(scope):
        yield Todo(
            str(due.package.authority),
            f"Record the session of “{due.package}”",
            "It was planned, and no session has been recorded since.",
            _page("session-add", due.package),
            "Record the session",
        )

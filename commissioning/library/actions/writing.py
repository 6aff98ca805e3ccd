"""Writing a version: its words, tags and places, and the next version of what is published."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority, Region
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import PRESSED_TWICE, NotNow, Saved

from ..kinds import Effect, ResourceKind, Tier
from ..models import Figure, Resource, ResourceMove, ResourceVersion
from ..models.resources import BODY, IS_UNDER_WAY, written_by
from ..workflow import State, check_editable

WORDS = (
    "title",
    "summary",
    *BODY,
    "contact",
    "caveat",
    "original_publisher",
    "original_date",
    "source",
    "tier",
    "tier_because",
    "effect",
    "areas_agreed",
)
TAGS = ("standards", "levels", "stages", "themes", "types")
_MOST_OF_A_CODE = 60


@dataclass(frozen=True)
class Typed:
    """Everything the page of a version sends. Lists are in order, so that the same content is the same save."""

    title: str
    summary: str = ""
    context: str = ""
    aims: str = ""
    done: str = ""
    outcomes: str = ""
    costs: str = ""
    lessons: str = ""
    contact: str = ""
    caveat: str = ""
    original_publisher: str = ""
    original_date: str = ""
    source: str = ""
    tier: str = Tier.NOT_JUDGED.value
    tier_because: str = ""
    effect: str = Effect.NOT_MEASURED.value
    areas_agreed: bool = False
    standards: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    stages: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    areas: tuple[Authority, ...] = ()
    regions: tuple[Region, ...] = ()
    version: int = 0


@dataclass(frozen=True)
class Sum:
    """One figure as typed."""

    kind: str
    about: str
    pounds: object
    includes: str
    up_to: object = None
    period: str = ""
    method: str = ""
    verified: bool = False


@transaction.atomic
def begin(
    *, kind: str, typed: Typed, by: User | None, authority: Authority | None = None, figures: Iterable[Sum] = ()
) -> ResourceVersion:
    """A new resource with a draft; the same title pressed twice is one. `authority`: whose people may work on it beside
    its writer.
    """
    if by is not None:
        check_anywhere(scope_of(by), Permission.LIBRARY_WRITE)
        if just_begun := _just_begun(kind, typed, by):
            return just_begun
    resource = Resource.objects.create(code=f"new-{timezone.now():%s%f}", kind=ResourceKind(kind).value, created_by=by)
    resource.code = f"{slugify(typed.title)[:_MOST_OF_A_CODE].strip('-') or 'resource'}-{resource.pk}"
    resource.save(update_fields=["code"])
    made = add_version(resource=resource, typed=typed, by=by, authority=authority, figures=figures)
    audit.record("resource-begin", made, by=by, authority_id=authority.pk if authority else None)
    return made


def _just_begun(kind: str, typed: Typed, by: User) -> ResourceVersion | None:
    User.objects.select_for_update().get(pk=by.pk)
    theirs = Resource.objects.filter(kind=kind, created_by=by, created_at__gt=timezone.now() - PRESSED_TWICE)
    return ResourceVersion.objects.filter(IS_UNDER_WAY, resource__in=theirs, number=1, title=typed.title).first()


def add_version(
    *,
    resource: Resource,
    typed: Typed,
    by: User | None,
    authority: Authority | None = None,
    figures: Iterable[Sum] = (),
    checksum: str = "",
) -> ResourceVersion:
    """The next number, with these words. Its caller has locked the resource, or has just made it."""
    last = resource.versions.aggregate(last=Max("number"))["last"] or 0
    made = ResourceVersion(
        resource=resource, number=last + 1, authority=authority, created_by=by, checksum=checksum, **_columns(typed)
    )
    made.save()
    _place(made, typed)
    Figure.objects.bulk_create(Figure(of=made, order=order, **vars(one)) for order, one in enumerate(figures, 1))
    ResourceMove.objects.create(of=made, move="begin", to_state=made.state, by=by)
    return made


@transaction.atomic
def save(*, draft: ResourceVersion, typed: Typed, by: User) -> Saved[ResourceVersion]:
    current = lock(draft, by)
    check_editable(current.at)
    if _as_typed(current) == replace(typed, version=0):
        return Saved(current)
    if typed.version != current.version:
        return Saved(current, conflict=True)
    for name, value in _columns(typed).items():
        setattr(current, name, value)
    current.version, current.changed_by, current.changed_at = current.version + 1, by, timezone.now()
    current.save()
    _place(current, typed)
    audit.record("resource-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@transaction.atomic
def correct(*, resource: Resource, by: User) -> ResourceVersion:
    """A new draft from what was published last. Where one is under way already, that one."""
    scope = scope_of(by)
    check_anywhere(scope, Permission.LIBRARY_WRITE)
    locked = Resource.objects.select_for_update().get(pk=resource.pk)
    last = locked.versions.filter(state__in=[State.PUBLISHED, State.WITHDRAWN]).order_by("-number").first()
    if last is None:
        raise NotNow("Nothing of this was published yet, so there is nothing to correct.")
    if not may_correct(last, by):
        raise NotNow("This is corrected by whoever wrote it, by the areas it was written for, and by the programme.")
    under_way = locked.versions.filter(IS_UNDER_WAY).first()
    if under_way:
        return under_way
    made = add_version(resource=locked, typed=_as_typed(last), by=by, authority=last.authority, figures=sums_of(last))
    audit.record("resource-correct", made, by=by, authority_id=made.authority_id)
    return made


def may_correct(published: ResourceVersion, by: User) -> bool:
    scope = scope_of(by)
    if scope.holds(Permission.LIBRARY_PUBLISH):
        return True
    return ResourceVersion.objects.filter(written_by(scope), pk=published.pk).exists()


def lock(draft: ResourceVersion, by: User) -> ResourceVersion:
    """For a write by somebody who writes it."""
    current = ResourceVersion.objects.select_for_update(of=("self",)).select_related("resource").get(pk=draft.pk)
    if not ResourceVersion.objects.filter(written_by(scope_of(by)), pk=draft.pk).exists():
        raise NotNow("You are not one of those who write this.")
    return current


def sums_of(version: ResourceVersion) -> list[Sum]:
    return [sum_of(row) for row in version.figures.all()]


def sum_of(figure: Figure) -> Sum:
    return Sum(**{name: getattr(figure, name) for name in Sum.__dataclass_fields__})


def _as_typed(row: ResourceVersion) -> Typed:
    values = {name: getattr(row, name) for name in WORDS} | {name: tuple(getattr(row, name)) for name in TAGS}
    areas = tuple(row.areas.order_by("short_name", "gss_code"))
    return Typed(**values, areas=areas, regions=tuple(row.regions.order_by("name")))


def _columns(typed: Typed) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(typed, name) for name in WORDS}
    values |= {name: list(getattr(typed, name)) for name in TAGS}
    names = [str(place) for place in (*typed.areas, *typed.regions)]
    return {**values, "places": "; ".join(names)}


def _place(row: ResourceVersion, typed: Typed) -> None:
    row.areas.set(typed.areas)
    row.regions.set(typed.regions)

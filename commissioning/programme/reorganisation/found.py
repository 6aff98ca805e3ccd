"""What is there when councils are reorganised, and what would contradict the register. Reads alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateformat import format as format_date

from commissioning.access.roles import Role
from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineages
from commissioning.authorities.models import Authority, Succession
from commissioning.people.models import RoleAppointment
from commissioning.profiles.models import Commissioner, HistoryEntry, ServiceUse, Stakeholder, Structure
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.support.models import PackageArea
from commissioning.support.workflow import ENDED
from evaluation.models import Listening
from readiness.models import Action
from readiness.models.plan import UNFINISHED
from readiness.queries import reorganising as readiness

from ..contact.models import OfferOfContact
from .models import Reorganisation, SuccessorCouncil
from .rules import ENDS, SEVERAL_AFTER, SEVERAL_BEFORE, Kind


def reorganisations(scope: Scope) -> QuerySet[Reorganisation]:
    rows = Reorganisation.objects.visible_to(scope).select_related("recorded_by", "settled_by")
    return rows.prefetch_related("predecessors", "successors")


def listed(scope: Scope) -> QuerySet[Reorganisation]:
    """With the names and codes of the councils `before` and `after` as words, to look for and to sort by."""
    both = (("before", "predecessors"), ("after", "successors"))
    words = {
        name + ending: StringAgg(f"{councils}__{column}", "; ", distinct=True)
        for name, councils in both
        for ending, column in (("", "short_name"), ("_codes", "gss_code"))
    }
    return reorganisations(scope).annotate(**words)


# --- What there is ------------------------------------------------------------------------


@dataclass(frozen=True)
class Kept:
    """What stays under the old code: how much, and where to read it."""

    label: str
    number: int
    url: str = ""


def parts(areas: Iterable[Authority]) -> QuerySet[PackageArea]:
    """Their parts in packages that are not ended, drafts included."""
    rows = PackageArea.objects.filter(authority__in=areas, left_on__isnull=True)
    rows = rows.exclude(package__stage__in=[stage.value for stage in ENDED])
    return rows.select_related("package", "authority").order_by("authority__short_name", "package__reference", "pk")


def by_area(rows: QuerySet) -> Counter[int]:
    """How many each area has, by its id."""
    return Counter(rows.order_by().values_list("authority", flat=True))


def listening(areas: Iterable[Authority]) -> QuerySet[Listening]:
    """Under way."""
    rows = Listening.objects.filter(authority__in=areas, ended_at__isnull=True).select_related("authority")
    return rows.order_by("authority__short_name", "pk")


def offers(areas: Iterable[Authority]) -> QuerySet[OfferOfContact]:
    rows = OfferOfContact.objects.live().filter(authority__in=areas).select_related("authority")
    return rows.order_by("authority__short_name", "opened_on", "pk")


def appointments(areas: Iterable[Authority], last_day: date) -> list[RoleAppointment]:
    """Those that would go on after that day."""
    rows = RoleAppointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=last_day), authority__in=areas, revoked_at__isnull=True
    ).select_related("person", "authority")
    return list(rows.order_by("authority__short_name", "role", "person__full_name", "pk"))


def is_held(role: Role, area: Authority, day: date) -> bool:
    """Whether somebody holds it there, not acting, on that day or later."""
    rows = RoleAppointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day), authority=area, role=role.value, revoked_at__isnull=True
    )
    return rows.filter(acting=False).exists()


def kept(areas: Sequence[Authority]) -> list[Kept]:
    """Counts alone: what people wrote is theirs, whoever reorganises. And none of what an area keeps to some readers,
    for a number would say that it is there.
    """
    counted = []
    for area in areas:
        counted += [
            Kept(f"{area}: self-assessments, signed or ended before", readiness.finished([area]).count()),
            Kept(f"{area}: parts in ended support packages", _ended_parts(area).count()),
            Kept(
                f"{area}: actions done or stopped", Action.objects.filter(authority=area).exclude(_UNFINISHED).count()
            ),
            Kept(f"{area}: history entries open to everybody in a role", _public(area), _history(area)),
            Kept(f"{area}: structures", _of(Structure, area)),
            Kept(f"{area}: stakeholders", _of(Stakeholder, area)),
            Kept(f"{area}: commissioners listed", Commissioner.objects.filter(authority=area).count()),
            Kept(f"{area}: uses of services", _of(ServiceUse, area)),
        ]
    return [one for one in counted if one.number]


_UNFINISHED = Q(status__in=UNFINISHED)


def _ended_parts(area: Authority) -> QuerySet[PackageArea]:
    return PackageArea.objects.filter(authority=area, package__stage__in=[stage.value for stage in ENDED])


def _history(area: Authority) -> str:
    return reverse("profiles:history-list", args=[area.gss_code])


def _public(area: Authority) -> int:
    return HistoryEntry.objects.kept().filter(authority=area, sensitivity=Sensitivity.PUBLIC).count()


def _of(model: type, area: Authority) -> int:
    return model.objects.kept().filter(authority=area).count()  # type: ignore[attr-defined]


# --- What would contradict the register -----------------------------------------------------


def problems(reorganisation: Reorganisation) -> list[str]:
    """Each in one sentence that says what to do; empty when it can be applied as far as the register goes."""
    before, after = list(reorganisation.predecessors.all()), list(reorganisation.successors.select_related("authority"))
    said = _numbers(reorganisation.kind, before, after)
    for area in before:
        said += before_problems(area, reorganisation.kind, reorganisation.effective_on, reorganisation)
    for one in after:
        said += after_problems(one, before, reorganisation)
    return said


def _numbers(kind: str, before: list[Authority], after: list[SuccessorCouncil]) -> list[str]:
    said = []
    if not before:
        said.append("Name the council that ends.")
    if len(before) > 1 and kind not in SEVERAL_BEFORE:
        said.append("Only a merger has several councils that end. Record one reorganisation for each of the others.")
    if not after:
        said.append("Add a council that takes over.")
    if len(after) > 1 and kind not in SEVERAL_AFTER:
        said.append("Only a split has several councils that take over. Remove all but one, or record a split.")
    if kind == Kind.SPLIT and len(after) == 1:
        said.append("A split has two or more councils that take over. Add the other, or record a merger.")
    if kind == Kind.MERGED and len(before) == 1 and any(one.is_new for one in after):
        said.append("One council that becomes one new council is a replacement. Record it as that, or name the others.")
    return said


def before_problems(area: Authority, kind: str, effective_on: date, own: Reorganisation | None = None) -> list[str]:
    """Of a council that ends, or gives up a part: it must be there the day before, and end once."""
    if kind in ENDS and (other := _recorded(area, own)):
        state = other.get_state_display().lower()
        return [f"The end of {area} is recorded already, {state}, for {_day(other.effective_on)}. It is recorded once."]
    if area.ended_on:
        return [
            f"{area} ended on {_day(area.ended_on)}, and the register holds it already. There is nothing to record."
        ]
    if area.started_on and area.started_on >= effective_on:
        return [f"{area} began on {_day(area.started_on)}. Enter a later day for what comes after it."]
    return []


def _recorded(area: Authority, own: Reorganisation | None) -> Reorganisation | None:
    """Another reorganisation that ends the same council."""
    rows = Reorganisation.objects.exclude(state=Reorganisation.State.WITHDRAWN).filter(kind__in=ENDS, predecessors=area)
    return rows.exclude(pk=own.pk if own else None).first()


def after_problems(one: SuccessorCouncil, before: list[Authority], reorganisation: Reorganisation) -> list[str]:
    if one.is_new:
        return _code_problems(one)
    area, effective_on = one.authority, reorganisation.effective_on
    if area in before:
        return [f"{area} cannot take over from itself. Remove it from one of the two sides."]
    if area.ended_on:
        return [f"{area} ended on {_day(area.ended_on)}, so it cannot take over. Choose the council of today."]
    if area.started_on and area.started_on > effective_on:
        return [f"{area} began on {_day(area.started_on)}, after {_day(effective_on)}. Correct the day or the council."]
    lines = lineages(old.pk for old in before)
    circular = [old for old in before if area.pk in lines[old.pk]]
    known = Succession.objects.filter(predecessor__in=before, successor=area).select_related("predecessor")
    return [
        *(
            f"{old} came from {area} itself; it cannot go back into what it came from. Choose another."
            for old in circular
        ),
        *(f"The register says already that {area} took over from {link.predecessor}." for link in known),
    ]


def _code_problems(one: SuccessorCouncil) -> list[str]:
    used = Authority.objects.filter(gss_code=one.gss_code).first()
    if used:
        return [
            f"The code {used.gss_code} is {used.name}’s. Choose that council from the register, or correct the code."
        ]
    others = SuccessorCouncil.objects.filter(gss_code=one.gss_code, is_new=True, authority__isnull=True)
    others = others.filter(reorganisation__state=Reorganisation.State.PLANNED)
    if others.exclude(reorganisation=one.reorganisation_id).exists():
        return [
            f"The code {one.gss_code} is given to a new council of another planned reorganisation. Correct one of them."
        ]
    return []


def _day(day: date) -> str:
    return format_date(day, "j F Y")

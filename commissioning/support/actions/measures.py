"""Every write about outcome measures and their points."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import Criterion, MeasurePoint, OutcomeMeasure, PackageEvent, SupportPackage
from ..queries.benefits import areas_written_for
from ..queries.measures import may_write
from ..workflow import KEPT, Stage, check_in
from .events import note
from .locking import lock

MEASURED = KEPT | {Stage.CLOSED}  # from scoping on; whether it lasts is read after the close
MOST_POINTS = 200  # a picture and a table people can still read
REFUSED = "Measures are kept by the area’s champion and by whoever works on the package."


@dataclass(frozen=True)
class Typed:
    """`authority` None: of all the package’s areas together."""

    authority: Authority | None
    criterion: Criterion | None
    title: str
    unit: str
    about: str
    hardness: str
    better: str
    target: Decimal | None
    target_on: date | None
    source: str
    story: str


@transaction.atomic
def add(*, package: SupportPackage, typed: Typed, by: User) -> OutcomeMeasure:
    """The same one sent twice is one."""
    package = lock(package)
    areas = areas_written_for(package, scope_of(by))
    if not areas or (typed.authority and typed.authority not in areas):
        raise PermissionDenied(REFUSED)
    check_in(MEASURED, package.at, "Outcome measures are kept")
    for twin in package.measures.filter(removed_at__isnull=True, title=typed.title, added_by=by, version=1):
        if _holds(twin, typed):
            return twin
    measure = OutcomeMeasure(package=package, added_by=by)
    _fill(measure, typed)
    measure.save()
    _say(measure, f"Measure added: {measure.title}", "measure-add", by)
    return measure


@transaction.atomic
def save(*, measure: OutcomeMeasure, typed: Typed, version: int, by: User) -> Saved[OutcomeMeasure]:
    """The same content sent twice is one save."""
    current = _current(measure, by)
    if typed.authority and typed.authority not in areas_written_for(current.package, scope_of(by)):
        raise PermissionDenied(REFUSED)
    if _holds(current, typed):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    _fill(current, typed)
    current.version += 1
    current.save()
    _say(current, f"Measure changed: {current.title}", "measure-save", by)
    return Saved(current)


@transaction.atomic
def remove(*, measure: OutcomeMeasure, by: User) -> None:
    """Its row and its points stay."""
    current = _current(measure, by)
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    _say(current, f"Measure removed: {current.title}", "measure-remove", by)


# --- Points -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    on: date
    value: Decimal


@transaction.atomic
def add_points(*, measure: OutcomeMeasure, series: str, points: Sequence[Told], by: User) -> int:
    """All or none; how many were new. What is there already with the same value is left alone."""
    current = _current(measure, by)
    known = dict(current.points.filter(removed_at__isnull=True, series=series).values_list("on", "value"))
    for point in points:
        if known.get(point.on, point.value) != point.value:
            raise NotNow(f"There is another value for {_day(point.on)} already. Remove it first if it is wrong.")
        if series != MeasurePoint.Series.FORECAST and point.on > timezone.localdate():
            raise NotNow(f"{_day(point.on)} is still to come. What is expected of it belongs to the forecast.")
    new = [point for point in {point.on: point for point in points}.values() if point.on not in known]
    if current.points.filter(removed_at__isnull=True).count() + len(new) > MOST_POINTS:
        raise NotNow(f"A measure holds {MOST_POINTS} points at most. Remove some, or enter fewer a year.")
    MeasurePoint.objects.bulk_create(
        MeasurePoint(measure=current, series=series, on=point.on, value=point.value, by=by) for point in new
    )
    if new:
        label = MeasurePoint.Series(series).label.lower()
        text = f"{len(new)} point{'s' * (len(new) > 1)} added ({label}): {current.title}"
        _say(current, text, "measure-points", by)
    return len(new)


@transaction.atomic
def remove_point(*, measure: OutcomeMeasure, point: MeasurePoint, by: User) -> None:
    """Once; its row stays."""
    current = _current(measure, by)
    if current.points.filter(pk=point.pk, removed_at__isnull=True).update(removed_at=timezone.now()):
        what = f"{point.get_series_display().lower()}, {_day(point.on)}: {point.value.normalize():f}"
        _say(current, f"Point removed ({what}): {current.title}", "measure-point-remove", by)


# --- What they share ----------------------------------------------------------------------


def _current(measure: OutcomeMeasure, by: User) -> OutcomeMeasure:
    """As it stands, its package locked."""
    package = lock(measure.package)
    current = OutcomeMeasure.objects.select_related("authority__region", "criterion").get(pk=measure.pk)
    current.package = package
    if not may_write(current, scope_of(by)):
        raise PermissionDenied(REFUSED)
    check_in(MEASURED, package.at, "Outcome measures are kept")
    if current.removed_at:
        raise NotNow("This measure has been removed. Add it anew if it is wanted after all.")
    return current


def _holds(measure: OutcomeMeasure, typed: Typed) -> bool:
    return all(getattr(measure, field.name) == getattr(typed, field.name) for field in fields(typed))


def _fill(measure: OutcomeMeasure, typed: Typed) -> None:
    for field in fields(typed):
        setattr(measure, field.name, getattr(typed, field.name))


def _say(measure: OutcomeMeasure, text: str, verb: str, by: User) -> None:
    package = measure.package
    note(package=package, kind=PackageEvent.Kind.MEASURE, text=text, subject=measure.pk, by=by)
    audit.record(verb, measure, by=by, authority_id=measure.authority_id or package.authority_id)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

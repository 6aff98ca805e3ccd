"""Outcome measures as their pages show them."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.reporting.curve import NARROW, Curve, Point

from .. import curve
from ..models import MeasurePoint, OutcomeMeasure, SupportPackage
from .benefits import areas_written_for
from .reading import reading_of


def standing() -> QuerySet[OutcomeMeasure]:
    """Of every package; a view narrows them to its reader’s scope."""
    points = MeasurePoint.objects.filter(removed_at__isnull=True).order_by("on", "pk")
    rows = OutcomeMeasure.objects.filter(removed_at__isnull=True)
    return rows.select_related(
        "package__authority__region", "package__region", "package__pot", "authority__region", "criterion"
    ).prefetch_related(Prefetch("points", points, to_attr="standing"))


def known(measure: OutcomeMeasure) -> curve.Measure:
    """For the rules; of a row from `standing`."""
    points = {
        series: tuple(Point(point.on, point.value) for point in measure.standing if point.series == series)
        for series in curve.SERIES
    }
    return curve.Measure(
        title=measure.title,
        unit=measure.unit,
        about=measure.get_about_display(),
        hardness=measure.hardness,
        better=measure.better,
        target=measure.target,
        target_on=measure.target_on,
        source=measure.source,
        story=measure.story,
        criterion=measure.criterion.text if measure.criterion else "",
        points=points,
    )


def may_write(measure: OutcomeMeasure, scope: Scope) -> bool:
    """Whoever works on the package, and the champion of its area; of any of the areas, where it is of all together."""
    if measure.authority is None:
        return bool(areas_written_for(measure.package, scope))
    return reading_of(measure.package, scope).works or scope.may(Permission.SUPPORT_REQUEST, measure.authority)


@dataclass(frozen=True)
class Shown:
    """A measure with its picture (none before there are points) and what the data say."""

    measure: OutcomeMeasure
    chart: Curve | None
    turned: str
    reached: str


def shown(measure: OutcomeMeasure) -> Shown:
    found = known(measure)
    chart = curve.picture(found, f"measure-{measure.pk}", NARROW)
    return Shown(measure, chart, curve.turned(found), curve.reached(found))


def listed(package: SupportPackage) -> list[Shown]:
    return [shown(measure) for measure in standing().filter(package=package)]


def advice(measure: OutcomeMeasure) -> tuple[curve.Asked, ...]:
    return curve.smart(known(measure), timezone.localdate())

"""Costs and benefits, outcome measures and files of the demonstration’s packages."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.core.files.base import ContentFile
from django.utils import timezone

from commissioning import years
from commissioning.documents.uploads import checked
from commissioning.people.models import User
from commissioning.support.actions import benefits, files, measures
from commissioning.support.models import MeasurePoint, SupportPackage

from .clock import as_of
from .story import Counted, Curve, Story

Series = MeasurePoint.Series
ENTERED = timedelta(weeks=2)  # after the quarter ended


def begin(package: SupportPackage, story: Story, *, by: User) -> None:
    """Each measure with its history and what is expected if nothing changes, on the day delivery begins."""
    today = timezone.localdate()
    criteria = list(package.criteria.order_by("pk"))
    for curve in story.curves:
        days = _days(curve, today)
        ahead = days[len(curve.history) :]
        typed = measures.Typed(
            authority=package.authority,
            criterion=None if curve.criterion is None else criteria[curve.criterion],
            title=curve.title,
            unit=curve.unit,
            about=curve.about,
            hardness=curve.hardness,
            better=curve.better,
            target=Decimal(curve.target),
            target_on=ahead[-1],
            source=curve.source,
            story=curve.story,
        )
        measure = measures.add(package=package, typed=typed, by=by)
        for series, when, values in (
            (Series.HISTORY, days, curve.history),
            (Series.FORECAST, ahead, curve.forecast),
        ):
            measures.add_points(measure=measure, series=series, points=_told(when, values), by=by)


def read(package: SupportPackage, story: Story, begun: date, until: date, *, by: User) -> None:
    """The readings of the days that had come by then; those entered before stay as they are."""
    rows = {measure.title: measure for measure in package.measures.all()}
    for curve in story.curves:
        ahead = _days(curve, begun)[len(curve.history) :]
        for day, value in zip(ahead, curve.readings, strict=False):
            if day + ENTERED <= until:
                with as_of(day + ENTERED):
                    told = _told([day], (value,))
                    measures.add_points(measure=rows[curve.title], series=Series.READING, points=told, by=by)


def _told(days: list[date], values: tuple[str, ...]) -> list[measures.Told]:
    return [measures.Told(day, Decimal(value)) for day, value in zip(days, values, strict=False)]


def _days(curve: Curve, begun: date) -> list[date]:
    """The last days of as many quarters (or of March) as it has points, its history ending before `begun`."""
    last = begun.replace(day=1) - timedelta(days=1)
    while last.month % curve.months != 3 % curve.months:
        last = last.replace(day=1) - timedelta(days=1)
    steps = range(1 - len(curve.history), max(len(curve.forecast), len(curve.readings)) + 1)
    months = [last.replace(day=1) + relativedelta(months=step * curve.months) for step in steps]
    return [month.replace(day=monthrange(month.year, month.month)[1]) for month in months]


def count(package: SupportPackage, story: Story, asked: date, *, by: User) -> None:
    for one in story.figures:
        figure = benefits.add(package=package, typed=_typed(package, one, asked), by=by)
        if one.verified_by:
            found = benefits.Verified(one.verified_by, timezone.localdate(), figure.version)
            benefits.verify(figure=figure, found=found, by=by)


def _typed(package: SupportPackage, one: Counted, asked: date) -> benefits.Typed:
    return benefits.Typed(
        authority=package.authority,
        kind=one.kind,
        category=one.category,
        year=years.year_of(asked) + one.years_on,
        pounds=Decimal(one.pounds),
        method=one.method,
        includes=one.includes,
        overlap="",
    )


def file(package: SupportPackage, story: Story, *, by: User) -> None:
    for one in story.files:
        sent = ContentFile(one.text.encode(), name=one.name)
        files.add(package=package, title=one.title, file=sent, checked=checked(sent), by=by)

"""Every write about an area’s outcomes: begun, saved part by part, removed, taken into a package’s terms."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.reporting.curve import Point, written
from commissioning.saving import NotNow, Saved

from ..models import Criterion, MeasurePoint, Outcome, OutcomeMeasure, SupportPackage
from ..outcome_examples import Example
from ..outcomes import lacking
from ..queries.outcomes import draft_of, forecast_of, story_of
from ..queries.reading import parts_of
from . import measures, terms
from .locking import lock

WRITERS = frozenset({Permission.SUPPORT_REQUEST, Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN})
LONGEST = 500  # of how a criterion is measured


def check_writes(scope: Any, authority: Authority) -> None:
    """The champion, who knows what matters here; and whoever leads packages with the area."""
    if not scope.permissions_in(authority) & WRITERS:
        check(scope, Permission.SUPPORT_REQUEST, authority)


@transaction.atomic
def begin(*, authority: Authority, words: Mapping[str, Any], example: Example | None, by: User) -> Outcome:
    """The same one sent twice is one. From an example it takes the measure, too, to be put into one’s own words."""
    check_writes(scope_of(by), authority)
    locked = Authority.objects.select_for_update().get(pk=authority.pk)
    if not locked.is_current:
        raise NotNow(f"{locked} is no longer a council. Build the outcome for the council that followed it.")
    key = example.key if example else ""
    twin = locked.outcomes.standing().filter(**words, example=key, begun_by=by, taken_at__isnull=True).first()
    if twin:
        return twin
    outcome = Outcome(authority=locked, example=key, begun_by=by, saved_by=by, **words)
    if example:
        for name in ("title", "unit", "about", "hardness", "better"):
            setattr(outcome, name, getattr(example, name))
        outcome.source = example.know
    outcome.save()
    audit.record("outcome-begin", outcome, by=by, authority_id=locked.pk)
    return outcome


@transaction.atomic
def save(*, outcome: Outcome, words: Mapping[str, Any], version: int, by: User) -> Saved[Outcome]:
    """One part of it. The same content sent twice is one save."""
    current = _current(outcome, by)
    if all(getattr(current, name) == value for name, value in words.items()):
        return Saved(current)
    if current.version != version:
        return Saved(current, conflict=True)
    for name, value in words.items():
        setattr(current, name, value)
    current.version += 1
    current.saved_by = by
    current.save()
    audit.record("outcome-save", current, by=by, authority_id=current.authority_id)
    return Saved(current)


@transaction.atomic
def remove(*, outcome: Outcome, by: User) -> None:
    """Its row stays."""
    current = _current(outcome, by)
    current.removed_at, current.removed_by = timezone.now(), by
    current.save(update_fields=["removed_at", "removed_by"])
    audit.record("outcome-remove", current, by=by, authority_id=current.authority_id)


@transaction.atomic
def put_back(*, outcome: Outcome, by: User) -> Outcome:
    """On the list as it was; twice is once."""
    current = _lock(outcome)
    check_writes(scope_of(by), current.authority)
    if current.removed_at:
        current.removed_at, current.removed_by = None, None
        current.save(update_fields=["removed_at", "removed_by"])
        audit.record("outcome-put-back", current, by=by, authority_id=current.authority_id)
    return current


def _current(outcome: Outcome, by: User) -> Outcome:
    current = _lock(outcome)
    check_writes(scope_of(by), current.authority)
    if current.removed_at:
        raise NotNow("This outcome has been removed. Put it back from the list of outcomes if it is wanted after all.")
    if current.taken_at:
        raise NotNow("This outcome is part of a package now. Change its criterion and its measure there.")
    return current


def _lock(outcome: Outcome) -> Outcome:
    rows = Outcome.objects.select_for_update(of=("self",)).select_related("authority__region", "standard")
    return rows.get(pk=outcome.pk)


# --- Into a package -----------------------------------------------------------------------


@transaction.atomic
def take(*, outcome: Outcome, package: SupportPackage, version: int, by: User) -> Outcome:
    """Its criterion, its measure and their points, all or none; sent twice it is taken once.

    Whoever leads the package takes it, while its terms are open: `terms` and `measures` ask, as for any criterion.
    """
    package = lock(package)
    current = _lock(outcome)
    check(scope_of(by), Permission.PACKAGE_WRITE, current.authority)
    if current.taken_at and current.criterion.package_id == package.pk:
        return current
    current = _current(outcome, by)
    _check_fits(current, package, version)
    whose = current.authority if parts_of(package).count() > 1 else None
    criterion = terms.add_criterion(package=package, told=_told(current, whose), by=by)
    if Outcome.objects.filter(criterion=criterion).exists():
        raise NotNow("The terms have this very criterion from another outcome. Reword one of them.")
    current.criterion, current.measure = criterion, _measure(package, criterion, current, by)
    current.taken_at, current.taken_by = timezone.now(), by
    current.save(update_fields=["criterion", "measure", "taken_at", "taken_by"])
    audit.record("outcome-take", current, by=by, authority_id=current.authority_id)
    return current


def _check_fits(outcome: Outcome, package: SupportPackage, version: int) -> None:
    if outcome.version != version:
        raise NotNow("This outcome was changed while you read it. Read it again before you take it into the package.")
    if not parts_of(package).filter(authority=outcome.authority).exists():
        raise NotNow(f"{outcome.authority} is not part of this package.")
    if missing := lacking(draft_of(outcome)):
        raise NotNow(f"Before it can be taken into a package say {', '.join(missing)}.")


def _told(outcome: Outcome, whose: Authority | None) -> terms.Told:
    draft = draft_of(outcome)
    last = draft.measure.history[-1] if draft.measure.history else None
    measured = f"{outcome.title} ({outcome.unit})"
    with_source = f"{measured}. {outcome.source}" if outcome.source else measured
    return terms.Told(
        text=outcome.text,
        measure=with_source if len(with_source) <= LONGEST else measured,
        baseline=f"{written(last.value)} {outcome.unit} on {last.on.day} {last.on:%B %Y}" if last else "",
        target=f"{written(outcome.target)} {outcome.unit}" if outcome.target is not None else "",
        due_on=outcome.target_on,
        standard=outcome.standard.code if outcome.standard else "",
        authority=whose,
        version=0,
    )


def _measure(package: SupportPackage, criterion: Criterion, outcome: Outcome, by: User) -> OutcomeMeasure:
    same = ("title", "unit", "about", "hardness", "better", "target", "target_on", "source")
    typed = measures.Typed(
        authority=criterion.authority,
        criterion=criterion,
        story=story_of(outcome),
        **{name: getattr(outcome, name) for name in same},
    )
    measure = measures.add(package=package, typed=typed, by=by)
    history = draft_of(outcome).measure.history
    for series, points in (
        (MeasurePoint.Series.HISTORY, history),
        (MeasurePoint.Series.FORECAST, forecast_of(outcome)),
    ):
        measures.add_points(measure=measure, series=series, points=_as_told(points), by=by)
    return measure


def _as_told(points: tuple[Point, ...]) -> list[measures.Told]:
    return [measures.Told(point.on, point.value) for point in points]

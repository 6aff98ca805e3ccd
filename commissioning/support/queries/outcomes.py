"""An area’s outcomes as their pages show them: what they still lack, how they would go, where they may be taken."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.reporting.curve import NARROW, Curve, Point

from .. import curve, forecast, outcome_examples, outcomes, point_lines
from ..kinds import KIND_OF_STANDARD
from ..models import Outcome, PackageArea, SupportPackage
from ..workflow import OPEN, TERMS_EDITABLE

LEADS = frozenset({Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN})
CHANGED_BY_RULE = frozenset({"agreed", "delivery"})  # from where the terms can be taken up again


def standing() -> QuerySet[Outcome]:
    """Of every area; a view narrows them to its reader’s scope."""
    rows = Outcome.objects.standing()
    return rows.select_related("authority__region", "standard", "criterion__package", "measure", "saved_by")


def of_area(authority: Authority) -> QuerySet[Outcome]:
    return standing().filter(authority=authority)


def removed() -> QuerySet[Outcome]:
    """Of every area, what was taken off the list last first."""
    rows = Outcome.objects.removed().select_related("authority__region", "standard", "removed_by")
    return rows.order_by("-removed_at", "-pk")


# --- For the rules ------------------------------------------------------------------------


def history_of(outcome: Outcome) -> tuple[Point, ...]:
    return point_lines.points(outcome.history)


def forecast_of(outcome: Outcome) -> tuple[Point, ...]:
    if outcome.method == forecast.Method.OWN:
        return point_lines.points(outcome.own_forecast)
    return forecast.forecast(outcome.method, history_of(outcome), outcome.target_on, outcome.unit)


def draft_of(outcome: Outcome) -> outcomes.Draft:
    measure = curve.Measure(
        title=outcome.title,
        unit=outcome.unit,
        about=outcome.about,
        hardness=outcome.hardness,
        better=outcome.better,
        target=outcome.target,
        target_on=outcome.target_on,
        source=outcome.source,
        story=outcome.why,
        criterion=outcome.text,
        points={"history": history_of(outcome), "forecast": forecast_of(outcome)},
    )
    return outcomes.Draft(
        text=outcome.text,
        why=outcome.why,
        standard=outcome.standard is not None,
        measure=measure,
        about_service=outcome.about == "service",
        method=outcome.method,
        forecast_why=outcome.forecast_why,
    )


def story_of(outcome: Outcome) -> str:
    """What stands beside its curve: why it matters, and how the forecast was made."""
    said = forecast.said(outcome.method, history_of(outcome)) if forecast_of(outcome) else ""
    return "\n\n".join(filter(None, (outcome.why, said, outcome.forecast_why)))


# --- For the pages ------------------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A package of the area. `may_take`: its terms are open and this reader leads it; `may_reopen`: they lead it, and
    its terms would have to be taken up again first.
    """

    package: SupportPackage
    may_take: bool
    may_reopen: bool


@dataclass(frozen=True)
class Shown:
    outcome: Outcome
    example: outcome_examples.Example | None
    advice: tuple[curve.Asked, ...]
    lacking: tuple[str, ...]
    chart: Curve | None
    forecast_said: str
    places: tuple[Place, ...]


def shown(outcome: Outcome, scope: Scope) -> Shown:
    draft = draft_of(outcome)
    return Shown(
        outcome=outcome,
        example=outcome_examples.OF_KEY.get(outcome.example),
        advice=outcomes.check(draft, timezone.localdate()),
        lacking=outcomes.lacking(draft),
        chart=curve.picture(draft.measure, f"outcome-{outcome.pk}", NARROW),
        forecast_said=forecast.said(outcome.method, draft.measure.history),
        places=tuple(_places(outcome, scope)) if outcome.is_draft else (),
    )


def _places(outcome: Outcome, scope: Scope) -> list[Place]:
    part = PackageArea.objects.filter(package=OuterRef("pk"), authority=outcome.authority, left_on__isnull=True)
    rows = SupportPackage.objects.visible_to(scope).filter(Exists(part), stage__in=[stage.value for stage in OPEN])
    found = []
    for package in rows.select_related("authority__region").order_by("pk"):
        leads = bool(scope.permissions_in(package.authority) & LEADS)
        open_now = package.at in TERMS_EDITABLE
        found.append(Place(package, leads and open_now, leads and package.stage in CHANGED_BY_RULE))
    return found


@dataclass(frozen=True)
class Line:
    """A row of the list; `open_points`: how many things its SMART check still asks for."""

    outcome: Outcome
    open_points: int


def listed(authority: Authority) -> list[Line]:
    today = timezone.localdate()
    return [
        Line(outcome, sum(len(one.to_do) for one in outcomes.check(draft_of(outcome), today)))
        for outcome in of_area(authority)
    ]


def examples(kind: str, standard: str, hardness: str) -> tuple[outcome_examples.Example, ...]:
    """Where a standard is named and has none of its own, those of the kind of support it most often asks for."""
    found = outcome_examples.chosen(kind, standard, hardness)
    if found or not standard or kind:
        return found
    return outcome_examples.chosen(KIND_OF_STANDARD.get(standard, ""), "", hardness)

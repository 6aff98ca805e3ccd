"""Costs, benefits and outcome measures for tests, through the real actions."""

from datetime import date
from decimal import Decimal

from commissioning.people.models import User
from commissioning.support.actions import benefits, measures
from commissioning.support.models import CostBenefit, OutcomeMeasure, SupportPackage

from .packages import people_for


def figure_typed(package: SupportPackage, **words) -> benefits.Typed:
    base = {
        "authority": package.authority,
        "kind": "cashable",
        "category": "placements",
        "year": 2026,
        "pounds": Decimal("1053000"),
        "method": "13 children × £600 × 135 weeks",
        "includes": "Placement cost alone",
        "overlap": "",
    }
    return benefits.Typed(**{**base, **words})


def a_figure(package: SupportPackage, by: User | None = None, **words) -> CostBenefit:
    by = by or people_for(package).local_lead
    return benefits.add(package=package, typed=figure_typed(package, **words), by=by)


def verified(figure: CostBenefit, by: User | None = None, officer: str = "Olu Finance") -> CostBenefit:
    by = by or people_for(figure.package).local_lead
    found = benefits.Verified(officer, date(2026, 11, 2), figure.version)
    return benefits.verify(figure=figure, found=found, by=by).row


def measure_typed(**words) -> measures.Typed:
    base = {
        "authority": None,
        "criterion": None,
        "title": "Children placed more than 20 miles away",
        "unit": "children",
        "about": "outcome",
        "hardness": "hard",
        "better": "down",
        "target": Decimal(90),
        "target_on": date(2028, 3, 31),
        "source": "Placement returns",
        "story": "Two homes closed.",
    }
    return measures.Typed(**{**base, **words})


HISTORY = ((2023, "90"), (2024, "94"), (2025, "99"))
FORECAST = ((2026, "104"), (2028, "114"))
READINGS = ((2025, "99"), (2026, "97.5"))


def told(given) -> list[measures.Told]:
    return [measures.Told(date(year, 3, 31), Decimal(value)) for year, value in given]


def a_measure(package: SupportPackage, by: User | None = None, with_points: bool = True, **words) -> OutcomeMeasure:
    by = by or people_for(package).local_lead
    measure = measures.add(package=package, typed=measure_typed(**words), by=by)
    if with_points:
        for series, given in (("history", HISTORY), ("forecast", FORECAST), ("reading", READINGS)):
            measures.add_points(measure=measure, series=series, points=told(given), by=by)
    return measure

"""What is frozen when a package closes, and the closing reports there are."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.documents.models import Document
from commissioning.documents.queries import newest_of
from commissioning.people.queries import holders
from readiness.snapshots import checksum

from .. import closing_report
from ..closing_report import ClosingReport
from ..models import Closing, ClosingSnapshot, CriterionRating, OutcomeMeasure, Rating, SupportPackage
from . import benefits, measures, ratings
from .reading import parts_of

CLOSING_REPORT = "closing-report"
Side = CriterionRating.Side
DAYS = ("since", "until")


def as_it_stands(package: SupportPackage) -> ClosingSnapshot:
    """The snapshot that would be kept now. Not saved: whoever keeps it does that."""
    data = record(package)
    return ClosingSnapshot(
        package=package,
        number=package.closing_snapshots.count() + 1,
        format=closing_report.FORMAT,
        data=data,
        checksum=checksum(data),
        made_at=timezone.now(),
    )


def record(package: SupportPackage) -> dict[str, Any]:
    """Everything the report says; what passed between the area and the team stays out, and so does who was heard."""
    closing = ratings.closing_of(package)
    return {
        "reference": package.reference,
        "title": package.title,
        "closed_at": timezone.localtime(package.closed_at).isoformat(),
        "areas": [
            {"gss_code": part.authority.gss_code, "name": str(part.authority), "share": _number(part.share)}
            for part in parts_of(package)
        ],
        "about": _about(package),
        "dates": _dates(package),
        "asked": [
            ["What is needed", package.need],
            ["What should be different afterwards", package.hoped],
            ["What had been tried", package.tried],
        ],
        "standards": [
            f"{row.standard.number}. {row.standard.title}"
            for row in package.package_standards.select_related("standard__version")
        ],
        "aims": package.aims,
        "criteria": [_criterion(*pair) for pair in ratings.standing_ratings(package).items()],
        "resources": _resources(package),
        "figures": [_figure(one) for one in benefits.figures(package)],
        "no_figures_yet": closing.no_figures_yet,
        "measures": [_measure(one) for one in measures.standing().filter(package=package)],
        **_close(closing),
        "people": _people(package),
        "follow_ups": [
            {
                "due_on": one.due_on.isoformat(),
                "why": one.get_why_display() + (f" (“{one.criterion.text}”)" if one.criterion else ""),
            }
            for one in ratings.follow_ups(package).filter(done_at__isnull=True)
        ],
    }


def _about(package: SupportPackage) -> list[list[str]]:
    return [
        ["Kind", package.get_kind_display()],
        ["Form", package.get_form_display()],
        ["Offer", package.get_offer_display()],
        ["With whom", package.get_intervention_display()],
    ]


def _dates(package: SupportPackage) -> list[list[str | None]]:
    moments: list[tuple[str, date | datetime | None]] = [
        ("Asked for", package.sent_at),
        ("Agreed", package.agreed_at),
        ("Closed", package.closed_at),
    ]
    return [[label, timezone.localtime(at).date().isoformat() if at else None] for label, at in moments]


def _criterion(row, sides: ratings.Sides) -> dict[str, Any]:
    outcome = ratings.outcome_of(sides)
    return {
        "text": row.text,
        "area": str(row.authority or ""),
        "standard": f"{row.standard.number}. {row.standard.title}" if row.standard else "",
        "measure": row.measure,
        "baseline": row.baseline,
        "target": row.target,
        "due_on": row.due_on and row.due_on.isoformat(),
        "facts": row.facts,
        "by_area": _rating(sides.get(Side.AREA)),
        "by_lead": _rating(sides.get(Side.LEAD)),
        "outcome": Rating(outcome).label if outcome else "The sides differ",
    }


def _rating(row: CriterionRating | None) -> dict[str, Any] | None:
    if row is None:
        return None
    again = row.look_again_on and row.look_again_on.isoformat()
    return {"rating": row.rating, "label": row.get_rating_display(), "words": row.words, "look_again_on": again}


def _resources(package: SupportPackage) -> dict[str, str]:
    """What was agreed from the pot, and what was used of it."""
    return {
        "days": str(package.days_allocated),
        "days_used": str(package.days_used),
        "pounds": str(package.pounds_allocated),
        "pounds_used": str(package.pounds_used),
    }


def _figure(row) -> dict[str, Any]:
    return {
        "area": str(row.authority),
        "gss_code": row.authority.gss_code,
        "kind": row.kind,
        "category": row.category,
        "year": row.year,
        "pounds": str(row.pounds),
        "includes": row.includes,
        "method": row.method,
        "verified_on": row.verified_on and row.verified_on.isoformat(),
    }


def _measure(row: OutcomeMeasure) -> dict[str, Any]:
    found = measures.known(row)
    plain = ("title", "unit", "about", "hardness", "better", "source", "story", "criterion")
    return {name: getattr(found, name) for name in plain} | {
        "area": str(row.authority or ""),
        "target": _number(found.target),
        "target_on": found.target_on and found.target_on.isoformat(),
        "points": {
            series: [[point.on.isoformat(), str(point.value)] for point in points]
            for series, points in found.points.items()
        },
    }


def _close(closing: Closing) -> dict[str, Any]:
    return {
        "else_happening": closing.else_happening,
        "part": closing.get_part_display(),
        "tests": [
            ["It was credible", closing.get_credible_display()],
            ["It added capacity", closing.get_capacity_display()],
            ["It was connected to the corporate, political and partner context", closing.get_connected_display()],
        ],
        "tests_words": closing.tests_words,
        "lessons": [
            ["What helped", closing.helped],
            ["What hindered", closing.hindered],
            ["Lessons", closing.lessons],
        ],
    }


def _people(package: SupportPackage) -> list[dict[str, Any]]:
    """Who asked and who signed for each area, who led it and who advised: by role, with from when until when."""
    found = []
    for part in parts_of(package):
        champions = [held.person for held in holders(Permission.SUPPORT_REQUEST, part.authority)]
        found += [_person(f"Commissioning champion, {part.authority}", person) for person in champions]
    for signature in package.signatures.filter(terms=package.terms).select_related("by", "authority"):
        whom = signature.authority or "the programme"
        signed_on = timezone.localtime(signature.at).date().isoformat()
        found.append(_person(f"{signature.as_role}, signed for {whom}", signature.by) | dict.fromkeys(DAYS, signed_on))
    for member in package.team.select_related("person").order_by("-part", "since", "pk"):
        found.append(_person(member.get_part_display(), member.person, member.since, member.until))
    return found


def _person(role: str, person, since: date | None = None, until: date | None = None) -> dict[str, Any]:
    return {
        "role": role,
        "name": str(person),
        "since": since and since.isoformat(),
        "until": until and until.isoformat(),
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize() + 0:f}"


# --- The reports there are ----------------------------------------------------------------


def snapshots(package: SupportPackage) -> QuerySet[ClosingSnapshot]:
    """Newest first; one for each time it was closed."""
    return package.closing_snapshots.order_by("-number")


def report_of(snapshot: ClosingSnapshot) -> ClosingReport:
    return closing_report.read(snapshot.data, snapshot.number, snapshot.checksum)


def is_whole(snapshot: ClosingSnapshot) -> bool:
    """Whether it still is what was frozen."""
    return checksum(snapshot.data) == snapshot.checksum


def newest_document(snapshot: ClosingSnapshot) -> Document | None:
    return newest_of(CLOSING_REPORT, closing=snapshot.pk)

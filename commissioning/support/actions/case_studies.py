"""A closed package becomes the draft of a case study. The package points to it; the resource bank knows no packages.

What the close says is the beginning of it, for people to rewrite. Left out: who took part, what passed between the area
and the team, and every saving that no finance officer has verified.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from commissioning.library.actions import writing
from commissioning.library.actions.writing import Sum, Typed
from commissioning.library.kinds import FigureKind, ResourceKind
from commissioning.library.models import ResourceVersion
from commissioning.library.models.resources import LONGEST_SUMMARY, LONGEST_TEXT
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness.queries.standards import PROGRAMME_SET

from ..benefits import COSTS, Category, Kind
from ..closing_report import ClosingReport
from ..models import CostBenefit, PackageEvent, SupportPackage
from ..queries import benefits, case_studies, closing_reports
from ..queries.ratings import closing_of
from ..queries.reading import parts_of, reading_of
from .events import note
from .locking import lock

FIGURE_KINDS = {
    **dict.fromkeys(COSTS, FigureKind.COST),
    Kind.CASHABLE: FigureKind.CASHABLE,
    Kind.NON_CASHABLE: FigureKind.NON_CASHABLE,
    Kind.AVOIDED: FigureKind.AVOIDED,
}
MOST_FIGURES = 20


@transaction.atomic
def write(*, package: SupportPackage, by: User) -> ResourceVersion:
    """Its draft; where there is one already, that one."""
    current = lock(package)
    if not case_studies.may_write(reading_of(current, scope_of(by))):
        raise PermissionDenied("A case study is written by the champion, the local lead and the programme.")
    if current.case_study is not None:
        newest = case_studies.newest_of(current)
        if newest is not None:
            return newest
    if not case_studies.is_offered(current):
        raise NotNow("A case study is written once the package is closed, if it was offered as one at the close.")
    made = writing.begin(
        kind=ResourceKind.CASE_STUDY,
        typed=_typed(current),
        authority=current.authority,
        figures=list(_figures(current))[:MOST_FIGURES],
        by=by,
    )
    current.case_study = made.resource
    current.save(update_fields=["case_study"])
    note(package=current, kind=PackageEvent.Kind.DOCUMENT, text="A case study begun from it", by=by)
    audit.record("package-case-study", current, by=by, authority_id=current.authority_id)
    return made


def _typed(package: SupportPackage) -> Typed:
    report = closing_reports.report_of(package.closing_snapshots.first())
    closing = closing_of(package)
    areas = [part.authority for part in parts_of(package)]
    lessons = {"What helped": closing.helped, "What hindered": closing.hindered, "Lessons": closing.lessons}
    standards = package.standards.filter(version__framework__code=PROGRAMME_SET).order_by("order")
    return Typed(
        title=package.title,
        context=_paragraphs([package.picture or package.need, _headed("What had been tried", package.tried)]),
        aims=package.aims[:LONGEST_TEXT],
        outcomes=_outcomes(report),
        lessons=_paragraphs(_headed(heading, words) for heading, words in lessons.items()),
        standards=tuple(dict.fromkeys(standards.values_list("code", flat=True))),
        themes=(package.kind,) if package.kind else (),
        types=tuple(sorted({area.type for area in areas})),
        areas=tuple(sorted(areas, key=lambda area: (area.short_name, area.gss_code))),
    )


def _outcomes(report: ClosingReport) -> str:
    """Each criterion as both sides rated it, and what else was happening."""
    points = [f"– {one.text}: {one.outcome[:1].lower()}{one.outcome[1:]}.{_measured(one)}" for one in report.criteria]
    part = f"The programme’s part in what changed: {report.part.lower()}." if report.part else ""
    return _paragraphs(["\n".join(points), _headed("What else was happening", report.else_happening), part])


def _measured(criterion: Any) -> str:
    said = {"From": criterion.baseline, "aimed for": criterion.target, "what can be shown": criterion.facts}
    words = "; ".join(f"{label}: {text}" for label, text in said.items() if text)
    return f" {words}" if words else ""


def _figures(package: SupportPackage) -> Iterator[Sum]:
    """All costs; of the savings those that were verified."""
    rows: Iterable[CostBenefit] = benefits.figures(package)
    for row in rows:
        if row.kind in COSTS or row.verified:
            yield Sum(
                kind=FIGURE_KINDS[Kind(row.kind)].value,
                about=f"{Category(row.category).label}, {row.authority}"[:200],
                pounds=row.pounds,
                period=f"in {row.year_label}",
                includes=row.includes[:LONGEST_SUMMARY],
                method=row.method[:LONGEST_SUMMARY],
                verified=row.verified,
            )


def _headed(heading: str, words: str) -> str:
    return f"{heading}: {words}" if words else ""


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, parts))[:LONGEST_TEXT]

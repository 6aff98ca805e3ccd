"""Lines of sight over the whole programme: a row a support package and standard.

A level is shown where the area shows it for that package; else it is *not shared*, whether there is one or not. Nothing
is ever put in the order of a level: that would be a league table.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Prefetch, QuerySet
from django.utils import timezone

from commissioning.access.scope import Scope
from commissioning.authorities.lineage import lineages
from commissioning.authorities.listings import REGIONS
from commissioning.authorities.models import Authority
from commissioning.lists.declare import Column, Filter, Listing, Sort
from commissioning.support.kinds import Kind, Offer
from commissioning.support.models import Criterion, CriterionRating, PackageStandard, Rating, SupportPackage
from commissioning.support.queries.desk_table import SENT
from commissioning.support.queries.ratings import Rated
from evaluation.queries.published_figures import Published, figures_of
from readiness.levels import Answer
from readiness.models import Snapshot
from readiness.queries.over_time import newest_signed
from readiness.queries.standards import PROGRAMME_SET

from .levels import Comparable

NOT_SHARED = "Not shared"
MEASURE = "outcomes_now"  # what the survey’s column is of


@dataclass(frozen=True)
class Row:
    """`read`: whether a level is shown, so that the area sees who looked."""

    link: PackageStandard
    level_at_start: str
    level_later: str
    criteria_met: int
    criteria: int
    survey: str

    @property
    def package(self) -> SupportPackage:
        return self.link.package

    @property
    def area(self) -> Authority:
        return self.link.package.authority

    @property
    def read(self) -> bool:
        return {self.level_at_start, self.level_later} != {NOT_SHARED}

    # As the file has them.
    @property
    def reference(self) -> str:
        return self.package.reference

    @property
    def gss_code(self) -> str:
        return self.area.gss_code

    @property
    def short_name(self) -> str:
        return self.area.short_name

    @property
    def region(self) -> str:
        return self.area.region.name

    @property
    def standard(self) -> str:
        return self.link.standard.code

    @property
    def stage(self) -> str:
        return self.package.stage

    @property
    def days_agreed(self) -> Decimal | None:
        return self.package.days

    @property
    def days_used(self) -> Decimal:
        return self.package.days_used


def rows(scope: Scope) -> QuerySet[PackageStandard]:
    """Of packages that were sent, as far as the reader sees them."""
    criteria = Criterion.objects.filter(dropped_at__isnull=True).select_related("standard")
    ratings = Prefetch("ratings", CriterionRating.objects.order_by("at", "pk"))
    found = PackageStandard.objects.filter(package__in=SupportPackage.objects.visible_to(scope).sent())
    found = found.filter(standard__version__framework__code=PROGRAMME_SET).annotate(agreed=F("package__agreed_at"))
    return found.select_related("package__authority__region", "standard__version__framework").prefetch_related(
        Prefetch("package__criteria", criteria.prefetch_related(ratings))
    )


def made(links: Sequence[PackageStandard]) -> list[Row]:
    """What is shown of them; as many queries for one as for all."""
    published = figures_of(Offer.values, [MEASURE])
    levels = _Levels([one for one in links if one.shared])
    return [_row(one, levels, published) for one in links]


def _row(link: PackageStandard, levels: "_Levels", published: Published) -> Row:
    criteria = [
        Rated(one, sides.get("area"), sides.get("lead"), None)
        for one in link.package.criteria.all()
        if one.standard is None or one.standard.code == link.standard.code
        for sides in [{rating.side: rating for rating in one.ratings.all()}]
    ]
    start, later = levels.of(link)
    met = sum(one.outcome == Rating.MET for one in criteria)
    return Row(link, start, later, met, len(criteria), _survey(published, link.package))


def _survey(published: Published, package: SupportPackage) -> str:
    """Of the area’s type; never of the area."""
    of_type = (one for one in published.figures if one.service == package.offer and one.value == package.authority.type)
    found = next(of_type, None)
    return f"{found.words} ({found.base})" if found else "None published"


class _Levels:
    """Signed levels of the areas that show them, before the package was agreed and after."""

    def __init__(self, links: Iterable[PackageStandard]) -> None:
        self.lines = lineages({one.package.authority_id for one in links})
        self.comparable = Comparable()
        self.snapshots: dict[int, list[Snapshot]] = {}
        ids = frozenset().union(*self.lines.values())
        for snapshot in newest_signed(ids, PROGRAMME_SET) if ids else ():
            self.snapshots.setdefault(snapshot.assessment.authority_id, []).append(snapshot)

    def of(self, link: PackageStandard) -> tuple[str, str]:
        if not link.shared:
            return NOT_SHARED, NOT_SHARED
        agreed = link.package.agreed_at or timezone.now()
        found = sorted(self._of_area(link), key=lambda pair: pair[0].made_at)
        before = [answer for snapshot, answer in found if snapshot.made_at <= agreed]
        after = [answer for snapshot, answer in found if snapshot.made_at > agreed]
        return _last(before), _last(after)

    def _of_area(self, link: PackageStandard) -> Iterable[tuple[Snapshot, Answer]]:
        for pk in self.lines[link.package.authority_id]:
            for snapshot in self.snapshots.get(pk, ()):
                if self.comparable.holds(link.standard.code, snapshot.assessment.version, link.standard.version):
                    for one in snapshot.data["standards"]:
                        if one["code"] == link.standard.code:
                            yield snapshot, Answer(one["level"], one["no_level"])


def _last(answers: list[Answer]) -> str:
    return answers[-1].short if answers else NOT_SHARED


def listing(standards: Iterable[tuple[str, str]]) -> Listing:
    """`standards`: code and title of those that can be asked for."""
    return Listing(
        sorts=(
            Sort("area", ("package__authority__short_name", "package__reference", "standard__order")),
            Sort("reference", ("package__reference", "standard__order")),
            Sort("standard", ("standard__order", "package__reference")),
            Sort("agreed", ("agreed", "package__reference", "standard__order")),
            Sort("days", ("package__days", "package__reference", "standard__order")),
        ),
        columns=(
            Column("gss_code", "gss_code"),
            Column("area", "short_name"),
            Column("region", "region"),
            Column("package", "reference"),
            Column("stage", "stage"),
            Column("standard", "standard"),
            Column("level_at_start", "level_at_start"),
            Column("level_later", "level_later"),
            Column("criteria_met", "criteria_met"),
            Column("criteria", "criteria"),
            Column("days_agreed", "days_agreed"),
            Column("days_used", "days_used"),
            Column("survey_outcomes_of_this_type", "survey"),
        ),
        file_name="lines-of-sight-a-sequence-not-a-cause",
        key="lines-of-sight",
        search=("package__reference", "package__title", "package__authority__short_name"),
        search_label="Area, reference or title",
        filters=(
            Filter.one_of("standard", "Standard", "standard__code", standards, all="All standards"),
            Filter.one_of("region", "Region", "package__authority__region__slug", REGIONS, all="All regions"),
            Filter.one_of("type", "Type", "package__authority__type", Authority.Type.choices, all="All types"),
            Filter.one_of("kind", "Kind", "package__kind", Kind.choices, all="All kinds"),
            Filter.one_of("stage", "Stage", "package__stage", SENT, all="All stages"),
        ),
    )

"""Reads about comparisons: what goes into a publication, and what one area may see of it."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Min, Q, QuerySet

from commissioning.authorities.models import Authority, StatisticalNeighbour, Succession
from commissioning.documents.models import Document

from .. import comparison
from ..comparison import ENGLAND, Comparison
from ..models import Campaign, ComparisonPublication, FrameworkVersion, SelfAssessment, Snapshot, Standard
from ..publication import Signed
from .campaigns import COMPARISON_TABLES
from .standards import PROGRAMME_SET, comparable_codes, current_standards

NEIGHBOURS = "neighbours"
VERSION = ("version__number", "version__framework")


# --- What goes into it --------------------------------------------------------------------


def signed_by(campaign: Campaign, at: datetime) -> list[Signed]:
    """The campaign's areas that had signed at that moment, each with its newest signed levels.

    A former authority counts once, in the type and region of the council that took over from it: of several, the one
    with most children.
    """
    rows = Snapshot.objects.filter(
        moment=Snapshot.Moment.SIGNED,
        made_at__lte=at,
        assessment__year=campaign.year,
        assessment__framework=campaign.framework_id,
        assessment__occasion=SelfAssessment.Occasion.ANNUAL,
        assessment__authority__in=campaign.areas.all(),
    ).select_related("assessment__authority__region")
    newest = {row.assessment.authority_id: row for row in rows.order_by("revision", "made_at", "pk")}
    counted_as = _counted_as([row.assessment.authority for row in newest.values()])
    return [_signed(row, counted_as[area_id]) for area_id, row in newest.items()]


def _signed(snapshot: Snapshot, area: Authority) -> Signed:
    levels = {record["code"]: record["level"] for record in snapshot.data["standards"]}
    return Signed(snapshot.assessment.authority_id, area.type, area.region.name, levels)


def _counted_as(areas: Iterable[Authority]) -> dict[int, Authority]:
    areas = list(areas)
    if not any(area.ended_on for area in areas):
        return {area.pk: area for area in areas}
    links = Succession.objects.exclude(kind=Succession.Kind.PART).select_related("successor__region")
    after: dict[int, list[Authority]] = {}
    for link in links:
        after.setdefault(link.predecessor_id, []).append(link.successor)
    return {area.pk: _today(area, after) for area in areas}


def _today(area: Authority, after: dict[int, list[Authority]]) -> Authority:
    """The council it counts with; itself where nobody took over. The register has no circles."""
    while area.ended_on and after.get(area.pk):
        area = max(after[area.pk], key=lambda successor: (successor.population_0_17 or 0, -successor.pk))
    return area


def sections_by_standard(campaign: Campaign) -> dict[str, str]:
    """Code → section's code, of the newest version that the year was answered on, in order."""
    year = SelfAssessment.objects.filter(year=campaign.year, framework=campaign.framework_id)
    newest = year.order_by("-version__number").values_list("version", flat=True).first()
    rows = Standard.objects.filter(version=newest or current_standards()).order_by("order")
    return dict(rows.values_list("code", "section__code"))


def neighbours() -> dict[int, list[int]]:
    """Each area's statistical neighbours by the newest model, closest first."""
    rows = list(StatisticalNeighbour.objects.order_by("authority", "rank"))
    newest = max((row.model_year for row in rows), default=0)
    found: dict[int, list[int]] = {}
    for row in rows:
        if row.model_year == newest:
            found.setdefault(row.authority_id, []).append(row.neighbour_id)
    return found


# --- How far it is ------------------------------------------------------------------------


def asked_of(campaign: Campaign) -> Document | None:
    """The document that was last asked to publish the campaign's comparison. Whoever asked does not open it."""
    rows = Document.objects.filter(kind=COMPARISON_TABLES, params__campaign=campaign.pk)
    return rows.order_by("-created_at", "-id").first()


# --- What is seen of it -------------------------------------------------------------------


def publications() -> QuerySet[ComparisonPublication]:
    """The newest of each of the programme's own campaigns, latest year first.

    Without what they tell (`told_by`): that is every area's levels, and takes longer to read than all else on a page.
    """
    rows = ComparisonPublication.objects.filter(campaign__framework__code=PROGRAMME_SET)
    newest = rows.order_by("campaign_id", "-number").distinct("campaign_id").values("pk")
    found = ComparisonPublication.objects.filter(pk__in=newest).select_related("campaign").order_by("-campaign__year")
    return found.defer("data")


def counts(area: Authority) -> ExpressionWrapper:
    """Whether a publication counts that area, to annotate with."""
    return ExpressionWrapper(Q(data__areas__has_key=str(area.pk)), output_field=BooleanField())


@dataclass(frozen=True)
class Told:
    """What publications tell one reader: the data of each by its key, and their standards by code, as the newest
    version that has them words them.
    """

    data: Mapping[int, Mapping[str, Any]]
    wording: Mapping[str, Standard]

    def standards(self, publication: ComparisonPublication) -> list[Standard]:
        return [self.wording[standard["code"]] for standard in self.data[publication.pk]["standards"]]


def told_by(publications: Iterable[ComparisonPublication], reader: Authority | None = None) -> Told:
    """As far as that reader needs it: of the areas, the reader's own."""
    own = f"data__areas__{reader.pk}" if reader else "pk"
    rows = ComparisonPublication.objects.filter(pk__in=[one.pk for one in publications])
    data = {
        pk: {**_tables(checksum), "areas": {str(reader.pk): area} if reader else {}}
        for pk, checksum, area in rows.values_list("pk", "checksum", own)
    }
    return Told(data, _wording({standard["code"] for one in data.values() for standard in one["standards"]}))


@lru_cache(maxsize=16)
def _tables(checksum: str) -> dict[str, Any]:
    """What is told of groups. It never changes, and takes longer to take apart than all else on a page, so each
    process does it once.
    """
    rows = ComparisonPublication.objects.filter(checksum=checksum)
    return dict(zip(("format", "standards"), rows.values_list("format", "data__standards")[0], strict=True))


def _wording(codes: Set[str]) -> dict[str, Standard]:
    rows = Standard.objects.filter(version__framework__code=PROGRAMME_SET, code__in=codes)
    rows = rows.select_related("section", "version").order_by("version__number")
    rows = rows.only("code", "order", "title", "short_title", "section__code", "section__title", *VERSION)
    return {standard.code: standard for standard in rows}


@dataclass(frozen=True)
class Group:
    """A group that can be chosen: its key in the publication, and its name on screen."""

    key: str
    label: str


@dataclass(frozen=True)
class Row:
    """One standard: the reader's own level, and the group shown; `why_wider` says why it is not the one asked for."""

    standard: Standard
    compared: comparison.Standard
    group: Group
    distribution: comparison.Distribution
    why_wider: str


@dataclass(frozen=True)
class SectionRow:
    title: str
    median: comparison.Between | None
    england: comparison.Between | None


@dataclass(frozen=True)
class View:
    """A publication as one area sees it beside one group."""

    publication: ComparisonPublication
    groups: tuple[Group, ...]
    wanted: Group
    rows: tuple[Row, ...]
    sections: tuple[SectionRow, ...]


def view_of(publication: ComparisonPublication, told: Told, area: Authority | None, wanted: str) -> View:
    """`wanted` is one of the groups' keys, else England; `area` None reads as somebody who is none of the areas."""
    data, standards = told.data[publication.pk], told.standards(publication)
    seen = comparison.read(data, area.pk, comparison.groups_of(data, area.pk)) if area else comparison.read(data)
    labels = {group.key: group for group in groups_of(seen)}
    chosen = labels.get(wanted, labels[ENGLAND])
    titles = {standard.section.code: standard.section.title for standard in standards}
    return View(
        publication=publication,
        groups=tuple(labels[key] for key in seen.own_groups or labels),
        wanted=chosen,
        rows=tuple(_row(standard, seen, chosen, labels) for standard in standards),
        sections=tuple(_section(title, seen, code, chosen) for code, title in titles.items()),
    )


def _section(title: str, seen: Comparison, code: str, chosen: Group) -> SectionRow:
    own, england = (comparison.section_median(seen, code, key) for key in (chosen.key, ENGLAND))
    return SectionRow(title, own, england)


def _row(standard: Standard, seen: Comparison, wanted: Group, labels: dict[str, Group]) -> Row:
    key, why_wider = comparison.chosen_group(seen, standard.code, wanted.key)
    compared = seen.standards[standard.code]
    return Row(standard, compared, labels[key], compared.groups[key], why_wider)


def groups_of(seen: Comparison) -> list[Group]:
    keys = sorted({key for standard in seen.standards.values() for key in standard.groups})
    return [Group(ENGLAND, "England"), *(Group(key, label_of(key)) for key in keys if key != ENGLAND)]


def label_of(key: str) -> str:
    """ "type:county" → "County"; "region:North East" → "North East"."""
    what, _, name = key.partition(":")
    return dict(Authority.Type.choices).get(name, name) if what == "type" else name or "England"


# --- Over the years -----------------------------------------------------------------------


@dataclass(frozen=True)
class YearOfGroup:
    year_label: str
    medians: tuple[comparison.Between | None, ...]


@dataclass(frozen=True)
class GroupOverTime:
    """Medians of one group by year, oldest first, for the standards that compare with the latest."""

    standards: tuple[Standard, ...]
    years: tuple[YearOfGroup, ...]

    @property
    def rows(self) -> list[tuple[Standard, list[comparison.Between | None]]]:
        columns = zip(*(year.medians for year in self.years), strict=True)
        return [(s, list(medians)) for s, medians in zip(self.standards, columns, strict=True)]


def group_over_time(published: Sequence[ComparisonPublication], told: Told, wanted: str) -> GroupOverTime | None:
    """Of whole groups, nobody left out; None until two years have been published. `published`: latest year first."""
    if len(published) < 2:
        return None
    standards = told.standards(published[0])
    comparable = comparable_by_year(published, standards)
    years = (
        _year(row, told.data[row.pk], standards, comparable[row.campaign.year], wanted) for row in reversed(published)
    )
    return GroupOverTime(tuple(standards), tuple(years))


def _year(
    publication: ComparisonPublication,
    data: Mapping[str, Any],
    standards: list[Standard],
    comparable: frozenset[str],
    wanted: str,
) -> YearOfGroup:
    medians = comparison.medians(data, wanted)
    told = tuple(medians.get(s.code) if s.code in comparable else None for s in standards)
    return YearOfGroup(publication.campaign.year_label, told)


def comparable_by_year(
    publications: Iterable[ComparisonPublication], standards: list[Standard]
) -> dict[int, frozenset[str]]:
    """By year, the standards whose wording can be followed from the oldest version answered that year until now."""
    now = max((standard.version for standard in standards), key=lambda version: version.number)
    years = [publication.campaign.year for publication in publications]
    rows = SelfAssessment.objects.filter(year__in=years, framework=now.framework_id)
    oldest = dict(rows.values_list("year").annotate(Min("version__number")))
    codes = {now.number: frozenset(standard.code for standard in standards if standard.version == now)}
    if earlier := set(oldest.values()) - {now.number}:
        versions = FrameworkVersion.objects.filter(framework=now.framework_id, number__in=earlier)
        codes |= {version.number: comparable_codes(version, now) for version in versions}
    return {year: codes.get(oldest.get(year), frozenset()) for year in years}

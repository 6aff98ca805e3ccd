"""Reads about sets of standards: published versions, what one standard's page shows, drafts."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, QuerySet
from django.http import Http404

from ..models import FrameworkVersion, PartnerKind, SelfAssessment, Standard, StandardsDraft
from ..models.standards import InWords
from ..standards_file import SectionRow, StandardRow, StandardsSet
from ..workflow import FINISHED

PROGRAMME_SET = "good-commissioning"

# --- Published ----------------------------------------------------------------------------


def current_standards(code: str = PROGRAMME_SET) -> FrameworkVersion:
    """The newest version of that set, the programme's own unless said; 404 before any has been published."""
    version = FrameworkVersion.objects.select_related("framework").newest(code)
    if version is None:
        raise Http404("No standards have been published yet.")
    return version


def versions() -> QuerySet[FrameworkVersion]:
    return FrameworkVersion.objects.select_related("framework")


def every_set() -> list[list[FrameworkVersion]]:
    """Each set's versions, newest first, with how many standards they have; the programme's own set first."""
    rows = versions().annotate(standard_count=Count("standards")).order_by("framework", "-number")
    sets = [list(of_set) for _, of_set in groupby(rows, key=lambda version: version.framework_id)]
    return sorted(sets, key=lambda of_set: of_set[0].framework.code != PROGRAMME_SET)


def standards_of(version: FrameworkVersion) -> QuerySet[Standard]:
    return version.standards.select_related("section").prefetch_related("descriptors")


def standards_set(version: FrameworkVersion) -> StandardsSet:
    """A published version as the content it was published from."""
    return StandardsSet(
        code=version.framework.code,
        title=version.title,
        version=version.number,
        summary=version.summary,
        source=version.source,
        sections=tuple(SectionRow(s.code, s.title, s.summary) for s in version.sections.all()),
        standards=tuple(_standard_row(standard) for standard in standards_of(version)),
    )


def _standard_row(standard: Standard) -> StandardRow:
    return StandardRow(
        code=standard.code,
        section=standard.section.code,
        title=standard.title,
        short_title=standard.short_title,
        fully_achieved=standard.fully_achieved,
        why_it_matters=standard.why_it_matters,
        what_good_looks_like=standard.what_good_looks_like,
        levels=tuple(text for _, text in sorted(standard.level_texts.items())),
        evidence=standard.evidence,
        stages=tuple(standard.stages),
        asked_of=tuple(standard.asked_of),
        compares_with_last=standard.compares_with_last,
    )


def comparable_codes(then: FrameworkVersion, now: FrameworkVersion) -> frozenset[str]:
    """The standards whose wording can be followed from one version to the other: every version since says so."""
    if then.framework_id != now.framework_id or then.number > now.number:
        return frozenset()
    codes = set(Standard.objects.filter(version=then).values_list("code", flat=True))
    since = Standard.objects.filter(version__framework=now.framework_id, compares_with_last=True)
    for number in range(then.number + 1, now.number + 1):
        codes &= set(since.filter(version__number=number).values_list("code", flat=True))
    return frozenset(codes)


# --- As its pages show it, published or a draft -------------------------------------------


@dataclass(frozen=True)
class Shown(InWords, StandardRow):
    """One standard with its place in the set and the names of what it holds by code."""

    number: int
    section_title: str

    @property
    def level_texts(self) -> dict[int, str]:
        return dict(enumerate(self.levels, 1))

    @property
    def asked_of_names(self) -> list[str]:
        return [str(PartnerKind(kind).label) for kind in self.asked_of]


def shown(content: StandardsSet) -> list[Shown]:
    titles = {section.code: section.title for section in content.sections}
    return [
        Shown(**vars(row), number=number, section_title=titles[row.section])
        for number, row in enumerate(content.standards, 1)
    ]


def shown_standard(content: StandardsSet, code: str) -> Shown:
    """One of them by its code, or 404."""
    found = next((standard for standard in shown(content) if standard.code == code), None)
    if found is None:
        raise Http404(f"There is no standard {code} in this set.")
    return found


def by_section(content: StandardsSet) -> list[tuple[SectionRow, list[Shown]]]:
    standards = shown(content)
    return [(section, [s for s in standards if s.section == section.code]) for section in content.sections]


# --- Drafts -------------------------------------------------------------------------------

DRAFTS_LISTED = 50


def drafts() -> QuerySet[StandardsDraft]:
    return StandardsDraft.objects.select_related("uploaded_by", "discarded_by", "published__framework")


def latest_drafts() -> QuerySet[StandardsDraft]:
    return StandardsDraft.objects.listed()[:DRAFTS_LISTED]


def content_of(draft: StandardsDraft) -> StandardsSet:
    return StandardsSet.from_data(draft.content)


def version_before(content: StandardsSet) -> FrameworkVersion | None:
    """The published version that this content follows."""
    earlier = versions().filter(framework__code=content.code, number__lt=content.version)
    return earlier.order_by("-number").first()


def why_not_publish(content: StandardsSet) -> str:
    """Why it cannot become that version; empty when it can, and when it is that version already."""
    published = {version.number: version for version in versions().filter(framework__code=content.code)}
    if content.version in published:
        if published[content.version].checksum == content.checksum:
            return ""
        return (
            f"Version {content.version} of {content.code} is published and cannot change. "
            f"Give the new content a higher version number on the sheet “set”."
        )
    newest = max(published, default=0)
    if newest > content.version:
        return (
            f"Version {newest} of {content.code} is published already, so a version {content.version} can no longer "
            f"come before it. Give the new content a higher version number on the sheet “set”."
        )
    return ""


def is_published(content: StandardsSet) -> bool:
    """Whether exactly this is a published version."""
    same = versions().filter(framework__code=content.code, number=content.version, checksum=content.checksum)
    return same.exists()


def open_assessments_of_set(code: str) -> int:
    """How many self-assessments against that set, whatever its version, are not signed yet."""
    return SelfAssessment.objects.filter(framework__code=code).exclude(state__in=FINISHED).count()

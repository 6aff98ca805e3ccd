"""Reads about editions: drafts and what stands in the way of publishing them, and what was published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from commissioning.documents.models import UNFINISHED, Document
from commissioning.documents.queries import Status, newest_of, status_of

from ..analysis.commentary import Contradiction
from ..analysis.words import measure_words
from ..attributes import attribute_label
from ..editions.commentary import NOTHING, Known, filled, warnings
from ..editions.kinds import NEEDS, Kind
from ..models import Edition, EditionPreview, EditionSection, EditionSnapshot, Headline, Round, RoundGroup
from .coding import codings, wording
from .counts import measured
from .results import is_over

# Kinds of document.
PREVIEW, PUBLICATION = "edition-preview", "edition-publication"
FILES = {
    "edition-pdf": "PDF",
    "edition-xlsx": "accessible spreadsheet",
    "edition-csv": "CSV files with codebook and checksums",
    "edition-sav": "SPSS",
}


def published_editions() -> QuerySet[Edition]:
    """Newest first, with what replaced each."""
    rows = Edition.objects.filter(published_at__isnull=False)
    return rows.select_related("round", "against", "replaces", "replaced_by").order_by("-published_at", "-pk")


def drafts() -> QuerySet[Edition]:
    rows = Edition.objects.filter(published_at__isnull=True).select_related("round", "against", "changed_by")
    return rows.annotate(section_count=Count("sections")).order_by("-changed_at")


def editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("round", "against", "replaces", "changed_by")


def sections() -> QuerySet[EditionSection]:
    return EditionSection.objects.select_related("edition__round", "edition__against", "changed_by").filter(
        edition__published_at__isnull=True
    )


def headlines() -> QuerySet[Headline]:
    return Headline.objects.select_related("group__round", "named_by")


def rounds_to_report() -> QuerySet[Round]:
    """Any but those still being prepared: an open one can be written about, and is published once it has closed."""
    return Round.objects.exclude(state=Round.State.DRAFT, imported=False).order_by("-frame_on", "-pk")


def newest(kind: str, edition: Edition) -> Document | None:
    return newest_of(kind, edition=edition.pk)


# --- A draft ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class ShownSection:
    """`warnings`: what its commentary says that its figures do not allow; `unknown`: names that are no figure's."""

    section: EditionSection
    kind: str
    about: str
    warnings: tuple[Contradiction, ...]
    unknown: tuple[str, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class ShownDraft:
    """`is_current`: whether the preview is of the draft as it stands."""

    edition: Edition
    sections: tuple[ShownSection, ...]
    preview: EditionPreview | None
    is_current: bool
    preview_status: Status | None
    publication_status: Status | None
    is_publishing: bool
    obstacles: tuple[str, ...]
    still_open: tuple[str, ...]


def shown_draft(edition: Edition) -> ShownDraft:
    preview = preview_of(edition)
    rows = list(edition.sections.order_by("position"))
    known = known_by_section(preview)
    titles = dict(edition.round.groups.values_list("slug", "title"))
    shown = tuple(
        _shown(row, titles, known.get(row.pk), number == 0, number == len(rows) - 1) for number, row in enumerate(rows)
    )
    publication, asked = newest(PUBLICATION, edition), newest(PREVIEW, edition)
    return ShownDraft(
        edition,
        shown,
        preview,
        preview is not None and preview.revision == edition.revision,
        status_of(asked) if asked else None,
        status_of(publication) if publication else None,
        publication is not None and publication.state in UNFINISHED,
        tuple(obstacles(edition)),
        tuple(still_open(edition)),
    )


def preview_of(edition: Edition) -> EditionPreview | None:
    return EditionPreview.objects.filter(edition=edition).first()


def known_by_section(preview: EditionPreview | None) -> dict[int, Known]:
    """What the commentary of each section may name, as of the last preview."""
    contents = preview.pages["sections"] if preview else []
    return {content["section"]: Known.from_data(content["known"]) for content in contents}


def _shown(
    section: EditionSection, titles: Mapping[str, str], known: Known | None, first: bool, last: bool
) -> ShownSection:
    """`known`: None until there is a preview of it, and nothing to hold its commentary against."""
    return ShownSection(
        section,
        Kind(section.kind).label,
        _about(section, titles),
        tuple(warnings(section.commentary, known or NOTHING)),
        tuple(filled(section.commentary, known)[1]) if known else (),
        first,
        last,
    )


def _about(section: EditionSection, titles: Mapping[str, str]) -> str:
    parts = [titles.get(section.group, section.group)]
    parts.append(measure_words(section.measure) if section.measure else section.question)
    parts += [", ".join(section.services)]
    parts.append(f"by {attribute_label(section.attribute).lower()}" if section.attribute else "")
    return " · ".join(part for part in parts if part)


def obstacles(edition: Edition) -> Iterable[str]:
    """Why it cannot be published now; each a sentence."""
    found = still_open(edition)
    for row in _rounds(edition):
        if _is_over(row) and not any(group.respondents.exists() for group in row.groups.all()):
            found.append(f"Nobody has answered in “{row}”.")
    if not edition.sections.exists():
        found.append("It has no sections yet: add one.")
    found += _of_preview(edition)
    return found


def still_open(edition: Edition) -> list[str]:
    """Which of its rounds have no figures yet, for a preview as for publication; each a sentence."""
    return [
        f"“{row}” has not closed: there are no figures of it while they would still grow."
        for row in _rounds(edition)
        if not _is_over(row)
    ]


def _rounds(edition: Edition) -> list[Round]:
    return [edition.round, *([edition.against] if edition.against else [])]


def _is_over(row: Round) -> bool:
    return any(is_over(group) for group in row.groups.select_related("round"))


def _of_preview(edition: Edition) -> Iterable[str]:
    """Nobody publishes for good what nobody has looked at."""
    preview = preview_of(edition)
    if preview is None or preview.revision != edition.revision:
        return ["It has no preview as it now stands: make one, and read it."]
    contents = preview.pages["sections"]
    return [f"In “{content['heading']}”: {problem}" for content in contents for problem in content["problems"]]


# --- What a section can be of -----------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A kind of section, and the groups it can be of; none where it is of no group."""

    kind: str
    label: str
    hint: str
    needs_group: bool
    groups: tuple[RoundGroup, ...]


def offers(edition: Edition) -> list[Offer]:
    groups = tuple(groups_of(edition))
    kinds = [kind for kind in Kind if edition.against_id or not NEEDS[kind].two_rounds]
    return [
        Offer(kind.value, kind.label, NEEDS[kind].hint, NEEDS[kind].group, groups if NEEDS[kind].group else ())
        for kind in kinds
    ]


def groups_of(edition: Edition) -> QuerySet[RoundGroup]:
    return edition.round.groups.filter(instrument_version__isnull=False).order_by("pk")


def coded_questions(group: RoundGroup) -> list[tuple[str, str]]:
    """Those answered in words whose answers are being coded, or are coded."""
    return [(one.question.name, wording(group, one.question)) for one in codings().filter(group=group)]


def figure_choices(group: RoundGroup) -> list[tuple[str, list[tuple[str, str]]]]:
    """By question, the figures of a group that can be named as headline measures: value is question, basis, answer."""
    asked = measured(group.instrument_version_id)
    return [
        (question.text, [(f"{name} {basis} {item.name}", _figure(item.label, basis)) for basis in question.bases
         for item in question.items(basis)])
        for name, question in asked.items()
    ]  # fmt: skip


def _figure(label: str, basis: str) -> str:
    return label if basis == "asked" else f"{label}, of those with a view"


# --- What was published -----------------------------------------------------------------------


@dataclass(frozen=True)
class ShownFile:
    label: str
    status: Status


@dataclass(frozen=True)
class Published:
    """`pages`: as they were frozen."""

    edition: Edition
    pages: Mapping[str, Any]
    checksum: str
    files: tuple[ShownFile, ...]
    superseded_by: Edition | None


def published(edition: Edition) -> Published:
    """Without the tables, which only files need."""
    snapshot = EditionSnapshot.objects.only("pages", "checksum").get(edition=edition)
    made = Document.objects.filter(kind__in=FILES, params__contains={"edition": edition.pk}).order_by("pk")
    latest = {document.kind: document for document in made}
    files = [ShownFile(label, status_of(latest[kind])) for kind, label in FILES.items() if kind in latest]
    replaced_by = getattr(edition, "replaced_by", None)
    return Published(
        edition,
        snapshot.pages,
        snapshot.checksum,
        tuple(files),
        replaced_by if replaced_by and replaced_by.is_published else None,
    )


# --- Headline measures ------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """A headline measure in words."""

    headline: Headline
    question: str
    figure: str


def named(group: RoundGroup) -> list[Named]:
    asked = measured(group.instrument_version_id) if group.instrument_version_id else {}
    found = []
    for row in headlines().filter(group=group):
        question = asked.get(row.question)
        items = question.items(row.basis) if question else ()
        label = next((item.label for item in items if item.name == row.answer), row.answer)
        found.append(Named(row, question.text if question else row.question, _figure(label, row.basis)))
    return found

"""An edition put together in the worker: its pages as plain data, and the tables its files hold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from ..models import Edition, EditionSection
from . import answered, compared, maturity, measures, posts, programme, stored, themes
from .commentary import filled, paragraphs
from .content import Content, Made, as_data
from .kinds import Kind
from .material import Material, Progress, gathered, rounds_of

Builder = Callable[[Material, EditionSection, str], Made]


def _nothing(material: Material, section: EditionSection, key: str) -> Made:
    return Made()


BUILDERS: dict[str, Builder] = {
    Kind.MEASURE: measures.measure,
    Kind.BREAKDOWN: measures.breakdown,
    Kind.CHANGE: compared.change,
    Kind.EXPECTED: compared.expected,
    Kind.JOURNEY: measures.journey,
    Kind.REACH: programme.reach,
    Kind.WHY_NOT: measures.why_not,
    Kind.THEMES: themes.themes,
    Kind.MATURITY: maturity.maturity,
    Kind.CHURN: posts.churned,
    Kind.COMMENTARY: _nothing,
}
WHO_MAY_SEE = "Everybody who can sign in: it is published."


@dataclass(frozen=True)
class Built:
    """All plain data. `revision`: of the edition it was made of."""

    revision: int
    pages: dict[str, Any]
    tables: dict[str, Any]
    patterns: dict[str, Any]


def build(edition: Edition, progress: Progress) -> Built:
    """Reads everything once, so that pages and files cannot be of two moments."""
    material = gathered(edition, progress)
    progress(70, "Writing the sections")
    made = [(section, _made(material, section)) for section in edition.sections.order_by("position")]
    patterns = {str(pk): pattern for pk, pattern in material.patterns.items()}
    for _, one in made:
        patterns |= one.patterns
    return Built(
        edition.revision,
        _pages(material, [_content(section, one) for section, one in made]),
        stored.tables_of(material, answered.LIMITATIONS, [row for _, one in made for row in one.rows]),
        {name: pattern.as_data() for name, pattern in patterns.items()},
    )


def _pages(material: Material, contents: Iterable[Content]) -> dict[str, Any]:
    edition = material.edition
    return {
        "title": str(edition),
        "number": edition.number,
        "programme": settings.PROGRAMME_NAME,
        "contact": settings.SUPPORT_EMAIL,
        "made_on": timezone.localdate().isoformat(),
        "of_when": " against ".join(f"{row.name} ({row.date.day} {row.date:%B %Y})" for row in rounds_of(edition)),
        "correction": edition.correction,
        "replaces": str(edition.replaces) if edition.replaces else "",
        "limitations": list(answered.LIMITATIONS),
        "protection": answered.PROTECTION,
        "reading": answered.READING,
        "who_may_see": WHO_MAY_SEE,
        "answered": [as_data(one) for one in answered.answered(material)],
        "headlines": list(_headlines(material)),
        "sections": [as_data(one) for one in contents],
    }


def _headlines(material: Material) -> Iterator[dict[str, str]]:
    """What was named beforehand, when and by whom."""
    for found in material.groups.values():
        for row in found.group.headlines.select_related("named_by"):
            question = found.questions.get(row.question)
            if question is not None:
                yield {
                    "group": found.group.title,
                    "question": question.text,
                    "answer": stored.answer_label(question, row.answer),
                    "basis": row.basis,
                    "named_on": date_format(timezone.localdate(row.named_at), "j F Y"),
                    "named_by": row.named_by.full_name if row.named_by else "the programme",
                }


def _key(section: EditionSection) -> str:
    return f"s{section.pk}"


def _made(material: Material, section: EditionSection) -> Made:
    return BUILDERS[section.kind](material, section, _key(section))


def _content(section: EditionSection, made: Made) -> Content:
    said, problems = filled(section.commentary, made.known)
    return Content(
        _key(section),
        section.pk,
        section.kind,
        section.heading,
        paragraphs(said),
        list(made.notes),
        list(made.figures),
        made.known.as_data(),
        problems,
    )

"""Impact tables as a tagged PDF: what the figures cannot say first, then each measure with chart, table and wording.

It prints the whole group and the one breakdown that was asked for; every other is in the files. Tests and their p are
not printed: among so many some would be small by chance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from django.template.loader import render_to_string

from evaluation import two_rounds
from evaluation.analysis.questions import Measured
from evaluation.attributes import attribute_label, value_label
from evaluation.impact_table import (
    Block,
    Naming,
    Table,
    blocks,
    service_label,
    service_labels,
)
from evaluation.likert import Likert, likert

from .tables import GroupOf, Tables

TEMPLATE = "evaluation/print/impact_tables.html"
STYLESHEET = Path(__file__).with_name("impact_tables.css")


@dataclass(frozen=True)
class Shown:
    block: Block
    chart: Likert | None


@dataclass(frozen=True)
class Part:
    """A chapter. `notes` stand above its `tables`."""

    title: str
    blocks: Sequence[Shown] = ()
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True)
class Report:
    programme: str
    contact: str
    title: str
    made_on: date
    of_when: str
    who: str
    who_may_see: str
    protection: str
    limitations: Sequence[str]
    parts: Sequence[Part]


def as_pdf(tables: Tables) -> bytes:
    """Raises `commissioning.reporting.pdf.TooLarge` where fewer tables have to be asked for."""
    # Here and not above: pages are made of the same parts, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    stylesheet = pdf.print_stylesheet() + STYLESHEET.read_text(encoding="utf-8")
    return pdf.render(as_html(tables), stylesheet=stylesheet)


def as_html(tables: Tables) -> str:
    return render_to_string(TEMPLATE, {"report": report(tables)})


def report(tables: Tables) -> Report:
    return Report(
        programme=tables.programme,
        contact=tables.contact,
        title=tables.title,
        made_on=tables.made_on,
        of_when=tables.of_when,
        who=", ".join(group.title for group in tables.groups) or "Nobody",
        who_may_see=tables.who_may_see,
        protection=tables.protection,
        limitations=tables.limitations,
        parts=tuple(part for number, group in enumerate(tables.groups, 1) for part in _parts(tables, group, number)),
    )


def _parts(tables: Tables, group: GroupOf, number: int) -> Iterator[Part]:
    shown = tuple(_shown(tables, group, f"g{number}-"))
    yield Part(group.title, shown)
    naming = _naming(tables, group)
    questions = _questions(tables, group)
    changes = [row for row in tables.change or () if row.group == group.slug]
    if compared := two_rounds.changed(f"g{number}", questions, group.reasons, naming, changes):
        yield Part(f"{group.title}: change", notes=compared.notes, tables=compared.tables)
    found = [row for row in tables.expected or () if row.group == group.slug]
    if compared := two_rounds.expected(f"g{number}", naming, found):
        yield Part(f"{group.title}: expected, and found", notes=compared.notes, tables=compared.tables)


def _questions(tables: Tables, group: GroupOf) -> dict[str, Measured]:
    return dict(group.questions.get(tables.rounds[0].name, {}))


def _naming(tables: Tables, group: GroupOf) -> Naming:
    labels: dict[str, str] = {}
    for questions in group.questions.values():
        labels |= service_labels(questions)
    breakdown = attribute_label(tables.breakdown) if tables.breakdown else ""
    return Naming(partial(service_label, labels=labels), value_label, group.unit, breakdown)


def _shown(tables: Tables, group: GroupOf, prefix: str) -> Iterator[Shown]:
    rows = [row for row in tables.levels if row.group == group.slug and row.round == tables.rounds[0].name]
    naming = _naming(tables, group)
    for block in blocks(rows, _questions(tables, group), naming, prefix=prefix, breakdown=tables.breakdown):
        chart = None
        if block.lines:
            chart = likert(
                key=f"chart-{block.key}",
                title=block.title,
                subtitle=f"{group.title}, {tables.rounds[0].name}: per cent of everyone who answered",
                question=block.question,
                lines=block.lines,
            )
        yield Shown(block, chart)

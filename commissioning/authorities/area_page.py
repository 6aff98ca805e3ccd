"""An area's page made ready for its template: the facts in words, and what is on the page.

Plain values in, plain values out; no reads of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.dateformat import format as format_date

from commissioning.access.registry import BuiltPanel

from .models import Authority
from .queries import Facts

NOT_RECORDED = "Not recorded in the sources we use"


@dataclass(frozen=True)
class Line:
    """One line of the summary list."""

    key: str
    value: str


@dataclass(frozen=True)
class Section:
    """One entry of the page's contents."""

    label: str
    url: str
    active: bool = False


@dataclass(frozen=True)
class AreaPage:
    """`contents` names every section in the order of the page; the panels stand between summary and register facts."""

    facts: Facts
    summary: tuple[Line, ...]
    contents: tuple[Section, ...]
    panels: Sequence[BuiltPanel]


def area_page(facts: Facts, panels: Sequence[BuiltPanel]) -> AreaPage:
    return AreaPage(facts, tuple(_summary(facts.authority)), tuple(_contents(facts, panels)), panels)


def _summary(authority: Authority) -> list[Line]:
    lines = [
        Line("Full name", authority.name),
        Line("ONS code", authority.gss_code),
        Line("Type", authority.get_type_display()),
        Line("Region", authority.region.name),
        Line("Started", _day(authority.started_on)),
    ]
    if authority.dfe_code:
        lines.insert(2, Line("DfE number", authority.dfe_code))
    if authority.ended_on:
        lines.append(Line("Last day", _day(authority.ended_on)))
    if authority.rural_urban:
        cut = f"Counted as {authority.rurality_label} wherever areas are compared"
        lines.append(Line("Rurality", f"{authority.get_rural_urban_display()}\n{cut}"))
    if authority.population_0_17 is not None:
        children = _estimate(authority.population_0_17, authority.population_0_17_year)
        lines.append(Line("Children aged 0 to 17", children))
    if authority.population is not None:
        lines.append(Line("People of all ages", _estimate(authority.population, authority.population_year)))
    if authority.note:
        lines.append(Line("Note", authority.note))
    return lines


def _day(day) -> str:
    return format_date(day, "j F Y") if day else NOT_RECORDED


def _estimate(people: int, year: int | None) -> str:
    """The year goes with the number: the two populations are years apart and must not be divided."""
    return f"{people:,}, mid-{year}" if year else f"{people:,}"


def _contents(facts: Facts, panels: Sequence[BuiltPanel]) -> list[Section]:
    sections = [Section("Summary", "#summary")]
    sections += [Section(panel.title, f"#{panel.key}") for panel in panels]
    if facts.lineage.predecessors or facts.lineage.successors:
        sections.append(Section("Before and after", "#lineage"))
    if facts.authority.is_current:
        sections += [Section("Judgements", "#judgements"), Section("Statistical neighbours", "#neighbours")]
    return sections

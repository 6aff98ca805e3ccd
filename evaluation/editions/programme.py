"""Sections that set the survey beside what the programme itself recorded: reach, and who came and went."""

from datetime import timedelta

from commissioning.access.roles import Role
from commissioning.profiles.service_use import Reach, measured_reach

from ..analysis.levels import Level
from ..analysis.questions import ASKED
from ..analysis.words import Said
from ..attributes import attribute_label, value_label
from ..impact_table import NOBODY, WITHHELD, Row, Rows, Table, base_words, figure
from ..models import EditionSection
from ..queries.breakdowns import in_order
from ..queries.churn import Churn, churn
from .commentary import Known
from .content import Figure, Made
from .material import MINIMUM_BASE, GroupMaterial, Material
from .measures import base_of, cells, chosen, conditions_of, whole_of, wordings_of

YEAR = timedelta(days=365)
REACH = "reach"
POSTS = ((Role.CHAMPION, "Commissioning champions"), (Role.DIRECTOR, "Directors of children’s services"))


def reach(material: Material, section: EditionSection, key: str) -> Made:
    """Two things, and not two measurements of one: those asked are a part of those who may use a service."""
    found = material.groups.get(section.group)
    questions = chosen(found, REACH, ()) if found else {}
    if found is None or not questions:
        return Made(notes=["Nothing was asked about this."])
    until = material.edition.round.date
    since = until - YEAR + timedelta(days=1)
    recorded = {one.service: one for one in measured_reach(since, until)}
    stated = [row for row in whole_of(found.levels) if row.question in questions and row.basis == ASKED]
    rows = tuple(Row(row.label, (*_stated(row), *_recorded(recorded.get(row.answer)))) for row in stated)
    many = found.naming.unit.many
    headings = (f"Say they used it: per cent of {many}", f"Base: {many}", "Recorded: people", "Recorded: areas")
    table = Table(f"{key}-reach", "Reach as stated, beside reach as recorded", "Service", headings, (Rows("", rows),))
    asked = list(questions.values())
    note = (
        f"Recorded are uses from {_day(since)} to {_day(until)}, of everybody and not only of those who were asked;"
        f" fewer than {MINIMUM_BASE} people are withheld."
    )
    said = {
        row.answer: Said(row.label, row.count, row.base, found.naming.unit)
        for row in stated
        if row.count is not None and row.base
    }
    return Made([note], [_figure(found, table, asked, stated)], Known({ASKED: said} if said else {}))


def _figure(found: GroupMaterial, table: Table, asked, stated) -> Figure:
    return Figure(
        table.key, "Reach", found.of, [table], None, wordings_of(found, asked),
        base_of(found, asked, stated) if len(asked) == 1 else "", conditions_of(found, asked),
        any(cell == WITHHELD for cell in cells(table)), any("low base" in cell for cell in cells(table)),
    )  # fmt: skip


def _stated(row: Level) -> tuple[str, str]:
    return figure(row), base_words(row)


def _recorded(one: Reach | None) -> tuple[str, str]:
    if one is None:
        return NOBODY, NOBODY
    if 0 < one.people < MINIMUM_BASE:
        return WITHHELD, WITHHELD
    return f"{one.people:,}", f"{one.areas:,}"


def _day(day) -> str:
    return f"{day.day} {day:%B %Y}"


# --- Who came and went ------------------------------------------------------------------------


def churned(material: Material, section: EditionSection, key: str) -> Made:
    """Those asked in one round are often not those asked in the other."""
    edition = material.edition
    if edition.against is None:
        return Made(notes=["There is no other round to count from."])
    since, until = edition.against.date, edition.round.date
    tables = [_of_posts(key, role, title, since, until) for role, title in POSTS]
    figured = Figure(f"{key}-churn", "Who came and went", f"Appointments on {_day(since)} and on {_day(until)}", tables)
    return Made(["A person in post on both days is not new. Posts held by somebody acting are not counted."], [figured])


def _of_posts(key: str, role: Role, title: str, since, until) -> Table:
    groups = [Rows("", (_posts("England", churn(role, since, until).get("", Churn(0, 0, 0, 0))),))]
    for attribute in ("type", "region"):
        found = churn(role, since, until, attribute)
        rows = tuple(_posts(value_label(value), found[value]) for value in in_order(attribute, found))
        groups.append(Rows(attribute_label(attribute), rows))
    headings = (f"In post on {_day(since)}", f"In post on {_day(until)}", "New since", "No longer in post")
    return Table(f"{key}-{role.value}", title, "Area", headings, tuple(groups))


def _posts(label: str, one: Churn) -> Row:
    return Row(label, tuple(f"{number:,}" for number in (one.before, one.after, one.new, one.left)))

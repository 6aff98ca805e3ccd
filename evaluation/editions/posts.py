"""The section on champions and directors who came and went, between the rounds' days, from appointments."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from commissioning.access.roles import Role
from commissioning.people.queries.churn import NEW, STATES, posts
from commissioning.reporting.suppression import PRIMARY

from ..actions.withholding import told_by_register
from ..analysis.beside import Post
from ..analysis.questions import ASKED
from ..analysis.withholding import ALL, Pattern, RowName, withhold
from ..analysis.withholding import Row as Counted
from ..analysis.withholding import Table as Asked
from ..analysis.words import Said, Unit
from ..attributes import attribute_label, of_authorities, value_label
from ..impact_table import WITHHELD, Row, Rows, Table
from ..models import EditionSection
from ..queries.breakdowns import in_order
from .commentary import Known
from .content import Figure, Made
from .material import MINIMUM_BASE, Material, before
from .measures import cells

POSTS = (
    (Role.CHAMPION, "Commissioning champions", Unit("new commissioning champion", "new commissioning champions")),
    (Role.DIRECTOR, "Directors of children’s services", Unit("new director", "new directors")),
)
BREAKDOWNS = ("type", "region")
HEADINGS = ("The same person", "Somebody new", "Somebody acting", "Nobody known", "Base: areas")
AREAS = Unit("area", "areas")
NOTES = (
    "A person in post on both days is not new, and in a council that is new neither is whoever held the post in one"
    " that it took over from; who came and left between the days is not seen. Somebody who was acting and was then"
    " appointed counts as new.",
    "Nobody known: the post was vacant, or nobody has told the programme who holds it.",
)
Members = Mapping[RowName, frozenset[int]]


def churned(material: Material, section: EditionSection, key: str) -> Made:
    """Those asked in one round are often not those asked in the other."""
    edition = material.edition
    if edition.against is None:
        return Made(notes=["There is no other round to count from."])
    since, until = edition.against.date, edition.round.date
    held = {role.value: posts(role, since, until) for role, _, _ in POSTS}
    members = _members(until, next(iter(held.values())).by_area)
    counts = {role: _counted(one.by_area, members) for role, one in held.items()}
    name = f"posts:{since}:{until}"
    pattern = _pattern(counts, members, before(name))
    tables = [_table(key, role, title, counts[role.value], pattern, until) for role, title, _ in POSTS]
    figured = Figure(
        f"{key}-churn",
        "Who came and went",
        f"Appointments on {day(since)} and on {day(until)}, as recorded when this was made",
        tables,
        base=f"Base: every area there was on {day(until)}, whether it took part or not.",
        says_withheld=any(WITHHELD in cells(table) for table in tables),
    )
    told = {
        f"{role}.{state}": Said(f"{title}: {heading[:1].lower()}{heading[1:]}", count, sum(row), AREAS)
        for role, title, _ in POSTS
        for row in [counts[role.value][ALL]]
        for state, heading, count in zip(STATES, HEADINGS, row, strict=False)
        if not pattern.mark(role.value, *ALL, state)
    }
    people = [
        f"{unit.counted(held[role.value].new_people)} since {day(since)}, counting somebody in two areas once."
        for role, _, unit in POSTS
        if f"{role}.{NEW}" in told
    ]
    rows = [row for role, one in counts.items() for row in _rows(role, since, until, one, pattern)]
    return Made([*people, *NOTES], [figured], Known({ASKED: told} if told else {}), rows, {name: pattern})


def day(one: date) -> str:
    return f"{one.day} {one:%B %Y}"


def _members(until: date, areas: Iterable[int]) -> Members:
    """Areas by value of each breakdown, as the register tells everybody."""
    found: dict[RowName, set[int]] = {}
    for area, values in of_authorities(until, areas).items():
        for attribute in BREAKDOWNS:
            found.setdefault((attribute, values[attribute]), set()).add(area)
    return {row: frozenset(there) for row, there in found.items()}


def _counted(by_area: Mapping[int, str], members: Members) -> dict[RowName, tuple[int, ...]]:
    rows: dict[RowName, Iterable[int]] = {ALL: by_area.keys(), **members}
    return {
        row: tuple(sum(by_area[area] == state for area in areas) for state in STATES) for row, areas in rows.items()
    }


def _pattern(counts: Mapping[str, dict[RowName, tuple[int, ...]]], members: Members, already: Pattern) -> Pattern:
    """By the rules for answers: each post is a question that was put to every area."""
    alike, unions = told_by_register(members)
    tables = [
        Asked(role, STATES, ("",) * len(STATES), False, {row: Counted(sum(one), one) for row, one in rows.items()})
        for role, rows in counts.items()
    ]
    return withhold(tables, minimum_base=MINIMUM_BASE, alike=alike, unions=unions, already=already)


def _table(
    key: str, role: Role, title: str, counts: Mapping[RowName, tuple[int, ...]], pattern: Pattern, until: date
) -> Table:
    def row(label: str, name: RowName) -> Row:
        marks = [pattern.mark(role.value, *name, state) for state in STATES]
        told = [WITHHELD if mark else f"{count:,}" for mark, count in zip(marks, counts[name], strict=True)]
        base = WITHHELD if pattern.is_silent(role.value, *name) else f"{sum(counts[name]):,}"
        return Row(label, (*told, base))

    groups = [Rows("", (row("England", ALL),))]
    for attribute in BREAKDOWNS:
        values = in_order(attribute, {value for breakdown, value in counts if breakdown == attribute})
        rows = tuple(row(value_label(value), (attribute, value)) for value in values)
        groups.append(Rows(attribute_label(attribute), rows))
    caption = f"{title}: areas by who was in post on {day(until)}"
    return Table(f"{key}-{role.value}", caption, "Area", HEADINGS, tuple(groups))


def _rows(
    role: str, since: date, until: date, counts: Mapping[RowName, tuple[int, ...]], pattern: Pattern
) -> Iterator[Post]:
    for name, row in counts.items():
        silent = pattern.is_silent(role, *name)
        for state, count in zip(STATES, row, strict=True):
            mark = pattern.mark(role, *name, state) or (PRIMARY if silent else "")
            numbers = (None, None) if mark else (count, sum(row))
            yield Post(role, since.isoformat(), until.isoformat(), *name, state, *numbers, mark)

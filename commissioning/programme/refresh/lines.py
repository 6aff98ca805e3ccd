"""What would change in the register, line by line and field by field, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.dateformat import format as format_date

from commissioning.authorities.loading import OF_CURRENT, OF_FORMER, Difference, Plan
from commissioning.authorities.models import Authority, Judgement, StatisticalNeighbour, Succession
from commissioning.authorities.register_files import Kind

NEW, CHANGED, ENDS, GONE = "New", "Changed", "Ends", "Goes"
NOTHING = "nothing"


@dataclass(frozen=True)
class Change:
    """Of one field; `before` is empty in a line that is new, and `after` in one that goes."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    act: str
    code: str  # of the council
    name: str
    about: str  # which of the council's rows; empty where it is the council itself
    changes: tuple[Change, ...]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Line":
        changes = tuple(Change(**change) for change in data["changes"])
        return cls(**{**data, "changes": changes})


def lines_of(difference: Difference, plan: Plan) -> list[Line]:
    """Those that end or go first, what is more than a newer figure before what is not; then by council."""
    found = list(_OF[difference.kind](difference, plan))
    order = {act: number for number, act in enumerate((ENDS, GONE, CHANGED, NEW))}
    return sorted(found, key=lambda line: (order[line.act], _is_figures(line), line.name, line.code))


def _is_figures(line: Line) -> bool:
    return all(change.label in _FIGURES for change in line.changes)


def _councils(difference: Difference, plan: Plan) -> Iterator[Line]:
    fields = OF_FORMER if difference.kind is Kind.FORMER else OF_CURRENT
    for row in difference.new:
        yield _line(NEW, row, "", _said(row, fields, plan))
    for before, after in difference.changed:
        ends = difference.kind is Kind.FORMER and before.ended_on is None
        yield _line(ENDS if ends else CHANGED, before, "", _changes(before, after, fields, plan))


def _links(difference: Difference, plan: Plan) -> Iterator[Line]:
    fields = ("effective_on", "kind", "legal_order", "basis")
    for row in difference.new:
        yield _line(NEW, plan.authorities[row.predecessor_id], _followed(row, plan), _said(row, fields, plan))
    for before, after in difference.changed:
        council = plan.authorities[before.predecessor_id]
        yield _line(CHANGED, council, _followed(before, plan), _changes(before, after, fields, plan))


def _followed(row: Succession, plan: Plan) -> str:
    return f"followed by {plan.authorities[row.successor_id]}"


def _neighbours(difference: Difference, plan: Plan) -> Iterator[Line]:
    """A place that is taken by another council, or judged otherwise, is one line."""

    def place(row: StatisticalNeighbour) -> tuple[int, int, int]:
        return row.authority_id, row.model_year, row.rank

    fields = ("neighbour_id", "closeness")
    gone = {place(row): row for row in difference.gone}
    for row in sorted(difference.new, key=place):
        council, before = plan.authorities[row.authority_id], gone.pop(place(row), None)
        if before is None:
            yield _line(NEW, council, _place(row), _said(row, fields, plan))
        else:
            yield _line(CHANGED, council, _place(row), _changes(before, row, fields, plan))
    for _, row in sorted(gone.items()):
        changes = tuple(Change(said.label, said.after, "") for said in _said(row, fields, plan))
        yield _line(GONE, plan.authorities[row.authority_id], _place(row), changes)


def _place(row: StatisticalNeighbour) -> str:
    return f"model of {row.model_year}, place {row.rank}"


def _judgements(difference: Difference, plan: Plan) -> Iterator[Line]:
    fields = ("inspection_type", "inspected_to", "published_on", "report_url", *_WORDS)
    for row in difference.new:
        yield _line(NEW, plan.authorities[row.authority_id], _inspection(row), _said(row, fields, plan))
    for before, after in difference.changed:
        council = plan.authorities[before.authority_id]
        yield _line(CHANGED, council, _inspection(before), _changes(before, after, fields, plan))


_WORDS = ("overall", "leaders", "help_and_protection", "in_care", "care_leavers")


def _inspection(row: Judgement) -> str:
    return f"inspection that began on {in_words(row.inspected_from)}"


_OF = {
    Kind.CURRENT: _councils,
    Kind.FORMER: _councils,
    Kind.LINKS: _links,
    Kind.NEIGHBOURS: _neighbours,
    Kind.JUDGEMENTS: _judgements,
}


# --- Words --------------------------------------------------------------------------------

_CALLED = {
    "population": "People of all ages",
    "population_year": "Year of people of all ages",
    "population_0_17_year": "Year of children aged 0 to 17",
    "rural_urban": "Rural or urban",
    "alternative_names": "Other names",
    "inspected_to": "Last day of the inspection",
    "published_on": "Published",
    "report_url": "Report",
}
_FIGURES = {_CALLED[field] for field in ("population", "population_year", "population_0_17_year")} | {
    "Children aged 0 to 17"
}


def _line(act: str, council: Authority, about: str, changes: tuple[Change, ...]) -> Line:
    return Line(act, council.gss_code, council.short_name, about, changes)


def _said(row: Model, fields: tuple[str, ...] | list[str], plan: Plan) -> tuple[Change, ...]:
    """What a row says, but for what it leaves open."""
    said = [(field, _shown(row, field, plan)) for field in fields]
    return tuple(Change(_label(row, field), "", value) for field, value in said if value != NOTHING)


def _changes(before: Model, after: Model, fields: tuple[str, ...] | list[str], plan: Plan) -> tuple[Change, ...]:
    return tuple(
        Change(_label(before, field), _shown(before, field, plan), _shown(after, field, plan))
        for field in fields
        if getattr(before, field) != getattr(after, field)
    )


def _label(row: Model, field: str) -> str:
    words = _CALLED.get(field) or str(row._meta.get_field(field).verbose_name)
    return words[:1].upper() + words[1:]


def _shown(row: Model, field: str, plan: Plan) -> str:
    value = getattr(row, field)
    if value in (None, ""):
        return NOTHING
    if field == "neighbour_id":
        return str(plan.authorities[value])
    if field == "region_id":
        return plan.regions[value]
    choices = dict(row._meta.get_field(field).choices or ())
    return in_words(choices.get(value, value), year="year" in field)


def in_words(value: Any, *, year: bool = False) -> str:
    if isinstance(value, date):
        return format_date(value, "j F Y")
    return f"{value:,}" if isinstance(value, int) and not year else str(value)

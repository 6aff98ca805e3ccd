"""Writing the register from its files. Beside `reorganising` the only module that writes it; no authority is removed.

All of it is one transaction: a broken file leaves the register as it was. Rows that already say what the files
say are not touched, so loading can be repeated, at every start of the site if need be, without a trace. What would be
written is worked out first and can be had without writing it (`plan`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model
from django.utils.text import slugify

from commissioning.jobs.locks import key_of

from .models import Authority, Judgement, Region, StatisticalNeighbour, Succession
from .register_files import JUDGED, SHIPPED, Files, Kind, Part, read_folder
from .source_files import Row, each, shown

TYPES = {kind.value: kind for kind in Authority.Type} | {"city_of_london": Authority.Type.LONDON_BOROUGH}
RURAL_URBAN = {label: value for value, label in Authority.RuralUrban.choices}
REGIONS = {name: name for name in Region.NAMES}
KINDS = {kind.value: kind for kind in Succession.Kind}
CLOSENESS = {label: value for value, label in StatisticalNeighbour.Closeness.choices}
INSPECTION_TYPES = {"": ""} | {kind.value: kind for kind in Judgement.InspectionType}
GRADES = {word.label.lower(): word for word in Judgement.Word if word is not Judgement.Word.NOT_JUDGED}
NO_GRADE = Judgement.Word.NOT_JUDGED
# The overall grade can be left out since 2026, and care leavers had none at first.
WITHOUT_GRADE = {"overall": {"": NO_GRADE}, "care_leavers": {"inspection_pre_dates_judgement": NO_GRADE}}
COUNT_AND_YEAR = re.compile(r"([0-9]{1,9}) \(([0-9]{4})\)")
REPORT_ADDRESS = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9/_.-]*")

# What the files say of a current authority. `ended_on` is not among them: once the programme has recorded the
# end of a council, an older file must not bring it back.
OF_CURRENT = [
    "name",
    "short_name",
    "alternative_names",
    "type",
    "region_id",
    "rural_urban",
    "population",
    "population_year",
    "population_0_17",
    "population_0_17_year",
    "dfe_code",
    "started_on",
]
OF_FORMER = ["name", "short_name", "type", "region_id", "population_0_17", "population_0_17_year", "ended_on", "note"]
OF_SUCCESSION = ["effective_on", "kind", "legal_order", "basis"]
OF_JUDGEMENT = ["inspection_type", "inspected_to", "published_on", "report_url", *JUDGED]


@dataclass(frozen=True)
class Counts:
    """What the register holds once loaded."""

    current: int
    former: int
    links: int
    neighbours: int
    judgements: int

    def __str__(self) -> str:
        return (
            f"{self.current} current authorities, {self.former} former, {self.links} links of lineage,"
            f" {self.neighbours:,} statistical neighbours, {self.judgements} inspection judgements"
        )


@dataclass(frozen=True)
class Difference:
    """Between one file and the register: rows to come, rows to be corrected (as they are, as they will be), and rows
    that go. `same`: how many say already what the file says.
    """

    kind: Kind
    model: type[Model]
    fields: Sequence[str]
    new: list[Model]
    changed: list[tuple[Model, Model]] = field(default_factory=list)
    gone: list[Model] = field(default_factory=list)
    same: int = 0

    @property
    def is_none(self) -> bool:
        return not (self.new or self.changed or self.gone)

    def write(self) -> None:
        rows = self.model._default_manager
        if self.gone:
            rows.filter(pk__in=[row.pk for row in self.gone]).delete()
        rows.bulk_create(self.new)
        if self.changed:
            rows.bulk_update([after for _, after in self.changed], self.fields)


@dataclass(frozen=True)
class Plan:
    """What loading would write. `authorities` and the names of `regions` by the number that rows refer to; authorities
    to come have one below 0.
    """

    differences: tuple[Difference, ...]
    authorities: Mapping[int, Authority]
    regions: Mapping[int, str]


def load_register(*, folder: Path, leave: frozenset[Part] = frozenset()) -> Counts:
    """Bring the register up to what the folder's files say, but for the parts to be left; raises `BrokenFile` and
    stores nothing if one is broken.
    """
    files = read_folder(folder, leave)
    with transaction.atomic():
        one_at_a_time()
        write(files)
        return counts()


def counts() -> Counts:
    current = Authority.objects.current().count()
    return Counts(
        current=current,
        former=Authority.objects.count() - current,
        links=Succession.objects.count(),
        neighbours=StatisticalNeighbour.objects.count(),
        judgements=Judgement.objects.count(),
    )


def one_at_a_time() -> None:
    """Until the end of the transaction: a second load waits for the first, then finds nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of("load-register")])


def write(files: Files) -> None:
    """In the caller's transaction, which holds `one_at_a_time`."""
    _regions().write()
    making = _Making(files)
    for difference in making.authorities():
        difference.write()
    making.ids = _ids()
    for difference in making.others():
        difference.write()


def plan(files: Files) -> Plan:
    """What `write` would write now. Reads alone."""
    making = _Making(files)
    authorities = list(making.authorities())
    known: dict[int, Authority] = {row.pk: row for row in Authority.objects.all()}
    to_come = [row for difference in authorities for row in difference.new]
    foreseen = {-number: row for number, row in enumerate(to_come, start=1)}
    making.ids = _ids() | {row.gss_code: number for number, row in foreseen.items()}
    return Plan((*authorities, *making.others()), known | foreseen, dict(Region.objects.values_list("pk", "name")))


def _ids() -> dict[str, int]:
    return dict(Authority.objects.values_list("gss_code", "pk"))


def _regions() -> Difference:
    named = [Region(name=name, slug=slugify(name)) for name in Region.NAMES]
    return _difference(Kind.CURRENT, Region, named, ("name",), ("slug",))


class _Making:
    """Goes through the files in the order in which they refer to each other. What a file that is not there would say
    is asked of the register.
    """

    def __init__(self, files: Files) -> None:
        self.files = files
        self.ids: dict[str, int] = {}  # of authorities, by code; set once they are known

    def authorities(self) -> Iterator[Difference]:
        regions = dict(Region.objects.values_list("name", "pk"))
        current = each(self.files.current, lambda row: _current(row, regions))
        region_of = {row.gss_code: row.region_id for row in current} or _regions_by_code()
        links = _links(self.files)
        former = each(self.files.former, lambda row: _former(row, _region_of_successors(row, links, region_of)))
        if Kind.CURRENT in self.files.kinds:
            yield _difference(Kind.CURRENT, Authority, current, ("gss_code",), OF_CURRENT)
        if Kind.FORMER in self.files.kinds:
            yield _difference(Kind.FORMER, Authority, former, ("gss_code",), OF_FORMER)

    def others(self) -> Iterator[Difference]:
        """Once `ids` is set."""
        if Kind.LINKS in self.files.kinds:
            ended = {row.cells["gss_code"] for row in self.files.former} | _ended()
            links = each(self.files.links, lambda row: _succession(row, self.ids, ended))
            yield _difference(Kind.LINKS, Succession, links, ("predecessor_id", "successor_id"), OF_SUCCESSION)
        if Kind.NEIGHBOURS in self.files.kinds:
            yield _neighbours(self.files.neighbours, self.ids)
        if Kind.JUDGEMENTS in self.files.kinds:
            rows = each(self.files.judgements, lambda row: _judgement(row, self.ids))
            yield _difference(
                Kind.JUDGEMENTS, Judgement, rows, ("authority_id", "scheme", "inspected_from"), OF_JUDGEMENT
            )


def _regions_by_code() -> dict[str, int]:
    return dict(Authority.objects.current().values_list("gss_code", "region_id"))


def _ended() -> set[str]:
    return set(Authority.objects.exclude(ended_on=None).values_list("gss_code", flat=True))


def _links(files: Files) -> list[tuple[str, str]]:
    """From which code to which."""
    if Kind.LINKS in files.kinds:
        return [(row.cells["from_code"], row.cells["to_code"]) for row in files.links]
    return list(Succession.objects.values_list("predecessor__gss_code", "successor__gss_code"))


def _difference(
    kind: Kind, model: type[Model], wanted: Iterable[Model], key: Sequence[str], fields: Sequence[str]
) -> Difference:
    """Rows whose key is new, and those that differ in these fields; all others are left alone."""

    def named(row: Model, names: Sequence[str]) -> tuple:
        return tuple(getattr(row, name) for name in names)

    there = {named(row, key): row for row in model._default_manager.all()}
    found = Difference(kind, model, fields, [])
    same = 0
    for row in wanted:
        known = there.get(named(row, key))
        if known is None:
            found.new.append(row)
        elif named(known, fields) != named(row, fields):
            row.pk = known.pk
            found.changed.append((known, row))
        else:
            same += 1
    return replace(found, same=same)


# --- Authorities --------------------------------------------------------------------------


def _current(row: Row, regions: dict[str, int]) -> Authority:
    name, short_name = row.text("name", longest=120), row.text("short_name", longest=80)
    return Authority(
        gss_code=row.code("gss_code"),
        name=name,
        short_name=short_name,
        alternative_names=_other_names(row.text("alt_names", longest=1000, optional=True), name, short_name),
        type=row.one_of("type", TYPES),
        region_id=regions[row.one_of("region", REGIONS)],
        rural_urban=row.one_of("rural_urban", RURAL_URBAN),
        population=row.whole("population"),
        population_year=row.year("population_year"),
        population_0_17=row.whole("population_0_17"),
        population_0_17_year=row.year("population_0_17_year"),
        dfe_code=str(row.whole("dfe_la_code", least=100, most=9999)),
        started_on=row.day_if_known("start_date"),
    )


def _other_names(listed: str, *shown: str) -> str:
    """The names an upload or a search may use, each once; the source repeats them in small letters."""
    kept: dict[str, str] = {}
    for name in (part.strip() for part in listed.split(",")):
        if name and name.casefold() not in {known.casefold() for known in shown}:
            kept.setdefault(name.casefold(), name)
    return ", ".join(kept.values())


def _former(row: Row, region_id: int) -> Authority:
    short_name = row.text("short_name", longest=80)
    children, year = _count_and_year(row, "children_population_0_17_last")
    return Authority(
        gss_code=row.code("gss_code"),
        name=row.text("name", longest=120, optional=True) or short_name,
        short_name=short_name,
        type=row.one_of("type", TYPES),
        region_id=region_id,
        population_0_17=children,
        population_0_17_year=year,
        ended_on=row.day("ons_code_end_date"),
        note=row.text("note", longest=1000, optional=True),
    )


def _count_and_year(row: Row, column: str) -> tuple[int | None, int | None]:
    value = row.cells[column]
    found = COUNT_AND_YEAR.fullmatch(value)
    if value and not found:
        row.fail(
            column, f"{shown(value)} is not a number with its year.", "Write it like 122137 (2019), or leave it empty."
        )
    return (int(found[1]), int(found[2])) if found else (None, None)


def _region_of_successors(row: Row, links: Sequence[tuple[str, str]], region_of: dict[str, int]) -> int:
    """A former authority lies where its successors lie; the sources give it no region of its own."""
    reached, waiting = set(), {row.code("gss_code")}
    while waiting:
        reached |= waiting
        waiting = {after for before, after in links if before in waiting} - reached
    found = {region_of[code] for code in reached if code in region_of}
    if len(found) != 1:
        many = "more than one region" if found else "no region known"
        row.fail("gss_code", f"Its successors lie in {many}.", f"Check its links in {SHIPPED[Kind.LINKS]}.")
    return found.pop()


# --- Lineage, neighbours, judgements ------------------------------------------------------


def _succession(row: Row, ids: dict[str, int], ended: set[str]) -> Succession:
    before, after = row.known_code("from_code", ids), row.known_code("to_code", ids)
    if before == after:
        row.fail("to_code", "An authority cannot follow itself.", "Correct one of the two codes.")
    if row.cells["from_code"] not in ended:
        row.fail(
            "from_code", "This authority has not ended.", f"Add it to {SHIPPED[Kind.FORMER]}, or correct the code."
        )
    return Succession(
        predecessor_id=before,
        successor_id=after,
        effective_on=row.day("effective_date"),
        kind=row.one_of("kind", KINDS),
        legal_order=row.text("legal_order", longest=200, optional=True),
        basis=row.text("basis", longest=1000, optional=True),
    )


def _neighbours(by_year: dict[int, list[Row]], ids: dict[str, int]) -> Difference:
    """Two neighbours that change places cannot be updated one after the other: each place is held once. So what
    no longer holds goes, and what is new comes; nothing else refers to these rows.
    """
    columns = ("authority_id", "neighbour_id", "rank", "closeness", "model_year")
    dated = [(row, year) for year, rows in by_year.items() for row in rows]
    listed = each(dated, lambda one: _neighbour(one[0], ids, one[1]))
    wanted = {tuple(getattr(row, column) for column in columns): row for row in listed}
    known = StatisticalNeighbour.objects.filter(model_year__in=by_year)
    there = {tuple(getattr(row, column) for column in columns): row for row in known}
    return Difference(
        Kind.NEIGHBOURS,
        StatisticalNeighbour,
        (),
        new=[row for values, row in wanted.items() if values not in there],
        gone=[row for values, row in there.items() if values not in wanted],
        same=len(wanted.keys() & there.keys()),
    )


def _neighbour(row: Row, ids: dict[str, int], model_year: int) -> StatisticalNeighbour:
    authority, neighbour = row.known_code("gss_code", ids), row.known_code("neighbour_gss_code", ids)
    if authority == neighbour:
        row.fail("neighbour_gss_code", "An authority is not its own neighbour.", "Correct one of the two codes.")
    return StatisticalNeighbour(
        authority_id=authority,
        neighbour_id=neighbour,
        rank=row.whole("rank", least=1, most=10),
        closeness=row.one_of("closeness", CLOSENESS),
        model_year=model_year,
    )


def _judgement(row: Row, ids: dict[str, int]) -> Judgement:
    began, ended = row.day("inspection_start"), row.day_if_known("inspection_end")
    if ended and ended < began:
        row.fail("inspection_end", "The inspection ends before it begins.", "Correct one of the two dates.")
    address = row.text("report_url", longest=200, optional=True)
    if address and not REPORT_ADDRESS.fullmatch(address):
        row.fail("report_url", f"{shown(address)} is not a web address.", "Write one that begins with https://.")
    return Judgement(
        authority_id=row.known_code("gss_code", ids),
        scheme=Judgement.Scheme.ILACS,
        inspection_type=row.one_of("inspection_type", INSPECTION_TYPES),
        inspected_from=began,
        inspected_to=ended,
        published_on=row.day_if_known("published"),
        report_url=address,
        **{column: row.one_of(column, GRADES | WITHOUT_GRADE.get(column, {})) for column in JUDGED},
    )

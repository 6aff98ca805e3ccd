"""Writing the register from its files. Beside `reorganising` the only module that writes it; no authority is removed.

All of it is one transaction: a broken file leaves the register as it was. Rows that already say what the files
say are not touched, so loading can be repeated, at every start of the site if need be, without a trace.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, transaction
from django.db.models import Model
from django.utils.text import slugify

from commissioning.jobs.locks import key_of

from .models import Authority, Judgement, Region, StatisticalNeighbour, Succession
from .source_files import BrokenFile, Row, only_once, read

CURRENT = "english_childrens_services_authorities_extended.csv"
FORMER = "english_authorities_former.csv"
CHANGES = "english_authority_changes.csv"
NEIGHBOURS = "statistical_neighbours_*.csv"  # one file a model, named by its year
JUDGEMENTS = "ofsted_ilacs_judgements_2025_2026.csv"

CURRENT_COLUMNS = [
    "gss_code",
    "name",
    "short_name",
    "type",
    "region",
    "rural_urban",
    "population",
    "population_year",
    "population_0_17",
    "population_0_17_year",
    "start_date",
    "dfe_la_code",
    "alt_names",
]
FORMER_COLUMNS = [
    "gss_code",
    "name",
    "short_name",
    "type",
    "ons_code_end_date",
    "children_population_0_17_last",
    "note",
]
CHANGES_COLUMNS = ["from_code", "to_code", "effective_date", "kind", "legal_order", "basis"]
NEIGHBOURS_COLUMNS = ["gss_code", "rank", "neighbour_gss_code", "closeness"]
JUDGEMENTS_COLUMNS = ["gss_code", "inspection_type", "inspection_start", "inspection_end", "published", "report_url"]

TYPES = {kind.value: kind for kind in Authority.Type} | {"city_of_london": Authority.Type.LONDON_BOROUGH}
RURAL_URBAN = {label: value for value, label in Authority.RuralUrban.choices}
REGIONS = {name: name for name in Region.NAMES}
KINDS = {kind.value: kind for kind in Succession.Kind}
CLOSENESS = {label: value for value, label in StatisticalNeighbour.Closeness.choices}
INSPECTION_TYPES = {"": ""} | {kind.value: kind for kind in Judgement.InspectionType}
GRADES = {word.label.lower(): word for word in Judgement.Word if word is not Judgement.Word.NOT_JUDGED}
NO_GRADE = Judgement.Word.NOT_JUDGED
# What each judgement may say: the overall grade can be left out since 2026, and care leavers had none at first.
JUDGED = {
    "overall": GRADES | {"": NO_GRADE},
    "leaders": GRADES,
    "help_and_protection": GRADES,
    "in_care": GRADES,
    "care_leavers": GRADES | {"inspection_pre_dates_judgement": NO_GRADE},
}
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
class _Files:
    """Every row of every file, before anything is made of it."""

    current: list[Row]
    former: list[Row]
    changes: list[Row]
    neighbours: dict[int, list[Row]]  # by model year
    judgements: list[Row]


def load_register(*, folder: Path) -> Counts:
    """Bring the register up to what the folder's files say; raises `BrokenFile` and stores nothing if one is broken."""
    files = _read_all(folder)
    with transaction.atomic():
        _one_at_a_time()
        _store_authorities(files)
        ids = dict(Authority.objects.values_list("gss_code", "pk"))
        _store(Succession, _successions(files, ids), key=("predecessor_id", "successor_id"), fields=OF_SUCCESSION)
        _replace_neighbours(files, ids)
        judgements = [_judgement(row, ids) for row in files.judgements]
        _store(Judgement, judgements, key=("authority_id", "scheme", "inspected_from"), fields=OF_JUDGEMENT)
        return _counts()


def _counts() -> Counts:
    current = Authority.objects.current().count()
    return Counts(
        current=current,
        former=Authority.objects.count() - current,
        links=Succession.objects.count(),
        neighbours=StatisticalNeighbour.objects.count(),
        judgements=Judgement.objects.count(),
    )


def _one_at_a_time() -> None:
    """A second load waits for the first, then finds nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key_of("load-register")])


# --- Reading ------------------------------------------------------------------------------


def _read_all(folder: Path) -> _Files:
    files = _Files(
        current=read(folder / CURRENT, CURRENT_COLUMNS),
        former=read(folder / FORMER, FORMER_COLUMNS),
        changes=read(folder / CHANGES, CHANGES_COLUMNS),
        neighbours=_read_neighbours(folder),
        judgements=read(folder / JUDGEMENTS, [*JUDGEMENTS_COLUMNS, *JUDGED]),
    )
    only_once([*files.current, *files.former], "gss_code")
    only_once(files.changes, "from_code", "to_code")
    for rows in files.neighbours.values():
        only_once(rows, "gss_code", "rank")
        only_once(rows, "gss_code", "neighbour_gss_code")
    only_once(files.judgements, "gss_code", "inspection_start")
    return files


def _read_neighbours(folder: Path) -> dict[int, list[Row]]:
    found = {}
    for path in sorted(folder.glob(NEIGHBOURS)):
        year = path.stem.rpartition("_")[2]
        if not re.fullmatch("20[0-9]{2}", year):
            raise BrokenFile(path.name, None, None, "The name does not end in a year.", "Name it by its model's year.")
        found[int(year)] = read(path, NEIGHBOURS_COLUMNS)
    if not found:
        remedy = "Put one named like statistical_neighbours_2025.csv there."
        raise BrokenFile(NEIGHBOURS, None, None, f"No such file is in {folder}.", remedy)
    return found


# --- Authorities --------------------------------------------------------------------------


def _store_authorities(files: _Files) -> None:
    _store(Region, [Region(name=n, slug=slugify(n)) for n in Region.NAMES], key=("name",), fields=("slug",))
    regions = dict(Region.objects.values_list("name", "pk"))
    current = [_current(row, regions) for row in files.current]
    region_of = {authority.gss_code: authority.region_id for authority in current}
    former = [_former(row, _region_of_successors(row, files.changes, region_of)) for row in files.former]
    _store(Authority, current, key=("gss_code",), fields=OF_CURRENT)
    _store(Authority, former, key=("gss_code",), fields=OF_FORMER)


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
        row.fail(column, f"{value!r} is not a number with its year.", "Write it like 122137 (2019), or leave it empty.")
    return (int(found[1]), int(found[2])) if found else (None, None)


def _region_of_successors(row: Row, changes: Sequence[Row], region_of: dict[str, int]) -> int:
    """A former authority lies where its successors lie; the sources give it no region of its own."""
    reached, waiting = set(), {row.code("gss_code")}
    while waiting:
        reached |= waiting
        waiting = {link.cells["to_code"] for link in changes if link.cells["from_code"] in waiting} - reached
    found = {region_of[code] for code in reached if code in region_of}
    if len(found) != 1:
        many = "more than one region" if found else "no region known"
        row.fail("gss_code", f"Its successors lie in {many}.", f"Check its links in {CHANGES}.")
    return found.pop()


# --- Lineage, neighbours, judgements ------------------------------------------------------


def _successions(files: _Files, ids: dict[str, int]) -> list[Succession]:
    ended = {row.cells["gss_code"] for row in files.former}
    return [_succession(row, ids, ended) for row in files.changes]


def _succession(row: Row, ids: dict[str, int], ended: set[str]) -> Succession:
    before, after = row.known_code("from_code", ids), row.known_code("to_code", ids)
    if before == after:
        row.fail("to_code", "An authority cannot follow itself.", "Correct one of the two codes.")
    if row.cells["from_code"] not in ended:
        row.fail("from_code", "This authority has not ended.", f"Add it to {FORMER}, or correct the code.")
    return Succession(
        predecessor_id=before,
        successor_id=after,
        effective_on=row.day("effective_date"),
        kind=row.one_of("kind", KINDS),
        legal_order=row.text("legal_order", longest=200, optional=True),
        basis=row.text("basis", longest=1000, optional=True),
    )


def _replace_neighbours(files: _Files, ids: dict[str, int]) -> None:
    """Two neighbours that change places cannot be updated one after the other: each place is held once. So what
    no longer holds goes, and what is new comes; nothing else refers to these rows.
    """
    columns = ("authority_id", "neighbour_id", "rank", "closeness", "model_year")
    listed = [_neighbour(row, ids, year) for year, rows in files.neighbours.items() for row in rows]
    wanted = {tuple(getattr(row, column) for column in columns): row for row in listed}
    there = {
        tuple(values): pk
        for pk, *values in StatisticalNeighbour.objects.filter(model_year__in=files.neighbours).values_list(
            "pk", *columns
        )
    }
    outdated = [pk for values, pk in there.items() if values not in wanted]
    if outdated:
        StatisticalNeighbour.objects.filter(pk__in=outdated).delete()
    StatisticalNeighbour.objects.bulk_create([row for values, row in wanted.items() if values not in there])


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
        row.fail("report_url", f"{address!r} is not a web address.", "Write one that begins with https://.")
    return Judgement(
        authority_id=row.known_code("gss_code", ids),
        scheme=Judgement.Scheme.ILACS,
        inspection_type=row.one_of("inspection_type", INSPECTION_TYPES),
        inspected_from=began,
        inspected_to=ended,
        published_on=row.day_if_known("published"),
        report_url=address,
        **{column: row.one_of(column, grades) for column, grades in JUDGED.items()},
    )


# --- Writing ------------------------------------------------------------------------------


def _store(model: type[Model], wanted: Iterable[Model], *, key: Sequence[str], fields: Sequence[str]) -> None:
    """Insert the rows whose key is new, correct those that differ in these fields, leave all others alone."""

    def named(row: Model, names: Sequence[str]) -> tuple:
        return tuple(getattr(row, name) for name in names)

    there = {named(row, key): row for row in model._default_manager.all()}
    new, changed = [], []
    for row in wanted:
        known = there.get(named(row, key))
        if known is None:
            new.append(row)
        elif named(known, fields) != named(row, fields):
            row.pk = known.pk
            changed.append(row)
    model._default_manager.bulk_create(new)
    model._default_manager.bulk_update(changed, fields)

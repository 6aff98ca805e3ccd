"""Which files the register is made of, and what of them must be right before anything is made of it.

The same files whether they are shipped in `data/` or uploaded by an administrator; `data/SOURCES.md` says what is in
them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.db.models import TextChoices

from .source_files import BrokenFile, Row, each, only_once, parsed, read

SHIPPED_IN = Path(__file__).parent / "data"


class Kind(TextChoices):
    """In the order in which they refer to each other."""

    CURRENT = "current", "Current councils"
    FORMER = "former", "Former councils"
    LINKS = "links", "Links between councils"
    NEIGHBOURS = "neighbours", "Statistical neighbours"
    JUDGEMENTS = "judgements", "Inspection judgements"


class Part(StrEnum):
    """Files that only fit together: the councils with their codes and links, or one of the other two."""

    COUNCILS = "councils"
    NEIGHBOURS = "neighbours"
    JUDGEMENTS = "judgements"


PART_OF = {
    Kind.CURRENT: Part.COUNCILS,
    Kind.FORMER: Part.COUNCILS,
    Kind.LINKS: Part.COUNCILS,
    Kind.NEIGHBOURS: Part.NEIGHBOURS,
    Kind.JUDGEMENTS: Part.JUDGEMENTS,
}
# What the shipped files are called; those of neighbours, one a model, by their year.
SHIPPED = {
    Kind.CURRENT: "english_childrens_services_authorities_extended.csv",
    Kind.FORMER: "english_authorities_former.csv",
    Kind.LINKS: "english_authority_changes.csv",
    Kind.NEIGHBOURS: "statistical_neighbours_*.csv",
    Kind.JUDGEMENTS: "ofsted_ilacs_judgements_2025_2026.csv",
}
JUDGED = ("overall", "leaders", "help_and_protection", "in_care", "care_leavers")
COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.CURRENT: (
        "gss_code", "name", "short_name", "type", "region", "rural_urban", "population", "population_year",
        "population_0_17", "population_0_17_year", "start_date", "dfe_la_code", "alt_names",
    ),
    Kind.FORMER: (
        "gss_code", "name", "short_name", "type", "ons_code_end_date", "children_population_0_17_last", "note",
    ),
    Kind.LINKS: ("from_code", "to_code", "effective_date", "kind", "legal_order", "basis"),
    Kind.NEIGHBOURS: ("gss_code", "rank", "neighbour_gss_code", "closeness"),
    Kind.JUDGEMENTS: (
        "gss_code", "inspection_type", "inspection_start", "inspection_end", "published", "report_url", *JUDGED,
    ),
}  # fmt: skip
# No two rows of one file say the same in these columns together.
ONCE = {
    Kind.LINKS: (("from_code", "to_code"),),
    Kind.NEIGHBOURS: (("gss_code", "rank"), ("gss_code", "neighbour_gss_code")),
    Kind.JUDGEMENTS: (("gss_code", "inspection_start"),),
}


@dataclass(frozen=True)
class Files:
    """Every row of every file that is there (`kinds`), before anything is made of it."""

    kinds: frozenset[Kind]
    current: list[Row] = field(default_factory=list)
    former: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    neighbours: dict[int, list[Row]] = field(default_factory=dict)  # by model year
    judgements: list[Row] = field(default_factory=list)


def joined(rows: dict[Kind, list[Row]], neighbours: dict[int, list[Row]]) -> Files:
    """Raises BrokenFile where something stands twice."""
    each([rows.get(Kind.CURRENT, []) + rows.get(Kind.FORMER, [])], lambda both: only_once(both, "gss_code"))
    every = [*rows.items(), *((Kind.NEIGHBOURS, listed) for listed in neighbours.values())]
    each(
        [(listed, columns) for kind, listed in every for columns in ONCE.get(kind, ())],
        lambda one: only_once(one[0], *one[1]),
    )
    kinds = frozenset(rows) | ({Kind.NEIGHBOURS} if neighbours else frozenset())
    return Files(kinds, **{kind.value: listed for kind, listed in rows.items()}, neighbours=neighbours)


def read_folder(folder: Path, leave: frozenset[Part] = frozenset()) -> Files:
    """All shipped files, but for those of the parts to be left."""
    wanted = [kind for kind in Kind if PART_OF[kind] not in leave]
    rows = {kind: read(folder / SHIPPED[kind], COLUMNS[kind]) for kind in wanted if kind is not Kind.NEIGHBOURS}
    return joined(rows, _read_neighbours(folder) if Kind.NEIGHBOURS in wanted else {})


@dataclass(frozen=True)
class Text:
    """What one file holds; `model_year` of neighbours alone."""

    kind: Kind
    text: str
    model_year: int | None = None


def read_texts(texts: Iterable[Text]) -> Files:
    """Of files that somebody sent, named by their kind. Raises BrokenFile with the problems of all of them."""
    found = each(texts, lambda one: (one, parsed(one.kind.label, one.text, COLUMNS[one.kind])))
    rows = {one.kind: listed for one, listed in found if one.kind is not Kind.NEIGHBOURS}
    return joined(rows, {one.model_year: listed for one, listed in found if one.model_year is not None})


def kind_of(headings: list[str]) -> Kind | None:
    """Whose columns they are, where they are those of one kind."""
    fitting = [kind for kind, columns in COLUMNS.items() if set(columns) <= set(headings)]
    return fitting[0] if len(fitting) == 1 else None


def year_in(name: str) -> int | None:
    """The year that a file's name ends in: statistical_neighbours_2025.csv is of the model of 2025."""
    found = re.search(r"(20[0-9]{2})\.csv\Z", name)
    return int(found[1]) if found else None


def shipped_files(folder: Path, kinds: Iterable[Kind]) -> list[tuple[Kind, int | None, Path]]:
    """Each with its model year, where it has one; raises BrokenFile for neighbours without."""
    found: list[tuple[Kind, int | None, Path]] = []
    for kind in kinds:
        if kind is Kind.NEIGHBOURS:
            found += [(kind, year, path) for year, path in _neighbours_files(folder).items()]
        else:
            found.append((kind, None, folder / SHIPPED[kind]))
    return found


def _neighbours_files(folder: Path) -> dict[int, Path]:
    """By model year, the earliest first."""
    found: dict[int, Path] = {}
    for path in sorted(folder.glob(SHIPPED[Kind.NEIGHBOURS])):
        year = path.stem.rpartition("_")[2]
        if not re.fullmatch("20[0-9]{2}", year):
            remedy = "Name it by its model's year."
            raise BrokenFile.at(path.name, None, None, "The name does not end in a year.", remedy)
        found[int(year)] = path
    return found


def _read_neighbours(folder: Path) -> dict[int, list[Row]]:
    found = {year: read(path, COLUMNS[Kind.NEIGHBOURS]) for year, path in _neighbours_files(folder).items()}
    if not found:
        remedy = "Put one named like statistical_neighbours_2025.csv there."
        raise BrokenFile.at(SHIPPED[Kind.NEIGHBOURS], None, None, f"No such file is in {folder}.", remedy)
    return found

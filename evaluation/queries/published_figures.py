"""What the newest impact report says of a service, for pages that set a figure beside an area’s own story.

Read from the report as it was frozen, with what it withholds: never reckoned for the occasion, and never of one area.
The narrowest there is here is a type of authority.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from ..analysis.levels import COLUMNS
from ..analysis.marks import NET_POSITIVE
from ..analysis.questions import ASKED
from ..analysis.words import RELIABILITY_WORDS, measure_words
from ..attributes import value_label
from ..editions.kinds import JOURNEY
from ..models import Edition
from .editions import published_editions

ENGLAND = "England"
WITHHELD = "withheld"
_WANTED = (
    "group", "measure", "service", "breakdown_value", "label", "count", "base", "percent", "suppressed", "reliability",
)  # fmt: skip
_AT = {name: COLUMNS.index(name) for name in COLUMNS}


@dataclass(frozen=True)
class PublishedFigure:
    """How many were above the middle of the scale, of everyone who answered. `of`: England, or a type of authority in
    words; `value`: that type, "" for England.
    """

    group: str
    measure: str
    service: str
    of: str
    value: str
    label: str
    words: str
    base: str


@dataclass(frozen=True)
class Published:
    """`edition`: none before there is one; then there are no figures either."""

    edition: Edition | None
    figures: tuple[PublishedFigure, ...]


def newest_edition() -> Edition | None:
    """The report published last that no other has replaced."""
    return published_editions().exclude(replaced_by__published_at__isnull=False).first()


def figures_of(services: Iterable[str], measures: Iterable[str] = JOURNEY) -> Published:
    """Of England and of every type, in the order of the change journey. Two queries."""
    edition = newest_edition()
    wanted = tuple(measures)
    rows = _rows(edition, list(services), list(wanted)) if edition else ()
    found = sorted((_figure(dict(row)) for row in rows), key=lambda one: (one[1].group, wanted.index(one[0])))
    return Published(edition, tuple(figure for _, figure in found))


def _rows(edition: Edition, services: list[str], measures: list[str]) -> Iterator[zip]:
    """The rows of its table that are wanted: picked out by the database, for there are thousands."""
    columns = ", ".join(f"line ->> {_AT[name]}" for name in _WANTED)
    sql = f"""
        SELECT {columns}
        FROM evaluation_editionsnapshot, jsonb_array_elements(tables -> 'levels') AS line
        WHERE edition_id = %s
          AND line ->> {_AT["answer"]} = %s AND line ->> {_AT["basis"]} = %s
          AND line ->> {_AT["breakdown"]} IN ('', 'type')
          AND line ->> {_AT["service"]} = ANY(%s) AND line ->> {_AT["measure"]} = ANY(%s)
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [edition.pk, NET_POSITIVE, ASKED, services, measures])
        for row in cursor.fetchall():
            yield zip(_WANTED, row, strict=True)


def _figure(row: dict[str, str | None]) -> tuple[str, PublishedFigure]:
    value, measure = row["breakdown_value"] or "", row["measure"] or ""
    return measure, PublishedFigure(
        group=(row["group"] or "").replace("_", " ").capitalize(),
        measure=measure_words(measure),
        service=row["service"] or "",
        of=value_label(value) if value else ENGLAND,
        value=value,
        label=row["label"] or "",
        words=_words(row),
        base=_base(row),
    )


def _words(row: dict[str, str | None]) -> str:
    """A percentage; a count where the base is low, as everywhere (`impact_table.figure`)."""
    if row["suppressed"]:
        return WITHHELD
    if row["percent"] is None:
        return "nobody was asked"
    return f"{row['count']} people" if row["reliability"] == "low" else f"{row['percent']} %"


def _base(row: dict[str, str | None]) -> str:
    if row["base"] is None:
        return f"base {WITHHELD}"
    mark = RELIABILITY_WORDS[row["reliability"] or ""]
    return f"base {int(row['base']):,}{f', {mark}' if mark else ''}"

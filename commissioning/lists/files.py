"""A list as a CSV file: every row it holds, streamed, safe to open in a spreadsheet.

UTF-8 with a byte-order mark, because Excel reads accents wrongly without; numbers plain, dates as 2026-04-01.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from unicodedata import normalize

from django.core.exceptions import BadRequest
from django.db import transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.timezone import localtime

from .declare import Column

# A longer file would hold a web process too long; it is made by a worker, as a document.
MOST_ROWS = 50_000
CHUNK = 2_000
MADE_AT_ONCE = 200
FORMULA_STARTS = tuple("=+-@\t\r")


def safe_text(text: str) -> str:
    """Text a spreadsheet would take for a formula, marked as text by an apostrophe."""
    # Full-width signs count as the plain ones in some spreadsheets, and leading blanks are dropped by others.
    start = normalize("NFKC", text[:20]).lstrip(" \n\u00a0")
    return f"'{text}" if text.startswith(FORMULA_STARTS) or start.startswith(FORMULA_STARTS) else text


def cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else value


class _Echo:
    """csv wants something to write to; this hands each line straight back."""

    def write(self, line: str) -> str:
        return line


def lines(columns: Iterable[Column], rows: Iterable[tuple]) -> Iterator[bytes]:
    columns = tuple(columns)
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf" + writer.writerow([column.heading for column in columns]).encode()
    for row in rows:
        values = (column.write(value) if column.write else value for column, value in zip(columns, row, strict=True))
        yield writer.writerow([cell(value) for value in values]).encode()


Made = Callable[[Sequence[Any]], Sequence[Any]]


def csv_response(
    columns: tuple[Column, ...], rows: QuerySet, *, name: str, made: Made | None = None
) -> StreamingHttpResponse:
    """The rows as a download; the values come straight from the database, no model objects in between. With `made`
    they are attributes of what it makes of so many rows.
    """
    if rows[MOST_ROWS : MOST_ROWS + 1].exists():
        raise BadRequest(f"The list has more than {MOST_ROWS:,} rows. Narrow it with the filters first.")
    response = StreamingHttpResponse(_stream(columns, rows, made), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _stream(columns: tuple[Column, ...], rows: QuerySet, made: Made | None) -> Iterator[bytes]:
    # The cursor lives as long as its transaction, so that begins here, where the reading is, not in the view.
    with transaction.atomic():
        lookups = [column.lookup for column in columns]
        if made is None:
            yield from lines(columns, rows.values_list(*lookups).iterator(chunk_size=CHUNK))
        else:
            yield from lines(columns, _attributes(lookups, rows, made))


def _attributes(lookups: Sequence[str], rows: QuerySet, made: Made) -> Iterator[tuple]:
    waiting = rows.iterator(chunk_size=MADE_AT_ONCE)
    while some := list(islice(waiting, MADE_AT_ONCE)):
        for one in made(some):
            yield tuple(getattr(one, name) for name in lookups)

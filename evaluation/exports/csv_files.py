"""Impact tables as CSV files, in a zip or a folder, with a codebook and checksums.

UTF-8 without a byte-order mark: these are read by programs, whose first heading it would spoil; who works in Excel has
the workbook. Text a spreadsheet would take for a formula is marked by an apostrophe, numbers never. The same tables
give the same bytes.
"""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any

from commissioning.lists.files import safe_text

from .codebook import HEADINGS, codebook
from .files import cannot_save, saving
from .tables import Tables

CHECKSUMS = "checksums.txt"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest a zip knows


def as_csv_files(tables: Tables) -> dict[str, bytes]:
    files = {f"{name}.csv": _csv(columns, _cells(rows, columns)) for name, columns, rows in tables.files()}
    files["codebook.csv"] = _csv(HEADINGS, (map(_cell, one.cells) for one in codebook(tables)))
    return {**files, CHECKSUMS: _checksums(files)}


def as_zip(tables: Tables) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in as_csv_files(tables).items():
            about = zipfile.ZipInfo(name, _LONG_AGO)
            about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(about, content)
    return out.getvalue()


def into_folder(tables: Tables, folder: Path) -> list[Path]:
    """Writes the files there, and makes the folder where it is missing. Raises CannotSave."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_save(folder, error) from error
    paths = []
    for name, content in as_csv_files(tables).items():
        with saving(folder / name) as out:
            out.write(content)
        paths.append(folder / name)
    return paths


def _cells(rows: Iterable[Any], columns: Sequence[str]) -> Iterator[list[Any]]:
    read = attrgetter(*columns)
    return ([_cell(value) for value in read(row)] for row in rows)


def _cell(value: Any) -> Any:
    """A figure keeps its decimals: 63.0 is no 63."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return safe_text(value) if isinstance(value, str) else value


def _csv(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _checksums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum --check` reads them."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()).encode()

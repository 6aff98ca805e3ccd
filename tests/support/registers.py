"""The register's own files for tests of uploads: as they are shipped, with cells changed, rows added or left out."""

import csv
import io
from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile

from commissioning.authorities.models import Authority, Judgement, Region, StatisticalNeighbour, Succession
from commissioning.authorities.register_files import SHIPPED_IN, Kind, shipped_files

UPLOAD = "/programme/register/upload/"


def shipped(kind: Kind) -> bytes:
    return shipped_files(SHIPPED_IN, [kind])[0][2].read_bytes()


def rows_of(kind: Kind) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shipped(kind).decode("utf-8-sig"), newline="")))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def edited(kind: Kind, change: Callable[[list[dict[str, str]]], object]) -> bytes:
    """The shipped file after `change` did what it will with its rows."""
    rows = rows_of(kind)
    change(rows)
    return as_csv(rows)


def with_cells(kind: Kind, code: str, **cells: str) -> bytes:
    """The first row of that council changed."""
    return edited(kind, lambda rows: next(row for row in rows if row["gss_code"] == code).update(cells))


def file(content: bytes, name: str = "file.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


def everything() -> dict:
    models = (Region, Authority, Succession, StatisticalNeighbour, Judgement)
    return {model: set(model.objects.values_list()) for model in models}

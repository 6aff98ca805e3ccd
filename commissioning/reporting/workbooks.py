"""Reading an Excel workbook that a stranger sent. Pure: it knows no database.

A few kilobytes of .xlsx can unpack to gigabytes, name each other's entities a billion times or hold a row of a
million cells. So every part is looked over first, as a stream, and what goes beyond reason is refused; the library
that reads workbooks is given only parts that passed.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from openpyxl import load_workbook

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 300
MOST_SHEETS = 50
MOST_IN_A_ROW = 20_000  # elements and attributes; a row of 1,000 cells has about 5,000
MOST_IN_A_PART = 100_000  # a sheet of 1,000 rows and 26 formatted columns stays below it
DEEPEST = 50
LAST_ROW = 1_048_576  # Excel's own; a file may number its rows as it likes
TOO_LONG = re.compile(rb"[^<]{250000}")  # a tag with the text after it; a cell holds 32,767 characters


class BrokenFile(Exception):
    """What is wrong and where: every problem found, each with sheet, row and column."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


Rows = list[tuple[int, tuple[Any, ...]]]


def read_sheets(file: Path | BinaryIO, names: Iterable[str], *, rows: int, columns: int) -> dict[str, Rows]:
    """Of each of these sheets that is there, the first `columns` cells of its first `rows` rows that hold anything,
    each with its number; raises BrokenFile for what is no workbook and for what is too large.
    """
    content = _content(file)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = _parts(archive)
        book = load_workbook(_packed(parts), read_only=True, data_only=True)
        return {name: _rows(book[name], rows, columns) for name in names if name in book.sheetnames}
    except BrokenFile:
        raise
    except Exception as error:  # the library fails in a dozen ways on what Excel itself could not open
        raise BrokenFile("This is not an Excel workbook (.xlsx). Save it as .xlsx and try again.") from error


def _rows(sheet: Any, rows: int, columns: int) -> Rows:
    lines = enumerate(sheet.iter_rows(values_only=True, max_row=LAST_ROW, max_col=columns), 1)
    return list(islice(((number, line) for number, line in lines if line.count(None) < len(line)), rows))


def _content(file: Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _content(opened)
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise BrokenFile("The file is larger than 5 MB. Take out pictures and other sheets, and try again.")
    return content


def _parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The archive's parts that are XML within reason, by name."""
    listed = archive.infolist()
    if len(listed) > MOST_PARTS:
        raise BrokenFile(f"The file has more than {MOST_PARTS} parts. Keep only the sheets that are asked for.")
    if sum(part.file_size for part in listed) > LARGEST_UNPACKED:  # zipfile unpacks no more than is stated
        raise BrokenFile("The file unpacks to more than 20 MB. Take out pictures and other sheets, and try again.")
    unpacked = {part.filename: archive.read(part) for part in listed}
    return {name: data for name, data in unpacked.items() if _is_xml_within_reason(data)}


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return packed


def _is_xml_within_reason(data: bytes) -> bool:
    """False for a picture and the like; raises BrokenFile for XML that would cost too much to read."""
    if b"\0" in data:  # UTF-16 too, in which no spreadsheet program writes
        return False
    if TOO_LONG.search(data):
        raise BrokenFile("The file has a text that is too long for a cell.")
    try:
        _Count().over(data)
    except expat.ExpatError:
        return False
    return True


class _Count:
    """Counts what one part holds while expat streams it, and refuses it as soon as that is too much."""

    def __init__(self) -> None:
        self.total = self.in_row = self.depth = self.sheets = 0
        self.is_sheet = False

    def over(self, data: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        parser.Parse(data, True)

    def _start(self, name: str, attributes: list[str]) -> None:
        kind = name.rpartition(" ")[2]
        self.depth += 1
        self.is_sheet |= self.depth == 1 and kind == "worksheet"
        if kind == "row":
            self.in_row = 0
        self.sheets += kind == "sheet"
        weight = 1 + len(attributes) // 2
        self.total += weight
        self.in_row += weight
        if self.is_sheet and self.in_row > MOST_IN_A_ROW:
            raise BrokenFile("A sheet has thousands of columns. Keep only the columns that are asked for.")
        if self.depth > DEEPEST or self.sheets > MOST_SHEETS or self.total > MOST_IN_A_PART:
            raise BrokenFile("The file holds far more than it needs. Copy the texts into a new workbook and try again.")

    def _end(self, name: str) -> None:
        self.depth -= 1

    def _doctype(self, *about: Any) -> None:
        raise BrokenFile("This is not an Excel workbook (.xlsx): it declares a document type. Save it as .xlsx again.")

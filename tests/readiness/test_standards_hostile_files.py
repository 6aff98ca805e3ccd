"""Workbooks made to do harm (abuse case 19): refused with a reason, in seconds and in little memory."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commissioning.reporting import workbooks
from commissioning.reporting.workbooks import BrokenFile, read_sheets
from tests.support.standards import SHIPPED, read

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
STANDARDS_SHEET = "xl/worksheets/sheet3.xml"
BIG = 15_000_000
MOST_SECONDS, MOST_MEGABYTES = 10, 150  # measured: two seconds and 100 MB, the interpreter included


def with_parts(**parts: str | bytes) -> bytes:
    """The shipped workbook with these parts in place of its own, or added to them."""
    named = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(SHIPPED) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            if part.filename not in named:
                target.writestr(part.filename, source.read(part))
        for name, data in named.items():
            target.writestr(name, data)
    return out.getvalue()


def rows(body: str) -> bytes:
    return with_parts(xl__worksheets__sheet3=f"<worksheet {MAIN}><sheetData>{body}</sheetData></worksheet>")


def styles(body: str, attributes: str = "") -> bytes:
    return with_parts(xl__styles=f"<styleSheet {MAIN} {attributes}>{body}</styleSheet>")


def book(body: str) -> bytes:
    return with_parts(xl__workbook=f"<workbook {MAIN} {RELATIONS}>{body}</workbook>")


def laughs(encoding: str) -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    return with_parts(xl__workbook=text.encode(encoding))


def many_parts() -> bytes:
    return with_parts(**{f"part{number}": b"" for number in range(1_000)})


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a million columns": (
        lambda: rows("<row>" + "".join(f'<c r="A{n}"/>' for n in range(1_000_000)) + "</row>"),
        "thousands of columns",
    ),
    "four million cells": (lambda: rows("<row>" + "<c/>" * (BIG // 4) + "</row>"), "thousands of columns"),
    "a million rows": (lambda: rows("<row/>" * 1_000_000), "far more than it needs"),
    "a row numbered a thousand million": (lambda: rows('<row r="999999999"><c><v>1</v></c></row>'), "is empty"),
    "a column that does not exist": (lambda: rows('<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>'), "not an Excel"),
    "a number that is none": (lambda: rows('<row r="1"><c r="A1"><v>abc</v></c></row>'), "not an Excel"),
    "millions of formats": (lambda: styles("<cellXfs>" + "<xf/>" * 3_000_000 + "</cellXfs>"), "far more than it needs"),
    "a million attributes": (
        lambda: styles("", " ".join(f'a{number}=""' for number in range(1_000_000))),
        "too long for a cell",
    ),
    "a million levels": (lambda: styles("<a>" * 1_000_000 + "</a>" * 1_000_000), "far more than it needs"),
    "thousands of sheets": (
        lambda: book("<sheets>" + '<sheet name="a" sheetId="1" r:id="rId1"/>' * 9_000 + "</sheets>"),
        "far more than it needs",
    ),
    "one endless text": (lambda: with_parts(xl__sharedStrings=f"<sst><si><t>{'a' * BIG}</t></si></sst>"), "too long"),
    "a zip bomb": (lambda: with_parts(xl__worksheets__sheet3=b"0" * 60_000_000), "unpacks to more than 20 MB"),
    "a thousand parts": (many_parts, "more than 300 parts"),
    "entities": (lambda: laughs("utf-8"), "declares a document type"),
    "entities in UTF-16": (lambda: laughs("utf-16"), "not an Excel"),
    "five megabytes and more": (lambda: SHIPPED.read_bytes() + b"0" * workbooks.LARGEST_FILE, "larger than 5 MB"),
    "nothing": (lambda: b"", "not an Excel"),
    "a sentence": (lambda: b"not a workbook", "not an Excel"),
    "half a zip": (lambda: b"PK\x03\x04broken", "not an Excel"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0old excel", "not an Excel"),
    "the EICAR file": (lambda: EICAR, "not an Excel"),
}  # fmt: skip

ALONE = """
import json, pathlib, re, sys, time
from readiness.standards_file import BrokenFile, read
reason = ""
with open(sys.argv[1], "rb") as file:
    began = time.process_time()
    try:
        read(file, stages=set(range(1, 10)), partner_kinds=set())
    except BrokenFile as error:
        reason = str(error)
    seconds = time.process_time() - began
told = pathlib.Path("/proc/self/status")  # only Linux tells
peak = int(re.search(r"VmHWM:\\s+(\\d+)", told.read_text())[1]) / 1024 if told.exists() else 0
print(json.dumps([reason, seconds, peak]))
"""


def read_alone(file: Path) -> tuple[str, float, float]:
    """The reason it was refused for, seconds and megabytes: in a process of its own, whose peak is the file's doing."""
    command = [sys.executable, "-c", ALONE, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    return tuple(json.loads(done.stdout))


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_19_what_would_do_harm_is_refused_fast_and_in_little_memory(tmp_path, name):
    made, expected = HOSTILE[name]
    (tmp_path / "hostile.xlsx").write_bytes(made())
    reason, seconds, megabytes = read_alone(tmp_path / "hostile.xlsx")
    assert expected in reason
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


@pytest.mark.slow
def test_what_is_just_below_the_limits_is_read_in_seconds(tmp_path):
    """The dearest part within the limits: a hundred thousand formats."""
    (tmp_path / "heavy.xlsx").write_bytes(styles("<cellXfs>" + "<xf/>" * 99_000 + "</cellXfs>"))
    reason, seconds, megabytes = read_alone(tmp_path / "heavy.xlsx")
    assert "asked_of" in reason  # it was read to the end: no partner kind is known here
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_a_part_that_was_not_looked_over_is_not_read(tmp_path):
    """A picture that a relation calls a sheet: the reader is never given it."""
    picture = b"\x89PNG\0\0" + b"<row/>"
    with zipfile.ZipFile(SHIPPED) as source:
        relations = source.read("xl/_rels/workbook.xml.rels").replace(b"worksheets/sheet3.xml", b"media/image1.png")
        parts = {part.filename: source.read(part) for part in source.infolist()}
    parts |= {"xl/_rels/workbook.xml.rels": relations, "xl/media/image1.png": picture}
    with zipfile.ZipFile(tmp_path / "trick.xlsx", "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    with pytest.raises(BrokenFile, match="The sheet “standards” is missing"):
        read(tmp_path / "trick.xlsx")


def test_pictures_beside_the_sheets_do_no_harm(tmp_path):
    (tmp_path / "in.xlsx").write_bytes(with_parts(xl__media__image1=b"\x89PNG\r\n\x1a\n\0\0"))
    assert read(tmp_path / "in.xlsx") == read(SHIPPED)


def test_an_ordinary_workbook_with_formatted_blank_cells_is_read():
    """As a spreadsheet service writes it: a thousand rows of formatted cells, the texts in the first of them."""
    cells = "".join(f'<c r="{chr(65 + column)}9" s="1"/>' for column in range(26)).replace('9"', '{row}"')
    body = "".join(f'<row r="{row}">{cells.format(row=row)}</row>' for row in range(2, 1_000))
    content = rows('<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row>' + body)
    sheets = read_sheets(io.BytesIO(content), ["standards"], rows=10, columns=50)
    assert [number for number, _ in sheets["standards"]] == [1]

"""A list's file opens in a spreadsheet as what it is: text as text, numbers as numbers."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.lists.declare import Column
from commissioning.lists.files import cell, lines, safe_text


def read_back(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+44 20", "-3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', " =1", "\n=1", "＝1+1", "\u00a0=1"],
)
def test_17_text_that_a_spreadsheet_would_run_is_marked_as_text(text):
    assert safe_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Durham", "", "a=b", "Stoke-on-Trent", "100 %", "’=quoted"])
def test_other_text_stands_as_it_is(text):
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, -5),
        (Decimal("-1.50"), Decimal("-1.50")),
        (0, 0),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 7, 1, 11, 30, tzinfo=UTC), "2026-07-01T12:30:00+01:00"),
    ],
)
def test_17_values_are_plain(value, written):
    assert cell(value) == written


def test_the_file_begins_with_a_mark_that_spreadsheets_read():
    content = b"".join(lines([Column("name", "name")], [("Côte",)]))
    assert content == b"\xef\xbb\xbfname\r\n" + "Côte\r\n".encode()


def test_a_column_may_write_its_values_its_own_way():
    columns = [Column("areas", "areas", write=";".join), Column("days", "days")]
    assert read_back(b"".join(lines(columns, [(["=a", "b"], -2)]))) == [["areas", "days"], ["'=a;b", "-2"]]


@given(
    st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n")), st.integers()))
)
def test_whatever_stands_in_a_list_reads_back(rows):
    content = b"".join(lines([Column("text", "t"), Column("number", "n")], rows))
    for (text, number), back in zip(rows, read_back(content)[1:], strict=True):
        assert back == [safe_text(text), str(number)]

"""Files of the register that are not taken: each says what to put right, and nothing of it is kept."""

import pytest
from django.core.files.storage import default_storage
from django.utils.html import escape

from commissioning.access.roles import Role
from commissioning.authorities.register_files import COLUMNS, Kind
from commissioning.programme.models import RegisterRefresh
from tests.support.clamd import EICAR, running
from tests.support.pages import text, words
from tests.support.people import DURHAM, EALING
from tests.support.registers import UPLOAD, as_csv, edited, everything, file, rows_of, shipped, with_cells

HEADINGS = ",".join(COLUMNS[Kind.CURRENT]).encode()
ROW = b"E06000047,Durham County Council,County Durham,unitary,North East,Rural,1,2020,1,2024,,840,"


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMINISTRATOR)


def refused(admin, **data) -> str:
    before = everything()
    answer = admin.post(UPLOAD, {key: file(one) if isinstance(one, bytes) else one for key, one in data.items()})
    assert answer.status_code == 200
    assert everything() == before
    assert not RegisterRefresh.objects.exists()
    assert not default_storage.exists("register")
    assert "There is a problem" in text(answer)
    return words(answer)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file of current councils is empty"),
        (b"PK\x03\x04\x14\x00", "is not a CSV file, or is damaged"),
        (HEADINGS + b"\nE06000047,Durh\xe4m", "Line 2 has a sign that is not UTF-8"),
        (HEADINGS + b"\n" + ROW.replace(b"Durham", b"Durh\x00am"), "is not a CSV file, or is damaged"),
        (HEADINGS + b'\nE06000047,"open', "The file is not CSV"),
        (HEADINGS.replace(b",", b";") + b"\n", "column gss_code: The column is missing."),
        (HEADINGS + b",gss_code\n", "column gss_code: The column is there twice."),
        (HEADINGS + b"\n" + ROW + b",,,", "row 2: The row has 16 cells where the headings have 13"),
        (HEADINGS + b"\n" + b"\n".join([ROW] * 2), "row 3, column gss_code: E06000047 stand in row 2 already."),
        (HEADINGS + b"\n" + b"\n".join([ROW] * 20_001), "The file has more than 20,000 rows."),
        (HEADINGS + b"\n" + ROW.replace(b"unitary", "unit\u202eary".encode()), "column type:"),
        (HEADINGS + b"\n" + ROW.replace(b"North East", b"X" * 200_000), "row 2, column region:"),
        (b"<html><script>alert(1)</script></html>", "The file is a web page"),
        (b"x" * (5 * 1024 * 1024 + 1), "must be 5 MB or smaller"),
    ],
)  # fmt: skip
def test_20_a_file_that_is_something_else_is_refused(register, admin, content, said):
    assert said in refused(admin, current=content)


@pytest.mark.parametrize("name", ["councils.xlsx", "councils.csv.exe", "councils", "../../etc/passwd"])
def test_20_only_csv_is_taken_by_its_name_too(register, admin, name):
    assert "file" in refused(admin, current=file(shipped(Kind.CURRENT), name))


def test_every_row_with_a_mistake_is_named_at_once(register, admin):
    def spoiled(rows):
        rows[0]["type"], rows[3]["population"], rows[7]["region"] = "district", "1,000", "Wales"

    page = refused(admin, current=edited(Kind.CURRENT, spoiled))
    assert "This file has 3 things to put right; nothing was kept" in page
    for said in (
        "Current councils, row 2, column type: 'district' is not one of the words used here. Write one of: county",
        "Current councils, row 5, column population: '1,000' is not a number that fits.",
        "Current councils, row 9, column region: 'Wales' is not one of the words used here.",
    ):
        assert said in page


def test_of_very_many_mistakes_fifty_are_shown(register, admin):
    content = as_csv([row | {"closeness": "Cosy"} for row in rows_of(Kind.NEIGHBOURS)])
    page = refused(admin, neighbours=content, model_year="2025")
    assert "There are 1480 more. Put these right first." in page
    assert page.count("Statistical neighbours, row") == 50


def test_one_broken_file_keeps_the_others_from_being_kept_and_the_year_stays_typed(register, admin):
    answer = admin.post(
        UPLOAD,
        {
            "current": file(with_cells(Kind.CURRENT, DURHAM, name="Durham Council")),
            "judgements": file(with_cells(Kind.JUDGEMENTS, EALING, overall="3")),
            "neighbours": file(shipped(Kind.NEIGHBOURS)),
            "model_year": "2031",
        },
    )
    page = words(answer)
    assert "column overall: '3' is not one of the words used here." in page
    assert "Nothing was kept. Select all files again, the ones without a mistake too." in page
    assert 'value="2031"' in text(answer)
    assert not RegisterRefresh.objects.exists()


def test_a_file_at_the_wrong_place_is_told_where_it_belongs(register, admin):
    page = refused(admin, current=shipped(Kind.JUDGEMENTS))
    assert "Current councils: this is a list of inspection judgements. Select it there." in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Select at least one file"),
        ({"neighbours": "the shipped ones"}, "Enter the year of the model: the file’s name does not end in it"),
        ({"neighbours": "the shipped ones", "model_year": "20025"}, "Enter the year of the model with four numbers"),
    ],
)
def test_a_form_that_is_not_filled_in(register, admin, data, said):
    files = {key: shipped(Kind.NEIGHBOURS) for key in data if key == "neighbours"}
    assert said in refused(admin, **{**data, **files})


def test_a_code_the_register_does_not_know_is_refused(register, admin):
    content = with_cells(Kind.JUDGEMENTS, EALING, gss_code="E09000099")
    assert "'E09000099' is not in the register." in refused(admin, judgements=content)


def test_16_what_a_file_says_is_never_markup(register, admin):
    hostile = "<script>alert(1)</script> & “=1+1”"
    content = with_cells(Kind.CURRENT, DURHAM, name=hostile, short_name="<b>Durham</b>")
    row = admin.post(UPLOAD, {"current": file(content, "<img src=x onerror=alert(1)>.csv")}).url
    page = admin.get(row).content.decode()
    assert escape(hostile) in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    broken = with_cells(Kind.CURRENT, DURHAM, type="<script>alert(1)</script>")
    page = admin.post(UPLOAD, {"current": file(broken)}).content.decode()
    assert "<script>alert" not in page


def test_4_forged_fields_change_nothing(register, admin):
    row = admin.post(UPLOAD, {"current": file(with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))}).url
    before = everything()
    forged = ("", "0" * 64, "\x00" * 9, "[]")
    for data in ({}, *({"fingerprint": one, "state": "applied", "groups": "[]"} for one in forged)):
        answer = admin.post(f"{row}apply/", data, follow=True)
        assert "Nothing was done" in words(answer)
    assert everything() == before
    assert admin.post("/programme/register/newer/", {"part": "everything"}).status_code == 400


def test_20_a_virus_is_found_before_anything_is_kept(register, admin, settings, tmp_path):
    with running(tmp_path) as clamd:
        settings.CLAMAV_ADDRESS = clamd.address
        assert "A virus was found in the file. Nothing was kept of it." in refused(admin, current=EICAR)
        assert admin.post(UPLOAD, {"current": file(shipped(Kind.CURRENT))}).status_code == 302


def test_20_while_the_scanner_is_away_nothing_is_taken(register, admin, settings):
    settings.CLAMAV_ADDRESS = "127.0.0.1:1"
    assert "Upload the file again in some minutes." in refused(admin, current=shipped(Kind.CURRENT))

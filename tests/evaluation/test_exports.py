"""Impact tables in every format: the same figures, read back by other programs than those that wrote them."""

import csv
import io
import resource
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pyreadstat
import pytest

from evaluation.analysis.change import COLUMNS as CHANGE
from evaluation.analysis.counts import WHOLE
from evaluation.analysis.expected import COLUMNS as EXPECTED
from evaluation.analysis.levels import COLUMNS as LEVELS
from evaluation.analysis.summary import COLUMNS as SUMMARY
from evaluation.analysis.withholding import ALL, Row, Table, withhold
from evaluation.analysis.words import Unit
from evaluation.exports.columns import COLUMNS
from evaluation.exports.csv_files import as_csv_files, as_zip, into_folder
from evaluation.exports.files import CannotSave, saving
from evaluation.exports.sav import as_sav
from evaluation.exports.tables import GroupOf
from evaluation.exports.workbook import as_workbook
from tests.support.impact import NOW, counts, tables
from tests.support.tallies import counted, counts_of, question

HOSTILE = ('=HYPERLINK("http://evil.example","x")', "<script>alert(1)</script>", "A" * 300, "\u202egnp.exe", "-1+1")


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def sheet(content: bytes, name: str) -> list[dict]:
    """The one table of a sheet, by its marked-up range."""
    page = openpyxl.load_workbook(io.BytesIO(content))[name]
    [table] = page.tables.values()
    header, *rows = [[cell.value for cell in row] for row in page[table.ref]]
    return [dict(zip(header, row, strict=True)) for row in rows]


def spss(content: bytes, tmp_path, **options):
    path = tmp_path / "read.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(path, user_missing=True, **options)


def pattern_of(of):
    """What the real rules withhold of these counts."""
    made = []
    for name, one in of.questions.items():
        groups = [next(side for side, at in one.sides.items() if place in at) for place in range(len(one.answers))]
        tally = of.tallies[name]
        rows = {
            ALL if place == WHOLE else tuple(place): Row(
                int(tally.asked[at]), tuple(map(int, tally.counts[at])), int(tally.answered[at])
            )
            for at, place in enumerate(of.places)
        }
        has_scale = one.has_scale
        made.append(
            Table(
                name,
                tuple(answer.name for answer in one.answers),
                tuple(groups) if has_scale else ("",) * len(groups),
                one.several,
                rows,
            )
        )
    return withhold(made)


@pytest.fixture(scope="module")
def two_rounds():
    return tables(counts("Year 2", 6), counts("Year 1"))


@pytest.fixture(scope="module")
def withheld():
    of = counts()
    pattern = pattern_of(of)
    made = tables(of, marks=(pattern, pattern))
    assert {row.suppressed for row in made.levels} >= {"", "c"}
    return made


# --- CSV --------------------------------------------------------------------------------------


def test_the_files_have_exactly_the_columns_that_others_rely_on(two_rounds):
    files = as_csv_files(two_rounds)
    assert list(files) == ["levels.csv", "summary.csv", "change.csv", "expected.csv", "codebook.csv", "checksums.txt"]
    for name, columns in (("levels", LEVELS), ("summary", SUMMARY), ("change", CHANGE), ("expected", EXPECTED)):
        assert files[f"{name}.csv"].decode().splitlines()[0] == ",".join(columns)
        assert set(columns) <= set(COLUMNS)
    assert ",".join(LEVELS).endswith("count,base,percent,suppressed,reliability")


def test_without_another_round_there_are_two_tables():
    assert list(as_csv_files(tables())) == ["levels.csv", "summary.csv", "codebook.csv", "checksums.txt"]


def test_figures_keep_their_decimals_and_are_empty_where_withheld(withheld):
    rows = read(as_csv_files(withheld)["levels.csv"])
    assert len(rows) == len(withheld.levels)
    for row, made in zip(rows, withheld.levels, strict=True):
        if made.suppressed:
            assert (row["count"], row["base"], row["percent"], row["suppressed"]) == ("", "", "", made.suppressed)
        else:
            assert (row["count"], row["base"]) == (str(made.count), str(made.base))
            assert row["percent"] == ("" if made.percent is None else f"{made.percent:.1f}")
    shares = {row["percent"] for row in rows} - {""}
    assert all(len(share.partition(".")[2]) == 1 for share in shares)


def test_p_has_six_decimals_and_a_fall_is_a_number_not_a_formula(two_rounds):
    rows = read(as_csv_files(tables(counts("Year 2"), counts("Year 1", 9)))["change.csv"])
    assert {len(row["p_value"].partition(".")[2]) for row in rows if row["p_value"]} == {6}
    falls = [row["change_points"] for row in rows if row["change_points"].startswith("-")]
    assert falls
    assert all(Decimal(fall) < 0 for fall in falls)


def test_checksums_are_those_of_the_files(two_rounds, tmp_path):
    into_folder(two_rounds, tmp_path / "made" / "here")
    done = subprocess.run(
        ["sha256sum", "--check", "checksums.txt"], cwd=tmp_path / "made" / "here", capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == 5


def test_the_zip_holds_the_files_and_is_the_same_every_time(two_rounds):
    made = as_zip(two_rounds)
    assert made == as_zip(two_rounds)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == as_csv_files(two_rounds)


def test_the_codebook_tells_each_question_in_each_round(two_rounds):
    earlier = counts(
        "Year 1", questions=tuple(replace(one, text=f"{one.text} Old") for one in counts().questions.values())
    )
    rows = read(as_csv_files(tables(counts(), earlier))["codebook.csv"])
    told = {(row["variable"], row["round"]): row for row in rows if row["part"] == "question"}
    assert told["training_outcomes", "Year 2"]["question_text"] == NOW.text
    assert told["training_outcomes", "Year 1"]["question_text"] == f"{NOW.text} Old"
    assert told["training_outcomes", "Year 2"]["comparable"] == "no"
    assert told["training_outcomes", "Year 2"]["why_not_comparable"] == "Its wording changed"
    assert "positive = Positive (+1)" in told["training_outcomes", "Year 2"]["values"]
    assert "too_early = Too early (no view)" in told["training_outcomes", "Year 2"]["values"]
    assert {row["variable"] for row in rows if row["part"] == "levels.csv"} == set(LEVELS)
    assert sum(row["part"] == "about" and "limitation" in row["variable"] for row in rows) == 4


# --- The formats agree ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["two_rounds", "withheld"])
def test_the_workbook_says_what_the_csv_says(kind, request):
    made = request.getfixturevalue(kind)
    files, book = as_csv_files(made), as_workbook(made)
    for name, columns, _ in made.files():
        rows = read(files[f"{name}.csv"])
        cells = sheet(book, name.capitalize())
        assert len(rows) == len(cells) > 0
        for row, found in zip(rows, cells, strict=True):
            for column in columns:
                value = found[COLUMNS[column].heading]
                if not COLUMNS[column].type.is_number:
                    assert row[column] in (
                        "",
                        value,
                        *(k for k, v in COLUMNS[column].values.items() if v == value),
                        "low",
                    )
                elif row[column]:
                    assert Decimal(str(value)) == Decimal(row[column]), (name, column)
                else:
                    assert value in ("[c]", "[z]", "[x]"), (name, column)
                    assert value == "[c]" or not row["suppressed"] or name == "summary", (name, column)


def test_the_workbook_tells_the_limits_on_its_cover(withheld):
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(withheld)))
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Levels", "Summary", "Codebook"]
    cover = " ".join(str(cell.value) for row in book["Cover"] for cell in row)
    for words in ("self-report", "volunteers", "no comparison group", "only to those who had used it", "fewer than 5"):
        assert words in cover
    notes = " ".join(str(row[0].value) for row in book["Levels"].iter_rows(max_row=12))
    assert "[c] means" in notes


@pytest.mark.parametrize("kind", ["two_rounds", "withheld"])
def test_spss_says_what_the_csv_says(kind, request, tmp_path):
    made = request.getfixturevalue(kind)
    rows = read(as_csv_files(made)["levels.csv"])
    frame, about = spss(as_sav(made), tmp_path)
    assert list(frame.columns) == list(LEVELS)
    for row, found in zip(rows, frame.to_dict("records"), strict=True):
        for name, value in found.items():
            if name in ("count", "base", "percent"):
                told = "" if value < 0 else f"{value:.{1 if name == 'percent' else 0}f}"
                assert told == row[name]
                if value < 0:
                    assert {"c": -9, "c2": -8, "": -7}[row["suppressed"]] == value
            elif name == "label":
                assert value == row[name]
            elif value:
                words = about.variable_value_labels[name][value]
                assert words.endswith(f"[{row[name]}]") or words == row[name]
            else:
                assert row[name] == ""


def test_spss_knows_labels_measures_and_what_is_missing(withheld, tmp_path):
    frame, about = spss(as_sav(withheld), tmp_path)
    assert about.column_names_to_labels["percent"] == "Share (per cent of base)"
    assert about.variable_measure["percent"] == "scale"
    assert about.variable_measure["answer"] == "nominal"
    assert about.missing_ranges["count"] == [{"lo": -9.0, "hi": -7.0}]
    assert set(about.variable_value_labels["count"]) == {-9, -8, -7}
    assert "Outcomes to date [outcomes_now]" in about.variable_value_labels["measure"].values()
    assert (frame["count"] == -9).any()
    assert about.file_label == withheld.title
    assert about.file_encoding == "UTF-8"
    plain, _ = pyreadstat.read_sav(tmp_path / "read.sav")
    assert plain["count"].isna().sum() == sum(row.count is None for row in withheld.levels)


# --- What people bring ------------------------------------------------------------------------


def hostile():
    answers = {f"a{number}": value for number, value in enumerate((2, 1, 0, -1, None))}
    one = question(text=HOSTILE[0], answers=answers, service="training")
    one = replace(one, answers=tuple(replace(a, label=HOSTILE[n]) for n, a in enumerate(one.answers)))
    of = counts_of(one, counted([40, 20, 15, 10, 5]), round="=1+1")
    made = tables(of)
    groups = [GroupOf("commissioners", HOSTILE[0], Unit("one", "many"), {"=1+1": of.questions})]
    return replace(made, title=HOSTILE[1], programme=HOSTILE[0], groups=groups)


def test_hostile_text_is_text_in_every_file(tmp_path):
    made = hostile()
    files = as_csv_files(made)
    rows = read(files["levels.csv"])
    assert {row["round"] for row in rows} == {"'=1+1"}
    labels = {row["answer"]: row["label"] for row in rows if row["basis"] == "asked"}
    assert [labels[f"a{number}"] for number in range(5)] == [f"'{HOSTILE[0]}", *HOSTILE[1:4], f"'{HOSTILE[4]}"]
    book = as_workbook(made)
    assert {row["Answer in words"] for row in sheet(book, "Levels")} >= set(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert not any(b"<f>" in page for page in pages)
    frame, about = spss(as_sav(made), tmp_path)
    assert set(HOSTILE) <= set(frame["label"])
    assert all(len(label.encode()) <= 120 for of in about.variable_value_labels.values() for label in of.values())


def test_a_round_that_nobody_answered_makes_every_file(tmp_path):
    made = tables(levels=[], summary=[], change=[], expected=[])
    files = as_csv_files(made)
    assert files["levels.csv"].decode().splitlines() == [",".join(LEVELS)]
    assert "Levels" in openpyxl.load_workbook(io.BytesIO(as_workbook(made))).sheetnames
    frame, _ = spss(as_sav(made), tmp_path)
    assert len(frame) == 0
    assert list(frame.columns) == list(LEVELS)


def test_where_all_say_they_do_not_know_there_is_no_share_with_a_view(tmp_path):
    of = counts_of(question(), counted([0, 0, 0, 0, 0, 40, 0]), round="Year 2")
    made = tables(of)
    rows = [row for row in read(as_csv_files(made)["levels.csv"]) if row["basis"] == "with_a_view"]
    assert {(row["count"], row["base"], row["percent"], row["suppressed"]) for row in rows} == {("0", "0", "", "")}
    shares = [
        row["Share (per cent of base)"] for row in sheet(as_workbook(made), "Levels") if row["Basis"] == "with_a_view"
    ]
    assert set(shares) == {"[z]"}
    frame, _ = spss(as_sav(made), tmp_path)
    assert (frame["percent"] == -7).sum() == len(rows)


# --- Where it is written ----------------------------------------------------------------------


def test_a_full_disk_is_said_and_leaves_the_file_as_it_was(tmp_path, two_rounds):
    into_folder(two_rounds, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, was[1]))
    try:
        with pytest.raises(CannotSave, match=r"levels\.csv could not be written: File too large"):
            into_folder(tables(), tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_place_that_takes_no_files_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotSave, match="could not be written"):
        into_folder(tables(), tmp_path / "file")
    with pytest.raises(CannotSave, match="choose another place"), saving(tmp_path / "none" / "x.zip"):
        pass


def test_what_fails_half_way_leaves_nothing(tmp_path):
    def half() -> None:
        with saving(tmp_path / "x.csv") as out:
            out.write(b"half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert list(tmp_path.iterdir()) == []


def test_the_days_are_told(two_rounds):
    assert two_rounds.of_when == "Year 2 (1 November 2026) against Year 1 (20 October 2025)"

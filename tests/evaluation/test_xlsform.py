"""XLSForms are read as ODK reads them, or refused with everything that is wrong, by sheet, row and column."""

import contextlib
import io
import random
import time
import zipfile
from pathlib import Path

import pytest

from commissioning.reporting.workbooks import BrokenFile
from evaluation.instruments.definition import Instrument, Kind, Scale
from evaluation.instruments.xlsform import read, read_with_warnings

from .forms import YES_NO, instrument, warnings_of, workbook

EXAMPLES = Path(__file__).with_name("xlsforms")


def problems(survey, choices=YES_NO, settings=(), **sheets):
    with pytest.raises(BrokenFile) as caught:
        read(workbook(survey, choices, settings, **sheets))
    return list(caught.value.problems)


FULL = [
    (
        *("type", "name", "label::English (en)", "label::Welsh (cy)", "hint::English (en)", "relevant", "required"),
        *("required_message::English (en)", "constraint", "constraint_message::English (en)", "calculation"),
        *("default", "appearance", "csp_measure", "csp_service", "csp_scale", "csp_compare"),
    ),
    ("begin_group", "about", "About you", "Amdanoch chi"),
    (
        "select_one yn",
        "used",
        "Used it?",
        "Defnyddio?",
        "Say yes or no",
        None,
        "yes",
        "Say which",
        *[None] * 4,
        "minimal",
    ),
    ("begin group", "inner", "Inside", "Mewn", None, "${used} = ‘yes’"),
    ("select_one scale", "skill", "Skill?", "Sgìl?", *[None] * 9, "skills", "training", "impact", "no"),
    ("end_group",),
    ("end group",),
    ("integer", "months", "Months", "Misoedd", None, None, "${used} = 'yes'", None, ". < 99", "At most 98", None, "12"),
    ("calculate", "years", None, None, None, None, None, None, None, None, "int(${months} div 12)"),
    ("note", None, "Thanks", "Diolch"),
]
CHOICES = [
    ("list_name", "name", "label::English (en)", "label::Welsh (cy)", "csp_value"),
    ("yn", "yes", "Yes", "Ie"),
    ("yn", "no", "No", "Na"),
    ("scale", "good", "Good", "Da", 2),
    ("scale", "bad", "Bad", "Gwael", -2),
    ("scale", "early", "Too early", "Rhy gynnar", None),
    ("services", "training", "Training", "Hyfforddiant"),
]
SETTINGS = [("form_title", "form_id", "version", "default_language"), ("A survey", "a", 3, "English (en)")]


def test_everything_a_form_says_is_read():
    form = instrument(FULL, CHOICES, SETTINGS)

    assert (form.code, form.title, form.version) == ("a", "A survey", "3")
    assert form.languages == ("en", "cy")
    assert form.language_names == {"en": "English", "cy": "Welsh"}
    used, skill, months, years, thanks = form.questions.values()
    assert used.labels == {"en": "Used it?", "cy": "Defnyddio?"}
    assert (used.hints, used.path, used.row) == ({"en": "Say yes or no"}, ("about",), 3)
    assert (used.required, used.required_messages, used.appearance) == ("true()", {"en": "Say which"}, "minimal")
    assert (skill.path, list(form.conditions_of(skill))) == (("about", "inner"), ["${used} = 'yes'"])
    assert (skill.measure, skill.service, skill.scale, skill.compares) == ("skills", "training", Scale.IMPACT, False)
    assert [choice.value for choice in form.choices_of(skill)] == [2, -2, None]
    assert (months.constraint, months.constraint_messages) == (". < 99", {"en": "At most 98"})
    assert (months.required, months.default, months.scale, months.compares) == (
        "${used} = 'yes'",
        "12",
        "agreement",
        True,
    )
    assert (years.kind, years.calculation) == (Kind.CALCULATED, "int(${months} div 12)")
    assert (thanks.name, thanks.kind) == ("generated_note_7", Kind.NOTE)


def test_a_form_goes_into_json_and_back():
    form = instrument(FULL, CHOICES, SETTINGS)
    again = Instrument.from_data(form.as_data())
    assert again.as_data() == form.as_data()
    moved = [FULL[0], (None,), *FULL[1:]]
    assert instrument([row or (None,) for row in moved], CHOICES, SETTINGS).checksum == form.checksum


def test_other_spellings_that_odk_takes():
    form = instrument(
        [
            ("Type", "Name", "Label:English", "Caption:Welsh", "Relevance", "Required", "constraining message:English"),
            ("select one from yn", "a", "A", "A", None, "TRUE"),
            ("select all that apply from yn", "b", "B", "B", "selected(${a}, “yes”)", "no"),
            ("add text prompt", "c", "C", "C"),
            ("int", "d", "D", "D"),
        ],
        [("list name", "value", "label:English", "label:Welsh"), *((*row, row[2]) for row in YES_NO[1:])],
    )
    a, b, c, d = form.questions.values()
    assert [question.kind for question in (a, b, c, d)] == [Kind.ONE, Kind.SEVERAL, Kind.TEXT, Kind.INTEGER]
    assert (a.required, b.required, b.relevant) == ("true()", "", 'selected(${a}, "yes")')
    assert form.languages == ("en", "cy")


def test_curly_quotation_marks_stay_in_labels():
    label = "What’s “this”?"
    assert instrument([("type", "name", "label"), ("text", "a", label)]).questions["a"].labels == {"": label}


HEAD = ("type", "name", "label", "relevant", "calculation", "constraint")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("geopoint", "a", "A")], "row 2, column “type”: questions of type “geopoint” are not supported."),
        ([("image", "a", "A")], "row 2, column “type”: questions of type “image” are not supported."),
        (
            [("select_one_from_file x.csv", "a", "A")],
            "row 2, column “type”: questions of type “select_one_from_file” are",
        ),
        ([("rank yn", "a", "A")], "row 2, column “type”: questions of type “rank” are not supported."),
        ([("start", "s")], "row 2, column “type”: “start” is not collected here"),
        ([("selct_one yn", "a", "A")], "there is no type “selct_one yn”. Did you mean “select_one”?"),
        ([("wibble", "a", "A")], "row 2, column “type”: there is no type “wibble”."),
        (
            [("begin_repeat", "r", "R"), ("text", "a", "A"), ("end_repeat",)],
            "row 2, column “type”: repeats are not supported",
        ),
        ([("select_one", "a", "A")], "row 2, column “type”: the name of its list is missing"),
        ([("select_one nowhere", "a", "A")], "column “type”: the list “nowhere” is not in the sheet “choices”."),
        ([("select_one yn or_other", "a", "A")], "column “type”: “or_other” is not supported"),
        ([(None, "a", "A")], "row 2, column “type”: it is missing."),
        ([("text", None, "A")], "row 2, column “name”: it is missing."),
        ([("text", "a b", "A")], "row 2, column “name”: “a b” is not allowed."),
        ([("text", "_a", "A")], "row 2, column “name”: “_a” is not allowed."),
        ([("text", "a" * 65, "A")], "is not allowed."),
        ([("text", "a", "A"), ("text", "A", "A")], "row 3, column “name”: “A” is the name in row 2 already"),
        (
            [("begin_group", "a", "A"), ("text", "a", "A"), ("end_group",)],
            "row 3, column “name”: “a” is the name in row 2",
        ),
        ([("text", "a", None)], "row 2, column “label”: the text is missing."),
        ([("text", "a", "You said ${b}")], "row 2, column “label”: a text cannot quote an answer"),
        ([("begin_group", "g", "G"), ("text", "a", "A")], "row 2, column “type”: the group “g” has no “end group”."),
        ([("text", "a", "A"), ("end_group",)], "row 3, column “type”: this ends a group that has not begun."),
        ([("calculate", "a", None)], "row 2, column “calculation”: it is missing."),
        ([("text", "a", "A", None, "1 + 1")], "column “calculation”: only a row of type “calculate”"),
        ([("text", "a", "A", "${b} = 1")], "row 2, column “relevant”: there is no question “b”."),
        ([("note", "n", "N"), ("text", "a", "A", "${n} = 1")], "row 3, column “relevant”: “n” is a note"),
        (
            [("begin_group", "g", "G"), ("text", "b", "B"), ("end_group",), ("text", "a", "A", "${g} = 1")],
            "“g” is a group",
        ),
        ([("text", "a", "A", ". = 1")], "row 2, column “relevant”: “.”, this question’s own answer"),
        ([("text", "a", "A", "pulldata('x')")], "row 2, column “relevant”: the function “pulldata” (character 1)"),
        ([("text", "a", "A", None, None, "regex(., '(a+')")], "row 2, column “constraint”: the pattern of “regex”"),
        ([("text", "a", "A", "(" * 200 + "1" + ")" * 200)], "nested more than 20 deep at character 21."),
        ([("text", "a", "A", "(" * 3000 + "1" + ")" * 3000)], "it has 6001 characters; 500 is the most."),
        ([("text", "a", "A", "${a} = 1")], "row 2, column “relevant”: this goes round in a circle: “a” waits for “a”."),
        (
            [("text", "a", "A", "${b} = 1"), ("text", "b", "B", "${a} = 1")],
            "row 2, column “relevant”: this goes round in a circle: “a” waits for “b”, which waits for “a”.",
        ),
        (
            [("text", "a", "A"), ("calculate", "b", None, None, "${c}"), ("calculate", "c", None, None, "${b}")],
            "row 3, column “calculation”: this goes round in a circle: “b” waits for “c”, which waits for “b”.",
        ),
        (
            [("begin_group", "g", "G", "${a} = 1"), ("text", "a", "A"), ("end_group",)],
            "this goes round in a circle: “a” waits for “a”.",
        ),
        (
            [("text", "a", "A", "${b} = 1"), ("text", "b", "B")],
            "row 2, column “relevant”: it looks ahead to “b” (row 3), which is not asked until later.",
        ),
        (
            [("text", "a", "A", "${c} = 1"), ("text", "b", "B"), ("calculate", "c", None, None, "${b}")],
            "row 2, column “relevant”: it looks ahead to “b” (row 3)",
        ),
        (
            [("begin_group", f"g{number}", "G") for number in range(11)],
            "row 12, column “type”: groups stand more than 10",
        ),
        ([("note", "n", "N")], "Sheet “survey”: it asks nothing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(rows, said):
    assert any(said in problem for problem in problems([HEAD, *rows]))


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        (
            [("yn", "yes", "Yes"), ("yn", "yes", "Ja")],
            "row 3, column “name”: “yes” is in the list “yn” already",
        ),
        ([("yn", "y es", "Yes")], "Sheet “choices”, row 2, column “name”: “y es” is not allowed."),
        ([("yn", None, "Yes")], "Sheet “choices”, row 2, column “name”: it is missing."),
        ([("yn", "yes", None)], "Sheet “choices”, row 2, column “label”: the text is missing."),
        ([("yn", "yes", "Yes", "two")], "Sheet “choices”, row 2, column “csp_value”: “two” is not a whole number."),
        ([("yn", "yes", "Yes", 1.5)], "Sheet “choices”, row 2, column “csp_value”: “1.5” is not a whole number."),
        ([("yn", "yes", "Yes", 3)], "column “csp_scale”: the list “yn” has values outside −2 to 2"),
    ],
)
def test_what_is_wrong_with_choices(choices, said):
    survey = [("type", "name", "label"), ("select_one yn", "a", "A")]
    assert any(said in problem for problem in problems(survey, [("list_name", "name", "label", "csp_value"), *choices]))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("csp_measure", "Reach!", "column “csp_measure”: “Reach!” is not allowed"),
        ("csp_service", "nothing", "column “csp_service”: “nothing” is not the name of a choice"),
        ("csp_scale", "likert", "column “csp_scale”: “likert” is none of agreement, impact and maturity"),
        ("csp_compare", "perhaps", "column “csp_compare”: “perhaps” is neither yes nor no"),
        ("csp_measures", "reach", "row 1: there is no column “csp_measures”. Did you mean “csp_measure”?"),
        ("csp_wibble", "x", "row 1: there is no column “csp_wibble”."),
        ("relevent", "x", "row 1: there is no column “relevent”. Did you mean “relevant”?"),
        ("choice_filter", "x=1", "row 2, column “choice_filter”: this is not supported"),
        ("trigger", "${a}", "row 2, column “trigger”: this is not supported"),
        ("default", "maybe", "column “default”: “maybe” cannot be the answer. Select one of the answers listed."),
        ("default", "today()", "column “default”: an answer to begin with must be written out"),
    ],
)
def test_what_is_wrong_with_columns(column, value, said):
    found = problems([("type", "name", "label", column), ("select_one yn", "a", "A", value)])
    assert any(said in problem for problem in found)


def test_levels_of_maturity_run_from_1_to_5():
    survey = [("type", "name", "label", "csp_scale"), ("select_one level", "a", "A", "maturity")]
    head = ("list_name", "name", "label", "csp_value")
    form = instrument(survey, [head, *(("level", f"l{n}", f"{n}", n) for n in range(1, 6))])
    assert [choice.value for choice in form.lists["level"]] == [1, 2, 3, 4, 5]
    assert "values outside 1 to 5" in problems(survey, [head, ("level", "l0", "0", 0)])[0]


def test_all_problems_are_found_at_once():
    found = problems([HEAD, ("text", "a b", "A"), ("wibble", "c", "C"), ("text", "d", None, "1 +")])
    assert len(found) == 4
    assert [problem.split(":")[0] for problem in found] == [
        "Sheet “survey”, row 2, column “name”",
        "Sheet “survey”, row 3, column “type”",
        "Sheet “survey”, row 4, column “label”",
        "Sheet “survey”, row 4, column “relevant”",
    ]


def test_what_the_author_is_told_although_the_form_is_good():
    assert warnings_of(FULL, CHOICES, SETTINGS) == [
        "Sheet “survey”, column “hint”: no text in Welsh: rows 3.",
        "Sheet “survey”, column “required_message”: no text in Welsh: rows 3.",
        "Sheet “survey”, column “constraint_message”: no text in Welsh: rows 8.",
    ]
    translated = [("type", "name", "label", "label::Welsh (cy)", "notes"), ("text", "a", "A", None, "mine")]
    assert warnings_of(translated, []) == [
        "Sheet “survey”, row 1: the column “notes” is not used here and was left out.",
        "Sheet “survey”, column “label”: no text in Welsh: rows 2.",
    ]
    measured = [("type", "name", "label", "csp_measure"), ("select_one yn", "a", "A", "outcomes_now")]
    assert "no answer in the list “yn” has a csp_value" in warnings_of(measured)[0]
    misspelt = [("type", "name", "label", "csp_measure"), ("text", "a", "A", "outcome_now")]
    assert "“outcome_now” is a measure of its own. Did you mean “outcomes_now”?" in warnings_of(misspelt)[0]


def test_calculations_may_stand_anywhere():
    form = instrument(
        [
            HEAD,
            ("calculate", "b", None, None, "${c} * 2"),
            ("integer", "a", "A"),
            ("calculate", "c", None, None, "${a}"),
        ]
    )
    assert list(form.questions) == ["b", "a", "c"]


def test_a_form_larger_than_anyone_would_answer_is_refused_quickly():
    start = time.monotonic()
    found = problems([HEAD, *(("text", f"q{number}", "Q") for number in range(5000))])
    assert found == ["Sheet “survey”: there are more than 3,000 rows."]
    found = problems([HEAD, *(("text", f"q{number}", "Q") for number in range(1001))])
    assert found == ["Sheet “survey”, row 1002: there are more than 1,000 questions and groups."]
    assert time.monotonic() - start < 5
    assert len(instrument([HEAD, *(("text", f"q{number}", "Q") for number in range(1000))]).questions) == 1000


def test_hostile_texts_stay_texts():
    hostile = ["<script>alert(1)</script>", '=HYPERLINK("x")', "{{ 7*7 }}", "]]>&amp;\u202e", "'; DROP TABLE x"]
    rows = [("text", f"q{number}", text) for number, text in enumerate(hostile)]
    file = workbook([("type", "name", "label"), *rows])
    book = _with_formulas_as_text(file)
    assert [question.labels[""] for question in read(book).questions.values()] == hostile


def _with_formulas_as_text(file):
    from openpyxl import load_workbook

    book = load_workbook(file)
    for row in book["survey"].iter_rows():
        for cell in row:
            cell.data_type = "s"
    again = io.BytesIO()
    book.save(again)
    again.seek(0)
    return again


def test_a_formula_that_comes_to_nothing_is_a_missing_text():
    assert (
        "row 2, column “label”: the text is missing" in problems([("type", "name", "label"), ("text", "a", "=1+1")])[0]
    )


@pytest.mark.parametrize(
    "content", [b"", b"not a workbook", b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600]
)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(BrokenFile, match="not an Excel workbook"):
        read(io.BytesIO(content))


def test_19_a_workbook_that_unpacks_to_far_more_is_refused():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (30 * 1024 * 1024))
    bomb.seek(0)
    with pytest.raises(BrokenFile, match="unpacks to more than 20 MB"):
        read(bomb)


def test_a_workbook_without_the_sheet_is_refused():
    with pytest.raises(BrokenFile, match="no sheet called “survey”"):
        read(workbook([], YES_NO))


# pyxform's own examples: the number of items read, or why the form is refused.
EXPECTED = {
    "another_loop.xls": "row 4, column “constraint”: “..” (character 6): paths are not supported",
    "blank_second_row.xls": 1,
    "default_time_demo.xls": "row 2, column “type”: questions of type “time” are not supported.",
    "gps.xls": "row 2, column “type”: questions of type “gps” are not supported.",
    "new_cascading_select.xls": "row 3, column “choice_filter”: this is not supported.",
    "or_other.xlsx": "row 2, column “type”: “or_other” is not supported.",
    "pull_data.xlsx": "row 2, column “calculation”: the function “pulldata” (character 1) is not supported.",
    "search_and_select.xlsx": "row 3, column “label”: a text cannot quote an answer",
    "select_one_external.xlsx": "row 3, column “type”: questions of type “select_one_external” are not supported.",
    "simple_loop.xls": "row 2, column “type”: repeats are not supported.",
    "specify_other.xls": "row 2, column “type”: “or specify other” is not supported.",
    "text_and_integer.xls": 2,
    "tutorial.xls": "row 2, column “type”: repeats are not supported.",
    "yes_or_no_question.xls": 1,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.xls*")))
def test_published_examples_are_read_or_refused_with_the_reason(name):
    expected = EXPECTED[name]
    if isinstance(expected, int):
        form, warnings = read_with_warnings(EXAMPLES / name)
        assert (len(form.items), warnings) == (expected, [])
    else:
        with pytest.raises(BrokenFile) as caught:
            read(EXAMPLES / name)
        assert any(expected in problem for problem in caught.value.problems)


@pytest.mark.parametrize(("name", "times"), [("text_and_integer.xls", 5), ("or_other.xlsx", 60)])
def test_a_damaged_file_is_refused_or_read(name, times):
    content = (EXAMPLES / name).read_bytes()
    chance = random.Random(7)
    for _ in range(times):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 40)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with contextlib.suppress(BrokenFile):
            read(io.BytesIO(bytes(damaged)))


@pytest.mark.slow
def test_an_old_workbook_that_leads_round_in_a_circle_is_given_up():
    damaged = bytearray((EXAMPLES / "text_and_integer.xls").read_bytes())
    damaged[1632] = 10  # a sector that names itself as the next one
    start = time.monotonic()
    with pytest.raises(BrokenFile, match="not an Excel workbook"):
        read(io.BytesIO(bytes(damaged)))
    assert time.monotonic() - start < 15


def test_an_old_workbook_says_the_same_as_a_new_one():
    form = read(EXAMPLES / "yes_or_no_question.xls")
    (question,) = form.questions.values()
    assert (question.kind, [choice.name for choice in form.choices_of(question)]) == (Kind.ONE, ["yes", "no"])

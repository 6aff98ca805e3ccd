"""What the author of a questionnaire is told before it goes out."""

import time
from datetime import date

import pytest

from evaluation.instruments.checks import Reach, findings, reaches

from .forms import YES_NO, router

TODAY = date(2026, 3, 27)
HEAD = ("type", "name", "label", "relevant", "required", "constraint", "constraint_message", "calculation")
CHOICES = [*YES_NO, *(("many", f"c{number}", f"{number}") for number in range(12))]
START = [HEAD, ("select_one yn", "a", "A"), ("select_multiple many", "m", "M"), ("integer", "n", "N")]


def reach_of(condition, *rows):
    form = router([*START, *rows, ("text", "last", "Last", condition)], CHOICES)
    return reaches(form, today=TODAY)["last"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("${a} = 'yes'", Reach.ASKED),
        ("${a} = ''", Reach.ASKED),
        ("${a} = 'perhaps'", Reach.NEVER),
        ("${a} = 'yes' and ${a} = 'no'", Reach.NEVER),
        ("${a} > 3", Reach.NEVER),
        ("selected(${m}, 'c3') and not(selected(${m}, 'c4'))", Reach.ASKED),
        ("selected(${m}, 'c3') and not(selected(${m}, 'c3'))", Reach.NEVER),
        ("selected(${m}, 'c3') and selected(${m}, 'c9') and ${a} = 'no'", Reach.ASKED),
        ("${n} > 3 and ${n} < 5", Reach.ASKED),
        ("${n} > 5 and ${n} < 3", Reach.UNDECIDED),
        ("count-selected(${m}) > 20", Reach.UNDECIDED),
        ("false()", Reach.NEVER),
        ("no", Reach.NEVER),
        ("", Reach.ASKED),
    ],
)
def test_whether_anyone_can_be_asked_a_question(condition, expected):
    assert reach_of(condition) is expected


def test_conditions_of_groups_and_of_questions_before_count():
    group = [("begin_group", "g", "G", "${a} = 'yes'"), ("select_one yn", "b", "B"), ("end_group",)]
    assert reach_of("${b} = 'no' and ${a} = 'yes'", *group) is Reach.ASKED
    assert reach_of("${b} = 'no' and ${a} = 'no'", *group) is Reach.NEVER
    calculation = ("calculate", "k", None, None, None, None, None, "if(${a} = 'yes', 1, 2)")
    assert reach_of("${k} = 2", calculation) is Reach.ASKED
    assert reach_of("${k} = 3", calculation) is Reach.NEVER


def said(rows):
    return [f"{finding}" for finding in findings(router([*START, *rows], CHOICES), today=TODAY)]


def test_a_required_question_that_nobody_is_asked_is_named_with_its_row():
    assert said([("text", "x", "X", "${a} = 'yes' and ${a} = 'no'", "yes")]) == [
        "Sheet “survey”, row 5, column “relevant”: “x” is never asked, though it is required: no answers lead to it."
    ]


def test_a_choice_that_is_not_in_the_list():
    first, second = said([("text", "x", "X", "selected(${m}, 'c99')")])
    assert first == "Sheet “survey”, row 5, column “relevant”: “c99” is not an answer to “m”: its list is “many”."
    assert "“x” is never asked" in second


def test_a_reference_by_itself_always_holds():
    found = said([("text", "x", "X", "${a} and not(${n})")])
    assert found[0].endswith("“${a}” by itself always holds, answered or not. Write “${a} != ''”.")
    assert "“${n}” by itself always holds" in found[1]
    assert said([("text", "x", "X", "${a} != ''")]) == []


def test_a_rule_that_leans_on_a_question_not_everyone_is_asked():
    hidden = ("integer", "h", "H", "${a} = 'yes'")
    found = said([hidden, ("integer", "x", "X", None, None, ". > ${h}", "More")])
    assert found == [
        "Sheet “survey”, row 6, column “constraint”: “h” (row 5) may not have been asked; its answer is empty then. "
        "Say what holds if so."
    ]
    assert said([hidden, ("integer", "x", "X", "${a} = 'yes'", None, ". > ${h}", "More")]) == []
    assert said([hidden, ("integer", "x", "X", None, None, "${h} = '' or . > ${h}", "More")]) == []
    assert said([hidden, ("integer", "x", "X", None, None, ". > coalesce(${h}, 0)", "More")]) == []


def test_a_constraint_without_a_message():
    assert "there is no message" in said([("integer", "x", "X", None, None, ". > 1")])[0]


def test_looking_takes_bounded_time():
    rows = [("select_multiple many", f"m{number}", "M") for number in range(40)]
    conditions = " and ".join(f"selected(${{m{number}}}, 'c1')" for number in range(14))
    rows += [("text", f"x{number}", "X", f"{conditions} and ${{n}} > {number}") for number in range(200)]
    start = time.monotonic()
    found = reaches(router([*START, *rows], CHOICES), today=TODAY)
    assert found["x3"] is Reach.UNDECIDED
    assert time.monotonic() - start < 20

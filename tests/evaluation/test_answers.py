"""One answer: what is kept of what was typed, and what people are told."""

from datetime import date

import pytest

from evaluation.instruments.answers import BadAnswer, checked, read_cell

from .forms import YES_NO, router

TODAY = date(2026, 3, 27)
HEAD = ("type", "name", "label", "required", "required_message", "constraint", "constraint_message::Welsh (cy)")
HEAD = (*HEAD, "constraint_message")
FORM = [
    HEAD,
    ("select_one yn", "one", "One", "yes"),
    ("select_multiple abc", "several", "Several", "yes", "Say which"),
    ("text", "words", "Words", "${one} = 'yes'"),
    ("integer", "whole", "Whole", None, None, ". < 10", "Llai na 10", "Enter less than 10"),
    ("decimal", "number", "Number", None, None, ". != 13"),
    ("date", "day", "Day", None, None, ". <= today()", None, "Enter a day that has been"),
]
CHOICES = [*YES_NO, *(("abc", name, name.upper()) for name in "abc")]


@pytest.fixture(scope="module")
def form():
    return router(FORM, CHOICES)


@pytest.fixture(scope="module")
def answer(form):
    def answer(name, raw, language="", **others):
        course = form.course(others, today=TODAY)
        return checked(form, form.instrument.questions[name], raw, course, language=language)

    return answer


@pytest.mark.parametrize(
    ("name", "raw", "kept"),
    [
        ("one", "yes", "yes"),
        ("one", ["no"], "no"),
        ("several", ["c", "a"], ("a", "c")),
        ("several", "b", ("b",)),
        ("words", "  two\r\nlines ", "two\nlines"),
        ("words", "<b>&amp;</b>", "<b>&amp;</b>"),
        ("words", "", ""),
        ("whole", " 007 ", "7"),
        ("whole", "-1,200", "-1200"),
        ("whole", "", ""),
        ("number", "02.50", "2.5"),
        ("number", "-0.0", "0"),
        ("number", "1,234.5", "1234.5"),
        ("day", "2026-3-7", "2026-03-07"),
    ],
)
def test_what_is_kept(answer, name, raw, kept):
    assert answer(name, raw) == kept


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("one", "maybe", "Select one of the answers listed"),
        ("one", ["yes", "no"], "Give one answer only"),
        ("one", "", "Select an answer"),
        ("one", [], "Select an answer"),
        ("several", ["a", "z"], "Select from the answers listed"),
        ("several", ["a", "a"], "Select each answer once only"),
        ("several", [], "Say which"),
        ("words", "x" * 10_001, "Enter 10,000 characters or fewer; you have entered 10,001"),
        ("words", "a\0b", "holds a character that cannot be shown"),
        ("words", "a\ud800b", "holds a character that cannot be shown"),
        ("whole", "1.5", "Enter a whole number, such as 12"),
        ("whole", "٣", "Enter a whole number, such as 12"),
        ("whole", "9" * 400, "Enter a whole number, such as 12"),
        ("whole", "10", "Enter less than 10"),
        ("number", "1e5", "Enter a number, such as 12 or 2.5"),
        ("number", "nan", "Enter a number, such as 12 or 2.5"),
        ("number", "13", "This answer is not one that the question allows"),
        ("day", "2026-02-30", "Enter a real date"),
        ("day", "27/3/2026", "Enter a date with year, month and day"),
        ("day", "0001-01-01", "Enter a date with year, month and day"),
        ("day", "2026-03-28", "Enter a day that has been"),
    ],
)
def test_what_people_are_told(answer, name, raw, said):
    with pytest.raises(BadAnswer, match=said.replace("(", r"\(")):
        answer(name, raw)


def test_ten_thousand_characters_are_kept(answer):
    assert len(answer("words", "é" * 10_000)) == 10_000


def test_whether_an_answer_is_required_may_depend_on_another(answer):
    assert answer("words", "", one="no") == ""
    with pytest.raises(BadAnswer, match="Enter an answer"):
        answer("words", "", one="yes")


def test_messages_are_in_the_language_asked_for_else_in_the_first(answer):
    with pytest.raises(BadAnswer, match="Llai na 10"):
        answer("whole", "11", language="cy")
    with pytest.raises(BadAnswer, match="Enter less than 10"):
        answer("whole", "11", language="pl")


def test_a_cell_holds_several_choices_with_spaces_between(form):
    questions = form.instrument.questions
    assert read_cell(form.instrument, questions["several"], " c  a ") == ("a", "c")
    assert read_cell(form.instrument, questions["several"], "") == ()
    assert read_cell(form.instrument, questions["one"], "yes") == "yes"
    with pytest.raises(BadAnswer):
        read_cell(form.instrument, questions["one"], "yes no")

"""Rules of the outcomes builder: what words lack, how a forecast is made, how points are read, and its examples."""

from datetime import date
from decimal import Decimal

import pytest

from commissioning.kinds import Kind
from commissioning.reporting.curve import Point
from commissioning.support import curve, forecast, outcome_examples, point_lines
from commissioning.support.outcomes import Draft, check, lacking

TODAY = date(2026, 11, 23)


def points(*values: str, first: int = 2024) -> tuple[Point, ...]:
    return tuple(Point(date(first + number, 3, 31), Decimal(value)) for number, value in enumerate(values))


def draft(text: str = "Parents of disabled children tell their story once", **more) -> Draft:
    known = {
        "title": "Parents who say that they asked once",
        "unit": "per cent of parents asked",
        "about": "outcome",
        "hardness": "soft",
        "target": Decimal(70),
        "target_on": date(2028, 3, 31),
        "source": "80 parents, asked by the forum each March",
        "story": "They asked for it.",
        "points": {"history": points("30", "45", "55"), "forecast": points("55", "55", first=2027)},
    }
    of_draft = {"why", "standard", "about_service", "method", "forecast_why"} & set(more)
    own = {name: more.pop(name) for name in of_draft}
    base = {"why": "They asked for it.", "standard": True}
    return Draft(text=text, measure=curve.Measure(**{**known, **more}), **{**base, **own})


def said(one: Draft, letter: str) -> str:
    return " ".join(next(asked.to_do for asked in check(one, TODAY) if asked.letter == letter))


def test_a_good_outcome_has_nothing_to_add():
    assert [asked.to_do for asked in check(draft(), TODAY)] == [()] * 5
    assert lacking(draft()) == ()


@pytest.mark.parametrize(
    ("text", "letter", "words"),
    [
        ("", "Specific", "Say what will be different."),
        ("Deliver training to commissioners", "Specific", "something that will be done (“deliver”)"),
        ("Set up a joint board", "Specific", "something that will be done (“set”)"),
        ("Outcomes are seen in budgets", "Specific", "Say for whom"),
        ("Children have improved and better wellbeing", "Specific", "“improved” and “better” gives a direction"),
        ("Parents wait less. Schools hear sooner", "Specific", "more than one outcome"),
        ("Parents wait less; schools hear sooner", "Specific", "more than one outcome"),
        ("Parents " + "wait and wait " * 12, "Specific", "in 30 or fewer"),
        ("Every child is happy", "Achievable", "“every” leaves no room"),
        ("Children hear from us on an ongoing basis", "Time-bound", "“ongoing” has no end"),
    ],
)
def test_what_a_weak_sentence_lacks(text, letter, words):
    assert words in said(draft(text), letter)


@pytest.mark.parametrize(
    ("more", "letter", "words"),
    [
        ({"title": ""}, "Measurable", "Say what is measured."),
        ({"source": "Parents are asked by the forum"}, "Measurable", "Say how many people are asked"),
        ({"source": ""}, "Measurable", "who is asked, and how"),
        ({"hardness": "hard", "source": ""}, "Measurable", "where the figures come from"),
        ({"points": {"history": points("30")}}, "Measurable", "at least three points of history"),
        ({"method": "own"}, "Measurable", "Say why you expect it"),
        ({"target": None}, "Achievable", "which figure you aim for"),
        ({"target": Decimal(50)}, "Achievable", "no better than the last"),
        (
            {"target": Decimal(30), "better": "down", "points": {"history": points("20", "22", "25")}},
            "Achievable",
            "no be",
        ),
        ({"standard": False, "why": ""}, "Relevant", "which standard it serves"),
        ({"about_service": True, "why": ""}, "Relevant", "better off for it"),
        ({"target_on": None}, "Time-bound", "Say by when."),
        ({"target_on": TODAY}, "Time-bound", "not ahead any more"),
    ],
)
def test_what_weak_figures_lack(more, letter, words):
    assert words in said(draft(**more), letter)


def test_people_and_words_within_words_are_told_apart():
    assert said(draft("Carers know whom to ring at night"), "Specific") == ""
    assert said(draft("Childlike drawings hang in the hall"), "Specific").startswith("Say for whom")
    assert said(draft("Families deliver their own news"), "Specific") == ""  # only what it begins with is an activity
    assert said(draft("Overall, parents sooner know"), "Achievable") == ""


# --- Forecast -----------------------------------------------------------------------------


def test_it_goes_on_at_its_pace_to_the_day_aimed_for():
    given = forecast.forecast("pace", points("66", "63", "60"), date(2028, 9, 30), "children")
    assert [(point.on, point.value) for point in given] == [
        (date(2027, 3, 31), Decimal(57)),
        (date(2028, 3, 31), Decimal(54)),
        (date(2028, 9, 30), Decimal(52)),
    ]
    assert "down by 3 a year" in forecast.said("pace", points("66", "63", "60"))


def test_without_a_day_it_goes_on_for_three_years():
    assert [point.on.year for point in forecast.forecast("level", points("4", "5"), None, "weeks")] == [
        2026,
        2027,
        2028,
    ]
    assert {point.value for point in forecast.forecast("level", points("4", "5"), None, "weeks")} == {Decimal(5)}


def test_no_less_than_none_and_no_more_than_all():
    assert forecast.forecast("pace", points("20", "8"), None, "children")[-1].value == 0
    assert forecast.forecast("pace", points("70", "90"), None, "per cent of parents")[-1].value == 100
    assert forecast.forecast("pace", points("70", "90"), None, "children")[-1].value == 150
    assert forecast.forecast("pace", points("-1", "-3"), None, "points")[-1].value == -9


def test_it_is_as_exact_as_the_history():
    assert forecast.forecast("pace", points("1.5", "1.75", "2.25"), None, "days")[0].value == Decimal("2.63")


def test_no_forecast_where_there_is_none():
    assert forecast.forecast("own", points("1", "2", "3"), None, "days") == ()
    assert forecast.forecast("pace", points("1"), None, "days") == ()
    assert forecast.forecast("", points("1", "2"), None, "days") == ()
    assert forecast.forecast("pace", points("1", "2"), date(2020, 1, 1), "days") == ()
    far = forecast.forecast("level", points("1", "2"), date(2200, 1, 1), "days")
    assert len(far) == forecast.MOST_YEARS + 1


# --- Points as lines ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "on", "value"),
    [
        ("31 March 2025: 41.5", "31 March 2025", "41.5"),
        ("31/3/2025\t1,200", "31/3/2025", "1200"),
        ("31 3 2025 41", "31 3 2025", "41"),
        ("2025-03-31, 7%", "2025-03-31", "7"),
        ("31 March 2025 £3,000", "31 March 2025", "3000"),
        ("31 March 2025: −4", "31 March 2025", "-4"),
    ],
)
def test_a_line_is_a_date_and_a_figure(line, on, value):
    assert point_lines.split(line) == (on, Decimal(value))


@pytest.mark.parametrize(
    "line", ["41.5", "many", "31 March 2025: many", "1 2 3 " * 30, "x 1234567890123", ": 4", "a" * 9999]
)
def test_what_is_neither_is_not_guessed(line):
    assert point_lines.split(line) is None


def test_lines_are_read_as_they_were_written():
    given = points("41.5", "-3", "1200")
    assert point_lines.points(point_lines.written(reversed(given))) == given
    assert point_lines.points("<script>\n31 March 2025: 4\n32 of them") == (Point(date(2025, 3, 31), Decimal(4)),)


# --- Examples -----------------------------------------------------------------------------


def test_every_kind_has_hard_and_soft_examples_and_every_standard_has_some():
    for kind in Kind:
        assert {one.hardness for one in outcome_examples.chosen(kind)} == {"hard", "soft"}, kind
    for number in range(1, 13):
        assert outcome_examples.chosen(standard=f"S{number:02}"), number
    assert len(outcome_examples.OF_KEY) == len(outcome_examples.ALL)


def test_the_examples_keep_the_rules_they_teach():
    for one in outcome_examples.ALL:
        assert said(draft(one.text), "Specific") == "", one.key
        assert said(draft(one.text), "Achievable") == "", one.key
        assert bool(one.fact) == bool(one.source), one.key
        lengths = (len(one.text), len(one.title), len(one.unit), len(one.know))
        assert all(length <= most for length, most in zip(lengths, (500, 200, 60, 300), strict=True)), one.key

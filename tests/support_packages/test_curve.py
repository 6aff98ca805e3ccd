"""Turning the curve, as words and as a picture: nothing is said that the points do not say."""

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from commissioning.reporting.curve import NARROW, WIDE, Point, written
from commissioning.support.curve import Measure, expected_on, picture, reached, smart, turned

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 11, 22)


def points(*given: tuple[int, str]) -> tuple[Point, ...]:
    return tuple(Point(date(year, 3, 31), Decimal(value)) for year, value in given)


HISTORY = points((2023, "90"), (2024, "94"), (2025, "99"))
FORECAST = points((2026, "104"), (2028, "114"))
WHOLE = Measure(
    title="Children placed more than 20 miles away",
    unit="children",
    hardness="hard",
    better="down",
    target=Decimal("90"),
    target_on=date(2028, 3, 31),
    source="Placement returns, each March",
    story="Prices rose when two homes closed.",
    criterion="Fewer children live far from home",
    points={"history": HISTORY, "forecast": FORECAST},
)


def read(*given: tuple[int, str], **changed) -> Measure:
    return replace(WHOLE, points={**WHOLE.points, "reading": points(*given)}, **changed)


def to_do(measure: Measure) -> dict[str, tuple[str, ...]]:
    return {one.letter: one.to_do for one in smart(measure, TODAY)}


# --- SMART --------------------------------------------------------------------------------


def test_nothing_to_add_to_a_whole_measure():
    assert not any(to_do(WHOLE).values())
    assert list(to_do(WHOLE)) == ["Specific", "Measurable", "Achievable", "Relevant", "Time-bound"]


@pytest.mark.parametrize(
    ("letter", "changed", "words"),
    [
        ("Specific", {"title": "Waiting time"}, "of whom or of what"),
        ("Measurable", {"points": {"history": HISTORY[:2], "forecast": FORECAST}}, "at least three points"),
        ("Measurable", {"points": {"history": HISTORY}}, "if nothing changes"),
        ("Measurable", {"source": " "}, "where the figures come from"),
        ("Measurable", {"source": "", "hardness": "soft"}, "who is asked"),
        ("Achievable", {"target": None}, "which figure"),
        ("Achievable", {"target": Decimal(99)}, "no better than the last of the history, 99"),
        ("Achievable", {"target": Decimal(120)}, "no better"),
        ("Achievable", {"target": Decimal(50), "story": ""}, "twice as far"),
        ("Relevant", {"criterion": "", "story": ""}, "which criterion"),
        ("Time-bound", {"target_on": None}, "Say by when"),
        ("Time-bound", {"target_on": date(2026, 3, 31)}, "31 March 2026, is past"),
    ],
)
def test_each_letter_says_what_is_to_be_done(letter, changed, words):
    assert words in " ".join(to_do(replace(WHOLE, **changed))[letter])


# --- Did it turn? -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "Too few readings to say."),
        ([(2026, "50")], "Too few readings to say."),
        ([(2026, "100"), (2027, "108")], "Readings are better than the forecast at the same date."),
        ([(2026, "105"), (2027, "120")], "Readings are worse than the forecast at the same date."),
        ([(2026, "104"), (2028, "114")], "Readings are as the forecast said."),
        ([(2026, "105"), (2027, "100")], "some are not; the latest is better."),
        ([(2026, "100"), (2027, "120")], "some are not; the latest is worse."),
        ([(2026, "100"), (2030, "50")], "Too few readings to say."),  # beyond the forecast there is nothing beside it
    ],
)
def test_whether_it_turned_is_read_from_the_same_dates(given, words):
    assert turned(read(*given)).endswith(words)


def test_which_way_is_better_turns_the_words():
    given = [(2026, "100"), (2027, "100")]
    assert "better" in turned(read(*given, better="down"))
    assert "worse" in turned(read(*given, better="up"))


def test_without_a_forecast_nothing_is_said_of_a_turn():
    measure = replace(WHOLE, points={"history": HISTORY, "reading": points((2026, "1"), (2027, "1"))})
    assert turned(measure) == "Without a forecast nobody can say whether the curve turned."


def test_the_forecast_between_its_points():
    assert expected_on(WHOLE, date(2026, 3, 31)) == 104
    assert expected_on(WHOLE, date(2027, 3, 31)).quantize(Decimal("0.01")) == Decimal("108.99")  # 365 of 731 days
    assert expected_on(WHOLE, date(2025, 3, 31)) == 99, "it begins where the history ends"
    assert expected_on(WHOLE, date(2025, 3, 30)) is None
    assert expected_on(WHOLE, date(2028, 4, 1)) is None


@pytest.mark.parametrize(
    ("value", "words"), [("90", "has reached"), ("89.5", "has reached"), ("90.1", "has not reached")]
)
def test_the_target_is_reached_or_not(value, words):
    assert words in reached(read((2027, value)))
    assert reached(WHOLE) == ""


# --- The picture --------------------------------------------------------------------------


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("reporting/curve.svg", {"chart": chart}).strip())


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_everything_is_inside_and_in_order_of_time(layout):
    chart = picture(read((2026, "100"), (2027, "95.5")), "one", layout)
    for line in chart.lines:
        xs = [mark.x for mark in line.marks]
        assert xs == sorted(xs)
        assert all(chart.left <= mark.x <= chart.right for mark in line.marks)
        assert all(chart.top <= mark.y <= chart.bottom for mark in line.marks)
    assert chart.right < chart.width
    assert chart.bottom < chart.height
    assert chart.top <= chart.across_y <= chart.bottom


def test_higher_values_stand_higher():
    marks = picture(WHOLE, "one").lines[0].marks
    assert marks[0].y > marks[1].y > marks[2].y


def test_stroke_and_mark_tell_the_lines_apart_without_colour():
    svg = drawn(picture(read((2026, "100")), "one"))
    dashes = [line.get("stroke-dasharray") for line in svg.iter(f"{SVG}polyline")]
    assert dashes == [None, "7 5", None]
    assert len(list(svg.iter(f"{SVG}rect"))) == 2, "one reading and its entry in the key"
    hollow = [c for c in svg.iter(f"{SVG}circle") if c.get("fill") == "#ffffff"]
    assert len(hollow) == 3, "two points of the forecast and its entry in the key"
    words = "".join(svg.itertext())
    for label in ("History", "If nothing changes", "Readings", "Target: 90 by 31 March 2028"):
        assert label in words


def test_the_title_says_what_the_picture_shows_and_where_the_figures_are():
    chart = picture(WHOLE, "one")
    assert drawn(chart).find(f"{SVG}title").text == chart.alt
    assert chart.alt.startswith("Line chart. Too few readings to say. ")
    assert "Children placed more than 20 miles away: children; lower is better." in chart.alt
    assert "History: from 90 in March 2023 to 99 in March 2025." in chart.alt
    assert "Target: 90 by 31 March 2028." in chart.alt
    assert "table" in chart.alt


def test_the_table_holds_every_point():
    chart = picture(read((2026, "100.5")), "one")
    assert [(row.on.year, row.values) for row in chart.rows] == [
        (2023, ("90", "", "")),
        (2024, ("94", "", "")),
        (2025, ("99", "", "")),
        (2026, ("", "104", "100.5")),
        (2028, ("", "114", "")),
    ]


@pytest.mark.parametrize(
    "values", [["5"], ["0"], ["-3", "1000000"], ["0.001", "0.002"], ["-7", "-7"], ["99999999999.999"]]
)
@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_any_numbers_can_be_drawn(values, layout):
    history = tuple(Point(date(2020 + place, 1, 1), Decimal(value)) for place, value in enumerate(values))
    chart = picture(replace(WHOLE, target=None, points={"history": history}), "one", layout)
    assert all(chart.top <= mark.y <= chart.bottom for mark in chart.lines[0].marks)
    ys = [tick.at for tick in chart.ys]
    assert ys == sorted(ys, reverse=True)
    assert 2 <= len(ys) <= 8
    drawn(chart)


def test_no_point_no_picture():
    assert picture(replace(WHOLE, points={}), "one") is None


def test_hostile_words_are_text_and_presentation_attributes_only():
    chart = picture(replace(WHOLE, title='<script>alert("1")</script>', unit="<b>&"), "one")
    svg = drawn(chart)
    assert not list(svg.iter(f"{SVG}script"))
    assert not [element for element in svg.iter() if element.get("style")]


def test_numbers_are_written_short():
    assert [written(Decimal(n)) for n in ("12.500", "100", "1250", "-3.1", "0")] == [
        "12.5",
        "100",
        "1,250",
        "−3.1",
        "0",
    ]

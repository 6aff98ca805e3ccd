"""The dot plot as data and as a picture: nothing without a level is drawn as one, and the words agree with the dots."""

import itertools
import xml.etree.ElementTree as ElementTree

import pytest
from django.template.loader import render_to_string

from commissioning.reporting.charts import NARROW, WIDE, Item, Reading, dot_plot

SVG = "{http://www.w3.org/2000/svg}"


def level(number: int) -> Reading:
    return Reading(number, str(number))


UNKNOWN = Reading(None, "Don’t know")


def plot(*items: Item, layout=WIDE, **changed):
    values = {
        "key": "sample",
        "title": "Two of three are higher",
        "subtitle": "Level of each standard, Northshire",
        "groups": [("First section", items)],
        "levels": (1, 2, 3, 4, 5),
        "now": "2025/26",
        "earlier": "2024/25",
        "layout": layout,
    }
    return dot_plot(**values | changed)


def rows(chart):
    return [row for group in chart.groups for row in group.rows]


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("reporting/dot_plot.svg", {"chart": chart}).strip())


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_levels_stand_in_order_and_evenly(layout):
    xs = [rows(plot(Item("a", level(number)), layout=layout))[0].now_x for number in range(1, 6)]

    assert xs == sorted(xs)
    assert len({later - earlier for earlier, later in itertools.pairwise(xs)}) == 1
    assert xs[0] > 0
    assert xs[-1] < layout.width


def test_without_a_level_words_stand_and_no_dot():
    chart = plot(Item("Unknown", UNKNOWN))

    assert rows(chart)[0].now_x is None
    assert rows(chart)[0].value.words == "Don’t know"
    circles = [c for c in drawn(chart).iter(f"{SVG}circle") if c.get("cx") not in ("8", "122")]
    assert circles == []


def test_the_earlier_year_is_hollow_and_joined_to_this_one():
    chart = plot(Item("Moved", level(4), level(2)))
    svg = drawn(chart)
    row = rows(chart)[0]

    assert row.value.words == "4, was 2"
    fills = {c.get("cx"): c.get("fill") for c in svg.iter(f"{SVG}circle")}
    assert fills[str(row.now_x)] == "#12436d"
    assert fills[str(row.earlier_x)] == "#ffffff"
    joins = {(line.get("x1"), line.get("x2")) for line in svg.iter(f"{SVG}line")}
    assert (str(row.earlier_x), str(row.now_x)) in joins


def test_a_level_lost_keeps_its_hollow_dot_and_is_joined_to_nothing():
    row = rows(plot(Item("Lost", UNKNOWN, level(3))))[0]

    assert (row.now_x, row.value.words) == (None, "Don’t know, was 3")
    assert row.earlier_x is not None


def test_the_title_carries_the_message_both_ends_and_where_the_figures_are():
    chart = plot(Item("1 Vision", level(5)), Item("2 Money", level(1)), Item("3 Market", UNKNOWN))
    svg = drawn(chart)
    title = svg.find(f"{SVG}title")

    assert title.text == chart.alt
    assert "Two of three are higher." in chart.alt
    assert "Highest, level 5: 1 Vision." in chart.alt
    assert "Lowest, level 1: 2 Money." in chart.alt
    assert "table" in chart.alt
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == title.get("id") == "sample-title"


def test_equal_levels_have_no_ends():
    assert "Highest" not in plot(Item("a", level(3)), Item("b", level(3))).alt


def test_a_tie_of_many_is_cut_and_counted():
    items = [Item(f"s{number}", level(4)) for number in range(6)] + [Item("low", level(1))]

    assert "Highest, level 4: s0, s1, s2, s3 and 2 more." in plot(*items).alt


def test_presentation_attributes_only():
    svg = drawn(plot(Item("a", level(3), level(2))))

    assert not list(svg.iter(f"{SVG}style"))
    assert not [element for element in svg.iter() if element.get("style")]


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_hostile_and_long_labels_are_text_and_stay_in_place(layout):
    label = '<script>alert("1")</script> ' + "long " * 30
    chart = plot(Item(label, level(3)), Item("next", level(3)), layout=layout, title="<b>&", subtitle="")
    svg = drawn(chart)

    assert not list(svg.iter(f"{SVG}script"))
    first, second = rows(chart)
    assert first.labels[-1].y < second.labels[0].y
    assert chart.height > second.y


def test_nothing_overlaps_and_everything_is_inside():
    items = [Item(f"{number} Standard", level(1 + number % 5), level(1 + number % 3)) for number in range(12)]
    for layout in (WIDE, NARROW):
        chart = plot(*items, layout=layout)
        ys = [row.y for row in rows(chart)]
        assert ys == sorted(ys)
        assert min(later - earlier for earlier, later in itertools.pairwise(ys)) >= 20
        assert ys[-1] < chart.bottom < chart.height


def test_one_year_has_no_second_key():
    chart = plot(Item("1 Vision", level(4)), earlier="")

    assert not [c for c in drawn(chart).iter(f"{SVG}circle") if c.get("fill") == "#ffffff"]


def test_a_span_is_a_line_with_ends_and_words_of_its_own():
    items = [Item("1 Vision", level(4), span=(2, 5), beside="2 to 5"), Item("2 New", level(3), beside="Too few to say")]
    chart = plot(*items, earlier="", spans="Views, lowest to highest")
    first, second = rows(chart)
    svg = drawn(chart)
    paths = [path.get("d") for path in svg.iter(f"{SVG}path")]

    assert first.span == (WIDE.x(2, 1), WIDE.x(5, 1))
    assert second.span is None
    assert (first.value.words, second.value.words) == ("2 to 5", "Too few to say")
    assert len(paths) == 2, "one in the key and one row’s"
    assert paths[1].startswith(f"M{first.span[0]} ")
    assert f"H{first.span[1]}" in paths[1]
    assert "Views, lowest to highest" in "".join(svg.itertext())
    assert "Highest" not in chart.alt

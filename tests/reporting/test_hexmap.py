"""The map of hexagons as data and as a picture: nobody hidden behind another, nothing told by colour alone."""

import itertools
import re
import xml.etree.ElementTree as ElementTree
from html import unescape

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from commissioning.reporting.hexmap import Category, Cell, Tone, hexmap

SVG = "{http://www.w3.org/2000/svg}"
CATEGORIES = (
    Category("not", "Not started", Tone.EMPTY),
    Category("under", "Under way", Tone.PART),
    Category("signed", "Signed", Tone.FULL),
)
CELLS = (
    Cell("n", "Northshire", "NSH", 3, 9, "signed", "/areas/n/"),
    Cell("w", "Westbury", "WBY", 2, 8, "under", "/areas/w/"),
    Cell("e", "Eastham", "EHM", 3, 8, "not"),
)


def sample(cells=CELLS, **changed):
    values = {
        "key": "sample",
        "title": "One of three has signed",
        "subtitle": "Taking part, 1 October 2026",
        "noun": "areas",
        "categories": CATEGORIES,
        "cells": cells,
    }
    return hexmap(**values | changed)


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("reporting/hexmap.svg", {"chart": chart}).strip())


def table(chart) -> str:
    context = {"caption": "Every area", "caption_id": "every", "row_name": "Area", "category_name": "Where it is"}
    return render_to_string("reporting/hexmap_table.html", {"chart": chart, **context})


# --- Geometry -----------------------------------------------------------------------------


def overlap(one, other) -> bool:
    """Two convex shapes are apart exactly when a line along one of their edges separates them."""
    for corners in (one, other):
        for (ax, ay), (bx, by) in itertools.pairwise([*corners, corners[0]]):
            sides = [[(x * (ay - by) + y * (bx - ax)) for x, y in shape] for shape in (one, other)]
            if max(sides[0]) <= min(sides[1]) or max(sides[1]) <= min(sides[0]):
                return False
    return True


@given(st.sets(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), min_size=1, max_size=25))
def test_no_two_hexagons_overlap_and_all_are_inside_the_picture(places):
    chart = sample([Cell(str(place), "Area", "ABC", *place, "not") for place in places])

    for one, other in itertools.combinations(chart.hexagons, 2):
        assert not overlap(one.corners, other.corners)
    for hexagon in chart.hexagons:
        assert all(2 <= x <= chart.width - 2 and 2 <= y <= chart.height - 2 for x, y in hexagon.corners)


def test_north_is_up_east_is_right_and_odd_rows_stand_half_a_hexagon_further():
    north, west, east = sample().hexagons

    assert [hexagon.name for hexagon in (north, west, east)] == ["Northshire", "Westbury", "Eastham"]
    assert north.y < west.y == east.y
    assert west.x < east.x < north.x
    assert north.x - east.x == (east.x - west.x) / 2


def test_a_hexagon_is_all_but_regular():
    (x, top), (right, shoulder), *_ = sample().hexagons[0].corners
    upright, slanted = 2 * (sample().hexagons[0].y - shoulder), ((right - x) ** 2 + (shoulder - top) ** 2) ** 0.5

    assert upright == pytest.approx(slanted, rel=0.02)


def test_the_order_of_the_cells_changes_nothing():
    assert sample(CELLS) == sample(CELLS[::-1])
    assert ElementTree.tostring(drawn(sample(CELLS))) == ElementTree.tostring(drawn(sample(CELLS[::-1])))


@pytest.mark.parametrize(
    "cells",
    [(CELLS[0], Cell("x", "On top", "TOP", 3, 9, "not")), (CELLS[0], Cell("n", "Same key", "KEY", 1, 1, "not"))],
)
def test_two_cells_never_share_a_place_or_a_key(cells):
    with pytest.raises(ValueError, match="Two cells have the"):
        sample(cells)


def test_two_categories_never_look_alike():
    with pytest.raises(ValueError, match="alike"):
        sample(categories=(*CATEGORIES, Category("also", "Also signed", Tone.FULL)))


def test_a_map_without_cells_is_a_map():
    chart = sample([])

    assert drawn(chart) is not None
    assert chart.alt.startswith("Hexagon map. One of three has signed.")


# --- Looks --------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tone", Tone)
def test_border_letters_and_level_stand_out(tone):
    assert contrast(tone.fill, tone.border) >= 3
    assert contrast(tone.fill, tone.letters) >= 4.5
    assert max(contrast(tone.fill, "#ffffff"), contrast(tone.border, "#ffffff")) >= 3
    assert not tone.level or contrast(tone.fill, tone.level) >= 3


def test_without_colour_every_category_still_looks_different():
    """Broken border, empty, part full and full: told apart by shape, or by light against dark at 3 to 1."""
    for one, other in itertools.combinations(Tone, 2):
        shapes = {(tone.is_broken, bool(tone.level)) for tone in (one, other)}
        assert len(shapes) == 2 or contrast(one.fill, other.fill) >= 3


def test_letters_stand_above_the_level():
    part = sample().hexagons[1]
    level_top = min(int(point.split(",")[1]) for point in part.level.split())

    assert part.baseline < level_top


def test_the_picture_draws_what_the_categories_look_like():
    picture = drawn(sample())
    shapes = [shape for shape in picture.iter(f"{SVG}polygon") if shape.get("class") == "app-hexmap__shape"]

    assert [shape.get("fill") for shape in shapes] == [Tone.FULL.fill, Tone.PART.fill, Tone.EMPTY.fill]
    assert len([shape for shape in picture.iter(f"{SVG}polygon") if shape.get("class") == "app-hexmap__level"]) == 1
    outside = sample(CELLS[:1], categories=(Category("signed", "Not invited", Tone.OUTSIDE),))
    assert drawn(outside).find(f".//{SVG}polygon").get("stroke-dasharray")


def test_no_style_attribute_and_no_id_twice():
    for html in (render_to_string("reporting/hexmap.html", {"chart": sample(), "table_id": "every"}), table(sample())):
        assert "style" not in html
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids))


# --- Words --------------------------------------------------------------------------------


def test_picture_key_and_table_say_the_same():
    chart = sample()
    titles = [title.text for title in drawn(chart).iter(f"{SVG}title")]
    rows = re.findall(r'<th scope="row"[^>]*>(.*?)</th>\s*<td[^>]*>(.*?)</td>', table(chart), re.DOTALL)
    said = {f"{re.sub('<[^>]+>', '', name)}: {category}" for name, category in rows}

    assert titles[0] == chart.alt
    assert set(titles[1:]) == said == {"Northshire: Signed", "Westbury: Under way", "Eastham: Not started"}
    key = render_to_string("reporting/hexmap.html", {"chart": chart})
    assert re.findall(r"<span>(.*?)</span>", key) == ["Not started: 1", "Under way: 1", "Signed: 1"]
    assert "3 areas in all" in key
    assert "Of 3 areas: Not started 1, Under way 1, Signed 1." in chart.alt


def test_rows_are_by_name():
    chart = sample([Cell("1", "b", "", 0, 0, "not"), Cell("2", "A", "", 1, 0, "not"), Cell("3", "C", "", 2, 0, "not")])

    assert [row.name for row in chart.rows] == ["A", "b", "C"]


def test_links_are_links_in_picture_and_table_and_can_be_skipped():
    picture = drawn(sample())
    links = {link.get("href"): link.find(f"{SVG}title").text for link in picture.iter(f"{SVG}a")}

    assert links == {"/areas/n/": "Northshire: Signed", "/areas/w/": "Westbury: Under way"}
    assert picture.get("role") == "group"  # the children of an image are nobody’s to reach
    assert re.findall(r'<a class="govuk-link" href="([^"]+)"', table(sample())) == ["/areas/n/", "/areas/w/"]
    page = render_to_string("reporting/hexmap.html", {"chart": sample(), "table_id": "every"})
    assert page.index('href="#every"') < page.index('href="/areas/n/"')


def test_without_links_it_is_one_picture_and_nothing_to_skip():
    chart = sample(CELLS[2:])

    assert drawn(chart).get("role") == "img"
    assert not list(drawn(chart).iter(f"{SVG}a"))
    assert "href" not in render_to_string("reporting/hexmap.html", {"chart": chart, "table_id": "every"})


HOSTILE = "\"></title><script>alert(1)</script>'&{{ 7|add:7 }}"


def test_hostile_words_are_words():
    cell = Cell("n", HOSTILE, HOSTILE, 0, 0, "signed", '/x" onload="alert(1)')
    chart = sample(
        [cell],
        title=HOSTILE,
        subtitle=HOSTILE,
        noun=HOSTILE,
        categories=(Category("signed", HOSTILE, Tone.FULL),),
    )
    picture = drawn(chart)

    assert HOSTILE in picture.find(f"{SVG}title").text
    assert picture.find(f".//{SVG}text").text == HOSTILE
    assert picture.find(f"{SVG}a").attrib == {"class": "app-hexmap__link", "href": '/x" onload="alert(1)'}
    for html in (render_to_string("reporting/hexmap.html", {"chart": chart}), table(chart)):
        assert "<script" not in html
        assert HOSTILE in unescape(html)

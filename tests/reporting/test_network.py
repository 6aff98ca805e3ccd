"""The picture of a network: nothing overlaps, whatever is in it, and it is drawn in time."""

import random
import re
import time
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from commissioning.reporting.grid import INSIDE, Shape
from commissioning.reporting.network import MOST_EDGES, MOST_NODES, TYPE, Edge, Kind, Node, Stroke, network
from commissioning.reporting.wrapping import lines, width

KINDS = [
    Kind("reports", "reports to", "R", Stroke.ONE, up=True),
    Kind("member", "is a member of", "M", Stroke.TWO),
    Kind("pools", "pools budget with", "P", Stroke.FIVE),
]
NAMES = (
    "Board",
    "A group for the transition of young people to adulthood",
    "W" * 200,
    "\u202eboard",
    "学校" * 60,
    "<b>",
)


def node(number: int, name: str = "") -> Node:
    name = name or f"{NAMES[number % len(NAMES)]} {number}"
    return Node(str(number), name, "Group", [*Shape][number % len(Shape)], "New" if number % 7 == 0 else "")


def edge(source: int, target: int, kind: str = "reports", strong: bool = False) -> Edge:
    return Edge(str(source), str(target), kind, f"{source} {kind} {target}", strong)


def drawn(nodes, edges, **more):
    return network(key="n", title="Map", kinds=KINDS, nodes=nodes, edges=edges, **more)


def at_random(count: int, ties: int, seed: int):
    """A tree of reporting with others across, hubs among them."""
    chance = random.Random(seed)
    edges = [edge(number, chance.randrange(max(1, number // 3))) for number in range(1, count)]
    edges = {(one.source, one.target, one.kind): one for one in edges}
    while len(edges) < ties:
        kind = chance.choice(("member", "pools", "reports"))
        one = edge(chance.randrange(count), chance.choice((0, chance.randrange(count))), kind, chance.random() < 0.2)
        if one.source != one.target:
            edges.setdefault((one.source, one.target, one.kind), one)
    return [node(number) for number in range(count)], list(edges.values())


def strokes(path: str) -> list[tuple[int, int, int, int]]:
    """Each as x, y to x, y, the smaller first."""
    found = []
    for x, y, way, to in re.findall(r"M(\d+) (\d+)([HV])(\d+)", path):
        x, y, to = int(x), int(y), int(to)
        found.append((min(x, to), y, max(x, to), y) if way == "H" else (x, min(y, to), x, max(y, to)))
    return found


def meet(one, other) -> bool:
    """Two strokes that lie on one another, if only for a bit: crossing is no meeting."""
    across = one[1] == one[3] == other[1] == other[3] and one[0] <= other[2] and other[0] <= one[2]
    down = one[0] == one[2] == other[0] == other[2] and one[1] <= other[3] and other[1] <= one[3]
    return across or down


PICTURES = [(1, 0, 0), (2, 1, 1), (12, 25, 2), (60, 160, 3), (60, 160, 4), (120, 300, 5)]


@pytest.mark.parametrize(("count", "ties", "seed"), PICTURES)
def test_no_boxes_overlap_and_no_line_runs_through_one_or_along_another(count, ties, seed):
    found = drawn(*at_random(count, ties, seed))
    boxes = [(box.left, box.top, box.left + box.width, box.top + box.height) for box in found.boxes]
    for number, one in enumerate(boxes):
        assert 0 <= one[0] < one[2] <= found.width
        assert 0 <= one[1] < one[3] <= found.height
        for other in boxes[number + 1 :]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    by_line = [strokes(line.path) for line in found.lines]
    for stroke in (stroke for line in by_line for stroke in line):
        for left, top, right, bottom in boxes:
            inside = left < stroke[2] and stroke[0] < right and top < stroke[3] and stroke[1] < bottom
            assert not inside, (stroke, (left, top, right, bottom))
    for number, line in enumerate(by_line):
        for other in by_line[number + 1 :]:
            assert not any(meet(one, two) for one in line for two in other)


@pytest.mark.parametrize(("count", "ties", "seed"), PICTURES)
def test_words_stay_in_their_boxes_and_letters_apart(count, ties, seed):
    found = drawn(*at_random(count, ties, seed))
    for box in found.boxes:
        for label in box.labels:
            assert box.top < label.y < box.top + box.height
            assert width(label.words, TYPE) <= box.width - 2 * INSIDE
        assert "".join(label.words for label in box.labels).replace(" ", "") == box.name.replace(" ", "")
    letters = [(end.x, end.letter_y) for line in found.lines for end in line.ends]
    for number, (x, y) in enumerate(letters):
        assert not any(abs(x - other) < 14 and abs(y - below) < 14 for other, below in letters[number + 1 :])


def test_every_line_is_in_it_once():
    nodes, edges = at_random(60, 160, 3)
    said = ". ".join(line.words for line in drawn(nodes, edges).lines).split(". ")
    assert sorted(said) == sorted(one.words for one in edges)


def test_what_reports_upwards_stands_below():
    found = drawn([node(number) for number in range(40)], [edge(number, number // 3) for number in range(1, 40)])
    top = {box.key: box.top for box in found.boxes}
    assert all(top[str(number)] > top[str(number // 3)] for number in range(1, 40))


def test_a_circle_of_reporting_is_drawn_all_the_same():
    assert len(drawn([node(1), node(2), node(3)], [edge(1, 2), edge(2, 3), edge(3, 1)]).boxes) == 3


def test_the_same_gives_the_same_in_whatever_order():
    nodes, edges = at_random(60, 160, 3)
    assert drawn(nodes, edges) == drawn(nodes, edges)
    turned = drawn([*reversed(nodes)], edges)
    assert turned.boxes == drawn(nodes, edges).boxes


def test_three_hundred_are_drawn_in_a_second_or_two_and_more_are_not():
    nodes, edges = at_random(MOST_NODES, MOST_EDGES, 6)
    began = time.process_time()
    svg = render_to_string("reporting/network.svg", {"chart": drawn(nodes, edges)})
    assert time.process_time() - began < 4
    assert len(svg) < 800_000  # a PDF may have a megabyte of page
    assert drawn([*nodes, node(MOST_NODES)], edges) is None
    assert drawn(nodes, [*edges, edge(0, 1, "pools")]) is None
    assert drawn([], []) is None


def test_a_hub_of_hundreds_stays_legible():
    found = drawn(
        [node(number, f"Member {number}") for number in range(300)], [edge(n, 0, "member") for n in range(1, 300)]
    )
    assert found.width < 2_500


def test_the_picture_is_well_formed_and_says_what_it_is():
    nodes = [node(1, "<script>alert(1)</script>"), node(2, 'x"/><a')]
    svg = render_to_string("reporting/network.svg", {"chart": drawn(nodes, [edge(1, 2)])})
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == (
        "Map. 2 boxes and 1 line between them. The tables below say the same in words."
    )
    assert root.get("aria-labelledby") == root.find(f"{space}title").get("id")
    assert not list(root.iter(f"{space}script"))
    assert not [
        one for one in root.iter() if "style" in one.attrib or any(name.startswith("on") for name in one.attrib)
    ]


def test_words_are_wrapped_and_nothing_is_lost():
    assert lines("One two three", 60, 14) == ("One two", "three")
    assert "".join(lines("x" * 200, 100, 14)) == "x" * 200
    assert lines("", 100, 14) == ("",)
    assert lines("a\u202eb\nc", 100, 14) == ("ab c",)

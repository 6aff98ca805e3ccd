"""How far apart views are, what is talked about first, and what is looked at before it goes on: no database."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readiness import checks, spread
from readiness.checks import Facts, Place, Planned
from readiness.levels import Answer
from readiness.spread import Given, Spread

LABELS = {"champion": "Champion", "health": "Health", "schools": "Schools", "independent_provider": "Provider"}


def view(value: str = "3", kind: str = "health", **more) -> Given:
    return Given(kind=kind, answer=Answer.parse(value), **more)


def provider(value: str) -> Given:
    return view(value, "independent_provider", apart=True)


# --- How far apart ------------------------------------------------------------------------


def test_a_spread_goes_from_the_lowest_to_the_highest_level():
    assert spread.spread_of([view("2"), view("5", "schools"), view("3", "champion")]) == Spread(3, 2, 5)


def test_what_a_group_heard_in_its_room_widens_the_spread():
    assert spread.spread_of([view("3"), view("3", present=8, lowest=1, highest=4)]) == Spread(2, 1, 4)


def test_independent_providers_neither_count_nor_widen():
    assert spread.spread_of([view("3"), provider("1"), provider("5")]) == Spread(1, 3, 3)


def test_answers_without_a_level_count_and_are_no_zeros():
    assert spread.spread_of([view("dont_know"), view("not_applicable"), view("4")]) == Spread(3, 4, 4)
    nobody_knows = spread.spread_of([view("dont_know")] * 3)
    assert (nobody_knows, nobody_knows.steps, nobody_knows.words) == (Spread(3), 0, "3 views, no level")


def test_no_answer_is_no_view():
    assert spread.spread_of([view(""), view("")]) == Spread(0)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (Spread(0), "No views"),
        (Spread(1, 3, 3), "1 view, at 3"),
        (Spread(4, 3, 3), "4 views, all at 3"),
        (Spread(200, 1, 5), "200 views, from 1 to 5"),
        (Spread(1), "1 view, no level"),
    ],
)
def test_a_spread_in_words(found, words):
    assert found.words == words


# --- What is talked about first -----------------------------------------------------------


def order(*spreads: Spread) -> list[int]:
    return sorted(range(len(spreads)), key=lambda number: spread.widest_first(spreads[number], number))


def test_the_widest_comes_first_then_the_most_views_then_the_sets_order():
    assert order(Spread(9, 3, 3), Spread(2, 1, 4), Spread(2, 3, 4), Spread(5, 2, 3), Spread(2, 2, 3)) == [1, 3, 2, 4, 0]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(1, 5), st.integers(0, 4)), max_size=20))
def test_the_order_holds_every_standard_once_and_never_narrows_before_it_widens(drawn):
    spreads = [Spread(views, low, min(5, low + steps)) for views, low, steps in drawn]
    placed = order(*spreads)
    assert sorted(placed) == list(range(len(spreads)))
    steps = [spreads[number].steps for number in placed]
    assert steps == sorted(steps, reverse=True)


# --- Who said what ------------------------------------------------------------------------


def test_each_kind_has_its_counts_in_the_order_of_the_kinds_with_providers_last():
    kinds = spread.by_kind(
        [provider("2"), view("4", "schools"), view("2"), view("2"), view("dont_know"), view("3", "champion")], LABELS
    )
    assert [(kind.label, kind.counts) for kind in kinds] == [
        ("Champion", (0, 0, 1, 0, 0)),
        ("Health", (0, 2, 0, 0, 0)),
        ("Schools", (0, 0, 0, 1, 0)),
        ("Provider", (0, 1, 0, 0, 0)),
    ]
    assert [(kind.dont_know, kind.not_applicable, kind.apart) for kind in kinds] == [
        (0, 0, False),
        (1, 0, False),
        (0, 0, False),
        (0, 0, True),
    ]


def test_a_group_is_one_view_with_its_room_beside_it():
    (health,) = spread.by_kind([view("3", present=12, lowest=2, highest=4), view("3", present=1)], LABELS)
    assert health.counts == (0, 0, 2, 0, 0)
    assert health.rooms == ("A group of 12 people, with views from 2 to 4", "A group of 1 person")


def test_a_room_that_agreed_says_so():
    assert view("3", present=5, lowest=3, highest=3).room == "A group of 5 people, all at 3"


def test_lines_stand_under_their_kind_by_level_and_silence_is_left_out():
    (health,) = spread.by_kind([view("4", line="Better now"), view("2", line="Not yet"), view("3")], LABELS)
    assert [said.line for said in health.lines] == ["Not yet", "Better now"]
    assert spread.by_kind([view("")], LABELS) == []


# --- Before it goes on --------------------------------------------------------------------

GOOD = Facts(
    code="S01",
    number=1,
    title="A shared vision",
    answer=Answer(3),
    target=4,
    has_words=True,
    pieces=0,
    spread=Spread(4, 2, 4),
    dissent=False,
    came_later=0,
    completed=True,
    look_again=False,
)


def found(*actions: Planned, **change) -> list[tuple[str, Place, bool]]:
    rows = checks.findings([replace(GOOD, **change)], actions)
    return [(row.text, row.place, row.keeps_back) for row in rows]


def test_what_is_in_order_gives_no_finding():
    assert found() == []
    assert found(Planned(1, "Do it", "Sam Lee", date(2027, 1, 1))) == []


@pytest.mark.parametrize(
    ("change", "says", "place"),
    [
        ({"answer": Answer()}, "has no agreed level yet", Place.AGREEING),
        ({"completed": False}, "is not marked as completed", Place.STANDARD),
        ({"completed": False, "look_again": True}, "look at it again", Place.STANDARD),
    ],
)
def test_only_what_is_missing_keeps_it_back(change, says, place):
    ((text, where, keeps_back),) = found(**change)
    assert says in text
    assert (where, keeps_back) == (place, True)


@pytest.mark.parametrize(
    ("change", "says", "place"),
    [
        (
            {"answer": Answer(4), "has_words": False, "target": 5},
            "is at level 4, and neither words nor evidence show it",
            Place.STANDARD,
        ),
        ({"spread": Spread(6, 1, 4)}, "views go from 1 to 4, and nothing says yet who saw it", Place.AGREEING),
        ({"target": 2}, "the level aimed for, 2, is below the level agreed, 3", Place.AGREEING),
        ({"target": 3}, "the level aimed for, 3, is no higher than the level agreed, 3", Place.AGREEING),
        ({"came_later": 2}, "2 views came in after its level was agreed", Place.AGREEING),
    ],
)
def test_everything_else_is_advice(change, says, place):
    ((text, where, keeps_back),) = found(**change)
    assert text.startswith("1. A shared vision")
    assert says in text
    assert (where, keeps_back) == (place, False)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": Answer(5), "has_words": False, "pieces": 1, "target": None},  # evidence shows it as well
        {"answer": Answer(3), "has_words": False},  # below level 4 words are never asked for
        {"answer": Answer(5), "target": 5},  # keeping it up
        {"answer": Answer(no_level="dont_know"), "target": None, "came_later": 0},
        {"spread": Spread(6, 1, 5), "dissent": True},
        {"spread": Spread(6, 2, 4)},  # two apart
    ],
)
def test_what_is_no_finding(change):
    assert found(**change) == []


@pytest.mark.parametrize(
    ("action", "lacks"),
    [
        (Planned(7, "Map spending", "", date(2027, 1, 1)), "has nobody who answers for it."),
        (Planned(7, "Map spending", "Sam Lee", None), "has no date."),
        (Planned(7, "Map spending", "", None), "has nobody who answers for it and no date."),
    ],
)
def test_an_action_without_owner_or_date(action, lacks):
    (finding,) = checks.findings([GOOD], [action])
    assert finding.text == f"The action “Map spending” {lacks}"
    assert (finding.place, finding.action, finding.keeps_back) == (Place.PLAN, 7, False)


def test_what_keeps_it_back_stands_before_advice():
    rows = checks.findings([replace(GOOD, target=1), replace(GOOD, code="S02", answer=Answer())])
    assert [(row.code, row.keeps_back) for row in rows] == [("S02", True), ("S01", False)]

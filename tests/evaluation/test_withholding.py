"""Which figures of a round are withheld: the rules one by one. `test_withholding_property` tries to get round them."""

import json

import pytest

from evaluation.analysis.moves import WHOLE
from evaluation.analysis.withheld import Withheld
from evaluation.analysis.withholding import ALL, Pattern, Row, Table, withhold

SCALE = {"agree": "positive", "much": "positive", "neither": "neutral", "against": "negative", "unsure": "no_view"}


def table(whole, *, question="one", asked=None, choices=SCALE, several=False, answered=None, **breakdowns) -> Table:
    """Counts by choice; `asked` where it is more than answered. Breakdowns as {value: counts}."""
    rows = {ALL: Row(asked or sum(whole), tuple(whole), answered)}
    for breakdown, values in breakdowns.items():
        for value, counts in values.items():
            rows[breakdown, value] = counts if isinstance(counts, Row) else Row(sum(counts), tuple(counts))
    return Table(question, tuple(choices), tuple(choices.values()), several, rows)


def withheld(pattern, breakdown="", value="", question="one") -> dict[str, str]:
    return {item: mark for item, mark in pattern.marks[question][breakdown, value].items() if mark}


# --- Small counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "primary"),
    [
        ((20, 20, 20, 20, 20), set()),
        ((20, 20, 20, 20, 0), set()),  # a true 0 is printed
        ((20, 1, 20, 20, 20), {"much"}),
        ((20, 2, 20, 20, 20), {"much"}),
        ((20, 3, 20, 20, 20), set()),
        ((1, 1, 20, 20, 20), {"agree", "much", "net:positive"}),
        ((40, 20, 20, 2, 20), {"against", "net:negative"}),
        (
            (4, 5, 0, 0, 0),
            {"neither", "against", "unsure", "sum:neutral", "net:negative", "sum:no_view", "net:positive"},
        ),
        ((5, 5, 0, 0, 0), set()),  # none or all of ten
        ((3, 0, 3, 3, 30), {"much"}),  # none of nine with a view
        ((5, 4, 0, 0, 30), {"neither", "against", "sum:neutral", "net:negative", "net:positive"}),
    ],
)
def test_small_counts_are_withheld_and_none_or_all_of_few(counts, primary):
    pattern = withhold([table(counts)])
    marks = {item: mark for item, mark in withheld(pattern).items() if mark == "c"}
    assert set(marks) == {item.replace("net:", "sum:") for item in primary}
    assert all(pattern.mark("one", "", "", item) == "c" for item in primary)


@pytest.mark.parametrize(
    ("answered", "minimum", "silent"), [(4, 5, True), (5, 5, False), (9, 10, True), (10, 10, False)]
)
def test_too_few_answers_withhold_everything_with_their_base(answered, minimum, silent):
    pattern = withhold([table((answered, 0, 0, 0, 0), asked=30)], minimum_base=minimum)
    assert pattern.is_silent("one", "", "") is silent
    if silent:
        assert set(pattern.marks["one"][ALL].values()) == {"c"}


def test_too_few_with_a_view_withhold_the_views():
    """Whole as the base is: a share of three with a view tells of each."""
    pattern = withhold([table((3, 0, 0, 1, 40))])
    marks = withheld(pattern)
    of_views = {"agree", "much", "neither", "against", "sum:positive", "sum:neutral", "sum:negative", "sum:with_a_view"}
    assert {item for item, mark in marks.items() if mark == "c"} == of_views
    assert marks["unsure"] == marks["sum:no_view"] == "c2"  # else the rest of those who answered
    assert not pattern.is_silent("one", "", "")


def test_nobody_has_a_view():
    pattern = withhold([table((0, 0, 0, 0, 60))])
    assert pattern.mark("one", "", "", "net:positive") == "c"
    assert pattern.mark("one", "", "", "sum:answered") == ""


def test_each_choice_of_several_stands_against_all_who_were_asked():
    choices = {"training": "", "online": "", "none": ""}
    wide = table((30, 2, 0), choices=choices, several=True, asked=40, answered=35)
    assert withheld(withhold([wide])) == {"online": "c"}  # what is not ticked is not printed
    few = table((9, 5, 0), choices=choices, several=True, asked=9, answered=9)
    assert withheld(withhold([few])) == {"training": "c", "none": "c"}


def test_a_question_without_values_has_no_nets():
    pattern = withhold([table((30, 2, 20), choices={"a": "", "b": "", "c": ""})])
    assert withheld(pattern) == {"b": "c", "c": "c2"}
    with pytest.raises(KeyError):
        pattern.mark("one", "", "", "net:positive")


def test_whoever_did_not_answer_is_counted_but_gives_nothing_away():
    pattern = withhold([table((20, 20, 20, 20, 20), asked=101)])
    assert withheld(pattern) == {}


# --- What goes with them ------------------------------------------------------------------


def test_a_small_choice_takes_another_of_the_same_net_so_that_the_net_stays():
    assert withheld(withhold([table((2, 40, 10, 9, 8))])) == {"agree": "c", "much": "c2"}


def test_a_breakdown_gives_way_before_the_whole():
    parts = {"a": (2, 30, 20, 20, 20), "b": (40, 30, 20, 20, 20), "c": (20, 10, 20, 20, 20)}
    pattern = withhold([table((62, 70, 60, 60, 60), type=parts)])
    assert withheld(pattern) == {}
    assert withheld(pattern, "type", "a") == {"agree": "c", "much": "c2"}
    assert withheld(pattern, "type", "c") == {"agree": "c2", "much": "c2"}  # less is lost than in the larger one
    assert withheld(pattern, "type", "b") == {}


def test_a_breakdown_that_leaves_one_person_out_loses_two_rows():
    parts = {"a": (1, 0, 0, 0, 0), "b": (19, 20, 20, 20, 20), "c": (9, 9, 9, 9, 9)}
    pattern = withhold([table((29, 29, 29, 29, 29), type=parts)])
    assert set(withheld(pattern, "type", "a").values()) == {"c"}
    assert set(withheld(pattern, "type", "c").values()) == {"c2"}
    assert [pattern.is_silent("one", "type", value) for value in "abc"] == [True, False, True]
    assert withheld(pattern) == withheld(pattern, "type", "b") == {}


def test_rows_of_too_few_respondents_go_in_every_question():
    """So the other questions do not tell how many they are; and the row that goes with them is the same."""
    parts = {"a": Row(2, (1, 1, 0, 0, 0)), "b": (20, 20, 20, 20, 20), "c": (9, 9, 9, 9, 9), "d": (10, 8, 9, 9, 9)}
    whole = (40, 38, 38, 38, 38)
    tables = [table(whole, type=parts, question=name) for name in ("one", "two")]
    pattern = withhold(tables)
    silent = [{value for value in parts if pattern.is_silent(name, "type", value)} for name in ("one", "two")]
    assert silent[0] == silent[1]
    assert "a" in silent[0]
    assert len(silent[0]) == 2


def test_a_single_row_is_the_whole():
    pattern = withhold([table((2, 40, 10, 9, 8), type={"a": (2, 40, 10, 9, 8)})])
    assert withheld(pattern, "type", "a") == withheld(pattern) == {"agree": "c", "much": "c2"}


def test_rows_of_the_same_people_are_withheld_alike():
    london = (2, 30, 20, 20, 20)
    others = {"b": (40, 30, 20, 20, 20), "c": (20, 10, 20, 20, 20)}
    tables = [table((62, 70, 60, 60, 60), region={"London": london, **others}, type={"borough": london, **others})]
    pattern = withhold(tables, alike=[(("region", "London"), ("type", "borough"))])
    assert withheld(pattern, "region", "London") == withheld(pattern, "type", "borough") != {}


def test_an_empty_round_and_a_round_of_one():
    for whole in ((0, 0, 0, 0, 0), (0, 1, 0, 0, 0)):
        pattern = withhold([table(whole, type={"a": whole})])
        assert all(set(marks.values()) == {"c"} for marks in pattern.marks["one"].values())
    assert withhold([]).marks == {}


def test_where_nobody_ticked_anything_no_row_tells_more_than_another():
    choices = {"a": "", "b": "", "c": ""}
    parts = {"x": Row(33, (0, 0, 0), 0), "y": Row(7, (0, 0, 0), 0)}
    pattern = withhold([table((0, 0, 0), choices=choices, several=True, asked=40, answered=0, type=parts)])
    assert all(all(marks.values()) for marks in pattern.marks["one"].values())


def test_what_a_breakdown_costs_does_not_depend_on_the_others():
    """Where the whole is printed, breakdowns are settled each by itself."""
    parts = {"a": (2, 30, 20, 20, 20), "b": (40, 30, 20, 20, 20), "c": (20, 10, 20, 20, 20)}
    alone = withhold([table((62, 70, 60, 60, 60), type=parts)])
    both = withhold(
        [table((62, 70, 60, 60, 60), type=parts, region={"n": (60, 1, 30, 3, 9), "s": (2, 69, 30, 57, 51)})]
    )
    assert [withheld(both, "type", value) for value in "abc"] == [withheld(alone, "type", value) for value in "abc"]


def test_what_matters_least_costs_least():
    worth = Withheld(table((20, 21, 22, 23, 24), type={"a": (20, 21, 22, 23, 24)}), 5).worth
    items = Withheld(table((20, 21, 22, 23, 24)), 5).items
    in_order = ["agree", "unsure", "sum:no_view", "sum:with_a_view", "sum:negative", "sum:positive", "sum:asked"]
    costs = [worth[1 - WHOLE, items.index(item)] for item in in_order]
    assert costs == sorted(costs)
    assert (worth[WHOLE] > worth[1]).all()
    assert worth[WHOLE, 0] > worth[1, items.index("sum:positive")]


# --- Questions put to those who gave an answer --------------------------------------------


def reach(whole, asked, **rows):
    """Who used training and who online."""
    choices = {"training": "", "online": ""}
    parts = {value: Row(number, counts, number) for value, (number, counts) in rows.items()}
    return table(whole, question="reach", choices=choices, several=True, asked=asked, answered=asked, type=parts)


REACH = reach((62, 100), 120, a=(30, (2, 25)), b=(50, (30, 45)), c=(40, (30, 30)))
USED = {"a": (2, 0, 0, 0, 0), "b": (10, 5, 5, 5, 5), "c": (10, 5, 5, 5, 5)}
AFTER = {"one": {("reach", "training")}}


def test_a_row_goes_whole_where_its_routing_is_withheld():
    pattern = withhold([table((22, 10, 10, 10, 10), type=USED), REACH], depends_on=AFTER)
    in_reach = {value for value in "abc" if pattern.mark("reach", "type", value, "training")}
    assert "a" in in_reach
    assert len(in_reach) == 2
    assert {value for value in "abc" if pattern.is_silent("one", "type", value)} == in_reach
    assert not pattern.is_silent("one", "", "")


def test_everything_goes_where_the_routing_is_withheld_in_the_whole():
    first = reach((2, 100), 120, a=(60, (2, 50)), b=(60, (0, 50)))
    rest = table((2, 0, 0, 0, 0), type={"a": (2, 0, 0, 0, 0), "b": (0, 0, 0, 0, 0)})
    pattern = withhold([first, rest], depends_on=AFTER)
    assert pattern.mark("reach", "", "", "training") == "c"
    assert [pattern.is_silent("one", *row) for row in (ALL, ("type", "a"))] == [True, True]
    assert not pattern.mark("reach", "type", "b", "training")  # says that nobody there was asked
    assert withheld(pattern, "type", "b") == {}


def test_a_question_may_rest_on_any_choice_of_another():
    pattern = withhold([table((22, 10, 10, 10, 10), type=USED), REACH], depends_on={"one": {("reach", None)}})
    assert pattern.is_silent("one", "type", "a")
    unrelated = withhold([table((22, 10, 10, 10, 10), type=USED), REACH], depends_on={"one": {("reach", "online")}})
    assert not pattern.mark("reach", "type", "a", "online")
    assert unrelated.is_silent("one", "type", "a")  # by its own base


def test_a_row_in_which_nobody_was_asked_has_nothing_to_withhold():
    first = reach((60, 100), 120, a=(30, (0, 25)), b=(50, (30, 45)), c=(40, (30, 30)))
    parts = {"a": (0, 0, 0, 0, 0), "b": (10, 5, 5, 5, 5), "c": (10, 5, 5, 5, 5)}
    pattern = withhold([first, table((20, 10, 10, 10, 10), type=parts)], depends_on=AFTER)
    assert [withheld(pattern, "type", value) for value in "abc"] == [{}, {}, {}]


# --- What was published before ------------------------------------------------------------


def test_what_was_withheld_stays_so_with_its_reason_of_today():
    counts = table((20, 20, 20, 20, 20))
    before = withhold([table((2, 1, 20, 20, 20))])
    pattern = withhold([counts], already=before)
    assert withheld(pattern) == {"agree": "c2", "much": "c2"}


def test_what_is_out_cannot_be_withheld_and_the_rest_gives_way():
    parts = {"a": (2, 30, 20, 20, 20), "b": (40, 30, 20, 20, 20), "c": (20, 10, 20, 20, 20)}
    counts = table((62, 70, 60, 60, 60), type=parts)
    out = {("one", "type", "c", item) for item in ("agree", "net:positive")}
    pattern = withhold([counts], fixed=out)
    assert withheld(pattern, "type", "a") == {"agree": "c", "much": "c2"}
    assert withheld(pattern, "type", "b") == {"agree": "c2", "much": "c2"}
    assert withheld(pattern, "type", "c") == {}


# --- The pattern --------------------------------------------------------------------------


def test_a_pattern_is_kept_as_plain_data():
    pattern = withhold([table((22, 10, 10, 10, 10), type=USED), REACH], depends_on=AFTER)
    kept = json.dumps(pattern.as_data())
    assert Pattern.from_data(json.loads(kept)) == pattern
    assert len(kept) < 1_500


def test_a_figure_nobody_decided_on_is_an_error_not_printed():
    pattern = withhold([table((20, 20, 20, 20, 20))])
    for unknown in (("two", "", "", "agree"), ("one", "type", "a", "agree"), ("one", "", "", "maybe")):
        with pytest.raises(KeyError):
            pattern.mark(*unknown)


def test_a_choice_may_be_called_like_a_sum():
    choices = {"positive": "positive", "very": "positive", "no": "negative"}
    pattern = withhold([table((2, 40, 50), choices=choices)])
    assert pattern.mark("one", "", "", "positive") == "c"
    assert pattern.mark("one", "", "", "net:positive") == pattern.mark("one", "", "", "sum:positive") == ""

"""Which counts are withheld: the rule for small ones, and what goes with them."""

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.reporting.disclosure import Audit, says
from commissioning.reporting.figures import Statement, middle
from commissioning.reporting.suppression import Group, has_base, is_primary, protect

MEDIAN = Statement("median", (2,), least=5, outlasts_counts=True)
QUARTILES = Statement("quartiles", (1, 3), least=10)

counted = st.lists(st.integers(0, 6), min_size=2, max_size=6).filter(any)


# --- Ordered levels -----------------------------------------------------------------------


@given(counted)
def test_the_middle_is_that_of_the_levels_in_order(counts):
    in_order = [level for level, count in enumerate(counts) for _ in range(count)]
    assert middle(counts) == (statistics.median_low(in_order), statistics.median_high(in_order))


@given(counted, st.sampled_from([1, 2, 3]))
def test_a_quarter_has_no_more_than_its_share_below_it_and_the_rest_above(counts, quarter):
    first, second = middle(counts, quarter)
    share = quarter * sum(counts) / 4
    assert sum(counts[: first + 1]) >= share >= sum(counts[:second])
    assert sum(counts[:first]) < share
    assert sum(counts[: second + 1]) > share


@given(counted, st.sampled_from([(2,), (1, 3), (1, 2, 3)]))
def test_what_a_figure_says_is_true_and_as_tight_as_whole_numbers_allow(counts, quarters):
    everybody = np.array([*counts, 4])  # the last column is no level
    said = says(everybody, quarters, len(counts), least=sum(counts))
    slack = [weights @ everybody - least for weights, least in said]
    assert min(slack) >= 0
    for changed in everybody + np.eye(len(everybody), dtype=int)[:-1] - np.eye(len(everybody), dtype=int)[:-1, ::-1]:
        if (changed >= 0).all() and changed[:-1].sum() == sum(counts):
            told = all(weights @ changed >= least - 1e-9 for weights, least in said)
            same = all(middle(list(changed[:-1]), quarter) == middle(counts, quarter) for quarter in quarters)
            assert told == same


# --- Small counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "base", "withheld"),
    [
        (0, 11, False),  # nobody of eleven, or of ten others
        (0, 10, True),  # nobody of nine others
        (1, 40, True),
        (2, 40, True),
        (3, 40, True),  # two others, for one of the three
        (4, 40, False),
        (38, 40, False),
        (40, 40, False),
        (11, 11, False),
        (10, 10, True),  # all of nine others
        (9, 10, True),  # all of nine others, for the one who is not
        (6, 10, False),
        (4, 6, False),
        (4, 5, True),  # four others are too few
    ],
)
def test_a_count_is_withheld_where_it_is_small_for_some_reader(count, base, withheld):
    assert is_primary(count, base) is withheld


@pytest.mark.parametrize(("base", "enough"), [(0, False), (5, False), (6, True)])
def test_everybody_needs_five_others(base, enough):
    assert has_base(base) is enough


# --- What goes with them ------------------------------------------------------------------


def groups_of(joint, **kinds):
    return {"all": Group(frozenset(joint), 2), **{name: Group(frozenset(held), 1) for name, held in kinds.items()}}


def test_nothing_more_than_small_counts_goes_where_these_hide_each_other():
    pattern = protect({"a": [2, 2, 2, 9, 9]}, {"all": Group(frozenset("a"), 1)}, (), levels=4)
    assert pattern.marks["all"] == ("c", "c", "c", "", "")
    assert pattern.totals["all"] == (2, 2, 2, 9, 9)


def test_one_small_count_takes_the_smallest_other_with_it():
    pattern = protect({"a": [2, 7, 9, 8]}, {"all": Group(frozenset("a"), 1)}, (), levels=3)
    assert pattern.marks["all"] == ("c", "c2", "", "")


def test_a_small_count_is_not_the_whole_less_the_other_parts():
    """In one column only: nothing within its group gives it away, but the whole would."""
    joint = {"a": [2, 2, 2, 20, 20], "b": [20, 20, 20, 20, 20]}
    pattern = protect(joint, groups_of(joint, a="a", b="b"), (), levels=4)
    assert pattern.marks["a"][:3] == ("c", "c", "c")
    assert pattern.marks["b"][:3] == ("c2", "c2", "c2")
    assert pattern.marks["all"] == ("", "", "", "", "")


def test_the_same_people_under_two_names_are_withheld_under_both():
    joint = {"a": [2, 2, 2, 20, 20], "b": [20, 20, 20, 20, 20]}
    pattern = protect(joint, groups_of(joint, a="a", also_a="a", b="b"), (), levels=4)
    assert pattern.marks["a"] == pattern.marks["also_a"]


def test_a_group_of_too_few_withholds_all_and_takes_another_with_it():
    joint = {"a": [1, 1, 1, 1], "b": [20, 20, 20, 20], "c": [20, 20, 20, 20]}
    pattern = protect(joint, groups_of(joint, a="a", b="b", c="c"), (MEDIAN,), levels=3)
    assert pattern.marks["a"] == ("c",) * 4
    assert ("a", "median") not in pattern.stated
    withheld = [all(pattern.marks[name][column] == "" for name in ("b", "c", "all")) for column in range(4)]
    assert not any(withheld)


def test_what_weighs_least_goes_first(monkeypatch):
    """Parts before the whole; of each, quartiles before counts, small before large, and the median last."""
    gone = []
    withhold = Audit.withhold
    monkeypatch.setattr(Audit, "exposed", Audit.printed)  # as if each thing printed gave something away
    monkeypatch.setattr(Audit, "withhold", lambda self, item: (gone.append(item), withhold(self, item)))
    joint = {"a": [9, 7, 8], "b": [5, 9, 6]}
    protect(joint, groups_of(joint, a="a", b="b"), (MEDIAN, QUARTILES), levels=2)
    assert gone == [
        ("a", "quartiles"),
        ("b", "quartiles"),
        ("b", 0),
        ("b", 2),
        ("a", 1),
        ("a", 2),
        ("a", 0),
        ("b", 1),
        ("a", "median"),
        ("b", "median"),
        ("all", "quartiles"),
        ("all", 0),
        ("all", 2),
        ("all", 1),
        ("all", "median"),
    ]


@pytest.mark.parametrize(
    ("levels", "stated"), [((5, 0), set()), ((6, 0), {"median"}), ((5, 6), {"median", "quartiles"})]
)
def test_a_statement_needs_enough_others_with_a_level(monkeypatch, levels, stated):
    monkeypatch.setattr(Audit, "exposed", lambda self: set())
    pattern = protect({"a": [*levels, 20]}, {"a": Group(frozenset("a"), 1)}, (MEDIAN, QUARTILES), levels=2)
    assert pattern.stated == {("a", name) for name in stated}


def test_what_the_proof_rests_on_is_what_must_go():
    audit = Audit({"a": [2, 7, 9, 8], "b": [5, 5, 5, 5]}, {"a": frozenset("a"), "b": frozenset("b")}, {}, 3, 3)
    audit.withhold(("a", 0))
    assert audit.exposed() == {("a", 1), ("a", 2), ("a", 3)}  # nothing about the other group holds it
    audit.withhold(("a", 2))
    assert audit.exposed() == set()
    assert ("a", 2) not in audit.printed()
    assert ("b", 2) in audit.printed()


def test_who_knows_the_most_decides():
    """Four in two columns: a range of four from outside, and of three for one who knows where one of them is."""
    for count, safe in ((3, True), (2, False)):
        audit = Audit({"a": [1, count, 20, 20]}, {"a": frozenset("a")}, {}, 3, 3)
        audit.withhold(("a", 0))
        audit.withhold(("a", 1))
        assert (audit.exposed() == set()) is safe

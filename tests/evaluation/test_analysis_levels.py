"""Levels, summaries and what was expected: worked by hand, and rounded as exact fractions round."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.analysis import levels as levels_module
from evaluation.analysis import summary as summary_module
from evaluation.analysis.counts import WHOLE, Counts, Place, Tally
from evaluation.analysis.expected import COLUMNS as EXPECTED_COLUMNS
from evaluation.analysis.expected import expected, months_between
from evaluation.analysis.levels import levels
from evaluation.analysis.marks import NothingWithheld, strongest
from evaluation.analysis.rounding import percent, points, tenths, tenths_between, whole
from evaluation.analysis.summary import summary
from evaluation.instruments.definition import Scale
from tests.support.tallies import counted, counts_of, question

OPEN = NothingWithheld()
COUNTY = Place("type", "county")


class Marked:
    """Marks as named, by breakdown's value and item."""

    def __init__(self, **marks):
        self.marks = marks

    def mark(self, question, breakdown, value, item):
        return self.marks.get(f"{value}_{item}".replace(":", "_"), "")


def half_up(share: Fraction, places: str) -> Decimal:
    """Of an exact fraction, by long division far past any tie."""
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal(places), ROUND_HALF_UP)


# --- Rounding ---------------------------------------------------------------------------------


@given(st.integers(1, 100_000).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base))))
def test_percentages_round_as_exact_fractions_do(of):
    count, base = of
    assert percent(count, base) == half_up(Fraction(100 * count, base), "0.1")
    assert whole(count, base) == half_up(Fraction(100 * count, base), "1")
    assert tenths(np.array([count]), np.array([base])).tolist() == [tenths(count, base)]


@given(st.integers(1, 5_000), st.integers(1, 5_000), st.data())
def test_differences_round_as_exact_fractions_do_and_are_as_large_the_other_way(before, after, data):
    count_from, count_to = data.draw(st.integers(0, before)), data.draw(st.integers(0, after))
    exact = Fraction(100 * count_to, after) - Fraction(100 * count_from, before)
    told = points(count_from, before, count_to, after)
    assert told == half_up(exact, "0.1")
    assert told == -points(count_to, after, count_from, before)
    arrays = [np.array([number]) for number in (count_from, before, count_to, after)]
    assert tenths_between(*arrays).tolist() == [tenths_between(count_from, before, count_to, after)]


@pytest.mark.parametrize(("count", "base", "told"), [(1, 8, "12.5"), (1, 16, "6.3"), (3, 16, "18.8"), (1, 2000, "0.1")])
def test_a_half_goes_up(count, base, told):
    assert str(percent(count, base)) == told


def test_a_difference_is_of_unrounded_percentages():
    """33.3 and 66.7 lie 33.4 apart, a third and two thirds 33.3."""
    assert str(points(1, 3, 2, 3)) == "33.3"
    assert str(points(2, 3, 1, 3)) == "-33.3"


# --- Levels -----------------------------------------------------------------------------------


def test_every_answer_has_a_row_and_both_bases_are_told():
    one = question()
    rows = {
        (row.basis, row.answer): row
        for row in levels(counts_of(one, counted([2, 11, 6, 3, 0, 5, 4], asked=[40])), OPEN)
    }
    assert len(rows) == 9 + 7
    told = {key: (row.count, row.base, str(row.percent)) for key, row in rows.items()}
    assert told["asked", "very_negative"] == (0, 31, "0.0")
    assert told["asked", "too_early"] == (4, 31, "12.9")
    assert told["asked", "net:positive"] == (13, 31, "41.9")
    assert told["with_a_view", "net:positive"] == (13, 22, "59.1")
    assert told["with_a_view", "net:negative"] == (3, 22, "13.6")
    assert ("with_a_view", "undecided") not in rows
    assert {row.reliability for (basis, _), row in rows.items() if basis == "asked"} == {"caution"}
    assert {row.reliability for (basis, _), row in rows.items() if basis == "with_a_view"} == {"low"}
    assert rows["asked", "net:positive"].label == "Very positive or Positive"


def test_ticks_are_of_everyone_asked():
    one = question(answers={"a": None, "b": None}, several=True)
    rows = list(levels(counts_of(one, counted([30, 10], asked=[60], answered=[35])), OPEN))
    assert [(row.answer, row.count, row.base, str(row.percent)) for row in rows] == [
        ("a", 30, 60, "50.0"),
        ("b", 10, 60, "16.7"),
    ]


def test_a_place_nobody_answered_in_has_rows_without_percentages():
    one = question(answers={"good": 1, "bad": -1})
    rows = list(levels(counts_of(one, counted([50, 50], [0, 0]), (WHOLE, COUNTY)), OPEN))
    assert {(row.count, row.base, row.percent, row.suppressed) for row in rows[8:]} == {(0, 0, None, "")}
    assert {(row.breakdown, row.breakdown_value) for row in rows[8:]} == {("type", "county")}


def test_a_withheld_count_takes_its_percentages_and_a_withheld_base_all_of_its_rows():
    one = question(answers={"good": 1, "bad": -1, "early": None})
    marks = Marked(_bad="c", county_sum_with_a_view="c2", county_early="c")
    counts = counts_of(one, counted([50, 2, 8], [4, 0, 1]), (WHOLE, COUNTY))
    rows = {(row.breakdown_value, row.basis, row.answer): row for row in levels(counts, marks)}
    hidden = {key: row.suppressed for key, row in rows.items() if row.suppressed}
    assert hidden == {
        ("", "asked", "bad"): "c",
        ("", "with_a_view", "bad"): "c",
        ("county", "asked", "early"): "c",
        **{("county", "with_a_view", item): "c2" for item in ("good", "bad", "net:positive", "net:negative")},
    }
    for key in hidden:
        row = rows[key]
        assert (row.count, row.base, row.percent, row.reliability) == (None, None, None, "")


def test_the_strongest_reason_is_told():
    assert strongest(["", "c2", "c"]) == "c"
    assert strongest(["", "c2"]) == "c2"
    assert strongest(["", ""]) == ""


def test_files_have_the_columns_that_others_rely_on():
    assert ",".join(levels_module.COLUMNS) == (
        "round,group,measure,service,question,breakdown,breakdown_value,basis,answer,label,count,base,percent,"
        "suppressed,reliability"
    )
    assert ",".join(summary_module.COLUMNS) == (
        "round,group,measure,service,question,breakdown,breakdown_value,asked,answered,with_a_view,positive,neutral,"
        "negative,no_view,not_answered,suppressed"
    )
    assert ",".join(EXPECTED_COLUMNS) == (
        "group,measure_from,measure_to,service,basis,round_from,percent_from,base_from,round_to,percent_to,base_to,"
        "months,difference_points,reliability,suppressed"
    )


def test_counts_of_the_wrong_shape_are_refused():
    with pytest.raises(ValueError, match="q are not places × answers"):
        counts_of(question(), counted([1, 2, 3]))


# --- Summary ----------------------------------------------------------------------------------


def test_a_summary_counts_the_sides_of_the_scale():
    (row,) = summary(counts_of(question(), counted([2, 11, 6, 3, 1, 5, 4], asked=[40])), OPEN)
    told = row.asked, row.answered, row.with_a_view, row.positive, row.neutral, row.negative, row.no_view
    assert told == (40, 32, 23, 13, 6, 4, 9)
    assert row.not_answered == 8


def test_the_middle_of_the_maturity_scale_is_three():
    one = question(answers={f"l{level}": level for level in range(1, 6)} | {"dk": None}, scale=Scale.MATURITY)
    (row,) = summary(counts_of(one, counted([1, 2, 3, 4, 5, 6])), OPEN)
    assert (row.negative, row.neutral, row.positive, row.no_view, row.with_a_view) == (3, 3, 9, 6, 15)


def test_without_a_scale_nobody_stands_on_a_side():
    one = question(answers={"a": None, "b": None}, several=True)
    (row,) = summary(counts_of(one, counted([30, 10], asked=[60], answered=[35])), OPEN)
    assert (row.asked, row.answered, row.not_answered) == (60, 35, 25)
    assert (row.with_a_view, row.positive, row.no_view, row.suppressed) == (None, None, None, "")


def test_a_summary_withholds_number_by_number():
    (row,) = summary(
        counts_of(question(), counted([2, 11, 6, 2, 0, 5, 4])), Marked(_sum_negative="c", _sum_neutral="c2")
    )
    assert (row.negative, row.neutral, row.positive, row.suppressed) == (None, None, 13, "c")


# --- Expected, then found ---------------------------------------------------------------------

FORECAST = question("forecast", {"good": 1, "bad": -1, "early": None}, measure="outcomes_12m")
FINDING = question("finding", {"good": 1, "bad": -1, "early": None}, measure="outcomes_now")
ALONE = question("alone", {"good": 1, "bad": -1}, measure="delivery_now")


def two_rounds():
    later = Counts(
        "Year 2", "commissioners", {"finding": FINDING, "alone": ALONE}, (WHOLE,),
        {"finding": counted([26, 14, 24]), "alone": counted([5, 5])},
    )  # fmt: skip
    return counts_of(FORECAST, counted([57, 23, 20])), later


def test_a_forecast_stands_beside_what_was_found_with_the_months_between():
    rows = list(expected(*two_rounds(), (OPEN, OPEN), months=10))
    assert [(row.measure_from, row.measure_to, row.service) for row in rows] == [
        ("outcomes_12m", "outcomes_now", "training")
    ] * 2
    told = [
        (row.basis, str(row.percent_from), row.base_from, str(row.percent_to), row.base_to, str(row.difference_points))
        for row in rows
    ]
    assert told == [("asked", "57.0", 100, "40.6", 64, "-16.4"), ("with_a_view", "71.3", 80, "65.0", 40, "-6.3")]
    assert [row.reliability for row in rows] == ["", "caution"]
    assert {row.months for row in rows} == {10}


def test_a_forecast_withheld_in_either_round_is_withheld():
    rows = list(expected(*two_rounds(), (Marked(_sum_with_a_view="c2"), Marked(_net_positive="c")), months=10))
    assert [(row.percent_from, row.base_to, row.difference_points, row.suppressed) for row in rows] == [
        (None, None, None, "c")
    ] * 2


@pytest.mark.parametrize(
    ("earlier", "later", "months"),
    [
        (date(2010, 4, 1), date(2010, 12, 15), 8),
        (date(2010, 4, 1), date(2010, 12, 20), 9),
        (date(2010, 4, 20), date(2011, 4, 1), 11),
        (date(2010, 2, 28), date(2011, 2, 28), 12),
    ],
)
def test_months_between_rounds(earlier, later, months):
    assert months_between(earlier, later) == months


def test_an_unanswered_question_has_no_share():
    tally = Tally(np.array([3]), np.array([0]), np.zeros((1, 2), np.int64))
    rows = list(levels(counts_of(question(answers={"yes": None, "no": None}), tally), OPEN))
    assert [(row.count, row.base, str(row.percent)) for row in rows] == [(0, 3, "0.0")] * 2

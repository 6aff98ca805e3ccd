"""Changes between rounds: published examples, statsmodels' own answers, and the rules about what is not said."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest
from statsmodels.tools import add_constant

from evaluation.analysis.change import COLUMNS, cross_section, panel, same_authority
from evaluation.analysis.counts import WHOLE, Clusters, Counts, Overlap, Panel, Place
from evaluation.analysis.headline import Headline, headline_tests
from evaluation.analysis.intervals import (
    by_cluster,
    cluster_error,
    is_testable,
    mcnemar,
    newcombe,
    newcombe_paired,
    z_test,
)
from evaluation.analysis.marks import NothingWithheld
from tests.support.tallies import counted, counts_of, paired, question

OPEN = NothingWithheld(), NothingWithheld()
SIMPLE = question(answers={"good": 1, "bad": -1})
TYPE = Place("type", "county")


def two(earlier, later, one=SIMPLE, places=(WHOLE,)):
    return counts_of(one, earlier, places, "Year 1"), counts_of(one, later, places, "Year 2")


def only(rows, answer="net:positive", basis="asked", value=""):
    (row,) = (row for row in rows if (row.answer, row.basis, row.breakdown_value) == (answer, basis, value))
    return row


def columns(*numbers):
    return tuple(np.array([number]) for number in numbers)


# --- Intervals and tests ----------------------------------------------------------------------

# Newcombe 1998 (independent proportions), Table II, method 10: 95 % intervals of the first share less the second.
INDEPENDENT = [
    ((56, 70), (48, 80), (0.0524, 0.3339)),
    ((9, 10), (3, 10), (0.1705, 0.8090)),
    ((6, 7), (2, 7), (0.0582, 0.8062)),
    ((5, 56), (0, 29), (-0.0381, 0.1926)),
    ((0, 10), (0, 20), (-0.1611, 0.2775)),
    ((0, 10), (0, 10), (-0.2775, 0.2775)),
    ((10, 10), (0, 20), (0.6791, 1.0)),
    ((10, 10), (0, 10), (0.6075, 1.0)),
]


@pytest.mark.parametrize(("first", "second", "printed"), INDEPENDENT)
def test_newcombes_printed_examples_of_two_samples(first, second, printed):
    low, high = newcombe(*columns(*second, *first))
    assert (round(low[0], 4), round(high[0], 4)) == printed


# Newcombe 1998 (paired data), Table III, method 10: e, f, g, h, of (f - g) / n. The lower limit printed for 1, 97, 1, 1
# is 0.8736; there methods 8 and 10 are the same by definition, and method 8's is printed as 0.8737.
PAIRED = [
    ((36, 12, 2, 0), (0.0569, 0.3404)),
    ((20, 12, 2, 16), (0.0562, 0.3292)),
    ((18, 12, 2, 18), (0.0562, 0.3290)),
    ((36, 14, 0, 0), (0.1528, 0.4167)),
    ((35, 14, 0, 1), (0.1461, 0.4175)),
    ((18, 14, 0, 18), (0.1441, 0.3963)),
    ((2, 97, 1, 0), (0.8721, 0.9854)),
    ((1, 97, 1, 1), (0.8737, 0.9850)),
    ((0, 29, 1, 0), (0.6666, 0.9882)),
    ((2, 98, 0, 0), (0.9178, 0.9945)),
    ((1, 98, 0, 1), (0.9171, 0.9916)),
    ((0, 30, 0, 0), (0.8395, 1.0)),
    ((54, 0, 0, 0), (-0.0664, 0.0664)),
    ((53, 0, 0, 1), (-0.0729, 0.0729)),
    ((30, 0, 0, 24), (-0.0358, 0.0358)),
    ((29, 0, 0, 25), (-0.0354, 0.0354)),
    ((28, 0, 0, 26), (-0.0352, 0.0352)),
    ((27, 0, 0, 27), (-0.0351, 0.0351)),
]


@pytest.mark.parametrize(("cells", "printed"), PAIRED)
def test_newcombes_printed_examples_of_pairs(cells, printed):
    """His difference is ours the other way: the later share less the earlier."""
    both, earlier, later, neither = cells
    low, high = newcombe_paired(np.array([[both, later, earlier, neither]]))
    assert (round(low[0], 4), round(high[0], 4)) == printed


tables = st.tuples(*[st.integers(0, 60)] * 4).filter(any)
pairs_of_shares = st.integers(1, 400).flatmap(
    lambda base: st.tuples(st.integers(0, base), st.just(base)),
)


@given(tables)
def test_mcnemar_is_exact_and_the_same_both_ways(cells):
    table = np.array([cells])
    (p,) = mcnemar(table)
    both, earlier, later, neither = cells
    assert p == pytest.approx(statsmodels_mcnemar([[both, earlier], [later, neither]], exact=True).pvalue, abs=1e-12)
    assert p == mcnemar(table[:, [0, 2, 1, 3]])[0]


@given(tables)
def test_a_paired_interval_holds_the_difference_and_turns_round_with_it(cells):
    table = np.array([cells])
    (low,), (high,) = newcombe_paired(table)
    (low_back,), (high_back,) = newcombe_paired(table[:, [0, 2, 1, 3]])
    change = (cells[2] - cells[1]) / sum(cells)
    assert -1 - 1e-12 <= low <= change + 1e-12
    assert change - 1e-12 <= high <= 1 + 1e-12
    assert (low_back, high_back) == pytest.approx((-high, -low), abs=1e-12)


@given(pairs_of_shares, pairs_of_shares)
def test_two_samples_agree_with_statsmodels_one_by_one(before, after):
    (low,), (high,) = newcombe(*columns(*before, *after))
    assert (low, high) == pytest.approx(
        confint_proportions_2indep(*after, *before, method="newcomb", compare="diff"), abs=1e-12
    )
    assert low - 1e-12 <= after[0] / after[1] - before[0] / before[1] <= high + 1e-12
    (p,) = z_test(*columns(*before, *after))
    if is_testable(*columns(*before, *after))[0]:
        expected = proportions_ztest([after[0], before[0]], [after[1], before[1]])[1]
        assert p == pytest.approx(expected, abs=1e-12)
    else:
        assert np.isnan(p)


def test_whole_columns_are_what_single_rows_are():
    made = np.random.default_rng(7)
    bases = made.integers(0, 200, (2, 500))
    counts = made.binomial(bases, 0.4)
    whole = newcombe(counts[0], bases[0], counts[1], bases[1])
    for at in range(500):
        one = newcombe(*(array[[at]] for array in (counts[0], bases[0], counts[1], bases[1])))
        assert [column[at] for column in whole] == pytest.approx([column[0] for column in one], abs=0, nan_ok=True)


@pytest.mark.parametrize(
    ("figures", "may"),
    [
        ((0, 50, 0, 50), False),  # nothing varies
        ((50, 50, 50, 50), False),
        ((4, 50, 5, 50), False),  # 4.5 expected
        ((5, 50, 5, 50), True),  # 5 exactly
        ((46, 50, 45, 50), False),
        ((10, 50, 12, 60), True),
        ((0, 0, 12, 60), False),
    ],
)
def test_no_test_where_nothing_varies_or_fewer_than_five_are_expected(figures, may):
    assert bool(is_testable(*columns(*figures))[0]) is may
    assert bool(np.isnan(z_test(*columns(*figures))[0])) is not may


def test_no_interval_without_a_base():
    for figures in ((0, 0, 5, 10), (5, 10, 0, 0)):
        assert np.isnan(newcombe(*columns(*figures))).all()
    assert np.isnan(newcombe_paired(np.zeros((1, 4), np.int64))).all()
    assert np.isnan(mcnemar(np.zeros((1, 4), np.int64))).all()


def by_authority(seed: int, authorities: int):
    """Answers of two rounds, some authorities in one of them only, and their sums."""
    made = np.random.default_rng(seed)
    authority, later = made.integers(0, authorities, 300), made.integers(0, 2, 300)
    answer = made.binomial(1, 0.2 + 0.5 * made.random(authorities)[authority] + 0.1 * later)
    sums = [
        np.array([[(answer if what else np.ones(300, int))[(authority == one) & (later == when)].sum()]])
        for when in (0, 1)
        for what in (True, False)
        for one in range(authorities)
    ]
    parts = [np.concatenate(sums[at * authorities : (at + 1) * authorities])[:, None] for at in range(4)]
    return answer, later, authority, parts


@pytest.mark.parametrize("authorities", [2, 5, 90])
def test_robust_errors_are_those_of_statsmodels(authorities):
    answer, later, authority, parts = by_authority(authorities, authorities)
    fitted = OLS(answer, add_constant(later)).fit(cov_type="cluster", cov_kwds={"groups": authority})
    error = cluster_error(*parts)
    robust = by_cluster(np.array([[fitted.params[1]]]), error)
    assert error[0, 0] == pytest.approx(fitted.bse[1], abs=1e-9)
    assert (robust.low[0, 0], robust.high[0, 0]) == pytest.approx(fitted.conf_int()[1], abs=1e-9)
    assert robust.p[0, 0] == pytest.approx(fitted.pvalues[1], abs=1e-9)


def test_one_authority_alone_has_no_error():
    one = [np.array([[number]]) for number in (5, 20, 9, 20)]
    assert np.isnan(cluster_error(*one)).all()


# --- Rows -------------------------------------------------------------------------------------


def test_a_change_is_told_with_its_interval_and_test():
    rows = list(cross_section(*two(counted([48, 32]), counted([56, 14])), OPEN))
    row = only(rows)
    assert (str(row.percent_from), row.base_from, str(row.percent_to), row.base_to) == ("60.0", 80, "80.0", 70)
    assert (str(row.change_points), str(row.ci_low), str(row.ci_high)) == ("20.0", "5.2", "33.4")
    assert float(row.p_value) == pytest.approx(proportions_ztest([56, 48], [70, 80])[1], abs=5e-7)
    assert (row.design, row.adjusted, row.comparable, row.suppressed) == ("cross_section", "none", "yes", "")
    assert (row.round_from, row.round_to, row.overlap) == ("Year 1", "Year 2", None)
    assert len(rows) == 8


def test_the_file_has_the_columns_that_others_rely_on():
    assert ",".join(COLUMNS) == (
        "group,measure,service,question,breakdown,breakdown_value,basis,answer,round_from,percent_from,base_from,"
        "round_to,percent_to,base_to,change_points,ci_low,ci_high,p_value,design,comparable,suppressed,adjusted,overlap"
    )


@pytest.mark.parametrize(("people", "is_said"), [(7, True), (8, False)])
def test_above_a_tenth_of_the_smaller_round_in_both_nothing_is_said(people, is_said):
    overlap = Overlap((WHOLE,), {"q": np.array([people])})
    row = only(cross_section(*two(counted([48, 32]), counted([56, 14])), OPEN, overlap))
    assert row.overlap == people
    assert str(row.change_points) == "20.0"
    assert [number is not None for number in (row.ci_low, row.ci_high, row.p_value)] == [is_said] * 3


def test_questions_that_must_not_be_compared_show_both_figures_and_no_difference():
    later = replace(SIMPLE, text="How would you describe the likely impact?")
    row = only(
        cross_section(counts_of(SIMPLE, counted([48, 32])), counts_of(later, counted([56, 14]), round="Year 2"), OPEN)
    )
    assert (str(row.percent_from), str(row.percent_to), row.comparable) == ("60.0", "80.0", "no")
    assert (row.change_points, row.ci_low, row.ci_high, row.p_value) == (None,) * 4


def test_answers_of_one_round_only_are_not_set_against_nothing():
    later = question(answers={"good": 1, "bad": -1, "early": None})
    rows = list(cross_section(counts_of(SIMPLE, counted([48, 32])), counts_of(later, counted([50, 14, 6])), OPEN))
    assert {row.answer for row in rows} == {"good", "bad", "net:positive", "net:negative"}
    assert {row.comparable for row in rows} == {"no"}
    assert str(only(rows, "good").percent_to) == "71.4"


def test_a_place_of_one_round_only_has_one_percentage_and_no_change():
    earlier = counts_of(SIMPLE, counted([48, 32]), (WHOLE,))
    later = counts_of(SIMPLE, counted([56, 14], [30, 5]), (WHOLE, TYPE), "Year 2")
    row = only(cross_section(earlier, later, OPEN), value="county")
    assert (row.percent_from, row.base_from, str(row.percent_to), row.base_to) == (None, 0, "85.7", 35)
    assert (row.change_points, row.ci_low, row.p_value) == (None, None, None)


def test_places_in_another_order_are_still_themselves():
    unitary = Place("type", "unitary")
    earlier = counts_of(SIMPLE, counted([60, 40], [20, 20], [40, 20]), (WHOLE, TYPE, unitary))
    later = counts_of(SIMPLE, counted([60, 40], [45, 15], [15, 25]), (WHOLE, unitary, TYPE), "Year 2")
    rows = list(cross_section(earlier, later, OPEN))
    assert str(only(rows, value="county").change_points) == "-12.5"
    assert str(only(rows, value="unitary").change_points) == "8.3"


def test_answers_in_another_order_are_still_themselves():
    turned = replace(SIMPLE, answers=SIMPLE.answers[::-1])
    earlier, later = counts_of(SIMPLE, counted([48, 32])), counts_of(turned, counted([14, 56]), round="Year 2")
    row = only(cross_section(earlier, later, OPEN))
    assert (str(row.change_points), row.comparable) == ("20.0", "yes")


class Hides:
    """A pattern of one round: it decided about `places` only."""

    def __init__(self, *items, places=(WHOLE,)):
        self.items, self.places = items, places

    def mark(self, question, breakdown, value, item):
        assert (breakdown, value) in self.places
        return "c2" if item in self.items else ""


@pytest.mark.parametrize("marks", [(Hides("good"), Hides()), (Hides(), Hides("good"))])
def test_what_either_round_withholds_the_change_withholds(marks):
    rows = list(
        cross_section(*two(counted([48, 32]), counted([56, 14])), marks, Overlap((WHOLE,), {"q": np.array([3])}))
    )
    row = only(rows, "good")
    numbers = "percent_from base_from percent_to base_to change_points ci_low ci_high p_value overlap p"
    assert {getattr(row, name) for name in numbers.split()} == {None}
    assert row.suppressed == "c2"
    assert only(rows, "bad").suppressed == ""


def test_a_pattern_is_not_asked_about_places_its_round_does_not_have():
    earlier = counts_of(SIMPLE, counted([48, 32]), (WHOLE,))
    later = counts_of(SIMPLE, counted([56, 14], [30, 5]), (WHOLE, TYPE), "Year 2")
    assert list(cross_section(earlier, later, (Hides(), Hides(places=(WHOLE, TYPE)))))


def clustered(parts, authorities, later, held=True):
    counts, bases = (parts[2], parts[3]) if later else (parts[0], parts[1])
    of_answers = np.stack([counts[:, :, 0], (bases - counts)[:, :, 0]], axis=-1)
    whole = of_answers.sum(axis=0)
    tally = counted(*(whole if held else whole + 1).tolist())
    return replace(tally, clusters=Clusters(bases[:, :, 0], of_answers))


def test_where_every_answer_holds_an_authority_the_change_is_robust_to_it():
    answer, later, authority, parts = by_authority(11, 40)
    names = tuple(range(100, 140))
    rounds = [
        counts_of(SIMPLE, clustered(parts, 40, when), round=f"Year {when + 1}", authorities=names) for when in (0, 1)
    ]
    fitted = OLS(answer, add_constant(later)).fit(cov_type="cluster", cov_kwds={"groups": authority})
    row = only(cross_section(*rounds, OPEN))
    assert row.adjusted == "cluster"
    assert row.p == pytest.approx(fitted.pvalues[1], abs=1e-9)
    assert [float(row.ci_low), float(row.ci_high)] == pytest.approx(100 * fitted.conf_int()[1], abs=0.05)


def test_the_order_of_authorities_and_those_of_one_round_only_do_not_matter():
    _, _, _, parts = by_authority(12, 30)
    plain = [counts_of(SIMPLE, clustered(parts, 30, when), authorities=tuple(range(30))) for when in (0, 1)]
    turned = [array[::-1] for array in parts]
    mixed = [plain[0], counts_of(SIMPLE, clustered(turned, 30, True), authorities=tuple(range(30))[::-1])]
    assert only(cross_section(*plain, OPEN)) == only(cross_section(*mixed, OPEN))


def test_one_answer_without_an_authority_and_nothing_is_adjusted():
    _, _, _, parts = by_authority(11, 40)
    names = tuple(range(40))
    rounds = [counts_of(SIMPLE, clustered(parts, 40, when, held=not when), authorities=names) for when in (0, 1)]
    row = only(cross_section(*rounds, OPEN))
    assert row.adjusted == "none"
    counts = [int(number.sum()) for number in parts]
    expected = proportions_ztest([counts[2] + 1, counts[0]], [counts[3] + 2, counts[1]])[1]
    assert row.p == pytest.approx(expected, abs=1e-9)


def test_another_person_of_the_same_area_gives_a_difference_only():
    row = only(same_authority(*two(counted([48, 32]), counted([56, 14])), OPEN))
    assert (str(row.change_points), row.design, row.adjusted) == ("20.0", "same_authority", "")
    assert (row.ci_low, row.ci_high, row.p_value, row.overlap) == (None,) * 4


def test_the_same_people_are_compared_pair_by_pair():
    one = question(answers={"good": 1, "so_so": 0, "bad": -1, "early": None})
    answers = (
        [("good", "good")] * 20 + [("good", "bad")] * 2 + [("good", "early")] * 3 + [("so_so", "good")] * 9
        + [("bad", "good")] * 3 + [("bad", "bad")] * 8 + [("early", "good")] * 4 + [("early", "early")] * 6
    )  # fmt: skip
    people = Panel("Year 1", "Year 2", "directors", {"q": one}, (WHOLE,), {"q": paired(one, answers)})
    rows = list(panel(people, OPEN))
    asked, viewed = only(rows), only(rows, basis="with_a_view")
    # Everyone: 20 both times positive, 5 only before, 16 only after, 14 never.
    assert (str(asked.percent_from), asked.base_from, str(asked.percent_to)) == ("45.5", 55, "65.5")
    assert asked.p == pytest.approx(statsmodels_mcnemar([[20, 5], [16, 14]], exact=True).pvalue, abs=1e-12)
    # Those with a view both times: 20, 2, 12 and 8.
    assert (str(viewed.percent_from), viewed.base_from, str(viewed.percent_to)) == ("52.4", 42, "76.2")
    assert viewed.p == pytest.approx(statsmodels_mcnemar([[20, 2], [12, 8]], exact=True).pvalue, abs=1e-12)
    low, high = newcombe_paired(np.array([[20, 2, 12, 8]]))
    assert [float(viewed.ci_low), float(viewed.ci_high)] == pytest.approx([100 * low[0], 100 * high[0]], abs=0.05)
    assert {row.design for row in rows} == {"panel"}
    assert {row.adjusted for row in rows} == {""}


def test_ticks_of_the_same_people_are_of_everyone_asked():
    one = question(answers={"a": None, "b": None}, several=True)
    ticks = np.array([[[[10, 5], [15, 30]], [[1, 2], [3, 54]]]])
    made = replace(paired(one, []), joint=None, ticks=ticks)
    rows = list(panel(Panel("Year 1", "Year 2", "directors", {"q": one}, (WHOLE,), {"q": made}), OPEN))
    told = [(row.answer, str(row.percent_from), str(row.percent_to), row.base_to) for row in rows]
    assert told == [("a", "25.0", "41.7", 60), ("b", "5.0", "6.7", 60)]
    assert rows[0].p == pytest.approx(statsmodels_mcnemar([[10, 5], [15, 30]], exact=True).pvalue, abs=1e-12)


@given(pairs_of_shares, pairs_of_shares)
def test_an_interval_in_the_file_holds_the_difference_in_the_file(before, after):
    earlier, later = (counted([count, base - count]) for count, base in (before, after))
    row = only(cross_section(*two(earlier, later), OPEN))
    assert row.ci_low <= row.change_points <= row.ci_high
    assert abs(row.change_points) <= Decimal(100)


# --- Headline measures ------------------------------------------------------------------------


def many(*rounds):
    questions = {f"q{at}": question(f"q{at}", {"good": 1, "bad": -1}) for at in range(len(rounds[0]))}
    return [
        Counts(f"Year {year}", "c", questions, (WHOLE,), dict(zip(questions, map(counted, rows), strict=True)))
        for year, rows in enumerate(rounds, start=1)
    ]


@pytest.mark.slow
def test_headlines_are_tested_as_a_family():
    rounds = many([[40, 60], [50, 50], [30, 70], [0, 100]], [[58, 42], [66, 34], [33, 67], [0, 100]])
    rows = list(cross_section(*rounds, OPEN))
    named = [Headline("q1"), Headline("q0"), Headline("q2"), Headline("q3"), Headline("gone")]
    found = headline_tests(rows, named)
    assert [test.headline.question for test in found] == ["q1", "q0", "q2", "q3"]
    p = [proportions_ztest([a, b], [100, 100])[1] for a, b in ((50, 66), (40, 58), (30, 33))]
    holm = multipletests(p, method="holm")[1]
    assert [test.p for test in found[:3]] == pytest.approx(p, abs=1e-12)
    assert [test.adjusted for test in found[:3]] == pytest.approx(list(holm), abs=1e-12)
    assert [test.is_change for test in found] == [True, True, False, False]
    assert (found[3].p, found[3].adjusted) == (None, None)


def test_headlines_that_none_of_can_be_tested():
    rows = list(same_authority(*many([[40, 60]], [[58, 42]]), OPEN))
    (found,) = headline_tests(rows, [Headline("q0")], design="same_authority")
    assert (found.adjusted, found.is_change) == (None, False)


@pytest.mark.slow
def test_a_low_base_is_not_tested_on_pages_and_counts_in_no_family():
    rounds = many([[40, 60], [14, 15]], [[58, 42], [60, 40]])
    first, second = headline_tests(cross_section(*rounds, OPEN), [Headline("q0"), Headline("q1")])
    assert first.adjusted == first.p
    assert second.change.p_value is not None
    assert (second.p, second.adjusted) == (None, None)


def test_interviews_have_no_p():
    one, (earlier, later) = SIMPLE, two(counted([48, 32]), counted([56, 14]))
    people = Panel(
        "1", "2", "d", {"q": one}, (WHOLE,), {"q": paired(one, [("good", "bad")] * 9 + [("bad", "bad")] * 9)}
    )
    for rows in (cross_section(earlier, later, OPEN, interviews=True), panel(people, OPEN, interviews=True)):
        row = only(rows)
        assert (row.p_value, row.p) == (None, None)
        assert row.ci_low is not None


def test_a_panel_whose_question_changed_shows_no_difference():
    made = {"q": paired(SIMPLE, [("good", "bad")] * 9 + [("bad", "bad")] * 9)}
    people = Panel("1", "2", "d", {"q": SIMPLE}, (WHOLE,), made, reasons={"q": ("Its wording changed",)})
    row = only(panel(people, OPEN))
    assert (str(row.percent_from), str(row.percent_to), row.comparable) == ("50.0", "0.0", "no")
    assert (row.change_points, row.ci_low, row.p_value) == (None, None, None)

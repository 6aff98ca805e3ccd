"""Rates, likeness to the population, whether an anonymous link could name somebody, and how far coders agree."""

import time
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from evaluation.analysis.anonymity import advise, small_cells
from evaluation.analysis.frame import Outcomes, beside_population
from evaluation.analysis.kappa import Agreement, agreement

# --- Response rates ---------------------------------------------------------------------------


def test_a_rate_is_complete_and_partial_over_eligible_invited():
    made = Outcomes(invited=220, complete=90, partial=10, bounced=12, ineligible=20, refused=5)
    assert (made.eligible, made.answered, made.silent, made.rate) == (200, 100, 83, Decimal("50.0"))
    assert made.words == "100 of 200 eligible people who were invited: 50.0 per cent"


def test_an_open_link_has_an_achieved_sample_and_no_rate():
    made = Outcomes(invited=0, complete=733, is_open=True)
    assert (made.rate, made.silent) == (None, 0)
    assert made.words == "An achieved sample of 733. The link was open, so there is no response rate."


def test_nobody_eligible_has_no_rate():
    assert Outcomes(invited=3, complete=0, ineligible=3).rate is None
    assert Outcomes(invited=3, complete=0, ineligible=3).words == "Nobody who was eligible was invited."


def test_more_outcomes_than_invitations_are_refused():
    with pytest.raises(ValueError, match="4 outcomes of 3 invitations"):
        Outcomes(invited=3, complete=2, refused=2)


def test_who_answered_stands_beside_the_population():
    rows = beside_population({"county": 30, "unitary": 30, "abroad": 2}, {"county": 21, "unitary": 63, "london": 33})
    told = [(row.value, str(row.percent_achieved), str(row.percent_population), str(row.difference)) for row in rows]
    assert told == [
        ("county", "48.4", "17.9", "30.4"),
        ("unitary", "48.4", "53.8", "-5.5"),
        ("london", "0.0", "28.2", "-28.2"),
        ("abroad", "3.2", "0.0", "3.2"),
    ]
    assert [row.percent_achieved for row in beside_population({}, {"county": 21})] == [None]


# --- Anonymity --------------------------------------------------------------------------------


def people(**cells):
    """So many of each; a cell is named by its values, with underscores between."""
    names = "type", "region"
    return [dict(zip(names, cell.split("_"), strict=True)) for cell, number in cells.items() for _ in range(number)]


def test_cells_below_ten_are_named_smallest_first():
    invited = people(county_north=12, county_south=3, unitary_north=9, unitary_south=10)
    cells = small_cells(invited, ("type", "region"))
    assert [(cell.people, dict(cell.values)) for cell in cells] == [
        (3, {"type": "county", "region": "south"}),
        (9, {"type": "unitary", "region": "north"}),
    ]


def test_a_combination_nobody_has_harms_nobody():
    assert advise(people(county_north=12, unitary_south=15), ("type", "region")).is_safe


def test_what_mends_most_is_advised_first():
    """Without region both types are large enough; without type the south is not."""
    advice = advise(people(county_north=20, county_south=4, unitary_north=15, unitary_south=3), ("type", "region"))
    assert [(step.words, step.exposed) for step in advice.steps] == [("Leave out region", 0)]
    assert advice.is_safe


def test_wider_groups_are_preferred_to_leaving_out():
    invited = people(county_north=20, county_east=4, county_west=9, unitary_north=15)
    advice = advise(invited, ("type", "region"), {"region": {"east": "elsewhere", "west": "elsewhere"}})
    assert [(step.words, step.exposed) for step in advice.steps] == [("Use wider groups of region", 0)]


def test_fewer_than_ten_invited_can_never_be_anonymous():
    advice = advise(people(county_north=9), ("type", "region"))
    assert (len(advice.steps), advice.is_safe) == (2, False)


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), max_size=120))
def test_whoever_follows_the_advice_exposes_nobody(invited):
    names = ("x", "y", "z")
    given_people = [dict(zip(names, values, strict=True)) for values in invited]
    advice = advise(given_people, names)
    kept = tuple(name for name in names if name not in {step.attribute for step in advice.steps})
    assert bool(small_cells(given_people, kept)) is not advice.is_safe
    assert advice.is_safe or 0 < len(invited) < 10


def test_advice_for_a_national_frame_is_quick():
    made = np.random.default_rng(3)
    sizes = {"type": 4, "region": 9, "rurality": 2, "size": 3, "role": 5}
    invited = [{name: str(made.integers(number)) for name, number in sizes.items()} for _ in range(3_000)]
    started = time.perf_counter()
    assert advise(invited, tuple(sizes)).is_safe
    assert time.perf_counter() - started < 5


# --- Coders -----------------------------------------------------------------------------------

THEMES = ("leadership", "resources", "nobody")
FIRST = {1: {"leadership"}, 2: {"leadership", "resources"}, 3: set(), 4: {"resources"}, 9: {"leadership"}}
SECOND = {1: {"leadership"}, 2: {"resources"}, 3: set(), 4: {"leadership", "resources"}, 8: {"resources"}}


def test_coders_agree_theme_by_theme_and_overall():
    found = agreement(FIRST, SECOND, THEMES)
    assert (found.coded, found.identical) == (4, 2)
    leadership, resources = found.themes["leadership"], found.themes["resources"]
    assert leadership == Agreement(both=1, first=1, second=1, neither=1)
    assert (str(leadership.percent), leadership.kappa) == ("50.0", pytest.approx(0))
    assert (str(resources.percent), resources.kappa) == ("100.0", pytest.approx(1))
    # Twelve decisions: 3 both yes, 1 and 1 apart, 7 both no. By hand: (10/12 - 80/144) / (1 - 80/144).
    assert found.overall == Agreement(3, 1, 1, 7)
    assert str(found.overall.percent) == "83.3"
    assert found.overall.kappa == pytest.approx((10 / 12 - 80 / 144) / (1 - 80 / 144))


def test_a_theme_nobody_saw_is_shown_and_has_no_kappa():
    nobody = agreement(FIRST, SECOND, THEMES).themes["nobody"]
    assert (str(nobody.percent), nobody.kappa) == ("100.0", None)


def test_nothing_coded_twice_has_no_agreement():
    found = agreement({1: {"leadership"}}, {2: {"leadership"}}, THEMES)
    assert (found.coded, found.overall.percent, found.overall.kappa) == (0, None, None)


def test_a_theme_outside_the_frame_is_refused():
    with pytest.raises(ValueError, match="other"):
        agreement({1: {"other"}}, {1: set()}, THEMES)


@given(st.tuples(*[st.integers(1, 40)] * 4))
def test_kappa_is_that_of_statsmodels(cells):
    both, first, second, neither = cells
    expected = cohens_kappa(np.array([[both, first], [second, neither]])).kappa
    assert Agreement(*cells).kappa == pytest.approx(expected, abs=1e-12)

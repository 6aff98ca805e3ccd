"""Two rounds from the database: every change against statsmodels reading the same files, and what is not said."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.api import OLS, add_constant
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportions_ztest

from evaluation.actions.importing import import_responses
from evaluation.actions.instruments import import_version
from evaluation.actions.rounds import set_instrument
from evaluation.impact import impact_of
from tests.data.rr107.make import HERE
from tests.evaluation.forms import workbook
from tests.support import rr107

pytestmark = pytest.mark.django_db
POSITIVE = ("very_positive", "positive", "very_effective", "effective", "strongly_agree", "agree")
SCALED = (
    "training_skills", "training_delivery_12m", "bespoke_outcomes_12m", "networking_effectiveness_now", "champion_role",
)  # fmt: skip


@pytest.fixture
def changes(register):
    rr107.load("commissioners-year1", "commissioners-year2")
    return impact_of(rr107.year(2), against=rr107.year(1), suppressed=False)


def frames():
    return [pd.read_csv(HERE / f"commissioners-year{n}.csv", dtype=str, keep_default_na=False) for n in (1, 2)]


def found(tables, design, answer="net:positive", basis="asked"):
    return {
        row.question: row for row in tables.change if (row.design, row.answer, row.basis) == (design, answer, basis)
    }


def test_every_change_is_that_of_statsmodels_robust_to_areas(changes):
    """The sandwich with G / (G - 1) · (N - 1) / (N - 2) of Cameron and Miller, "A Practitioner's Guide to
    Cluster-Robust Inference", Journal of Human Resources 50 (2015), section II.C; the normal distribution, which
    statsmodels takes by default where errors are robust.
    """
    rows = found(changes, "cross_section")
    before, after = frames()
    known = {*before["_respondent"]} & {*after["_respondent"]}
    for name in SCALED:
        first, second = before[before[name] != ""], after[after[name] != ""]
        row, both = rows[name], pd.concat([first, second])
        yes = both[name].isin(POSITIVE).astype(float).to_numpy()
        later = np.r_[np.zeros(len(first)), np.ones(len(second))]
        fitted = OLS(yes, add_constant(later)).fit(
            cov_type="cluster", cov_kwds={"groups": both["_authority"].factorize()[0]}
        )
        assert (row.base_from, row.base_to, row.adjusted) == (len(first), len(second), "cluster")
        assert float(row.change_points) == pytest.approx(100 * fitted.params[1], abs=0.0501)
        asked = [{*part.loc[part[name] != "", "_respondent"]} for part in (before, after)]
        assert row.overlap == len(asked[0] & asked[1]) <= len(known)
        if 10 * row.overlap > min(row.base_from, row.base_to):
            assert row.p is row.ci_low is row.ci_high is None
        else:
            assert row.p == pytest.approx(fitted.pvalues[1], rel=1e-9, abs=0)
            ends = [float(row.ci_low), float(row.ci_high)]
            assert ends == pytest.approx([100 * end for end in fitted.conf_int()[1]], abs=0.05 + 1e-9)


def test_the_same_people_are_tested_by_mcnemar(changes):
    before, after = (frame.set_index("_respondent") for frame in frames())
    rows = found(changes, "panel")
    assert rows
    for name in SCALED:
        pairs = pd.concat([before[name], after[name]], axis=1, join="inner")
        pairs = pairs[(pairs != "").all(axis=1)].isin(POSITIVE)
        one, two = pairs.iloc[:, 0], pairs.iloc[:, 1]
        table = [[(one & two).sum(), (one & ~two).sum()], [(~one & two).sum(), (~one & ~two).sum()]]
        row = rows[name]
        assert (row.base_from, row.base_to) == (len(pairs), len(pairs))
        if len(pairs):
            assert float(row.change_points) == pytest.approx(100 * (two.mean() - one.mean()), abs=0.0501)
            assert row.p == pytest.approx(mcnemar(table, exact=True).pvalue, abs=1e-9)


def test_without_areas_it_is_the_pooled_test(register, tmp_path):
    files = []
    for number in (1, 2):
        frame = frames()[number - 1].drop(columns=["_authority", "_respondent"])
        frame.to_csv(tmp_path / f"{number}.csv", index=False)
        import_responses(
            path=tmp_path / f"{number}.csv", group=rr107.a_group("commissioners", f"Year {number}"), by=None
        )
        files.append(frame)
    rows = found(impact_of(rr107.year(2), against=rr107.year(1), suppressed=False), "cross_section")
    for name in SCALED:
        counts = [int(frame[name].isin(POSITIVE).sum()) for frame in files]
        bases = [int((frame[name] != "").sum()) for frame in files]
        assert (rows[name].adjusted, rows[name].overlap) == ("none", None)
        assert rows[name].p == pytest.approx(proportions_ztest(counts, bases)[1], abs=1e-9)


def test_less_than_a_quarter_is_no_figure_to_compute_a_change_from(changes):
    rows = found(changes, "cross_section")
    of_outcomes = [row for name, row in rows.items() if name.endswith("outcomes_now")]
    assert len(of_outcomes) == 5
    assert all(row.percent_from is row.change_points is row.p is None and row.base_from == 0 for row in of_outcomes)
    assert all(row.percent_to is not None for row in of_outcomes)


def test_expected_stands_beside_found_with_the_months_between(changes):
    rows = {(row.service, row.measure_from): row for row in changes.expected if row.basis == "asked"}
    row = rows["training", "delivery_12m"]
    assert (row.measure_to, row.months) == ("delivery_now", 12)
    assert (row.base_from, row.base_to, str(row.percent_from), str(row.percent_to)) == (104, 151, "57.7", "52.3")
    assert str(row.difference_points) == "-5.4"
    assert rows["enhanced", "delivery_12m"].difference_points is None  # nobody used it in year 1


def test_other_people_of_the_same_area_only_unsuppressed(changes):
    rows = [row for row in changes.change if row.design == "same_authority"]
    assert rows
    assert all(row.p is row.ci_low is None for row in rows)


def test_a_round_against_itself_has_not_changed(register):
    rr107.load("directors-year2")
    tables = impact_of(rr107.year(2), against=rr107.year(2), suppressed=False)
    assert {row.change_points for row in tables.change if row.change_points is not None} == {0}
    assert {row.design for row in tables.change} == {"cross_section"}
    assert all(row.p is None for row in tables.change if row.base_from)


def test_everybody_does_not_know(register, tmp_path):
    group = rr107.a_group("directors", "Year 2")
    path = tmp_path / "unknowing.csv"
    path.write_text("_type,skills\n" + "county,undecided\n" * 40)
    import_responses(path=path, group=group, by=None)
    for suppressed in (False, True):
        tables = impact_of(group.round, by="type", suppressed=suppressed)
        rows = {(r.basis, r.answer): r for r in tables.levels if r.question == "skills" and not r.breakdown}
        everybody, nobody = rows["asked", "undecided"], rows["with_a_view", "net:positive"]
        # How many have no view says how many have one.
        assert (everybody.count, everybody.suppressed) == ((None, "c2") if suppressed else (40, ""))
        assert (nobody.percent, nobody.suppressed) == (None, "c" if suppressed else "")
        assert {r.answered for r in tables.summary if r.question == "skills"} == {40}


def test_a_breakdown_that_leaves_one_person_is_withheld(register, tmp_path):
    group = rr107.a_group("directors", "Year 2")
    path = tmp_path / "one.csv"
    many = [f"{kind},{answer}\n" for kind in ("county", "unitary") for answer in ("agree", "neither", "disagree")] * 6
    path.write_text("_type,skills\n" + "".join(many) + "metropolitan,agree\n")
    import_responses(path=path, group=group, by=None)
    tables = impact_of(group.round, by="type")
    rows = [r for r in tables.levels if r.question == "skills" and r.breakdown_value == "metropolitan"]
    assert {(r.count, r.base, r.percent) for r in rows} == {(None, None, None)}
    silent = {r.breakdown_value for r in tables.summary if r.question == "skills" and r.asked is None}
    assert len(silent) == 2  # or the one is what is left of the whole
    assert not [
        r for r in tables.levels if r.breakdown_value in silent and r.count is not None and r.question == "skills"
    ]


def test_another_wording_is_not_compared(register, tmp_path):
    """The same name, other words: percentages stand, and nothing is computed from them."""
    scale = [("list_name", "name", "label", "csp_value"), ("s", "good", "Good", 1), ("s", "bad", "Bad", -1)]
    for number, label in ((1, "Did it help?"), (2, "Has it helped you?")):
        survey = [("type", "name", "label"), ("select_one s", "helped", label), ("select_one s", "same", "Any use?")]
        version, _ = import_version(content=workbook(survey, scale).read(), file_name="x.xlsx", slug="own", by=None)
        group = rr107.a_group("champions", f"Year {number}")
        set_instrument(group=group, version=version, by=None)
        path = tmp_path / f"{number}.csv"
        path.write_text("helped,same\n" + "good,good\nbad,bad\n" * 30)
        import_responses(path=path, group=type(group).objects.get(pk=group.pk), by=None)
    rows = found(impact_of(rr107.year(2), against=rr107.year(1), suppressed=False), "cross_section")
    assert (rows["helped"].comparable, rows["helped"].change_points, rows["helped"].p) == ("no", None, None)
    assert str(rows["helped"].percent_from) == str(rows["helped"].percent_to) == "50.0"
    assert (rows["same"].comparable, str(rows["same"].change_points)) == ("yes", "0.0")

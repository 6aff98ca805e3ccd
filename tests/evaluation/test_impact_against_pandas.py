"""Counts from the database against pandas reading the same CSV: every question, choice, base and breakdown."""

import pandas as pd
import pytest

from commissioning.authorities.models import Authority
from evaluation import attributes as cuts
from evaluation.impact import impact_of
from evaluation.instruments.definition import Kind
from evaluation.models import RoundGroup
from evaluation.queries.answering import router_of
from evaluation.queries.counts import attributes_of
from tests.data.rr107.make import HERE
from tests.support import rr107

pytestmark = pytest.mark.django_db
FORMER = {"E08000016", "E08000019", "E10000006", "E10000021", "E10000023", "E10000027"}


@pytest.fixture
def group(register):
    rr107.load("commissioners-year2")
    return RoundGroup.objects.select_related("round").get()


@pytest.fixture
def frame(group):
    """The file, with each respondent's attributes looked up apart from the import."""
    found = pd.read_csv(HERE / "commissioners-year2.csv", dtype=str, keep_default_na=False)
    known = cuts.of_authorities(group.round.date)
    ids = dict(Authority.objects.values_list("gss_code", "pk"))
    for name in ("type", "region", "rurality", "size", "rating"):
        found[name] = [known[ids[code]][name] for code in found["_authority"]]
    return found.assign(role=found["_role"])


def test_the_round_holds_the_attributes_once(group):
    assert attributes_of(group) == ["type", "region", "rurality", "size", "rating", "role"]


@pytest.mark.parametrize("by", ["", "type", "region", "rurality", "size", "rating", "role"])
def test_every_count_and_base_is_that_of_pandas(group, frame, by):
    tables = impact_of(group.round, by=by, suppressed=False)
    router = router_of(group.instrument_version_id)
    parts = {("", ""): frame, **({(by, value): part for value, part in frame.groupby(by)} if by else {})}
    found = {
        (row.breakdown, row.breakdown_value, row.question, row.answer): (row.count, row.base)
        for row in tables.levels
        if row.basis == "asked"
    }
    expected = {}
    for place, part in parts.items():
        for question in router.instrument.questions.values():
            if question.kind is Kind.ONE:
                expected |= of_one(router, question, part, place)
            elif question.kind is Kind.SEVERAL:
                expected |= of_several(router, question, part, place)
    assert found == expected


def of_one(router, question, part, place):
    choices = router.instrument.choices_of(question)
    given = part[question.name] if question.name in part else pd.Series("", index=part.index)
    counts = given[given != ""].value_counts()
    names = [choice.name for choice in choices]
    yes_no = {*names} == {"yes", "no"}
    base = len(part) if yes_no else int(counts.sum())
    rows = {(*place, question.name, name): (int(counts.get(name, 0)), base) for name in names}
    if any(choice.value is not None for choice in choices):
        values = {choice.name: choice.value for choice in choices if choice.value is not None}
        middle = 3 if question.scale == "maturity" else 0
        for net, side in (("net:positive", 1), ("net:negative", -1)):
            total = sum(int(counts.get(name, 0)) for name, value in values.items() if (value - middle) * side > 0)
            rows[(*place, question.name, net)] = total, base
    return rows


def of_several(router, question, part, place):
    """Of everyone asked: users of the online resources for its parts, non-users for why not, else everyone."""
    service = question.name.removesuffix("_why_not")
    used = part["services_used"].str.split().map(set)
    if service != question.name:
        asked_of = part[[service not in one for one in used]]
    else:
        asked_of = part[["online" in one for one in used]] if question.name == "online_used" else part
    given = asked_of[question.name] if question.name in asked_of else pd.Series("", index=asked_of.index)
    ticks = given.str.split().explode().value_counts()
    return {
        (*place, question.name, choice.name): (int(ticks.get(choice.name, 0)), len(asked_of))
        for choice in router.instrument.choices_of(question)
    }


def test_former_codes_are_cut_by_what_the_register_still_knows(group, frame):
    assert set(frame["_authority"]) >= FORMER
    tables = impact_of(group.round, by="region", suppressed=False)
    assert "" in {row.breakdown_value for row in tables.levels}  # the whole
    unknown = [row for row in tables.levels if row.breakdown == "region" and row.breakdown_value == ""]
    assert unknown == []

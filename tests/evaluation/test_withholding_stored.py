"""What was decided once stands: more answers take nothing back that is withheld, and after a publication none come."""

from pathlib import Path

import pytest

from commissioning.saving import NotNow
from evaluation.actions import editions as actions
from evaluation.actions.importing import import_responses
from evaluation.actions.withholding import decide
from evaluation.analysis.withholding import Pattern
from evaluation.editions.build import build
from evaluation.editions.kinds import Kind
from evaluation.queries.answering import router_of
from tests.support import editions, responses

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(register):
    return editions.a_small_round().groups.get()


@pytest.fixture
def draft(group):
    made = editions.a_draft(group.round)
    editions.add(made, Kind.MEASURE, "Skills", measure="skills")
    return made


def more(group, folder: Path, number: int = 40, **columns: str):
    """Further answers, from areas nobody asks after."""
    router = router_of(group.instrument_version_id)
    rows = [row | columns for row in responses.believable(router, number, seed=9)]
    return import_responses(path=responses.write(folder / "more.csv", router, rows), group=group, by=None)


def withheld(pattern: Pattern) -> set:
    return {
        (question, *row, item)
        for question, rows in pattern.marks.items()
        for row, marks in rows.items()
        for item, mark in marks.items()
        if mark
    }


def test_the_same_answers_have_one_pattern(group):
    assert decide(group.pk) == decide(group.pk)
    assert group.withholdings.count() == 1


@pytest.mark.parametrize("columns", [{}, {"_sector": "large"}])
def test_24_what_was_withheld_stays_so_when_answers_are_added(group, tmp_path, columns):
    """Printed beside a few more answers it would tell what it was. A further attribute changes nothing in that."""
    first = Pattern.from_data(decide(group.pk).pattern)
    more(group, tmp_path, **columns)
    second = decide(group.pk)
    pattern = Pattern.from_data(second.pattern)
    assert (second.number, second.respondents) == (2, 100)
    assert len(withheld(first)) > 50
    assert withheld(first) <= withheld(pattern)
    rows = {row for marks in pattern.marks.values() for row in marks}
    assert (("sector", "large") in rows) == bool(columns)
    assert Pattern.from_data(group.withholdings.get(number=1).pattern) == first


def test_a_published_round_takes_no_more_answers(group, draft, tmp_path):
    """The next publication less this one would be theirs. A file that was taken in before is no news."""
    more(group, tmp_path)
    editions.published(draft, files=False)
    assert more(group, tmp_path).again
    with pytest.raises(NotNow, match="have been published"):
        more(group, tmp_path, number=41)
    assert group.respondents.count() == 100


def test_nothing_is_published_of_a_round_that_grew_meanwhile(group, draft, tmp_path):
    draft.refresh_from_db()
    built = build(draft, lambda percent, what: None)
    more(group, tmp_path)
    with pytest.raises(NotNow, match="Answers were added"):
        actions.freeze(draft, built, None)
    draft.refresh_from_db()
    assert not draft.is_published


@pytest.mark.slow
def test_an_edition_withholds_all_that_the_round_does_and_more(group, draft):
    stored = Pattern.from_data(decide(group.pk).pattern)
    edition = editions.published(draft, files=False)
    own = Pattern.from_data(edition.snapshot.patterns[str(group.pk)])
    assert withheld(stored) < withheld(own)

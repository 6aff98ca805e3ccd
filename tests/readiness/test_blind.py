"""Blind: when a partner's view is revealed, and to whom (rule 10). What tells nothing before is walked in
`tests/sweeps/test_blind.py`.
"""

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from readiness.actions import agreement, readers
from readiness.models import SelfAssessment
from readiness.queries.reading import reading_of
from tests.conftest import browser_of
from tests.support.assessments import answered, opened
from tests.support.pages import text
from tests.support.partners import answered as all_answered
from tests.support.partners import asking, invited, own, sent
from tests.support.people import area, in_role

pytestmark = pytest.mark.django_db

LINE = "Telling line of a partner"


def reads(assessment: SelfAssessment, person: User) -> bool:
    assessment = SelfAssessment.objects.select_related("authority__region").get(pk=assessment.pk)
    return reading_of(assessment, scope_of(person)).views


@pytest.fixture
def three(register):
    """The champion, somebody named, and an assessment with a partner's view sent."""
    champion, named = in_role(Role.CHAMPION), in_role(Role.LOCAL_LEAD)
    assessment = asking(opened(champion))
    readers.name_reader(assessment=assessment, person=named, by=champion)
    sent(invited(assessment), "1", LINE)
    return assessment, champion, named


def test_the_reveal_is_the_champions_own_set_or_the_end_of_the_time(three):
    assessment, champion, named = three
    assert (reads(assessment, champion), reads(assessment, named)) == (False, False)
    answered(assessment)
    assert not reads(assessment, champion), "answered is not sent"
    agreement.begin(assessment=assessment, by=champion)
    assert (reads(assessment, champion), reads(assessment, named)) == (True, True)


def test_the_last_day_over_reveals_too(three):
    assessment, champion, named = three
    SelfAssessment.objects.update(views_open_on="2026-01-01", views_close_on="2026-01-31")
    assert (reads(assessment, champion), reads(assessment, named)) == (True, True)


def test_ending_it_ends_the_reading(three):
    assessment, champion, named = three
    answered(assessment)
    agreement.begin(assessment=assessment, by=champion)
    readers.end_reader(reader=assessment.named_readers.get(), by=champion)
    assert not reads(assessment, named)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.CHAMPION])
def test_no_role_reads_raw_views_by_itself(three, role):
    assessment, champion, _ = three
    answered(assessment)
    agreement.begin(assessment=assessment, by=champion)
    assert not reads(assessment, in_role(role))


def test_a_contributor_who_becomes_champion_answers_their_own_first(three):
    assessment, champion, _ = three
    both = invited(assessment, "voluntary", email="both@example.org")
    champion.appointments.update(revoked_at=timezone.now())
    people.appoint(person=both.person, role=Role.CHAMPION, authority=area(), by=None)
    answered(assessment)
    agreement.begin(assessment=assessment, by=both.person)
    assert not reads(assessment, both.person), "as a contributor they still have to answer blind"
    client = browser_of(both.person)
    assert client.get(own(both)).status_code == 200
    sent(all_answered(both))
    assert reads(assessment, both.person)


def test_a_contributor_never_sees_another_not_even_of_their_own_area(three):
    assessment, *_ = three
    mine = invited(assessment, "health", email=in_role(Role.CONTRIBUTOR).email)
    client = browser_of(mine.person)
    theirs = assessment.scorers.partners().exclude(pk=mine.pk).get()
    for parts in ([], ["standards", "S05"], ["check"], ["thanks"]):
        response = client.get(own(theirs, *parts))
        assert response.status_code == 404
        assert LINE not in text(response)

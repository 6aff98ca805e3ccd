"""Two people, or one person twice, sharing and ending at the same moment."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness.actions import sharing
from readiness.models import Playback, Share
from tests.support.assessments import champion_of, opened, signed, submitted
from tests.support.people import in_role
from tests.support.sharing import shared
from tests.support.together import together


@pytest.fixture
def assessment(own_database):
    return signed(opened(in_role(Role.CHAMPION)))


def test_the_same_share_sent_twice_at_once_is_one(assessment):
    first, second = together(lambda: shared(assessment), lambda: shared(assessment))
    assert first == second == Share.objects.get()
    assert AuditEntry.objects.filter(verb="share").count() == 1


def test_of_two_purposes_at_once_one_stands_and_the_other_is_told(assessment):
    given = together(lambda: shared(assessment, purpose="One"), lambda: shared(assessment, purpose="Another"))
    assert sorted(isinstance(answer, NotNow) for answer in given) == [False, True]
    assert Share.objects.get() in given


def test_a_share_ended_by_two_people_at_once_ends_once(assessment):
    share, champion = shared(assessment), champion_of(assessment)
    ended = together(*[lambda: sharing.end_share(share=share, by=champion)] * 2)
    assert sorted(ended) == [False, True]
    assert AuditEntry.objects.filter(verb="share-end").count() == 1


def test_of_two_first_playbacks_at_once_one_stands_and_the_other_sees_it(own_database):
    assessment = submitted(opened(in_role(Role.CHAMPION)))
    champion = champion_of(assessment)

    def save(words: str) -> sharing.Saved:
        told = sharing.Told(assessment.opened_at.date(), words, "", "", version=0)
        return sharing.save_playback(assessment=assessment, told=told, by=champion)

    saved = together(lambda: save("One"), lambda: save("Another"))
    theirs = next(answer.row for answer in saved if answer.conflict)
    assert theirs.who_came == Playback.objects.get().who_came
    assert [answer.row.version for answer in saved] == [1, 1]

"""Two evaluators at the same round."""

import pytest

from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from evaluation.actions import closing
from evaluation.actions import rounds as actions
from evaluation.models import Invitation, Round
from tests.support.rounds import a_round, evaluator
from tests.support.together import together

pytestmark = pytest.mark.usefixtures("own_database")


def test_of_two_who_open_or_close_it_one_does():
    round_ = a_round(people=2, opened=False)
    by = evaluator()
    given = together(*[lambda: actions.open_round(round_=round_, by=by)] * 2)
    assert [type(each) for each in given].count(NotNow) == 1
    assert AuditEntry.objects.filter(verb="round-open").count() == 1
    given = together(*[lambda: closing.close(round_=round_, by=by)] * 2)
    assert [type(each) for each in given].count(NotNow) == 1
    assert AuditEntry.objects.filter(verb="round-close").count() == 1


def test_opening_beside_drawing_again_leaves_one_whole_frame():
    round_ = a_round(people=3, opened=False)
    by = evaluator()
    together(lambda: actions.redraw(round_=round_, by=by), lambda: actions.open_round(round_=round_, by=by))
    assert Round.objects.get().state == Round.State.OPEN
    assert Invitation.objects.count() == 3

"""Two people at one area's form of support at the same moment."""

from commissioning.access.roles import Role
from readiness.actions import support_form as actions
from readiness.models import SupportFormAnswer, SupportFormDecision
from readiness.support_forms import Answers, Form
from tests.support.people import area, in_role
from tests.support.together import together

ALL_YES = Answers("yes", "yes", "yes", "contained")


def answer(by, reasons: str = "What I saw") -> actions.Saved:
    return actions.answer(authority=area(), typed=actions.Typed(ALL_YES, reasons, 0), by=by)


def test_both_sides_at_once_are_two_rows(own_database):
    director, lead = in_role(Role.DIRECTOR), in_role(Role.LOCAL_LEAD)
    given = together(lambda: answer(director), lambda: answer(lead))
    assert [saved.conflict for saved in given] == [False, False]
    assert SupportFormAnswer.objects.count() == 2


def test_two_of_one_side_at_once_do_not_overwrite_each_other(own_database):
    one, two = in_role(Role.LOCAL_LEAD), in_role(Role.LOCAL_LEAD)
    given = together(lambda: answer(one, "One"), lambda: answer(two, "Two"))
    assert sorted(saved.conflict for saved in given) == [False, True]
    assert SupportFormAnswer.objects.get().version == 1


def test_two_decisions_at_once_one_is_told(own_database):
    director, lead = in_role(Role.DIRECTOR), in_role(Role.LOCAL_LEAD)
    answer(director)
    answer(lead)

    def decide(by, reasons: str):
        return actions.decide(authority=area(), decision=actions.Decision((Form.PEER,), reasons, 0), by=by)

    given = together(lambda: decide(director, "One"), lambda: decide(lead, "Two"))
    assert sorted(saved.conflict for saved in given) == [False, True]
    assert SupportFormDecision.objects.count() == 1

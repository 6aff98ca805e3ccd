"""Two people at one action plan at the same moment."""

from django.utils.timezone import localdate as today

from readiness.actions import plan as actions
from readiness.models import Action
from tests.readiness.test_plan import added, agreed, typed
from tests.support.assessments import agreeing, champion_of
from tests.support.together import together


def test_drafting_twice_at_once_drafts_once(own_database):
    assessment = agreeing()
    agreed(assessment, "S01", "2")
    by = champion_of(assessment)
    given = together(*[lambda: actions.draft_from_gaps(authority=assessment.authority, by=by)] * 4)
    assert sorted(len(drafts) for drafts in given) == [0, 0, 0, 1]
    assert Action.objects.count() == 1


def test_adding_the_same_twice_at_once_adds_one(own_database):
    assessment = agreeing()
    given = together(*[lambda: added(assessment)] * 3)
    assert len({action.pk for action in given}) == 1
    assert Action.objects.count() == 1


def test_two_who_save_at_once_do_not_overwrite_each_other(own_database):
    action = added(agreeing())
    by = champion_of(action.assessment)

    def save(title: str) -> actions.Saved:
        return actions.save(action=action, typed=typed(title=title, version=1), by=by)

    given = together(lambda: save("One"), lambda: save("Two"))
    assert sorted(saved.conflict for saved in given) == [False, True]
    action.refresh_from_db()
    assert action.version == 2


def test_two_who_say_how_it_goes_at_once(own_database):
    action = added(agreeing())
    by = champion_of(action.assessment)

    def say(words: str) -> actions.Saved:
        return actions.update(action=action, said=actions.Said("done", words, 1), by=by)

    given = together(lambda: say("One"), lambda: say("Two"))
    assert sorted(saved.conflict for saved in given) == [False, True]
    assert action.updates.count() == 1


def test_a_draft_is_taken_up_or_dropped(own_database):
    assessment = agreeing()
    agreed(assessment, "S01", "2")
    by = champion_of(assessment)
    (draft,) = actions.draft_from_gaps(authority=assessment.authority, by=by)
    together(
        lambda: actions.drop(action=draft, by=by),
        lambda: actions.save(action=draft, typed=typed(version=1), by=by),
    )
    draft.refresh_from_db()
    assert (draft.drafted, draft.status) == (False, "planned")  # whoever wrote something keeps it, either way round


def test_a_reminder_asked_for_by_two_goes_to_one(own_database):
    action = added(agreeing(), due_on=today(), owner_email="owner@example.org")
    given = together(*[lambda: actions.mark_reminded(actions=[action], today=today())] * 3)
    assert sorted(len(claimed) for claimed in given) == [0, 0, 1]

"""Staff record an interview; the person interviewed corrects it by their own link, or it counts with a reason."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from evaluation.actions.rounds import PlannedGroup
from evaluation.models import Identity, Interview, Invitation, Respondent, WrittenAnswer
from tests.support import people, rounds

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(register):
    people.in_role(Role.CHAMPION, people.area())
    group = PlannedGroup("champions", "Champions", "champion", "champions", rounds.a_version(), interviewed=True)
    round_ = rounds.a_round(groups=[group])
    [invitation] = Invitation.objects.filter(group__round=round_)
    assert rounds.invited(round_, "champions") == []  # nobody is mailed a questionnaire they are to be interviewed on
    return invitation


@pytest.fixture
def evaluator(client_as):
    return client_as(Role.EVALUATOR)


def held(**more) -> dict:
    today = timezone.localdate()
    day = {"held_on_day": today.day, "held_on_month": today.month, "held_on_year": today.year}
    named = {key.replace("held_on_", "held_on-"): value for key, value in day.items()}
    return {**day, **named, "present": "champion and deputy", "consent": "yes", "version": 0, **more}


def record(client, invitation, answers=rounds.USER) -> None:
    """Through the pages, until they lead back to the interview."""
    home = f"/evaluation/interviews/{invitation.pk}/"
    assert client.post(home, held()).status_code == 302
    first = client.get(home).content.decode().split(f'href="{home}')[1].split('"')[0]
    path = f"{home}{first}"
    for _ in range(20):
        page = client.get(path)
        response = client.post(path, rounds.filled(page, answers))
        assert response.status_code == 302, response.content.decode()
        path = response["Location"]
        if path == home:
            return
    raise AssertionError("The pages have no end")


def test_recorded_sent_corrected_and_sent_in(invitation, evaluator):
    record(evaluator, invitation)
    home = f"/evaluation/interviews/{invitation.pk}/"
    assert "Being recorded" in evaluator.get(home).content.decode()
    for _ in range(2):  # pressed twice, sent once
        assert evaluator.post(f"{home}send/").status_code == 302
    assert not Respondent.objects.exists()
    token = rounds.token_in(OutgoingEmail.objects.get().body)
    respondent = Client()
    review = respondent.get(f"{rounds.entered(respondent, token)}review/").content.decode()
    assert "It helped." in review
    rounds.answer(respondent, token, rounds.USER | {"words": "It helped a little."})
    interview = Interview.objects.get()
    assert interview.checked_on == timezone.localdate()
    assert WrittenAnswer.objects.get().text == "It helped a little."
    assert Identity.objects.get().invitation == invitation
    assert "Checked and counted" in evaluator.get(home).content.decode()


def test_counted_unchecked_with_a_reason_and_once(invitation, evaluator):
    record(evaluator, invitation)
    home = f"/evaluation/interviews/{invitation.pk}/"
    refused = evaluator.post(f"{home}count/", {"because": ""})
    assert "Enter why it counts without their check" in refused.content.decode()
    assert evaluator.post(f"{home}count/", {"because": "Read back on the day"}).status_code == 302
    assert evaluator.post(f"{home}count/", {"because": "Again"}).status_code == 409
    assert Respondent.objects.count() == 1
    assert Interview.objects.get().unchecked_because == "Read back on the day"


def test_what_is_missing_stops_it_and_is_listed(invitation, evaluator):
    record(evaluator, invitation, rounds.USER | {"used": ("training",)})
    home = f"/evaluation/interviews/{invitation.pk}/"
    page = evaluator.get(f"{home}3/")
    evaluator.post(f"{home}3/", rounds.filled(page, {"training_skills": ""}, later="1"))
    evaluator.post(f"{home}3/", {"seen": rounds.seen_mark(evaluator.get(f"{home}3/").content.decode()), "later": "1"})
    stopped = evaluator.post(f"{home}count/", {"because": "No reply"})
    assert stopped.status_code == 422
    assert not Respondent.objects.exists()


def test_two_evaluators_saying_different_things_of_it(invitation, evaluator, client_as):
    home = f"/evaluation/interviews/{invitation.pk}/"
    evaluator.post(home, held())
    other = client_as(Role.EVALUATOR)
    assert other.post(home, held(version=1, consent="no")).status_code == 302
    second = evaluator.post(home, held(version=1, consent="ask"))
    assert "Not saved yet" in second.content.decode()
    assert Interview.objects.get().consent == "no"


def test_passages_are_kept_once_and_removed(invitation, evaluator):
    home = f"/evaluation/interviews/{invitation.pk}/"
    evaluator.post(home, held())
    for _ in range(2):
        evaluator.post(f"{home}passages/", {"question": "words", "text": "<b>It made us talk</b>"})
    html = evaluator.get(home).content.decode()
    assert html.count("&lt;b&gt;It made us talk&lt;/b&gt;") == 1
    passage = Interview.objects.get().passages.get()
    assert evaluator.post(f"/evaluation/passages/{passage.pk}/remove/").status_code == 302
    assert "talk" not in evaluator.get(home).content.decode()


def test_not_before_it_was_held_nor_after_the_round(invitation, evaluator):
    home = f"/evaluation/interviews/{invitation.pk}/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = held(held_on_day=tomorrow.day, held_on_month=tomorrow.month, held_on_year=tomorrow.year)
    late |= {f"held_on-{part}": getattr(tomorrow, part) for part in ("day", "month", "year")}
    assert "must be today or in the past" in evaluator.post(home, late).content.decode()
    assert evaluator.get(f"{home}2/").status_code == 302
    rounds.close(invitation.group.round)
    assert evaluator.post(home, held()).status_code == 409
    assert not Interview.objects.exists()


def test_nobody_else_and_only_where_people_are_interviewed(invitation, client_as, register):
    home = f"/evaluation/interviews/{invitation.pk}/"
    for role in (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR):
        assert client_as(role).get(home).status_code == 403
    [other, *_] = Invitation.objects.filter(group__round=rounds.a_round())
    assert client_as(Role.EVALUATOR).get(f"/evaluation/interviews/{other.pk}/").status_code == 404

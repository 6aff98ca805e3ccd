"""Invitations, reminders and lost links: a few a minute, nobody twice, nobody who does not want to."""

import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from commissioning.people import mail
from commissioning.people.models import OutgoingEmail
from commissioning.saving import NotNow
from evaluation import tasks
from evaluation.actions import inviting
from evaluation.actions import rounds as actions
from evaluation.models import Invitation, OptOut, Round
from evaluation.queries.answering import way_of
from tests.support import rounds
from tests.support.pages import text
from tests.support.partners import clock
from tests.support.rounds import NON_USER, a_round, answer, entered, group_of, invited, token_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _register(register):
    pass


def mails(beginning: str = "") -> list[OutgoingEmail]:
    return list(OutgoingEmail.objects.filter(subject__startswith=beginning).order_by("pk"))


def remind(round_: Round, days: int = 3) -> int:
    """Asked for, and sent, some days after the invitations."""
    with clock(timezone.now() + timedelta(days=days)):
        inviting.ask_for_reminder(group=group_of(round_), by=rounds.evaluator())
        return inviting.send_reminders()


def test_an_invitation_says_all_that_matters():
    round_ = a_round(people=1, name="Year 2")
    [(invitation, token)] = invited(round_)
    body = invitation.mail.body
    for words in (
        invitation.person.full_name,
        "Year 2",
        "Why you: you commission services",
        "about 5 minutes",
        "Your answers are confidential",
        "do not want to take part",
        f"{settings.SITE_ADDRESS}/respond/{token}/",
    ):
        assert words in body
    assert "&" not in body.replace("&amp;", "?")
    assert way_of(token).invitation == invitation


def test_a_few_at_a_time_and_nobody_twice(monkeypatch):
    monkeypatch.setattr(inviting, "AT_ONCE", 5)
    a_round(people=12)
    assert [inviting.send_invitations() for _ in range(4)] == [5, 5, 2, 0]
    recipients = [row.recipient for row in mails()]
    assert len(recipients) == len(set(recipients)) == 12


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"state": "draft"},
        lambda day: {"opens_on": day + timedelta(days=1)},
        lambda day: {"opens_on": day - timedelta(days=2), "closes_on": day - timedelta(days=1)},
    ],
    ids=["being prepared", "not open yet", "over"],
)
def test_nobody_is_asked_outside_the_days(change):
    Round.objects.filter(pk=a_round(people=2).pk).update(**change(timezone.localdate()))
    assert inviting.send_invitations() == 0


def test_those_who_do_not_want_to_are_not_asked():
    [gone, later, *_] = people = rounds.listed(4)
    OptOut.objects.create(person=gone)
    round_ = a_round(people=1)
    Invitation.objects.filter(person=later).update(outcome=Invitation.Outcome.INELIGIBLE)
    asked = {invitation.person for invitation, _ in invited(round_)}
    assert gone not in asked
    assert later not in asked
    assert set(people[2:]) < asked
    assert Invitation.objects.get(person=gone).outcome == Invitation.Outcome.REFUSED


def test_opting_out_for_ever_counts_in_the_next_round():
    [(invitation, token)] = invited(a_round(people=1))
    inviting.opt_out(way=way_of(token), ever=True)
    following = a_round(people=1)
    assert following.groups.get().invitations.get(person=invitation.person).outcome == Invitation.Outcome.REFUSED


def test_a_reminder_points_back_and_holds_no_token():
    round_ = a_round(people=2)
    [(first, token), (_, answered)] = invited(round_)
    answer(Client(), answered, NON_USER)
    assert remind(round_) == 1
    [reminder] = mails("Reminder")
    assert reminder.recipient == first.person.email
    assert first.mail.subject in reminder.body
    assert f"/respond/lost/{group_of(round_).pk}/" in reminder.body
    assert token not in reminder.body
    assert not re.search(r"/respond/[\w.-]{30,}", reminder.body)
    assert entered(Client(), token)  # the first link still works


def test_reminded_once_a_day_and_never_the_ready(monkeypatch):
    monkeypatch.setattr(inviting, "AT_ONCE", 2)
    round_ = a_round(people=5)
    [(_, used), (_, refused), (bounced, _), *_] = invited(round_)
    answer(Client(), used, NON_USER)
    inviting.opt_out(way=way_of(refused), ever=False)
    Invitation.objects.filter(pk=bounced.pk).update(outcome=Invitation.Outcome.BOUNCED)
    with clock(timezone.now() + timedelta(days=1)):
        assert inviting.ask_for_reminder(group=group_of(round_), by=rounds.evaluator())
        assert not inviting.ask_for_reminder(group=group_of(round_), by=rounds.evaluator())
        assert [inviting.send_reminders() for _ in range(3)] == [2, 0, 0]
        assert not inviting.ask_for_reminder(group=group_of(round_), by=rounds.evaluator())
        assert inviting.send_reminders() == 0
    assert len(mails("Reminder")) == 2
    for days in (2, 3, 4, 5):
        remind(round_, days)
    assert len(mails("Reminder")) == 2 * inviting.MOST_REMINDERS


def test_who_was_invited_today_is_not_reminded_today():
    round_ = a_round(people=2)
    invited(round_)
    assert remind(round_, days=0) == 0


def test_nobody_is_reminded_of_a_round_that_is_not_open():
    round_ = a_round(people=1, opened=False)
    with pytest.raises(NotNow):
        inviting.ask_for_reminder(group=group_of(round_), by=rounds.evaluator())


def test_what_the_mail_server_refuses_is_recorded():
    round_ = a_round(people=2)
    [(refused, token), (taken, _)] = invited(round_)
    with clock(timezone.now() + timedelta(days=1)), patch.object(mail, "_transmit", side_effect=OSError("550 unknown")):
        for _ in range(mail.MOST_ATTEMPTS):
            OutgoingEmail.objects.update(next_attempt_at=timezone.now())
            mail.deliver(refused.mail_id)
    assert inviting.note_refusals() == 1
    refused.refresh_from_db()
    taken.refresh_from_db()
    assert (refused.outcome, taken.outcome) == ("bounced", "")
    assert OutgoingEmail.objects.get(pk=refused.mail_id).body == ""  # the link is gone with it
    assert inviting.note_refusals() == 0
    assert remind(round_) == 1
    answer(Client(), token, NON_USER)  # it came after all
    refused.refresh_from_db()
    assert refused.used


# --- A lost link -----------------------------------------------------------------------------
def ask_again(round_: Round, email: str):
    return Client().post(f"/respond/lost/{group_of(round_).pk}/", {"email": email})


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_a_new_link_revokes_the_old_one(mode):
    round_ = a_round(mode=mode)
    [(invitation, old), *_] = invited(round_)
    answer(Client(), old, NON_USER, send=False)
    ask_again(round_, invitation.person.email.upper())
    [sent] = mails("Your new link")
    new = token_in(sent.body)
    assert Client().get(f"/respond/{old}/").status_code == 404
    browser = Client()
    page = text(browser.get(entered(browser, new)))
    assert ("What you saved is still here" in page) == (mode == "confidential")
    assert ("are lost" in sent.body) == (mode == "anonymous")
    assert answer(browser, new, NON_USER).status_code == 200


def test_the_same_answer_whoever_asks():
    round_ = a_round(people=2)
    [(invitation, _), (_, answered)] = invited(round_)
    answer(Client(), answered, NON_USER)
    done = way_of(answered).invitation.person.email
    before = OutgoingEmail.objects.count()
    pages = {ask_again(round_, email).content for email in (invitation.person.email, done, "nobody@example.org")}
    pages.add(Client().post("/respond/lost/999999/", {"email": "nobody@example.org"}).content)
    assert len({re.sub(rb'nonce="[^"]*"', b"", page) for page in pages}) == 1
    assert OutgoingEmail.objects.count() == before + 1
    page = Client().post("/respond/lost/1/", {"email": "no address"})
    assert "Enter an email address in the correct format" in text(page)
    assert Client().get("/respond/lost/1/").status_code == 200


def test_only_a_few_links_go_to_one_address():
    round_ = a_round(people=1)
    [(invitation, _)] = invited(round_)
    for _ in range(12):
        ask_again(round_, invitation.person.email)
    assert len(mails("Your new link")) == 2 * inviting.MOST_REMINDERS


def test_asking_again_and_again_is_slowed_down(settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "respond_lost": "3/h/ip"}
    round_ = a_round(people=1)
    assert [ask_again(round_, "a@example.org").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_the_beat_does_it_all():
    a_round(people=2)
    tasks.send()
    tasks.send()
    assert len(mails()) == 2
    assert settings.CELERY_BEAT_SCHEDULE["evaluation-send"]["task"] == tasks.send.name
    assert settings.CELERY_BEAT_SCHEDULE["evaluation-collect"]["task"] == tasks.collect.name


def test_a_frame_drawn_again_leaves_nobody_invited_twice():
    round_ = a_round(people=3, opened=False)
    actions.redraw(round_=round_, by=rounds.evaluator())
    actions.open_round(round_=round_, by=rounds.evaluator())
    assert len(invited(round_)) == 3

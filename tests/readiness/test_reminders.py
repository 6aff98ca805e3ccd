"""One mail a day to an address, with everything it is asked about; and thanks once something is signed."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents import tasks as documents
from commissioning.people.models import AuditEntry, OutgoingEmail
from readiness import tasks
from readiness.actions import agreement, giving, partners
from readiness.actions import plan as planning
from readiness.models import Playback, Scorer, SelfAssessment
from readiness.queries import reminders
from readiness.window import is_reminder_due
from tests.conftest import browser_of
from tests.support.assessments import champion_of, opened
from tests.support.pages import text
from tests.support.partners import (
    agreed,
    answered,
    asking,
    clock,
    group,
    invited,
    link_to,
    mails,
    own,
    say,
    sent,
    signed,
)
from tests.support.partners import opened as link_opened
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db

ANN = "ann@example.org"


def day(number: int):
    """That many days from now, in the morning's hour."""
    return clock(timezone.now() + timedelta(days=number))


def run(number: int, times: int = 1) -> None:
    with day(number):
        for _ in range(times):
            tasks.remind()


def after_the_first(email: str = ANN) -> list[str]:
    """What was mailed to them beside the invitations."""
    return [mail.body for mail in mails(email) if "asks for your view" not in mail.body]


@pytest.fixture
def scorer(register):
    """Asked today; the last day is in twenty."""
    return invited(asking(days=20), email=ANN)


# --- When ---------------------------------------------------------------------------------


LAST = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("today", "told", "is_due"),
    [
        (date(2026, 12, 12), date(2026, 11, 1), False),
        (date(2026, 12, 13), date(2026, 11, 1), True),
        (date(2026, 12, 14), date(2026, 12, 13), False),
        (date(2026, 12, 14), date(2026, 11, 1), True),  # nobody ran it yesterday
        (date(2026, 12, 18), date(2026, 12, 13), True),
        (date(2026, 12, 19), date(2026, 12, 18), False),
        (date(2026, 12, 20), date(2026, 12, 17), True),
        (date(2026, 12, 21), date(2026, 11, 1), False),
        (date(2026, 12, 14), date(2026, 12, 14), False),  # asked today
    ],
)
def test_a_week_and_two_days_before_the_last_once_each(today, told, is_due):
    assert is_reminder_due(LAST, told, today) is is_due


def test_two_reminders_in_all_however_often_it_runs(scorer):
    for number in range(22):
        run(number, times=2)
    assert len(after_the_first()) == 2


def test_the_mail_says_what_and_until_when_with_a_fresh_link(scorer):
    first = link_to(scorer)
    run(13)
    [body] = after_the_first()
    last = scorer.assessment.views_close_on
    for words in ("County Durham", "9 standards", f"The last day is {last.day} {last:%B %Y}", "/readiness/view/"):
        assert words in body
    assert "more time" not in body
    assert Client().get(first, follow=True).status_code == 410, "the unused one is replaced"
    assert link_opened(scorer).get(own(scorer)).status_code == 200


def test_an_open_page_stays_open_until_the_new_link_is_opened(scorer):
    client = link_opened(scorer)
    run(13)
    with day(0):
        assert client.get(own(scorer)).status_code == 200
    link_opened(scorer)
    assert client.get(own(scorer)).status_code == 404


def test_who_is_done_withdrawn_or_closed_is_left_alone(register):
    assessment = asking(days=20)
    done = sent(invited(assessment, email="done@example.org"))
    gone = invited(assessment, email="gone@example.org")
    partners.withdraw(scorer=gone, by=champion_of(assessment))
    moved = asking(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)), days=20)
    late = invited(moved, email="late@example.org")
    agreement.submit(assessment=agreed(moved), by=champion_of(moved))
    run(13)
    for scorer in (done, gone, late):
        assert after_the_first(scorer.person.email) == []


def test_before_the_first_day_nobody_is_reminded(register):
    assessment = opened()
    today = timezone.localdate()
    partners.set_window(
        assessment=assessment,
        opens_on=today + timedelta(days=3),
        closes_on=today + timedelta(days=4),
        by=champion_of(assessment),
    )
    invited(assessment, email=ANN)
    run(2)
    assert after_the_first() == []
    run(3)
    assert len(after_the_first()) == 1


def test_more_time_is_news_to_those_who_have_not_finished(scorer):
    done = sent(invited(scorer.assessment, email="done@example.org"))
    last = scorer.assessment.views_close_on + timedelta(days=30)
    with day(5):
        partners.extend_window(
            assessment=scorer.assessment, closes_on=last, reason="Half term", by=champion_of(scorer.assessment)
        )
    run(6, times=2)
    [body] = after_the_first()
    assert "There is more time than you were told before" in body
    assert f"{last.day} {last:%B %Y}" in body
    assert after_the_first(done.person.email) == []
    run(7)
    assert len(after_the_first()) == 1
    run(43)
    assert "more time" not in after_the_first()[1]


# --- One mail a person a day ------------------------------------------------------------------


def action(assessment: SelfAssessment, owner_email: str, due_on: date, title: str = "Agree a board paper"):
    typed = planning.Typed(title, ("S02",), "Ann Lee", owner_email, due_on, "Seen in the minutes", 0)
    return planning.add(authority=assessment.authority, typed=typed, by=champion_of(assessment))


def test_everything_one_address_is_asked_comes_in_one_mail(scorer):
    ealing = asking(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)), days=20)
    invited(ealing, "health", email="ANN@example.org")
    group(ealing, "voluntary", "Charities together", email=ANN)
    action(scorer.assessment, "Ann@Example.org", timezone.localdate() + timedelta(days=14))
    before = OutgoingEmail.objects.count()
    run(13, times=2)
    assert OutgoingEmail.objects.count() == before + 1
    [body] = after_the_first()
    for words in ("County Durham", "Ealing", "Charities together", "Agree a board paper", "It is due on"):
        assert words in body
    assert len(set(re.findall(r"/readiness/view/[^/]+/", body))) == 3


def test_an_action_alone_is_a_mail_too(register):
    assessment = opened()
    action(assessment, "owner@example.org", timezone.localdate() - timedelta(days=1), "Publish the spend")
    run(0, times=2)
    [body] = after_the_first("owner@example.org")
    assert "Publish the spend" in body
    assert "It was due on" in body
    assert "Your view" not in body


def test_what_comes_up_later_the_same_day_waits_for_tomorrow(scorer):
    run(13)
    action(scorer.assessment, ANN, timezone.localdate() + timedelta(days=13))
    run(13)
    assert len(after_the_first()) == 1
    run(14)
    assert len(after_the_first()) == 2
    assert "Agree a board paper" in after_the_first()[1]


def test_two_runs_at_the_same_moment_are_one(scorer, monkeypatch):
    @contextmanager
    def taken(name, number=0):
        yield False

    monkeypatch.setattr(tasks, "only_one", taken)
    run(13)
    assert after_the_first() == []


def test_one_that_cannot_be_written_keeps_no_other_waiting(scorer, monkeypatch):
    other = invited(scorer.assessment, email="bo@example.org")
    real = tasks.reminders.remind

    def remind(*, due, today):
        if due.email == ANN:
            raise ValueError("not this one")
        return real(due=due, today=today)

    monkeypatch.setattr(tasks.reminders, "remind", remind)
    run(13)
    assert after_the_first() == []
    assert len(after_the_first(other.person.email)) == 1


def test_due_since_but_sent_meanwhile_is_not_reminded(scorer):
    with day(13):
        [due] = reminders.due(timezone.localdate())
    sent(scorer)
    with day(13):
        assert not tasks.reminders.remind(due=due, today=timezone.localdate())
    assert after_the_first() == []


def test_hostile_names_stay_words_in_the_mail(register):
    assessment = asking(days=20)
    invited(assessment, name="Ann\r\nBcc: all@example.org", email=ANN)
    run(13)
    mail = mails(ANN)[-1]
    assert mail.recipient == ANN
    assert "\n" not in mail.subject
    assert OutgoingEmail.objects.count() == 2


def test_the_schedule_asks_every_morning(settings):
    entry = settings.CELERY_BEAT_SCHEDULE["readiness-remind"]
    assert entry["task"] == tasks.remind.name
    assert (entry["schedule"].hour, entry["schedule"].minute) == ({8}, {0})
    assert settings.CELERY_TASK_ROUTES[tasks.remind.name] == settings.CELERY_TASK_ROUTES[tasks.thank.name]


# --- Thanks -----------------------------------------------------------------------------------


@pytest.fixture
def thanked(register):
    """Signed at level 3; Ann said 1 of everything but one, and did not know the other."""
    scorer = answered(invited(asking(), email=ANN), "1", "My own line")
    say(scorer, "S05", "3", "Just so", version=1)
    giving.send_views(scorer=scorer, by=scorer.person)
    signed(scorer.assessment)
    scorer.refresh_from_db()
    return scorer


def test_signing_asks_for_thanks(register, django_capture_on_commit_callbacks, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "commissioning.jobs.queue.current_app.send_task", lambda name, args, **_: asked.append((name, args))
    )
    assessment = agreed(asking())
    agreement.submit(assessment=assessment, by=champion_of(assessment))
    with django_capture_on_commit_callbacks(execute=True):
        agreement.sign(assessment=assessment, by=in_role(Role.DIRECTOR))
    assert ("readiness.thank", (assessment.pk,)) in asked


def test_each_whose_view_was_sent_is_thanked_once(thanked):
    unsent = Scorer.objects.create(
        assessment=thanked.assessment, kind="alone", partner_kind="gp", person=in_role(Role.CONTRIBUTOR)
    )
    for _ in range(2):
        tasks.thank(thanked.assessment_id)
    run(1)
    [body] = after_the_first()
    assert "Thank you for your view" in body
    assert "/readiness/view/" in body
    assert mails(unsent.person.email) == []
    assert mails(champion_of(thanked.assessment).email) == []
    assert AuditEntry.objects.filter(verb="partner-thank").count() == 1


def test_thanks_the_queue_forgot_go_out_in_the_morning(thanked):
    run(1)
    assert len(after_the_first()) == 1


def test_the_page_shows_what_was_agreed_beside_ones_own(thanked):
    tasks.thank(thanked.assessment_id)
    client = link_opened(thanked)
    page = text(client.get(own(thanked, "thanks")))
    assert page.count("Differs") == 8
    assert page.count("The same") == 1
    assert "My own line" in page
    assert "3 – Progress towards the standard" in page
    assert "1 – No clear agreement what is needed" in page
    assert "played back" not in page


def test_the_page_says_when_it_is_played_back(thanked):
    Playback.objects.create(assessment=thanked.assessment, held_on=date(2027, 1, 14), recorded_at=timezone.now())
    assert "14 January 2027" in text(browser_of(thanked.person).get(own(thanked, "thanks")))


@pytest.mark.slow
def test_the_report_on_screen_and_its_pdf(thanked):
    client = browser_of(thanked.person)
    assert "Its PDF is being made" in text(client.get(own(thanked, "thanks")))
    assert client.get(own(thanked, "report", "pdf")).status_code == 404
    page = text(client.get(own(thanked, "report")))
    assert "Feedback report" in page
    assert "Make the PDF" not in page
    assert "My own line" not in page
    newest = thanked.assessment.snapshots.order_by("-pk").first()
    document = newest.assessment.authority.documents.get(params={"snapshot": newest.pk})
    documents.make(document.pk)
    file = client.get(own(thanked, "report", "pdf"))
    assert b"".join(file.streaming_content)[:5] == b"%PDF-"
    assert "attachment" in file["Content-Disposition"]
    verbs = AuditEntry.objects.filter(actor_id=thanked.person_id).values_list("verb", flat=True)
    assert {"report-read", "document-download"} <= set(verbs)


def test_before_it_is_signed_there_is_nothing_to_thank_for(register):
    scorer = sent(invited(asking(), email=ANN))
    assessment = agreed(scorer.assessment)
    agreement.submit(assessment=assessment, by=champion_of(assessment))
    tasks.thank(assessment.pk)
    client = browser_of(scorer.person)
    assert after_the_first() == []
    assert client.get(own(scorer, "thanks"))["Location"] == own(scorer)
    assert client.get(own(scorer, "report")).status_code == 404
    assert client.get(own(scorer, "report", "pdf")).status_code == 404


def test_who_came_in_after_a_reopening_sees_the_revision_their_view_went_into(thanked):
    tasks.thank(thanked.assessment_id)
    champion, assessment = champion_of(thanked.assessment), thanked.assessment
    agreement.reopen(assessment=assessment, by=champion, reason="A new ICB")
    late = sent(invited(SelfAssessment.objects.get(pk=assessment.pk), email="late@example.org"))
    tasks.thank(assessment.pk)
    assert after_the_first(late.person.email) == []
    assert browser_of(late.person).get(own(late, "thanks"))["Location"] == own(late)
    assert browser_of(thanked.person).get(own(thanked, "thanks")).status_code == 200


def test_nobody_else_opens_the_thanks(thanked):
    for role in (Role.DIRECTOR, Role.ADMINISTRATOR, Role.CONTRIBUTOR):
        client = browser_of(in_role(role) if role is not Role.DIRECTOR else in_role(role, area(EALING)))
        for parts in (["thanks"], ["report"], ["report", "pdf"]):
            assert client.get(own(thanked, *parts)).status_code == 404
    assert browser_of(champion_of(thanked.assessment)).get(own(thanked, "thanks")).status_code == 404

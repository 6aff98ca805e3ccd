"""Sessions: recorded in three taps, corrected with a reason, taken back; and their days in the ledger."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate as today

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from commissioning.support.actions import scoping, team
from commissioning.support.actions import sessions as actions
from commissioning.support.models import LedgerEntry, Session, SupportPackage, TeamMember
from commissioning.support.queries import sessions as queries
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.delivering import Cast, boxes, cast
from tests.support.packages import a_package
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role, refused

pytestmark = pytest.mark.django_db
HOSTILE = '<script>alert(1)</script> =HYPERLINK("http://x","y") & “quoted”'


@pytest.fixture
def work(register) -> Cast:
    return cast()


def typed(**more) -> dict:
    return {"key": str(uuid4()), "when": "today", "days": "1", "what": "Met both finance officers", **more}


def recorded(work: Cast, **more) -> Session:
    response = work.by["adviser"].post(work.at("sessions", "add"), typed(**more))
    assert response.status_code == 302, text(response)
    return Session.objects.latest("pk")


def corrected(session: Session, **more) -> dict:
    return {
        **boxes("held_on", session.held_on),
        "days": "1",
        "what": session.what,
        "version": str(session.version),
        **more,
    }


def used(work: Cast) -> Decimal:
    work.package.refresh_from_db()
    return work.package.days_used


# --- Recording ----------------------------------------------------------------------------


def test_an_adviser_records_a_session_with_days_and_a_line(work):
    page = text(work.by["adviser"].get(work.at("sessions", "add")))
    assert UUID(hidden(page, "key"))
    assert "Whose session was it?" not in page, "it is their own"
    session = recorded(
        work, who="Finance", next="Draft the agreement", **boxes("next_on", today() + timedelta(days=14))
    )
    assert (session.adviser, session.held_on, session.days) == (work.adviser, today(), Decimal(1))
    assert used(work) == Decimal(1)
    assert work.package.last_contact_on == today()
    assert f"Session of {today().day} {today():%B %Y}: 1 day" in work.lines()
    assert AuditEntry.objects.filter(verb="session-record", object_id=session.pk).exists()
    listed = text(work.by["champion"].get(work.at("sessions")))
    assert "Met both finance officers" in listed
    assert "1 day in 1 session" in listed


def test_sent_twice_is_one_session_and_other_words_are_not_lost(work):
    fields = typed()
    for _ in range(2):
        assert work.by["adviser"].post(work.at("sessions", "add"), fields).status_code == 302
    assert Session.objects.count() == 1
    assert used(work) == Decimal(1)
    answer = work.by["adviser"].post(work.at("sessions", "add"), {**fields, "what": "Something else altogether"})
    assert answer.status_code == 409
    assert "Something else altogether" in text(answer)


def test_the_lead_records_for_somebody_on_the_team(work):
    page = text(work.by["lead"].get(work.at("sessions", "add")))
    assert work.adviser.full_name in page
    fields = typed(adviser=str(work.adviser.pk), when="yesterday")
    assert work.by["lead"].post(work.at("sessions", "add"), fields).status_code == 302
    session = Session.objects.get()
    assert (session.adviser, session.recorded_by, session.held_on) == (
        work.adviser,
        work.lead,
        today() - timedelta(days=1),
    )


def test_a_lead_holds_sessions_without_days(work):
    fields = typed(adviser=str(work.lead.pk))
    answer = work.by["lead"].post(work.at("sessions", "add"), fields)
    assert "is no adviser of this package, so their days are not counted" in text(answer)
    assert work.by["lead"].post(work.at("sessions", "add"), {**fields, "days": "0"}).status_code == 302
    assert not LedgerEntry.objects.filter(kind="used").exists()


def test_listening_while_scoping_needs_no_allocation(register):
    work = cast(Stage.SCOPING)
    fields = typed(adviser=str(work.lead.pk), days="0")
    assert work.by["lead"].post(work.at("sessions", "add"), fields).status_code == 302
    work.package.refresh_from_db()
    assert work.package.last_contact_on == today()


def test_somebody_heard_is_contact_until_the_note_is_removed(register):
    work = cast(Stage.SCOPING)
    days = [today() - timedelta(days=9), today() - timedelta(days=2)]
    notes = [
        scoping.add_note(package=work.package, heard=scoping.Heard("leadership", None, day, "Heard", 0), by=work.lead)
        for day in days
    ]
    later = scoping.Heard("leadership", None, today(), "Heard", 1)
    scoping.save_note(row=notes[1], heard=later, by=work.lead)
    work.package.refresh_from_db()
    assert work.package.last_contact_on == today()
    scoping.remove(row=notes[1], by=work.lead)
    work.package.refresh_from_db()
    assert work.package.last_contact_on == days[0]


WRONG = [
    ({"what": ""}, "Say what was done"),
    ({"days": ""}, "Select how many days"),
    ({"days": "-1"}, "Select how many days from the list"),
    ({"days": "other"}, "Enter the number of days"),
    ({"days": "other", "other_days": "-1"}, "Days must be 0 or more"),
    ({"days": "other", "other_days": "0.3"}, "counted in quarters"),
    ({"days": "other", "other_days": "0.333"}, "counted in quarters"),
    ({"days": "other", "other_days": "400"}, "10 or fewer"),
    ({"days": "other", "other_days": "99999999"}, "10 or fewer"),
    ({"days": "other", "other_days": "NaN"}, "Days must be a number"),
    ({"days": "other", "other_days": "1e1"}, ""),
    ({"when": ""}, "Select when it was"),
    ({"when": "other"}, "Enter the day it was"),
    (lambda: {"when": "other", **boxes("held_on", today() + timedelta(days=1))}, "must be today or in the past"),
    (lambda: {"when": "other", **boxes("held_on", today() - timedelta(days=101))}, "The day must be on or after"),
    (lambda: {"when": "other", **boxes("held_on", today()), "held_on-month": "13"}, "must be a real date"),
    (lambda: boxes("next_on", today() - timedelta(days=1)), "Next session must be on or after"),
    ({"who": "x" * 301}, "300 characters"),
    ({"what": "x" * 10_001}, "10000 characters"),
    ({"key": ""}, "lost its place"),
    ({"key": "no-uuid"}, "lost its place"),
]


@pytest.mark.parametrize(("fields", "message"), WRONG)
def test_what_is_wrong_is_said_and_nothing_is_lost(work, fields, message):
    fields = fields() if callable(fields) else fields
    answer = work.by["adviser"].post(work.at("sessions", "add"), typed(what="Kept words", **{}) | fields)
    assert answer.status_code == 200
    assert message in text(answer)
    assert fields.get("what") is not None or "Kept words" in text(answer)
    assert not Session.objects.exists()


def test_beyond_what_was_allocated_asks_why_and_keeps_what_was_typed(work):
    fields = typed(days="other", other_days="8.25", what="A long week")
    answer = work.by["adviser"].post(work.at("sessions", "add"), fields)
    page = text(answer)
    assert "Say why more days are used than were allocated" in page
    assert "A long week" in page
    assert not Session.objects.exists()
    again = work.by["adviser"].post(work.at("sessions", "add"), fields | {"override": "The inspection came early"})
    assert again.status_code == 302
    entry = LedgerEntry.objects.get(kind="used")
    assert (entry.days, entry.override) == (Decimal("8.25"), "The inspection came early")


def test_hostile_text_is_text(work):
    recorded(work, what=HOSTILE, who=HOSTILE, next=HOSTILE)
    for name in ("champion", "adviser"):
        assert b"<script>alert" not in work.by[name].get(work.at("sessions")).content
    file = b"".join(work.by["lead"].get(work.at("sessions") + "?format=csv")).decode()
    assert "<script>alert(1)</script>" in file
    recorded(work, what='=HYPERLINK("http://x")')
    file = b"".join(work.by["lead"].get(work.at("sessions") + "?format=csv")).decode()
    assert "\"'=HYPERLINK" in file, "a spreadsheet takes it for text"
    assert AuditEntry.objects.filter(verb="sessions-export", object_id=work.package.pk).count() == 2


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.CLOSED])
def test_at_a_stage_without_work_it_says_so_and_keeps_what_was_typed(register, stage):
    work = cast(stage)
    lead = browser_of(work.programme)
    assert lead.get(work.at("sessions", "add")).status_code == 409
    person = work.adviser or work.programme
    answer = lead.post(work.at("sessions", "add"), typed(adviser=str(person.pk), what="Kept words all the same"))
    assert answer.status_code in (200, 409)
    assert "Kept words all the same" in text(answer)
    assert not Session.objects.exists()
    if stage is Stage.CLOSED:
        assert "reopen" in text(answer)


def test_an_adviser_who_has_left(work):
    held = recorded(work)
    member = TeamMember.objects.get(person=work.adviser)
    team.end_part(member=member, handover="All of it", by=work.programme)
    browser = work.by["adviser"]
    for path in (work.at("sessions"), work.at("sessions", "add"), work.at("sessions", held.pk)):
        assert browser.get(path).status_code == 404
    assert browser.post(work.at("sessions", "add"), typed()).status_code == 404
    fields = typed(adviser=str(work.adviser.pk))
    answer = work.by["lead"].post(work.at("sessions", "add"), fields)
    assert "left the package on" in text(answer), "not a day on which they were gone"
    late = fields | {"when": "other", **boxes("held_on", today() - timedelta(days=3))}
    assert work.by["lead"].post(work.at("sessions", "add"), late).status_code == 302, "their last days are theirs"


def test_somebody_elses_session_is_not_recorded_by_an_adviser(work):
    given = actions.Typed(today(), Decimal(0), "Met")
    with pytest.raises(PermissionDenied):
        actions.record(package=work.package, adviser=work.lead, typed=given, key=uuid4(), by=work.adviser)
    stranger = in_role(Role.ADVISER)
    with pytest.raises(NotNow, match="not on the team"):
        actions.record(package=work.package, adviser=stranger, typed=given, key=uuid4(), by=work.lead)


# --- Correcting and taking back -----------------------------------------------------------


def test_words_change_plainly_and_days_with_a_reason(work):
    session = recorded(work)
    page = work.at("sessions", session.pk)
    adviser = work.by["adviser"]
    assert adviser.post(page, corrected(session, what="Met three officers")).status_code == 302
    session.refresh_from_db()
    assert (session.what, session.version) == ("Met three officers", 2)
    assert LedgerEntry.objects.filter(kind="used").count() == 1
    asked = adviser.post(page, corrected(session, days="0.5"))
    assert "Say why the days or the day change" in text(asked)
    assert adviser.post(page, corrected(session, days="0.5", why="We stopped at noon")).status_code == 302
    assert used(work) == Decimal("0.5")
    entries = LedgerEntry.objects.filter(kind="used", session=session).order_by("pk")
    assert [entry.days for entry in entries] == [Decimal(1), Decimal(-1), Decimal("0.5")]
    assert entries[1].what == "We stopped at noon"
    assert any(line.startswith("Session corrected") for line in work.lines())


def test_the_same_correction_twice_is_one_and_another_meanwhile_is_shown(work):
    session = recorded(work)
    page = work.at("sessions", session.pk)
    fields = corrected(session, what="First")
    assert work.by["adviser"].post(page, fields).status_code == 302
    assert work.by["adviser"].post(page, fields).status_code == 302
    session.refresh_from_db()
    assert session.version == 2
    answer = work.by["lead"].post(page, {**fields, "what": "Second"})
    assert "Not saved yet" in text(answer)
    assert "First" in text(answer)
    assert "Second" in text(answer)
    again = {**fields, "what": "Second", "version": hidden(text(answer))}
    assert work.by["lead"].post(page, again).status_code == 302
    session.refresh_from_db()
    assert session.what == "Second"


def test_more_days_than_are_left_ask_why_in_a_correction_too(work):
    session = recorded(work, days="other", other_days="8")
    page = work.at("sessions", session.pk)
    same = corrected(session, days="other", other_days="8", what="Other words")
    assert work.by["adviser"].post(page, same).status_code == 302, "its own days are no hindrance"
    session.refresh_from_db()
    more = corrected(session, days="other", other_days="8.5", why="Travel")
    assert "Say why more days are used" in text(work.by["adviser"].post(page, more))
    assert work.by["adviser"].post(page, more | {"override": "Agreed by telephone"}).status_code == 302
    assert used(work) == Decimal("8.5")


def test_taken_back_it_stays_struck_through_and_its_days_are_given_back(work):
    session = recorded(work)
    page = work.at("sessions", session.pk, "take-back")
    assert "Say why it is taken back" in text(work.by["adviser"].post(page, {"because": ""}))
    assert "500 characters" in text(work.by["adviser"].post(page, {"because": "x" * 501}))
    for _ in range(2):
        assert work.by["adviser"].post(page, {"because": "It was called off"}).status_code == 302
    assert used(work) == 0
    assert work.package.last_contact_on is None
    listed = text(work.by["champion"].get(work.at("sessions")))
    assert "<s>Met both finance officers</s>" in listed
    assert "It was called off" in listed
    assert work.by["adviser"].post(work.at("sessions", session.pk), corrected(session)).status_code in (302, 409)
    assert len([line for line in work.lines() if "taken back" in line]) == 1


def test_a_colleague_does_not_correct_it(work):
    session = recorded(work)
    colleague = in_role(Role.ADVISER)
    team.add_adviser(package=work.package, person=colleague, by=work.programme)
    browser = browser_of(colleague)
    assert browser.get(work.at("sessions")).status_code == 200
    for path in (work.at("sessions", session.pk), work.at("sessions", session.pk, "take-back")):
        assert browser.get(path).status_code == 403
        assert browser.post(path, corrected(session)).status_code == 403
    assert work.by["programme"].get(work.at("sessions", session.pk)).status_code == 200


def test_a_session_of_another_package_is_not_found(work):
    session = recorded(work)
    other = a_package(Stage.SCOPING, area(EALING))
    assert work.by["programme"].get(f"/support/{other.pk}/sessions/{session.pk}/").status_code == 404


# --- Who ----------------------------------------------------------------------------------

READ = [*refused(Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD)]
UNSEEN = {Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.EVALUATOR, Role.ADVISER, Role.ADMINISTRATOR}


@pytest.mark.parametrize(("role", "status"), READ)
def test_nobody_else_reads_sessions(work, client_as, role, status):
    """Those who may not see the package at all find nothing; the regional lead sees its stage alone."""
    expected = 404 if role in UNSEEN else 403
    for path in ("sessions", "plan", "files", "messages", "timeline", "who-looked"):
        assert client_as(role).get(work.at(path)).status_code == expected, path


@pytest.mark.parametrize("name", ["champion", "director"])
def test_the_area_reads_and_does_not_record(work, name):
    assert work.by[name].get(work.at("sessions")).status_code == 200
    assert work.by[name].get(work.at("sessions", "add")).status_code == 403
    assert work.by[name].post(work.at("sessions", "add"), typed()).status_code == 403


def test_another_area_finds_nothing(work, client_as):
    for role in (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD):
        browser = client_as(role, area(EALING))
        assert browser.get(work.at("sessions")).status_code == 404
        assert browser.post(work.at("sessions", "add"), typed()).status_code == 404


def test_whose_role_has_ended_finds_nothing(work):
    RoleAppointment.objects.filter(person=work.adviser).update(revoked_at=timezone.now())
    assert work.by["adviser"].post(work.at("sessions", "add"), typed()).status_code in (403, 404)
    assert not Session.objects.exists()


# --- An adviser's own ---------------------------------------------------------------------


def test_what_was_planned_and_has_passed_is_to_be_recorded(work):
    scope = scope_of(work.adviser)
    session = recorded(work, next="Second workshop", **boxes("next_on", today() + timedelta(days=7)))
    assert [one.on for one in queries.next_dates(scope)] == [today() + timedelta(days=7)]
    assert queries.days_to_record(scope) == []
    past = {"held_on": today() - timedelta(days=20), "next_on": today() - timedelta(days=5)}
    Session.objects.filter(pk=session.pk).update(**past)
    assert [(one.package, one.on) for one in queries.days_to_record(scope)] == [(work.package, past["next_on"])]
    page = text(work.by["adviser"].get("/support/sessions/"))
    assert "Second workshop" in page
    assert work.at("sessions", "add") in page
    recorded(work)
    assert queries.days_to_record(scope) == [], "a session was held since"
    assert queries.days_to_record(scope_of(work.lead)) == []


def test_a_session_nobody_planned_is_one_tap_away_while_it_may_be_recorded(work):
    assert list(queries.to_record_in(scope_of(work.adviser))) == [work.package]
    assert work.at("sessions", "add") in text(work.by["adviser"].get("/support/sessions/"))
    assert work.at("sessions", "add") in text(work.by["adviser"].get(work.at("brief")))
    assert not queries.to_record_in(scope_of(work.lead)).exists()
    SupportPackage.objects.filter(pk=work.package.pk).update(stage=Stage.CLOSED)
    assert not queries.to_record_in(scope_of(work.adviser)).exists()
    assert work.at("sessions", "add") not in text(work.by["adviser"].get(work.at("brief")))


@pytest.mark.parametrize(("role", "status"), [(role, 200 if role is Role.ADVISER else 403) for role in Role])
def test_own_sessions_are_for_advisers(register, client_as, role, status):
    assert client_as(role).get("/support/sessions/").status_code == status


def test_as_many_queries_for_fifty_sessions_as_for_one(work):
    def many(number: int) -> None:
        Session.objects.bulk_create(
            Session(package=work.package, adviser=work.adviser, held_on=today(), days=0, what="x", key=uuid4())
            for _ in range(number)
        )

    def asked(browser, path: str) -> int:
        with CaptureQueriesContext(connection) as queries_:
            assert browser.get(path).status_code == 200
        return len(queries_)

    many(1)
    pages = [(work.by["lead"], work.at("sessions")), (work.by["adviser"], "/support/sessions/")]
    for browser, path in pages:
        browser.get(path)  # whatever is asked for once
    before = [asked(*page) for page in pages]
    many(49)
    assert [asked(*page) for page in pages] == before

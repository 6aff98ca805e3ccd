"""After an event: who came, the use of the service that it puts down, and what those who came said without names."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import events as queries
from commissioning.profiles import service_use
from commissioning.profiles.actions import attendance, bookings, event_feedback
from commissioning.profiles.actions import service_use as uses
from commissioning.profiles.actions.keeping import Unfit
from commissioning.profiles.event_feedback import ENOUGH
from commissioning.profiles.models import Booking, Event, EventFeedback, ServiceUse
from commissioning.saving import NotNow
from commissioning.services import Service
from tests.profiles.happening import EVENTS, begun, booked, event, link_to, mails
from tests.profiles.rows import HOSTILE, commissioner, use_typed
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

SAID = event_feedback.Said("best", "good", "undecided", "More time to talk.")


@pytest.fixture
def programme(client_as):
    return client_as(Role.PROGRAMME_LEAD)


@pytest.fixture
def past(programme) -> Event:
    """With two who were booked."""
    row = event(programme.person)
    for _ in range(2):
        booked(row)
    return begun(row)


def marks(row: Event, *given: str) -> dict[str, str]:
    rows = Booking.objects.filter(event=row).order_by("pk")
    return {f"came-{one.pk}": mark for one, mark in zip(rows, given, strict=False)}


def came(row: Event, by) -> Booking:
    """Everybody did; the first of them."""
    given = {one.pk: "came" for one in queries.to_mark(row)}
    version = Event.objects.get(pk=row.pk).version
    attendance.mark(event=row, marks=given, because="", version=version, by=by)
    return Booking.objects.filter(event=row).order_by("pk")[0]


def guest(name: str, email: str, gss_code: str = EALING) -> bookings.Guest:
    return bookings.Guest(name, email, area(gss_code))


# --- Who came, and the use it puts down ---------------------------------------------------


def test_who_came_is_put_down_as_having_used_it(programme, past):
    address = f"{EVENTS}{past.pk}/attendance/"
    sent = marks(past, "came", "absent") | {"version": hidden(text(programme.get(address)))}
    for _ in range(2):
        assert programme.post(address, sent).status_code == 302
    first, second = Booking.objects.order_by("pk")
    assert (first.attendance, second.attendance) == ("came", "absent")
    use = ServiceUse.objects.get()
    assert (use.person, use.authority, use.service, use.used_on) == (first.person, area(), "training", past.day)
    assert (use.source, use.event, use.what) == ("event", past, past.title)
    past.refresh_from_db()
    assert past.state == "held"
    reach = {one.service: one for one in service_use.measured_reach(None, None)}
    assert (reach[Service.TRAINING].people, reach[Service.TRAINING].areas) == (1, 1)
    assert "1 came, 0 of them without booking; 1 did not come" in text(programme.get(f"{EVENTS}{past.pk}/"))
    assert mails(first.person).count("What was it like?: Pooled budgets, day one") == 1
    assert not any("like" in subject for subject in mails(second.person))


def test_the_post_is_as_it_was_on_the_list_that_day(programme):
    listed = commissioner(in_role(Role.CHAMPION), employer="health", level="strategic", email="h@example.org")
    row = event(programme.person)
    bookings.book_for(event=row, guest=guest("X", "h@example.org", listed.authority.gss_code), by=programme.person)
    begun(row)
    type(listed).objects.update(since=row.day)
    came(row, programme.person)
    use = ServiceUse.objects.get()
    assert (use.employer, use.level) == ("health", "strategic")


def test_a_correction_needs_a_reason_and_takes_the_use_with_it(programme, past):
    first = came(past, programme.person)
    past.refresh_from_db()
    address = f"{EVENTS}{past.pk}/attendance/"
    sent = marks(past, "absent", "came") | {"version": past.version}
    assert "Enter why you correct what was marked before" in text(programme.post(address, sent))
    assert ServiceUse.objects.kept().count() == 2
    assert programme.post(address, sent | {"because": "Mistaken for another"}).status_code == 302
    gone = ServiceUse.objects.get(person=first.person)
    assert gone.removed_because == "Attendance corrected: Mistaken for another"
    assert gone.removed_by == programme.person
    past.refresh_from_db()
    back = marks(past, "came", "came") | {"version": past.version, "because": "It was them after all"}
    assert programme.post(address, back).status_code == 302
    assert ServiceUse.objects.kept().count() == 2
    assert mails(first.person).count("What was it like?: Pooled budgets, day one") == 1


def test_a_use_of_an_event_is_corrected_where_attendance_is(programme, past):
    came(past, programme.person)
    use = ServiceUse.objects.select_related("authority__region").first()
    for write in (
        lambda: uses.remove(use=use, because="x", version=1, by=programme.person),
        lambda: uses.correct(use=use, typed=use_typed(), because="x", by=programme.person),
    ):
        with pytest.raises(NotNow, match="Correct it there"):
            write()
    address = f"/profiles/{area().gss_code}/services-used/{use.pk}/remove/"
    assert programme.post(address, {"because": "x", "version": 1}).status_code == 409
    assert ServiceUse.objects.kept().count() == 2
    assert "From an event" in text(programme.get(f"/profiles/{area().gss_code}/services-used/"))


def test_what_is_down_already_is_not_put_down_twice(programme, past):
    first = Booking.objects.order_by("pk")[0]
    known = {"email": first.person.email, "name": first.person.full_name, "what": past.title, "used_on": past.day}
    uses.add(authority=area(), typed=use_typed(**known), by=programme.person)
    came(past, programme.person)
    assert ServiceUse.objects.filter(person=first.person).count() == 1


def test_two_who_mark_it_do_not_overwrite_each_other(programme, past):
    address = f"{EVENTS}{past.pk}/attendance/"
    opened = {"version": hidden(text(programme.get(address)))}
    assert programme.post(address, marks(past, "came", "came") | opened).status_code == 302
    answer = programme.post(address, marks(past, "absent", "came") | opened | {"because": "x"})
    assert answer.status_code == 200
    assert Booking.objects.filter(attendance="came").count() == 2
    assert ServiceUse.objects.kept().count() == 2


def test_somebody_who_came_without_booking(programme, past):
    address = f"{EVENTS}{past.pk}/people/add/"
    for _ in range(2):
        sent = {"name": "Asha Rao", "email": "asha@example.org", "authority": area(EALING).pk}
        assert programme.post(address, sent).status_code == 302
    walked = Booking.objects.get(state="walked_in")
    assert (walked.attendance, walked.person.full_name) == ("came", "Asha Rao")
    assert ServiceUse.objects.get().authority == area(EALING)
    was = Booking.objects.order_by("pk")[0]
    attendance.add_guest(event=past, guest=guest("x", was.person.email), by=programme.person)
    was.refresh_from_db()
    assert (was.state, was.attendance) == ("booked", "came")  # no second place for somebody who had one
    assert Booking.objects.count() == 3


def test_not_before_it_began_nor_by_others_nor_of_a_cancelled_one(programme, client_as, past):
    ahead = event(programme.person, title="Ahead")
    for way in (programme.get, programme.post):
        answer = way(f"{EVENTS}{ahead.pk}/attendance/", {"version": ahead.version})
        assert answer.status_code == 409
        assert "Attendance is marked once the event has begun." in text(answer)
    for role in (Role.CONTRIBUTOR, Role.CHAMPION, Role.REGIONAL_LEAD, Role.EVALUATOR):
        browser = client_as(role)
        assert browser.get(f"{EVENTS}{past.pk}/attendance/").status_code == 403
        with pytest.raises(PermissionDenied):
            attendance.mark(event=past, marks={}, because="", version=past.version, by=browser.person)
    first = came(past, programme.person)
    version = Event.objects.get(pk=past.pk).version
    with pytest.raises(Unfit):
        attendance.mark(event=past, marks={first.pk: "absent"}, because="", version=version, by=programme.person)
    assert programme.post(f"{EVENTS}{past.pk}/cancel/", {"because": "Too late"}).status_code == 409
    nobody = programme.post(f"{EVENTS}{past.pk}/attendance/", {"version": past.version, "came-1": "perhaps"})
    assert nobody.status_code in (200, 302)


def test_marking_asks_as_often_to_show_fifty_as_one(programme, past):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert programme.get(f"{EVENTS}{past.pk}/attendance/").status_code == 200
        return len(seen)

    before = asked()
    for _ in range(10):
        Booking.objects.create(event=past, person=in_role(Role.CONTRIBUTOR), authority=area(), state="booked")
    assert asked() == before


# --- What it was like ---------------------------------------------------------------------


def test_said_once_by_link_and_tied_to_nobody(programme, past):
    first = came(past, programme.person)
    link, visitor = link_to(first.person), Client()
    opened = visitor.get(link)
    assert opened["Location"] == "/profiles/bookings/feedback/"
    assert first.person.full_name not in text(visitor.get(opened["Location"]))
    answers = {"effectiveness": "best", "skills": "good", "practice": "undecided", "words": "Fine"}
    assert "Select an answer from the list" in text(visitor.post(opened["Location"], answers | {"skills": "king"}))
    assert "Thank you" in text(visitor.post(opened["Location"], answers))
    assert visitor.post(opened["Location"], answers).status_code == 410
    said = EventFeedback.objects.get()
    assert (said.effectiveness, said.skills, said.practice, said.words) == ("best", "good", "undecided", "Fine")
    assert {field.name for field in EventFeedback._meta.concrete_fields} == {
        "id",
        "event",
        "effectiveness",
        "skills",
        "practice",
        "words",
    }
    [told] = AuditEntry.objects.filter(verb="event-feedback")
    assert (told.actor_id, told.object_id) == (None, past.pk)
    assert Booking.objects.get(pk=first.pk).gave_feedback


def test_signed_in_it_is_for_oneself_and_once(client_as, programme):
    row = event(programme.person)
    browser, other = client_as(Role.CONTRIBUTOR), client_as(Role.DIRECTOR)
    browser.post(f"{EVENTS}{row.pk}/book/", {})
    mine = Booking.objects.get()
    address = f"/profiles/bookings/{mine.pk}/feedback/"
    answers = {"effectiveness": "best", "skills": "good", "practice": "best", "words": ""}
    assert browser.post(address, answers).status_code == 409  # nobody says what it was like beforehand
    begun(row)
    came(row, programme.person)
    assert [(todo.kind, todo.booking) for todo in queries.todos(scope_of(browser.person))] == [("feedback", mine)]
    assert "Say what it was like" in text(browser.get(f"{EVENTS}mine/"))
    for stranger in (other, programme):
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, answers).status_code == 404
    for _ in range(2):
        assert browser.post(address, answers).status_code == 302
    assert EventFeedback.objects.count() == 1
    assert queries.todos(scope_of(browser.person)) == []


def test_shown_from_five_answers_on_to_whoever_runs_it(client_as, programme):
    row = event(programme.person, places=10)
    people = [booked(row) for _ in range(ENOUGH)]
    begun(row)
    came(row, programme.person)
    address = f"{EVENTS}{row.pk}/"
    for number, booking in enumerate(people, 1):
        said = event_feedback.Said("best" if number > 1 else "worst", "good", "best", f"{HOSTILE} {number}")
        event_feedback.give(booking=booking, said=said, by=booking.person)
        page = text(programme.get(address))
        assert ("How effective was the event for your work?" in page) is (number >= ENOUGH)
        assert ("&lt;script&gt;" in page) is (number >= ENOUGH)
        assert "<script>alert" not in page
    assert f"People, of {ENOUGH}" in page
    [effective, *_] = queries.heard(row).questions
    assert dict(effective.answers) == {
        "Very effective": 4,
        "Effective": 0,
        "Neither effective nor ineffective": 0,
        "Ineffective": 0,
        "Very ineffective": 1,
        "I have not decided": 0,
        "It is too early to tell": 0,
    }
    assert "How effective" not in text(client_as(Role.EVALUATOR).get(address))


def test_who_said_what_it_was_like_came(programme, past):
    first = came(past, programme.person)
    event_feedback.give(booking=first, said=SAID, by=first.person)
    version = Event.objects.get(pk=past.pk).version
    with pytest.raises(NotNow, match="so they came"):
        attendance.mark(event=past, marks={first.pk: "absent"}, because="x", version=version, by=programme.person)
    assert EventFeedback.objects.count() == 1

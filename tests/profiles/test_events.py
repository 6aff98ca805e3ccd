"""Events: planned, opened, changed, cancelled, booked, waited for; by whoever may, in time, and once."""

import csv
import io
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from commissioning.access.roles import Role
from commissioning.govuk.clock import NoSuchTime, in_london, parsed
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.people.queries import scope_of
from commissioning.profiles import events as queries
from commissioning.profiles import tasks
from commissioning.profiles.actions import bookings, events
from commissioning.profiles.actions.keeping import Unfit
from commissioning.profiles.models import Booking, Event
from commissioning.saving import NotNow
from tests.profiles.happening import EVENTS, at, begun, booked, event, link_to, mails, posted, typed
from tests.profiles.rows import HOSTILE, commissioner
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

RUN = {Role.PROGRAMME_LEAD, Role.REGIONAL_LEAD}


# --- Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role])
def test_everybody_in_a_role_sees_and_books_and_some_run_them(client_as, role):
    browser = client_as(role)
    row = event(region_id=area().region_id)
    planned = event(region_id=area().region_id, title="Still a plan", is_open=False)
    assert "Pooled budgets, day one" in text(browser.get(EVENTS))
    assert browser.get(f"{EVENTS}{row.pk}/").status_code == 200
    assert browser.get(f"{EVENTS}{planned.pk}/").status_code == (200 if role in RUN else 404)
    assert ("Still a plan" in text(browser.get(EVENTS))) is (role in RUN)
    assert browser.get(f"{EVENTS}add/").status_code == (200 if role in RUN else 403)
    for path in ("edit/", "cancel/", "people/", "people/add/"):
        assert browser.get(f"{EVENTS}{row.pk}/{path}").status_code == (200 if role in RUN else 403), path
    assert browser.post(f"{EVENTS}{row.pk}/open/").status_code == (302 if role in RUN else 403)
    assert browser.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 302
    assert Booking.objects.get().person == browser.person


def test_without_a_role_there_is_nothing():
    row = event()
    assert Client().get(EVENTS).status_code == 302
    nobody = person()
    assert not Event.objects.visible_to(scope_of(nobody)).exists()
    with pytest.raises(PermissionDenied):
        bookings.book(event=row, authority=None, by=nobody)
    assert Client().post(f"{EVENTS}{row.pk}/book/").status_code == 302
    assert not Booking.objects.exists()


def test_a_regional_lead_runs_the_events_of_that_region_alone(client_as):
    lead = client_as(Role.REGIONAL_LEAD)
    whole, elsewhere = event(), event(region_id=area(EALING).region_id)
    for row in (whole, elsewhere):
        assert lead.get(f"{EVENTS}{row.pk}/people/").status_code == 403
        with pytest.raises(PermissionDenied):
            events.cancel(event=row, because="x", by=lead.person)
    with pytest.raises(PermissionDenied):
        events.add(typed=typed(), key="7a3c1c2e-3c39-4c39-9b39-1c2e3c394c39", by=lead.person)
    assert "Select a region from the list" in text(lead.post(f"{EVENTS}add/", posted()))
    assert lead.post(f"{EVENTS}add/", posted(region=area(EALING).region_id)).status_code == 200
    assert lead.post(f"{EVENTS}add/", posted(region=area().region_id)).status_code == 302
    mine = Event.objects.get(region=area().region_id)
    with pytest.raises(PermissionDenied):  # nor is it given away to where they could not run it
        events.save(event=mine, typed=typed(region_id=None), version=1, by=lead.person)
    mine.refresh_from_db()
    assert mine.region_id == area().region_id


def test_an_event_is_for_the_roles_and_the_region_it_says(client_as):
    champion, director, other = (
        client_as(Role.CHAMPION),
        client_as(Role.DIRECTOR),
        client_as(Role.CHAMPION, area(EALING)),
    )
    row = event(region_id=area().region_id, roles=["champion"])
    assert "This event is for people in other roles or another region" in text(director.get(f"{EVENTS}{row.pk}/"))
    for stranger in (director, other):
        assert stranger.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 403
    assert champion.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 302
    assert Booking.objects.get().authority == area()


# --- Planning -----------------------------------------------------------------------------


@pytest.fixture
def programme(client_as):
    return client_as(Role.PROGRAMME_LEAD)


def test_planned_once_opened_once(programme):
    sent = posted()
    for _ in range(2):
        assert programme.post(f"{EVENTS}add/", sent).status_code == 302
    row = Event.objects.get()
    begins, ends = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    assert (begins.time(), ends.time(), row.state) == (time(9, 30), time(12, 45), "planned")
    for _ in range(2):
        assert programme.post(f"{EVENTS}{row.pk}/open/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.version) == ("open", 2)
    assert AuditEntry.objects.filter(verb="event-add").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": " "}, "Enter title"),
        ({"service": "bespoke"}, "Select what it counts as from the list"),
        ({"begins": "9"}, "Start must be a time, such as 9:30am or 14:00"),
        ({"begins": "25:00"}, "Start must be a time"),
        ({"ends": "9.15am"}, "The end must be after the start"),
        ({"place": ""}, "Enter a place, or a link to join online"),
        ({"online_link": "javascript:alert(1)"}, "Enter a link in the correct format"),
        ({"places": "0"}, "Places must be 1 or more"),
        ({"places": "9999"}, "Places must be 400 or less"),
        ({"places": "many"}, "Places must be a whole number"),
        ({"starts_on-year": "2009"}, "An event is planned ahead"),
        ({"closes_on-year": "2200"}, "The last day to book must not be after the event"),
        ({"roles": ["king"]}, "Select the roles from the list"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(programme, changes, reason):
    answer = programme.post(f"{EVENTS}add/", posted(**{"about": "Kept words"} | changes))
    assert answer.status_code == 200
    assert "Kept words" in text(answer)
    assert reason in text(answer)
    assert not Event.objects.exists()


def test_the_night_the_clocks_change():
    spring, autumn = date(2027, 3, 28), date(2027, 10, 31)
    with pytest.raises(NoSuchTime):
        in_london(spring, time(1, 30))
    assert in_london(spring, time(2, 0)).astimezone(UTC) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert in_london(autumn, time(1, 30)).astimezone(UTC) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert [parsed(text) for text in ("2pm", "12am", "12:15 p.m.", "noon", "09.05")] == [
        time(14),
        time(0),
        time(12, 15),
        time(12),
        time(9, 5),
    ]
    assert [parsed(text) for text in ("", "9", "13pm", "0am", "9:60", "²:30", "9:3")] == [None] * 7


def test_a_time_that_the_clocks_leave_out_is_refused(programme):
    night = {"starts_on-day": 28, "starts_on-month": 3, "starts_on-year": 2027, "begins": "1:15", "ends": "3:00"}
    closes = {"closes_on-day": 20, "closes_on-month": 3, "closes_on-year": 2027}
    assert "That night the clocks go forward" in text(programme.post(f"{EVENTS}add/", posted(**night | closes)))
    assert not Event.objects.exists()


def test_two_who_change_it_see_each_others_words(programme, client_as):
    row = event(programme.person)
    address = f"{EVENTS}{row.pk}/edit/"
    opened = hidden(text(programme.get(address)))
    for title in ("First", "Second"):
        answer = programme.post(address, posted(title=title, version=opened))
    assert answer.status_code == 200
    assert "Second" in text(answer)
    row.refresh_from_db()
    assert row.title == "First"


def test_places_are_never_fewer_than_the_booked_and_more_let_the_waiting_in(programme):
    row = event(programme.person, places=2)
    third = [booked(row) for _ in range(3)][-1]
    assert third.state == "waiting"
    with pytest.raises(Unfit, match="2 people are booked"):
        events.save(event=row, typed=typed(places=1), version=2, by=programme.person)
    events.save(event=row, typed=typed(places=3), version=2, by=programme.person)
    third.refresh_from_db()
    assert third.state == "booked"
    assert mails(third.person)[-1] == "A place is yours: Pooled budgets, day one"


def test_a_new_time_is_told_and_reminded_of_anew(programme):
    row = event(programme.person)
    mine = booked(row)
    Booking.objects.update(reminded_at=timezone.now())
    same = {"starts_at": row.starts_at, "ends_at": row.ends_at, "closes_on": row.closes_on}
    events.save(event=row, typed=typed(**same, about="More words"), version=2, by=programme.person)
    assert len(mails(mine.person)) == 1
    later = {**same, "ends_at": row.ends_at + timedelta(hours=1)}
    events.save(event=row, typed=typed(**later), version=3, by=programme.person)
    assert mails(mine.person)[-1].startswith("Time or place has changed")
    assert Booking.objects.get().reminded_at is None


def test_cancelled_everybody_who_counted_on_it_is_told_once(programme):
    row = event(programme.person, places=1)
    has, waits = booked(row), booked(row)
    gone = booked(row)
    bookings.cancel(booking=gone, by=gone.person)
    assert "Enter why it is cancelled" in text(programme.post(f"{EVENTS}{row.pk}/cancel/", {"because": " "}))
    for because in ("The trainer is ill", "Another reason"):
        assert programme.post(f"{EVENTS}{row.pk}/cancel/", {"because": because}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.cancelled_because) == ("cancelled", "The trainer is ill")
    for told in (has, waits):
        assert mails(told.person).count("Cancelled: Pooled budgets, day one") == 1
    assert not any(subject.startswith("Cancelled") for subject in mails(gone.person))
    assert "The trainer is ill" in text(programme.get(f"{EVENTS}{row.pk}/"))
    with pytest.raises(NotNow, match="cancelled"):
        booked(row)
    assert not Booking.objects.exclude(pk=gone.pk).filter(state="cancelled").exists()


def test_the_database_knows_the_rules():
    row = event()
    for changes in ({"places": 0}, {"ends_at": row.starts_at}, {"state": "cancelled"}, {"cancelled_because": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.filter(pk=row.pk).update(**changes)
    mine = booked(row)
    for changes in ({"state": "cancelled"}, {"attendance": "came"}, {"gave_feedback": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Booking.objects.filter(pk=mine.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(event=row, person=mine.person, state="waiting")


# --- Booking ------------------------------------------------------------------------------


def test_sent_twice_it_is_one_booking_and_one_mail(client_as):
    browser, row = client_as(Role.CONTRIBUTOR), event()
    for _ in range(2):
        assert browser.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 302
    assert Booking.objects.get().state == "booked"
    assert mails(browser.person) == ["You are booked: Pooled budgets, day one"]


def test_a_place_given_back_goes_to_whoever_waits_longest(client_as):
    row = event(places=1)
    browser, other = client_as(Role.CONTRIBUTOR), client_as(Role.DIRECTOR)
    assert browser.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 302
    assert "full" in text(other.post(f"{EVENTS}{row.pk}/book/", {}, follow=True))
    last = booked(row)
    page = text(other.get(f"{EVENTS}{row.pk}/"))
    assert "You are number 1 on the waiting list" in page
    assert "Full" in page
    address = f"/profiles/bookings/{Booking.objects.get(person=browser.person).pk}/cancel/"
    assert other.get(address).status_code == 404
    assert other.post(address).status_code == 404
    for _ in range(2):
        assert browser.post(address).status_code == 302
    assert Booking.objects.get(person=other.person).state == "booked"
    last.refresh_from_db()
    assert last.state == "waiting"
    assert mails(other.person)[-1].startswith("A place is yours")
    booked(row, browser.person)  # back at the end of the line
    assert Booking.objects.live().get(person=browser.person).state == "waiting"


def test_not_once_booking_has_closed_or_it_has_begun(client_as):
    browser, row = client_as(Role.CONTRIBUTOR), event()
    Event.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert "Booking has closed" in text(browser.get(f"{EVENTS}{row.pk}/"))
    assert browser.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 409
    begun(row)
    assert browser.post(f"{EVENTS}{row.pk}/book/", {}).status_code == 409
    assert not Booking.objects.exists()


def test_on_the_last_day_to_book_one_still_can():
    row = event()
    Event.objects.update(closes_on=timezone.localdate())
    row.refresh_from_db()
    assert booked(row).state == "booked"


def test_somebody_with_two_areas_says_for_which(client_as):
    browser, row = client_as(Role.LOCAL_LEAD), event()
    people.appoint(person=browser.person, role=Role.LOCAL_LEAD, authority=area(EALING), region=None, by=None)
    assert "Select for which area you come" in text(browser.post(f"{EVENTS}{row.pk}/book/", {}))
    assert "Select for which area you come" in text(browser.post(f"{EVENTS}{row.pk}/book/", {"area": "1"}))
    assert browser.post(f"{EVENTS}{row.pk}/book/", {"area": area(EALING).pk}).status_code == 302
    assert Booking.objects.get().authority == area(EALING)
    with pytest.raises(NotNow, match="for which of your areas"):
        bookings.book(event=event(title="Another"), authority=None, by=browser.person)


def test_the_link_to_join_is_for_those_who_have_a_place(client_as, programme):
    row = event(programme.person, places=1)
    has, waits, neither = client_as(Role.CONTRIBUTOR), client_as(Role.DIRECTOR), client_as(Role.EVALUATOR)
    for browser in (has, waits):
        browser.post(f"{EVENTS}{row.pk}/book/", {})
    for browser, sees in ((has, True), (waits, False), (neither, False), (programme, True)):
        assert ("secret-room" in text(browser.get(f"{EVENTS}{row.pk}/"))) is sees
        assert b"secret-room" not in browser.get(f"{EVENTS}{row.pk}/event.ics").content
        assert b"secret-room" not in b"".join(browser.get(f"{EVENTS}?format=csv").streaming_content)
    assert "secret-room" in OutgoingEmail.objects.get(recipient=has.person.email).body
    assert "secret-room" not in OutgoingEmail.objects.get(recipient=waits.person.email).body


def test_names_are_for_whoever_runs_it_and_each_look_is_recorded(client_as, programme):
    row = event(programme.person)
    mine = booked(row)
    for role in Role:
        if role not in RUN:
            assert mine.person.full_name not in text(client_as(role).get(f"{EVENTS}{row.pk}/"))
    assert mine.person.full_name in text(programme.get(f"{EVENTS}{row.pk}/people/"))
    file = b"".join(programme.get(f"{EVENTS}{row.pk}/people/?format=csv").streaming_content).decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(file))
    assert (line["email"], line["state"]) == (mine.person.email, "booked")
    assert {*AuditEntry.objects.filter(object_id=row.pk).values_list("verb", flat=True)} >= {
        "bookings-read",
        "bookings-export",
    }


def test_a_place_for_somebody_without_an_account(programme):
    row = event(programme.person)
    address = f"{EVENTS}{row.pk}/people/add/"
    for _ in range(2):
        sent = {"name": "Asha Rao", "email": "asha@example.org", "authority": area(EALING).pk}
        assert programme.post(address, sent).status_code == 302
    mine = Booking.objects.get()
    assert (mine.person.full_name, mine.authority, mine.confirmed_at) == ("Asha Rao", area(EALING), None)
    assert not mine.person.has_usable_password()
    assert len(mails(mine.person)) == 1
    for wrong in (
        {"name": "", "email": "x@example.org"},
        {"name": "X", "email": "x@exämple.org\nBcc: all@example.org"},
    ):
        assert programme.post(address, wrong).status_code == 200
    assert Booking.objects.count() == 1


def test_somebody_on_a_list_of_commissioners_comes_for_that_area(programme):
    listed = commissioner(in_role(Role.CHAMPION), email="listed@example.org", employer="health")
    row = event(programme.person)
    guest = bookings.Guest("Another name", "LISTED@example.org")
    mine = bookings.book_for(event=row, guest=guest, by=programme.person)
    assert (mine.person, mine.authority) == (listed.person, area())
    assert mine.person.full_name != "Another name"


# --- The link in the mail -----------------------------------------------------------------


def guest_of(row: Event, by) -> Booking:
    guest = bookings.Guest("Asha Rao", "asha@example.org", area())
    return bookings.book_for(event=row, guest=guest, by=by)


def test_by_the_link_they_say_that_they_come_and_later_that_they_cannot(programme):
    row = event(programme.person)
    mine, visitor = guest_of(row, programme.person), Client()
    link = link_to(mine.person)
    opened = visitor.get(link)
    assert opened["Referrer-Policy"] == "no-referrer"
    page = visitor.get(opened["Location"])
    assert "secret-room" in text(page)
    assert Booking.objects.get().confirmed_at is None  # looking uses nothing up
    assert "expected" in text(visitor.post("/profiles/bookings/answer/", {"answer": "comes"}))
    assert Booking.objects.get().confirmed_at
    assert visitor.post("/profiles/bookings/answer/", {"answer": "cancel"}).status_code == 410
    assert Booking.objects.get().state == "booked"
    visitor.get(link_to(mine.person))
    assert visitor.post("/profiles/bookings/answer/", {"answer": "nonsense"}).status_code == 200
    assert "given back" in text(visitor.post("/profiles/bookings/answer/", {"answer": "cancel"}))
    assert Booking.objects.get().state == "cancelled"


def test_a_link_that_is_used_old_or_made_up_opens_nothing(programme):
    row = event(programme.person)
    mine = guest_of(row, programme.person)
    old = link_to(mine.person)
    bookings.answer(digest=queries.digest_of(old.rstrip("/").rpartition("/")[2]), comes=True)
    for path in (old, "/profiles/bookings/link/made-up/", f"/profiles/bookings/link/{'ü' * 500}/"):
        page = Client().get(path, follow=True)
        assert page.status_code == 410
        assert "Asha" not in text(page)
    assert Client().post("/profiles/bookings/answer/", {"answer": "cancel"}).status_code == 410
    new = Client()
    new.get(link_to(mine.person))
    begun(row)
    mine.links.update(expires_at=timezone.now())
    assert new.post("/profiles/bookings/answer/", {"answer": "cancel"}).status_code == 410
    assert Booking.objects.get().state == "booked"


# --- Reminders, calendars, hostile words --------------------------------------------------


def test_reminded_once_the_day_before(programme):
    tomorrow = timezone.localdate() + timedelta(days=1)
    row = event(programme.person, places=1, starts_at=at(tomorrow, 10), ends_at=at(tomorrow, 12), closes_on=tomorrow)
    has, waits = booked(row), booked(row)
    later = booked(event(programme.person, title="Another day"))
    for _ in range(2):
        tasks.remind_of_events()
    assert mails(has.person).count("Coming up: Pooled budgets, day one") == 1
    assert not any("Coming up" in subject for one in (waits, later) for subject in mails(one.person))
    assert [(todo.kind, todo.booking) for todo in queries.todos(scope_of(has.person))] == [("tomorrow", has)]
    assert not bookings.remind(booking=has)


def test_the_file_and_the_feed_have_it_at_its_hour(client_as, programme):
    summer = date(timezone.localdate().year + 1, 7, 1)
    row = event(programme.person, starts_at=at(summer, 10), ends_at=at(summer, 12), title="A, b; c")
    browser = client_as(Role.CONTRIBUTOR)
    browser.post(f"{EVENTS}{row.pk}/book/", {})
    file = browser.get(f"{EVENTS}{row.pk}/event.ics")
    token = text(browser.post("/support/calendar/new/")).partition("/support/calendar/")[2].partition(".ics")[0]
    feed = Client().get(f"/support/calendar/{token.rpartition('/')[2]}.ics")
    for answer in (file, feed):
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        [entry] = Calendar.from_ical(answer.content).walk("VEVENT")
        assert str(entry["summary"]) == "A, b; c"
        assert entry["dtstart"].dt == datetime(summer.year, 7, 1, 9, 0, tzinfo=UTC)
        assert str(entry["location"]) == "Durham Town Hall"
    bookings.cancel(booking=Booking.objects.get(), by=browser.person)
    assert b"VEVENT" not in Client().get(f"/support/calendar/{token.rpartition('/')[2]}.ics").content


def test_hostile_words_stay_words_and_write_no_headers(programme):
    row = event(
        programme.person, title=f"A\nBcc: all@example.org\r\n{HOSTILE}"[:200], about=HOSTILE, place=HOSTILE[:200]
    )
    mine = booked(row)
    sent = OutgoingEmail.objects.get(recipient=mine.person.email)
    assert "\n" not in sent.subject
    for path in ("", f"{row.pk}/", f"{row.pk}/edit/", f"{row.pk}/people/", f"{row.pk}/cancel/"):
        page = text(programme.get(EVENTS + path))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert OutgoingEmail.objects.count() == 1
    content = programme.get(f"{EVENTS}{row.pk}/event.ics").content
    assert content.count(b"BEGIN:VEVENT") == 1


def test_the_lists_ask_as_often_for_fifty_as_for_one(programme):
    row = event(programme.person, places=400)
    paths = [EVENTS, f"{EVENTS}{row.pk}/", f"{EVENTS}{row.pk}/people/", f"{EVENTS}mine/"]

    def asked() -> list[int]:
        counts = []
        for path in paths:
            with CaptureQueriesContext(connection) as seen:
                assert programme.get(path).status_code == 200
            counts.append(len(seen))
        return counts

    booked(row)
    bookings.book(event=row, authority=None, by=programme.person)
    before = asked()
    for _ in range(8):
        booked(row)
        bookings.book(event=event(programme.person), authority=None, by=programme.person)
    assert asked() == before


@pytest.mark.parametrize("path", ["add/", "{pk}/edit/", "{pk}/cancel/", "{pk}/people/add/", "{pk}/attendance/"])
def test_nonsense_is_answered_and_changes_nothing(programme, path):
    row = event(programme.person)
    answer = programme.post(EVENTS + path.format(pk=row.pk), {"version": "x", "key": "y", "starts_on-day": "\x00"})
    assert answer.status_code in (200, 409)
    assert Event.objects.get().version == row.version

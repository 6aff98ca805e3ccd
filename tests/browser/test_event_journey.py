"""An event from the plan to what those who came said of it, on a desk and on a phone without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.profiles.models import Booking, Event, ServiceUse
from tests.browser import steps
from tests.profiles.happening import begun, link_to

pytestmark = pytest.mark.slow


def test_planned_booked_held_and_heard(open_tab, new_person, area):
    lead, partner = new_person(Role.PROGRAMME_LEAD), new_person(Role.CONTRIBUTOR, name="Beth Orme")
    desk, phone = open_tab(), open_tab({"width": 320, "height": 640}, scripts=False)
    steps.sign_in(desk, lead.email)
    title = f"Pooled budgets in {area}"
    plan(desk, title)
    event = Event.objects.get(title=title)

    steps.sign_in(phone, partner.email)
    phone.visit(event.get_absolute_url())
    phone.press("Book a place")
    phone.expect_text("You are booked")
    phone.visit("/profiles/events/mine/")
    phone.expect_text(title)

    begun(event)
    desk.visit(event.get_absolute_url())
    desk.follow("Mark who came")
    desk.choose(f"Beth Orme, {area}", "Came")
    desk.press("Save")
    desk.expect_text("1 came, 0 of them without booking")
    assert ServiceUse.objects.get(event=event).authority == area

    guest = open_tab({"width": 320, "height": 640}, scripts=False)
    assert OutgoingEmail.objects.filter(recipient=partner.email, subject__startswith="What was it like?").exists()
    guest.visit(link_to(partner))
    guest.choose("How effective was the event for your work?", "Effective")
    guest.choose("What effect has it had on your skills?", "Positive")
    guest.choose("“I shall do something differently because of it.” Do you agree?", "Agree")
    guest.press("Send")
    guest.expect_heading("Thank you")
    assert Booking.objects.get(event=event).gave_feedback


def plan(tab, title: str) -> None:
    day = timezone.localdate() + timedelta(days=20)
    tab.visit("/profiles/events/")
    tab.press("Plan an event")
    tab.type("Title", title)
    tab.choose("What does it count as?", "Training and development")
    steps.enter_day(tab, "Day of the event", day)
    tab.type("Start", "9:30am")
    tab.type("End", "12 noon")
    tab.press("Plan it")
    tab.expect_errors(
        "End must be a time, such as 9:30am or 14:00",
        "Enter a place, or a link to join online",
        "Enter how many places there are",
        "Enter last day to book",
    )
    tab.type("End", "noon")
    tab.type("Place (optional)", "Leeds")
    tab.type("Places", "12")
    steps.enter_day(tab, "Last day to book", day - timedelta(days=2))
    tab.press("Plan it")
    tab.press("Open it for booking")
    tab.expect_text("is open for booking")

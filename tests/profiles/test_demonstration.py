"""The demonstration’s lists of commissioners, the uses they made and its events, as every start of it finds them."""

from datetime import date

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import User
from commissioning.profiles import commissioners, events, service_use
from commissioning.profiles.models import Booking, Commissioner, CommissionerList, Event, Priority, ServiceUse
from commissioning.programme.demo import commissioners as demo
from commissioning.programme.demo import events as demo_events
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
YEAR = 2025


def test_two_areas_and_a_dozen_others_each_with_a_list_and_uses():
    champion = in_role(Role.CHAMPION, starts_on=date(2023, 9, 3))
    demo.keep(this_year=YEAR)
    before = Commissioner.objects.count(), ServiceUse.objects.count(), User.objects.count()
    demo.keep(this_year=YEAR)
    assert (Commissioner.objects.count(), ServiceUse.objects.count(), User.objects.count()) == before
    listed: dict[str, list[str]] = {}
    for row in commissioners.commissioners_on(timezone.localdate()):
        listed.setdefault(row.authority.gss_code, []).append(row.person.email)
    assert {DURHAM, EALING} < set(listed)
    assert len(listed) == 2 + demo.OTHERS
    assert all(8 <= len(emails) <= 12 for emails in listed.values())
    assert all(email.endswith("@demo.example") for emails in listed.values() for email in emails)
    assert CommissionerList.objects.get().confirmed_by == champion
    assert commissioners.standing(area()).is_confirmed
    assert 380 <= ServiceUse.objects.count() <= demo.USES  # a use drawn twice is one
    assert all(row.people for row in service_use.measured_reach(None, timezone.localdate()))


def test_the_same_names_every_time():
    demo.keep(this_year=YEAR)
    first = list(Commissioner.objects.order_by("person__email").values_list("person__email", "job_title"))
    ServiceUse.objects.all().delete()
    Commissioner.objects.all().delete()
    demo.keep(this_year=YEAR)
    assert list(Commissioner.objects.order_by("person__email").values_list("person__email", "job_title")) == first


def test_two_events_were_held_and_one_is_open_however_often_it_is_made():
    for gss_code in (DURHAM, EALING):
        in_role(Role.CHAMPION, area(gss_code), starts_on=date(2023, 9, 3))
    lead = in_role(Role.PROGRAMME_LEAD, starts_on=date(2023, 9, 3))
    demo.keep(this_year=YEAR)
    counts = []
    for _ in range(2):
        demo_events.make(this_year=YEAR, programme=lead)
        counts.append((Booking.objects.count(), ServiceUse.objects.count(), Priority.objects.count()))
    assert counts[0] == counts[1]
    assert list(Event.objects.values_list("state", flat=True)) == ["held", "held", "open"]
    for event in Event.objects.filter(state="held"):
        assert events.heard(event).questions
        assert ServiceUse.objects.filter(event=event).count() == events.attendance(event).came
    assert Booking.objects.filter(event__state="open", state="booked").count() == 5

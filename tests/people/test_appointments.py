"""RoleAppointment is the one source of truth for what a person may see (quality 3 and 8)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.people import actions, queries
from commissioning.people.models import AuditEntry, RoleAppointment
from tests.support.people import DURHAM, EALING, area, in_role, person

pytestmark = pytest.mark.django_db


def test_a_person_may_hold_several_roles_in_several_areas():
    somebody = in_role(Role.CHAMPION)
    actions.appoint(person=somebody, role=Role.CONTRIBUTOR, authority=area(EALING), by=None)
    scope = queries.scope_of(somebody)
    assert scope.may(Permission.ASSESSMENT_LEAD, area(DURHAM))
    assert not scope.may(Permission.ASSESSMENT_LEAD, area(EALING))
    assert scope.may(Permission.STAGE_SEE, area(EALING))


def test_the_same_role_twice_at_a_time_is_refused():
    somebody = in_role(Role.PROGRAMME_LEAD)  # held nowhere: two NULLs must still conflict
    with pytest.raises(ValidationError, match="already programme lead"):
        actions.appoint(person=somebody, role=Role.PROGRAMME_LEAD, by=None)


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.DIRECTOR])
def test_an_area_has_one_champion_and_one_director(role):
    in_role(role)
    with pytest.raises(ValidationError, match="already has a"):
        in_role(role)
    in_role(role, area(EALING))


def test_an_acting_director_may_stand_beside_the_director():
    in_role(Role.DIRECTOR)
    acting = in_role(Role.DIRECTOR, acting=True)
    assert queries.scope_of(acting).may(Permission.ASSESSMENT_SIGN, area())


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.CHAMPION, {}),
        (Role.CHAMPION, {"region": True}),
        (Role.REGIONAL_LEAD, {"authority": True}),
        (Role.EVALUATOR, {"authority": True}),
    ],
)
def test_the_place_must_fit_the_role(role, place):
    places = {"authority": area()} if "authority" in place else {"region": area().region} if place else {}
    with pytest.raises(ValidationError, match="is appointed to"):
        actions.appoint(person=person(), role=role, by=None, **places)


def test_the_database_knows_the_place_rule_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleAppointment.objects.create(person=person(), role="champion", starts_on=date(2026, 1, 1))


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


def test_3_access_lasts_through_the_last_day_in_london():
    last = date(2026, 6, 30)  # British Summer Time: midnight in London is 23:00 UTC
    somebody = in_role(Role.CHAMPION, starts_on=date(2026, 1, 1), ends_on=last)
    assert queries.scope_of(somebody, at(last, 23)).grants
    assert not queries.scope_of(somebody, at(last, 23) + timedelta(hours=1)).grants


def test_3_access_begins_on_the_first_day():
    first = date(2026, 3, 29)  # the clocks change that night
    somebody = in_role(Role.CHAMPION, starts_on=first)
    assert not queries.scope_of(somebody, at(first, 0) - timedelta(minutes=1)).grants
    assert queries.scope_of(somebody, at(first, 0)).grants


def test_3_ending_now_ends_an_open_session_with_the_next_request(client_as):
    client = client_as(Role.CHAMPION)
    assert client.get("/").status_code == 200
    appointment = client.person.appointments.get()
    actions.end_now(appointment=appointment, by=in_role(Role.ADMINISTRATOR))
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You have no role at the moment" in answer.content.decode()


def test_a_revoked_appointment_leaves_room_for_the_next():
    first = in_role(Role.CHAMPION)
    actions.end_now(appointment=first.appointments.get(), by=None)
    in_role(Role.CHAMPION)


def test_8_the_last_administrator_stays():
    only = in_role(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="last administrator"):
        actions.end_now(appointment=only.appointments.get(), by=None)


def test_8_nobody_appoints_themselves():
    administrator = in_role(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="cannot appoint yourself"):
        actions.appoint(person=administrator, role=Role.CHAMPION, authority=area(), by=administrator)


def test_an_appointment_is_recorded_with_ids_only():
    somebody = in_role(Role.CHAMPION)
    entry = AuditEntry.objects.get(verb="appoint", object_id=somebody.appointments.get().pk)
    assert (entry.actor_id, entry.authority_id) == (None, area().pk)


def test_the_site_cannot_change_or_delete_what_was_recorded():
    in_role(Role.CHAMPION)
    for change in (lambda rows: rows.update(verb="nothing"), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            change(AuditEntry.objects.all())


def test_the_refusal_names_who_is_in_the_way_and_they_may_make_room():
    first = in_role(Role.CHAMPION, starts_on=date(2025, 1, 1))
    next_one = {"role": Role.CHAMPION, "authority": area(), "starts_on": date(2026, 6, 1), "by": None}
    with pytest.raises(ValidationError, match=f"{first}, from 1 January 2025, with no last day"):
        actions.appoint(person=person(), **next_one)
    actions.appoint(person=person(), replaces=True, **next_one)
    assert first.appointments.get().ends_on == date(2026, 5, 31)


def test_nobody_is_appointed_where_there_was_no_such_council():
    somebody = {"full_name": "Somebody", "email": "somebody@example.org", "role": Role.CHAMPION, "by": None}
    new = area("E06000066")  # Somerset, since 1 April 2023
    with pytest.raises(ValidationError, match="began on 1 April 2023"):
        actions.appoint_by_email(authority=new, starts_on=date(2023, 3, 31), **somebody)
    actions.appoint_by_email(authority=new, starts_on=date(2023, 4, 1), **somebody)
    old = new.origins.select_related("predecessor").first().predecessor
    with pytest.raises(ValidationError, match="ended on 31 March 2023"):
        actions.appoint_by_email(authority=old, starts_on=date(2022, 1, 1), **somebody)


def test_an_appointment_ends_on_a_day_to_come_or_gone_by(client_as):
    client = client_as(Role.CHAMPION, starts_on=date(2025, 1, 1))
    appointment = client.person.appointments.get()
    administrator = client_as(Role.ADMINISTRATOR)
    end = f"/accounts/people/{appointment.pk}/end/"
    tomorrow = timezone.localdate() + timedelta(days=1)

    def boxes(day: date) -> dict:
        return {"last_day-day": day.day, "last_day-month": day.month, "last_day-year": day.year}

    assert administrator.post(end, boxes(tomorrow)).status_code == 302
    assert client.get("/").status_code == 200
    assert "They began on 1 January 2025" in administrator.post(end, boxes(date(2024, 1, 1))).content.decode()
    assert "ends on" in administrator.post(end, boxes(tomorrow + timedelta(days=1))).content.decode()
    assert administrator.post(end, boxes(date(2026, 1, 1))).status_code == 302
    assert client.get("/").status_code == 403
    appointment.refresh_from_db()
    assert (appointment.ends_on, appointment.revoked_at) == (date(2026, 1, 1), None)


def test_the_list_tells_administrators_who_has_been_invited(client_as):
    somebody = person()
    somebody.set_unusable_password()
    somebody.save()
    actions.appoint(person=somebody, role=Role.CHAMPION, authority=area(), by=None)
    administrator = client_as(Role.ADMINISTRATOR)
    address = "/accounts/people/?invitation="
    assert somebody.full_name in administrator.get(address + "none").content.decode()
    actions.invite(person=somebody, by=None)
    assert somebody.full_name in administrator.get(address + "invited").content.decode()
    somebody.invitations.update(expires_at=timezone.now() - timedelta(days=1))
    assert somebody.full_name in administrator.get(address + "expired").content.decode()
    assert somebody.full_name not in administrator.get(address + "accepted").content.decode()
    assert "Invite again" not in client_as(Role.PROGRAMME_LEAD).get("/accounts/people/").content.decode()

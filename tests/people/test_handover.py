"""What whoever takes on a role finds, and what leavers write for them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions
from commissioning.people.models import HandoverNote, RoleAppointment
from commissioning.support.models import FollowUp
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_package
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.usefixtures("register")
PAGE = f"/handover/{DURHAM}/"
NOTE = "<b>Ask the board first</b>"


def left_a_note(role: Role = Role.CHAMPION):
    before = in_role(role, starts_on=date(2024, 1, 1))
    answer = browser_of(before).post(f"{PAGE}{role.value}/", {"text": NOTE})
    assert (answer.status_code, answer.url) == (302, PAGE)
    actions.end_now(appointment=before.appointments.get(), by=None)
    return before


def test_the_successor_finds_what_was_left_and_what_waits(client_as):
    before = left_a_note()
    client = client_as(Role.CHAMPION)
    assert "See what was left for you" in client.get("/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;Ask the board first" in page
    assert f"Before: {before}" in page


def test_the_next_local_lead_finds_what_the_packages_wait_for(client_as):
    package = a_package(Stage.CLOSED, area(), title="One list")
    a_package(Stage.DELIVERY, area(), title="Two lists")
    FollowUp.objects.filter(package=package, why="six").update(due_on=timezone.localdate())
    for held in RoleAppointment.objects.filter(role=Role.LOCAL_LEAD.value):
        actions.end_now(appointment=held, by=None)
    client = client_as(Role.LOCAL_LEAD)
    waits = client.get(PAGE).content.decode().partition("What waits")[2].partition("What was noted")[0]
    assert f'href="{package.get_absolute_url()}">Follow-up: “One list”' in waits
    assert "Delivery: “Two lists”" in waits
    assert "Nothing today" not in waits
    assert client.get(package.get_absolute_url()).status_code == 200


def test_only_holders_of_the_role_there_and_the_programme_read_a_note(client_as):
    left_a_note()
    said = "Ask the board first"
    assert said not in client_as(Role.DIRECTOR).get(PAGE).content.decode()
    assert said in client_as(Role.PROGRAMME_LEAD).get(PAGE).content.decode()
    assert client_as(Role.CHAMPION, area(EALING)).get(PAGE).status_code == 404
    for role in (Role.CONTRIBUTOR, Role.REGIONAL_LEAD, Role.EVALUATOR, Role.ADMINISTRATOR):
        assert client_as(role).get(PAGE).status_code == 404


def test_a_note_is_written_by_the_holder_alone_and_kept_each_time(client_as):
    client = client_as(Role.LOCAL_LEAD)
    for text in ("One", "One", "Two"):
        assert client.post(f"{PAGE}local_lead/", {"text": text}).status_code == 302
    assert list(HandoverNote.objects.values_list("text", flat=True)) == ["Two", "One"]
    assert client.post(f"{PAGE}champion/", {"text": "No"}).status_code == 403
    assert client.post(f"{PAGE}nonsense/", {"text": "No"}).status_code == 403
    assert "Write what whoever comes next" in client.post(f"{PAGE}local_lead/", {"text": ""}).content.decode()
    assert client_as(Role.PROGRAMME_LEAD).post(f"{PAGE}champion/", {"text": "No"}).status_code == 403


def test_home_points_to_it_for_two_months_only_and_only_where_somebody_was_before(client_as):
    said = "See what was left for you"
    assert said not in client_as(Role.CHAMPION, area(EALING)).get("/").content.decode()
    in_role(Role.CHAMPION, starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    long_ago = timezone.localdate() - timedelta(days=61)
    assert said not in client_as(Role.CHAMPION, starts_on=long_ago).get("/").content.decode()

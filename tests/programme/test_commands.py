"""The commands other people's scripts call (`interface.md` of the programme)."""

import io

import pytest
from django.core.management import CommandError, call_command

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry, RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.programme import demo
from readiness.models import SelfAssessment

pytestmark = pytest.mark.django_db


def said(*command, **options) -> str:
    out = io.StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_reference_data_loads_twice_to_the_same_counts():
    first, second = said("load_reference_data"), said("load_reference_data")
    assert first == second
    assert first.startswith("153 current authorities")
    assert first.count("\n") == 1


@pytest.fixture
def demonstration(settings, monkeypatch):
    settings.DEMO_MODE = True
    monkeypatch.setenv("DEMO_PASSWORD", "a demonstration password")
    return said("seed_demo")


def test_demonstration_data_needs_demonstration_mode():
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("seed_demo")


def test_the_demonstration_has_people_in_every_role(demonstration):
    assert set(RoleAppointment.objects.in_force().values_list("role", flat=True)) == set(Role)
    for account in ("champion", "director", "contributor", "local.lead", "regional.lead", "adviser", "admin"):
        assert User.objects.get(email=f"{account}@demo.example").check_password("a demonstration password")
    champion = User.objects.get(email="champion2@demo.example")
    assert [grant.role for grant in scope_of(champion).grants] == [Role.CHAMPION]


def test_last_year_is_signed_and_this_year_in_progress(demonstration):
    rows = SelfAssessment.objects.order_by("authority__gss_code", "year").values_list("authority__gss_code", "state")
    assert list(rows) == [(code, state) for code in (demo.DURHAM, demo.EALING) for state in ("signed", "open")]
    assert Document.objects.count() == 4


def test_the_demonstrations_history_has_dates_of_its_own(demonstration):
    signed = SelfAssessment.objects.filter(state="signed").first()
    months = [move.at.month for move in signed.moves.order_by("pk")]
    assert months == [5, 7, 9]


def test_seeding_again_touches_nothing(demonstration):
    before = (User.objects.count(), AuditEntry.objects.count(), SelfAssessment.objects.count())
    assert "0 new" in said("seed_demo")
    assert (User.objects.count(), AuditEntry.objects.count(), SelfAssessment.objects.count()) == before


def test_another_demonstration_password_takes_effect(demonstration, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "quite another password")
    said("seed_demo")
    assert User.objects.get(email="champion@demo.example").check_password("quite another password")


def test_the_first_administrator_gets_a_link_that_works(client):
    line = said("create_administrator", "first@council.example")
    address = line.strip().rpartition(" ")[2]
    client.get(address.removeprefix("http://127.0.0.1:8000"))
    client.post("/accounts/invitation/", {"password": "three words remembered"})
    assert client.get("/programme/").status_code == 200


def test_making_the_administrator_again_sends_another_link():
    first, second = (
        said("create_administrator", "first@council.example"),
        said("create_administrator", "FIRST@council.example"),
    )
    assert first != second
    assert RoleAppointment.objects.filter(role=Role.ADMINISTRATOR).count() == 1


def test_a_mistyped_address_is_refused():
    with pytest.raises(CommandError, match="valid email"):
        call_command("create_administrator", "not an address")

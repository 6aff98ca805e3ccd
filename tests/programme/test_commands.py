"""The commands other people's scripts call (`interface.md` of the programme)."""

import io

import pytest
from django.core.management import CommandError, call_command

from commissioning.access.roles import Role
from commissioning.people.models import RoleAppointment

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


def test_demonstration_data_needs_demonstration_mode():
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("seed_demo")


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

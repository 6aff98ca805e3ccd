"""What is common to an area's profile: its panel, its sub-navigation, what its pages ask the database, privacy."""

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.profiles.models import HistoryEntry, Stakeholder, Structure, WelcomedSupport
from commissioning.profiles.privacy import FIELDS
from tests.profiles.rows import (
    BASE,
    entry,
    entry_typed,
    keeper,
    person_typed,
    stakeholder,
    structure,
    structure_typed,
    welcome,
    welcomed_typed,
)
from tests.support.pages import text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

PARTS = ("history", "structures", "stakeholders", "welcomed")
HISTORY, STRUCTURES, PEOPLE, WELCOMED = ALL = tuple(f"{BASE}/{part}/" for part in PARTS)
OPENS = {
    Role.CHAMPION: {*ALL},
    Role.DIRECTOR: {*ALL},
    Role.LOCAL_LEAD: {*ALL},
    Role.REGIONAL_LEAD: {HISTORY, STRUCTURES, WELCOMED},
    Role.PROGRAMME_LEAD: {HISTORY, STRUCTURES, WELCOMED},
}


@pytest.mark.parametrize("role", [*Role])
def test_the_panel_and_the_pages_lead_only_where_the_reader_may_go(client_as, role):
    reader = client_as(role)
    for page in (text(reader.get(area().get_absolute_url())), text(reader.get(HISTORY))):
        assert {path for path in ALL if f'href="{path}"' in page} == OPENS.get(role, {HISTORY, WELCOMED})


def test_the_panel_counts_what_its_reader_may_read(client_as):
    champion, programme = client_as(Role.CHAMPION), client_as(Role.PROGRAMME_LEAD)
    by = champion.person
    entry(by, sensitivity="area", strength=False)
    entry(by, sensitivity="public")
    structure(by)
    stakeholder(by)
    welcome(by, sensitivity="lead")
    entry(authority=area(EALING))
    mine, theirs = (text(client.get(area().get_absolute_url())) for client in (champion, programme))
    assert "1 strength and 1 bruise that you may read" in mine
    assert "1 person from 1 side, none of them agreed" in mine
    assert "1 strength and 0 bruises that you may read" in theirs
    assert "from 1 side" not in theirs
    assert "1 entry that you may read" in mine
    assert "1 entry that you may read" not in theirs


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD])
def test_pages_ask_as_often_for_fifty_as_for_one(client_as, role):
    reader, by, here = client_as(role), keeper(), area()
    paths = [area().get_absolute_url(), *OPENS[role]]
    grow(here, by, 1)
    before = {path: asked(reader, path) for path in paths}
    grow(here, by, 49)
    assert {path: asked(reader, path) for path in paths} == before
    assert before[HISTORY] <= 12


def grow(here, by, number: int) -> None:
    """Each row written, changed and agreed by somebody, so that a page has all of it to follow."""
    done = {"recorded_by": by, "changed_by": by, "changed_at": timezone.now(), "authority": here}
    for _ in range(number):
        HistoryEntry.objects.create(**entry_typed().values, **done)
        board = Structure.objects.create(**structure_typed().values, **done)
        agreed = {"agreed_by": by, "agreed_at": timezone.now()}
        Stakeholder.objects.create(**person_typed(structure_id=board.pk).values, **done, **agreed)
        WelcomedSupport.objects.create(**welcomed_typed().values, **done)


def asked(client, path: str) -> int:
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as seen:
        client.get(path)
    return len(seen)


def test_every_field_is_declared_personal_or_not():
    models = {model.__name__: model for model in apps.get_app_config("profiles").get_models()}
    assert set(FIELDS) == set(models)
    for name, model in models.items():
        assert set(FIELDS[name]) == {field.name for field in model._meta.concrete_fields}, name
    assert FIELDS["Stakeholder"]["name"] is Kind.PERSONAL

"""An area's structures: as at a day, kept by the champion and the local lead."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.profiles import queries
from commissioning.profiles.actions import structures as actions
from commissioning.profiles.models import Structure
from commissioning.saving import NotNow
from tests.profiles.rows import (
    BASE,
    CUMBRIA,
    HOSTILE,
    in_year,
    keeper,
    structure,
    structure_posted,
    structure_typed,
)
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

STRUCTURES = f"{BASE}/structures/"
SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}
KEEP = {Role.CHAMPION, Role.LOCAL_LEAD}


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


def names(response) -> list[str]:
    return [row.name for row in response.context["list"].page.object_list]


@pytest.mark.parametrize("role", [*Role])
def test_who_sees_and_who_keeps_them(client_as, role):
    row, reader = structure(), client_as(role)
    assert reader.get(STRUCTURES).status_code == (200 if role in SEE else 403)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(STRUCTURES + path).status_code == (200 if role in KEEP else 403)
    if role not in KEEP:
        sent = structure_posted(version=1, because="So")
        for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
            assert reader.post(STRUCTURES + path, sent).status_code == 403
        assert Structure.objects.filter(version=1, removed_at=None).count() == 1


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_do_not_exist(client_as, role):
    row, reader = structure(), client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(STRUCTURES + path).status_code == 404
    if role in KEEP:
        assert reader.get(f"/profiles/{EALING}/structures/{row.pk}/").status_code == 404


# --- As at a day --------------------------------------------------------------------------


@pytest.fixture
def three(champion):
    structure(champion.person, name="Children’s trust", starts=in_year(2004), ends=in_year(2010))
    structure(champion.person, name="Partnership board", starts=in_year(2010))
    structure(champion.person, name="Voices panel", kind="group", ends=in_year(2018))


def on(day: int, month: int, year: int, **more) -> dict:
    return {"on-day": day, "on-month": month, "on-year": year, **more}


@pytest.mark.usefixtures("three")
def test_those_that_existed_that_day(champion):
    assert names(champion.get(STRUCTURES)) == ["Partnership board"]
    assert names(champion.get(STRUCTURES, on(1, 6, 2003))) == ["Voices panel"]
    assert len(names(champion.get(STRUCTURES, on(1, 6, 2010)))) == 3
    assert names(champion.get(STRUCTURES, on(31, 12, 2018))) == ["Partnership board", "Voices panel"]
    assert names(champion.get(STRUCTURES, on(1, 1, 2019))) == ["Partnership board"]
    assert names(champion.get(STRUCTURES, on(1, 6, 2010, kind="group"))) == ["Voices panel"]
    assert len(names(champion.get(STRUCTURES, {"show": "all"}))) == 3
    page = text(champion.get(STRUCTURES, on(1, 6, 2010)))
    assert "as at <strong>1 June 2010</strong>" in page
    assert "2004 to 2010" in page
    assert "Since 2010" in page
    assert "Until 2018" in page


@pytest.mark.usefixtures("three")
def test_the_file_holds_the_day_that_was_asked_for(champion):
    file = champion.get(STRUCTURES, on(1, 6, 2003, format="csv"))
    written = b"".join(file.streaming_content).decode()
    assert "Voices panel" in written
    assert "Partnership board" not in written
    assert AuditEntry.objects.filter(verb="structures-export", authority_id=area().pk).count() == 1
    assert champion.get(STRUCTURES, on(31, 2, 2003, format="csv")).status_code == 400


def test_a_day_that_is_none_is_said(champion):
    page = text(champion.get(STRUCTURES, on(31, 2, 2003)))
    assert "As at date must be a real date" in page
    assert "There is a problem" in page
    assert 'value="31"' in page


@pytest.mark.usefixtures("three")
def test_what_the_apps_above_are_given():
    assert [row.name for row in queries.structures_on(area(), date(2003, 6, 1))] == ["Voices panel"]
    structure(authority=area(EALING))
    assert queries.structures_on(area(EALING), timezone.localdate()).count() == 1


# --- Kept ---------------------------------------------------------------------------------


def test_adding_twice_adds_once(champion):
    for _ in range(2):
        sent = structure_posted(starts=("", "", "2014"), ends=("1", "2", "2020"))
        assert champion.post(f"{STRUCTURES}add/", sent).status_code == 302
    row = Structure.objects.get()
    assert (row.when, row.recorded_by) == ("2014 to 1 February 2020", champion.person)
    assert AuditEntry.objects.filter(verb="structure-add").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Enter name"),
        ({"kind": "club"}, "Select what it is"),
        ({"starts": ("", "", "2019"), "ends": ("", "", "2018")}, "The end must be the same as or after the start"),
        ({"starts": ("", "", "2999")}, "The start must be on or before"),
        ({"about": "x" * 10_001}, "must be 10000 characters or less"),
        ({"version": ""}, "This page had lost its place"),
    ],
)
def test_what_is_wrong_is_said(champion, changes, reason):
    assert reason in text(champion.post(f"{STRUCTURES}add/", structure_posted(**changes)))
    assert not Structure.objects.exists()


def test_a_board_may_be_planned(champion):
    later = timezone.localdate() + timedelta(days=300)
    champion.post(f"{STRUCTURES}add/", structure_posted(starts=(later.day, later.month, later.year)))
    assert names(champion.get(STRUCTURES)) == []
    assert names(champion.get(STRUCTURES, on(later.day, later.month, later.year))) == ["Partnership board"]


def test_two_at_once_and_removed_with_the_reason(client_as, champion):
    row = structure()
    address = f"{STRUCTURES}{row.pk}/"
    lead = client_as(Role.LOCAL_LEAD)
    assert champion.post(address, structure_posted(about="Meets monthly", version=1)).status_code == 302
    page = text(lead.post(address, structure_posted(about="Meets never", version=1)))
    assert "Meets monthly" in page
    assert "Meets never" in page
    row.refresh_from_db()
    assert (row.about, row.version) == ("Meets monthly", 2)
    assert lead.post(f"{address}remove/", {"because": "A group of the council", "version": 2}).status_code == 302
    assert names(champion.get(STRUCTURES, {"show": "all"})) == []
    assert "A group of the council" in text(champion.get(STRUCTURES, {"show": "removed"}))
    assert champion.post(address, structure_posted(version=hidden(page))).status_code == 409


def test_hostile_words_are_shown_as_the_words_they_are(champion):
    champion.post(f"{STRUCTURES}add/", structure_posted(name=HOSTILE, about=HOSTILE))
    pk = Structure.objects.get().pk
    for path in ("", f"{pk}/", f"{pk}/remove/"):
        page = text(champion.get(STRUCTURES + path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_former_councils_are_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    lead = client_as(Role.LOCAL_LEAD, former)
    row = Structure.objects.create(authority=former, name="The old board", kind="board")
    address = f"/profiles/{CUMBRIA}/structures/"
    page = text(lead.get(address))
    assert "The old board" in page
    assert "Add a structure" not in page
    assert f"as at <strong>{former.ended_on:%-d %B %Y}</strong>" in page
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert lead.get(address + path).status_code == 409
        assert lead.post(address + path, structure_posted(version=1, because="So")).status_code == 409
    with pytest.raises(NotNow, match="former council"):
        actions.add(authority=former, typed=structure_typed(), by=lead.person)
    with pytest.raises(NotNow, match="former council"):
        actions.save(structure=row, typed=structure_typed(), version=1, by=lead.person)


def test_keeping_is_asked_for_again_by_the_action(client_as):
    director = client_as(Role.DIRECTOR)
    row = structure(keeper())
    with pytest.raises(PermissionDenied, match="commissioning champion, local lead"):
        actions.remove(structure=row, because="So", version=1, by=director.person)

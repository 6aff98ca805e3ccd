"""What an area would welcome: by year and by who said it, read as far as each entry is open, kept without loss."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import queries
from commissioning.profiles.actions import said as actions
from commissioning.profiles.models import WelcomedSupport
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.saving import NotNow
from tests.profiles.rows import (
    BASE,
    CUMBRIA,
    HOSTILE,
    keeper,
    this_year,
    welcome,
    welcomed_posted,
    welcomed_typed,
)
from tests.profiles.test_history import SEES
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

WELCOMED = f"{BASE}/welcomed/"


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


def shown(response) -> list[str]:
    return [row.words for row in response.context["list"].page.object_list]


# --- Who reads what -----------------------------------------------------------------------


def one_of_each(by) -> None:
    for sensitivity in Sensitivity:
        welcome(by, words=f"Only for {sensitivity}.", sensitivity=sensitivity)


@pytest.mark.parametrize("role", [*Role])
def test_each_entry_is_read_by_those_it_is_for(client_as, role):
    reader = client_as(role)
    one_of_each(reader.person if role is Role.CHAMPION else keeper(role=Role.CHAMPION))
    page = text(reader.get(WELCOMED))
    file = b"".join(reader.get(f"{WELCOMED}?format=csv").streaming_content).decode()
    for sensitivity, sees in SEES.items():
        for found in (page, file):
            assert (f"Only for {sensitivity}." in found) is (role in sees), sensitivity


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_do_not_exist(client_as, role):
    row, reader = welcome(sensitivity="public"), client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(WELCOMED + path).status_code == 404
    if role in (Role.CHAMPION, Role.LOCAL_LEAD):
        assert reader.get(f"/profiles/{EALING}/welcomed/{row.pk}/").status_code == 404
    assert reader.post(f"{WELCOMED}{row.pk}/", welcomed_posted()).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CHAMPION, Role.LOCAL_LEAD)])
def test_only_the_champion_and_the_local_lead_write(client_as, role):
    row, reader = welcome(sensitivity="public"), client_as(role)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(WELCOMED + path).status_code == 403
        assert reader.post(WELCOMED + path, welcomed_posted(version=1, because="So")).status_code == 403
    assert "Add what would be welcomed" not in text(reader.get(WELCOMED))
    assert WelcomedSupport.objects.filter(version=1, removed_at=None).count() == 1
    with pytest.raises(PermissionDenied):
        actions.add(WelcomedSupport, authority=area(), typed=welcomed_typed(sensitivity="public"), by=reader.person)


def test_an_entry_closed_to_its_writer_is_theirs_no_more(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    row = welcome(lead.person, sensitivity="lead")
    closer = welcomed_typed(words="Closed", sensitivity="area")
    actions.save(entry=row, typed=closer, version=1, by=champion.person)
    assert lead.get(f"{WELCOMED}{row.pk}/").status_code == 404
    with pytest.raises(NotNow, match="no longer open to you"):
        actions.save(entry=row, typed=welcomed_typed(), version=2, by=lead.person)
    with pytest.raises(NotNow, match="no longer open to you"):
        actions.remove(entry=row, because="Mine", version=2, by=lead.person)
    with pytest.raises(NotNow, match="could not read this again"):
        actions.add(WelcomedSupport, authority=area(), typed=closer, by=lead.person)


def test_what_the_apps_above_are_given():
    one_of_each(keeper(role=Role.CHAMPION))
    welcome(words="Last year", year=this_year() - 1)
    welcome(words="Long ago", year=this_year() - 2)
    welcome(authority=area(EALING), words="Elsewhere", sensitivity="public")
    gone = welcome(words="Gone")
    actions.remove(entry=gone, because="Twice", version=1, by=keeper())
    given = {row.words for row in queries.welcomed_shown_to_programme([area()])}
    assert given == {"Only for programme.", "Only for public.", "Last year"}
    lead = queries.welcomed_for(area(), scope_of(in_role(Role.LOCAL_LEAD)))
    assert {row.words for row in lead} == given | {"Only for lead."}


# --- The list -----------------------------------------------------------------------------


def test_newest_first_and_narrowed(champion):
    by, year = champion.person, this_year()
    welcome(by, words="Old", year=year - 3, kind="market")
    welcome(by, words="New", said_by="director", sensitivity="public")
    welcome(by, words="Middle", year=year - 1, kind="needs", said_by="interview")
    assert shown(champion.get(WELCOMED)) == ["New", "Middle", "Old"]
    assert shown(champion.get(f"{WELCOMED}?sort=year")) == ["Old", "Middle", "New"]
    assert shown(champion.get(f"{WELCOMED}?kind=market")) == ["Old"]
    assert shown(champion.get(f"{WELCOMED}?said_by=director")) == ["New"]
    assert shown(champion.get(f"{WELCOMED}?year={year - 1}")) == ["Middle"]
    assert shown(champion.get(f"{WELCOMED}?q=mid")) == ["Middle"]
    assert champion.get(f"{WELCOMED}?kind=lunch").status_code == 400


def test_years_that_are_closed_to_a_reader_are_not_offered(client_as, champion):
    welcome(champion.person, year=this_year() - 3, sensitivity="area")
    assert f"?year={this_year() - 3}" not in text(champion.get(WELCOMED))
    assert champion.get(f"{WELCOMED}?year={this_year() - 3}").status_code == 200
    assert client_as(Role.PROGRAMME_LEAD).get(f"{WELCOMED}?year={this_year() - 3}").status_code == 400


def test_an_export_is_recorded_and_harmless(champion):
    welcome(champion.person, words="=cmd()", year=2026)
    response = champion.get(f"{WELCOMED}?format=csv")
    [row] = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert (row["what_for"], row["year"]) == ("'=cmd()", "2026/27")
    exported = AuditEntry.objects.get(verb="welcomed-export")
    assert (exported.actor_id, exported.authority_id) == (champion.person.pk, area().pk)


# --- Writing ------------------------------------------------------------------------------


def test_a_page_begins_with_this_year_and_the_area_and_its_lead(champion):
    page = champion.get(f"{WELCOMED}add/")
    assert page.context["form"]["sensitivity"].value() == "lead"
    assert page.context["form"]["year"].value() == this_year()


def test_adding_and_sending_it_twice(champion):
    for _ in range(2):
        assert champion.post(f"{WELCOMED}add/", welcomed_posted()).status_code == 302
    row = WelcomedSupport.objects.get()
    assert (row.kind, row.year, row.said_by, row.recorded_by) == ("joint", this_year(), "champion", champion.person)
    assert AuditEntry.objects.filter(verb="welcomed-add", authority_id=area().pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": ""}, "Select a kind of support from the list"),
        ({"kind": "lunch"}, "Select a kind of support from the list"),
        ({"said_by": "nobody"}, "Select who said it from the list"),
        ({"year": ""}, "Select the year from the list"),
        ({"year": "2999"}, "Select the year from the list"),
        ({"year": "soon"}, "Select the year from the list"),
        ({"sensitivity": ""}, "Select who may see it from the list"),
        ({"words": "x" * 501}, "What for must be 500 characters or less"),
        ({"version": "soon"}, "This page had lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(champion, changes, reason):
    response = champion.post(f"{WELCOMED}add/", welcomed_posted(**{"words": "Kept words", **changes}))
    page = text(response)
    assert response.status_code == 200
    assert reason in page
    assert "words" in changes or "Kept words" in page
    assert not WelcomedSupport.objects.exists()


def test_an_old_entry_keeps_its_year_when_it_is_changed(champion):
    row = welcome(champion.person, year=2009)
    page = champion.get(f"{WELCOMED}{row.pk}/")
    assert "2009/10" in text(page)
    changed = welcomed_posted(year=2009, words="Put better", version=hidden(text(page)))
    assert champion.post(f"{WELCOMED}{row.pk}/", changed).status_code == 302
    row.refresh_from_db()
    assert (row.year, row.words, row.version) == (2009, "Put better", 2)


def test_two_who_change_an_entry_see_each_others_words(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    address = f"{WELCOMED}{welcome(lead.person).pk}/"
    opened = hidden(text(champion.get(address)))
    assert champion.post(address, welcomed_posted(words="The champion’s", version=opened)).status_code == 302
    page = text(lead.post(address, welcomed_posted(words="The lead’s", version=opened)))
    assert "The champion’s" in page
    assert "The lead’s" in page
    assert WelcomedSupport.objects.get().words == "The champion’s"


def test_hostile_words_are_shown_as_the_words_they_are(champion):
    row = welcome(champion.person, words=HOSTILE)
    for path in ("", f"{row.pk}/", f"{row.pk}/remove/"):
        page = text(champion.get(WELCOMED + path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("changes", [{"year": 0}, {"removed_because": "Said so"}])
def test_the_database_knows_the_rules(changes):
    row = welcome()
    with pytest.raises(IntegrityError), transaction.atomic():
        WelcomedSupport.objects.filter(pk=row.pk).update(**changes)


# --- Removed, and a council that is no more -----------------------------------------------


def test_nothing_is_removed_silently(client_as, champion):
    row = welcome(champion.person, words="Told twice over", sensitivity="public")
    address = f"{WELCOMED}{row.pk}/remove/"
    assert "Enter why you remove it" in text(champion.post(address, {"because": " ", "version": 1}))
    for because in ("Told twice", "Another reason"):
        assert champion.post(address, {"because": because, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.removed_because, row.removed_by) == ("Told twice", champion.person)
    assert shown(champion.get(WELCOMED)) == []
    assert "Told twice" in text(champion.get(f"{WELCOMED}?show=removed"))
    director = client_as(Role.DIRECTOR)
    assert shown(director.get(WELCOMED)) == []
    assert director.get(f"{WELCOMED}?show=removed").status_code == 400


def test_a_former_councils_is_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    lead = client_as(Role.LOCAL_LEAD, former)
    row = WelcomedSupport.objects.create(
        authority=former, **welcomed_typed(year=2009, words="Before it was split").values
    )
    address = f"/profiles/{CUMBRIA}/welcomed/"
    page = text(lead.get(address))
    assert "Before it was split" in page
    assert "Add what would be welcomed" not in page
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert lead.post(address + path, welcomed_posted(version=1, because="So")).status_code == 409
    with pytest.raises(NotNow, match="former council"):
        actions.save(entry=row, typed=welcomed_typed(), version=1, by=lead.person)

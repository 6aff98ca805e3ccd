"""An area's history: what can be written, who reads which entry, changed and removed without losing anything."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import queries
from commissioning.profiles.actions import history as actions
from commissioning.profiles.models import HistoryEntry
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.saving import NotNow
from tests.profiles.rows import BASE, CUMBRIA, HOSTILE, entry, entry_posted, entry_typed, in_year, keeper
from tests.support.pages import hidden, text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

HISTORY = f"{BASE}/history/"
SEES = {
    Sensitivity.AREA: {Role.CHAMPION, Role.DIRECTOR},
    Sensitivity.LEAD: {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD},
    Sensitivity.PROGRAMME: {
        Role.CHAMPION,
        Role.DIRECTOR,
        Role.LOCAL_LEAD,
        Role.REGIONAL_LEAD,
        Role.PROGRAMME_LEAD,
    },
    Sensitivity.PUBLIC: set(Role),
}


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


# --- Who reads what -----------------------------------------------------------------------


def one_of_each(by) -> None:
    for sensitivity in Sensitivity:
        entry(by, title=f"Only for {sensitivity}.", sensitivity=sensitivity)


@pytest.mark.parametrize("role", [*Role])
def test_each_entry_is_read_by_those_it_is_for(client_as, role):
    reader = client_as(role)
    one_of_each(reader.person if role is Role.CHAMPION else keeper(role=Role.CHAMPION))
    page, file = text(reader.get(HISTORY)), b"".join(reader.get(f"{HISTORY}?format=csv").streaming_content).decode()
    for sensitivity, sees in SEES.items():
        for shown in (page, file):
            assert (f"Only for {sensitivity}." in shown) is (role in sees), sensitivity


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_history_does_not_exist(client_as, role):
    row = entry(sensitivity="public")
    reader = client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(HISTORY + path).status_code == 404
    assert reader.post(f"{HISTORY}{row.pk}/", entry_posted()).status_code == 404
    assert "profile" not in [panel.key for panel in reader.get(area().get_absolute_url()).context["page"].panels]


def test_an_entry_is_not_reached_by_way_of_another_area(client_as):
    row = entry()
    reader = client_as(Role.CHAMPION, area(EALING))
    for path in ("", "remove/"):
        assert reader.get(f"/profiles/{EALING}/history/{row.pk}/{path}").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CHAMPION, Role.LOCAL_LEAD)])
def test_only_the_champion_and_the_local_lead_write(client_as, role):
    row, reader = entry(sensitivity="public"), client_as(role)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(HISTORY + path).status_code == 403
        assert reader.post(HISTORY + path, entry_posted(version=1, because="So")).status_code == 403
    assert "Add to the history" not in text(reader.get(HISTORY))
    row.refresh_from_db()
    assert (row.version, row.removed_at, HistoryEntry.objects.count()) == (1, None, 1)
    with pytest.raises(PermissionDenied):
        actions.add(authority=area(), typed=entry_typed(sensitivity="public"), by=reader.person)


def test_whoever_wrote_an_entry_stops_reading_it_once_it_is_closed_to_them(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    row = entry(lead.person)
    assert lead.get(f"{HISTORY}{row.pk}/").status_code == 200
    actions.save(entry=row, typed=entry_typed(sensitivity="area"), version=1, by=champion.person)
    assert row.title not in text(lead.get(HISTORY))
    for path in (f"{row.pk}/", f"{row.pk}/remove/"):
        assert lead.get(HISTORY + path).status_code == 404
    with pytest.raises(NotNow, match="no longer open to you"):  # had the page been open already
        actions.save(entry=row, typed=entry_typed(title="Mine"), version=1, by=lead.person)
    with pytest.raises(NotNow, match="no longer open to you"):
        actions.remove(entry=row, because="Mine", version=2, by=lead.person)
    people.end_now(appointment=lead.person.appointments.get(), by=None)
    assert not queries.history_for(area(), scope_of(lead.person)).exists()


def test_nobody_writes_what_they_could_not_read_back(client_as):
    lead = client_as(Role.LOCAL_LEAD)
    page = text(lead.get(f"{HISTORY}add/"))
    assert 'value="lead"' in page
    assert 'value="area"' not in page
    assert "you could not read it back" in page
    refused = lead.post(f"{HISTORY}add/", entry_posted(sensitivity="area"))
    assert "Select who may see it from the list" in text(refused)
    with pytest.raises(NotNow, match="could not read this again"):
        actions.add(authority=area(), typed=entry_typed(sensitivity="area"), by=lead.person)
    assert not HistoryEntry.objects.exists()


def test_the_champion_chooses_among_all(champion):
    page = text(champion.get(f"{HISTORY}add/"))
    assert all(f'value="{sensitivity}"' in page for sensitivity in Sensitivity)
    assert "you could not read it back" not in page


def test_what_the_apps_above_are_given():
    one_of_each(keeper(role=Role.CHAMPION))
    entry(authority=area(EALING), title="Elsewhere", sensitivity="public")
    shown = queries.history_shown_to_programme(area())
    assert {row.sensitivity for row in shown} == {"programme", "public"}
    lead = queries.history_for(area(), scope_of(in_role(Role.LOCAL_LEAD)))
    assert {row.sensitivity for row in lead} == {"lead", "programme", "public"}
    gone = shown.first()
    actions.remove(entry=gone, because="Twice", version=1, by=keeper())
    assert gone not in queries.history_shown_to_programme(area())
    assert gone not in queries.history_for(area(), scope_of(keeper()))


# --- The timeline -------------------------------------------------------------------------


def titles(response) -> list[str]:
    return [row.title for row in response.context["list"].page.object_list]


def test_newest_first_and_narrowed(champion):
    entry(champion.person, title="Old", starts=in_year(2009), strength=False, kind="intervention")
    entry(champion.person, title="New", starts=in_year(2024))
    entry(champion.person, title="Middle", starts=in_year(2015), kind="place", narrative="The pit closed")
    assert titles(champion.get(HISTORY)) == ["New", "Middle", "Old"]
    assert titles(champion.get(f"{HISTORY}?sort=from")) == ["Old", "Middle", "New"]
    assert titles(champion.get(f"{HISTORY}?strength=bruises")) == ["Old"]
    assert titles(champion.get(f"{HISTORY}?strength=strengths")) == ["New", "Middle"]
    assert titles(champion.get(f"{HISTORY}?kind=place")) == ["Middle"]
    assert titles(champion.get(f"{HISTORY}?q=pit")) == ["Middle"]
    assert titles(champion.get(f"{HISTORY}?kind=place&strength=bruises")) == []
    assert champion.get(f"{HISTORY}?kind=nonsense").status_code == 400


def test_dates_are_written_as_far_as_they_are_known(champion):
    champion.post(f"{HISTORY}add/", entry_posted(starts=("", "3", "2019"), ends=("", "", "2021")))
    row = HistoryEntry.objects.get()
    assert (row.starts_on, row.precision) == (date(2019, 3, 1), "month")
    assert (row.ends_on, row.ends_precision) == (date(2021, 12, 31), "year")
    assert "March 2019 to 2021" in text(champion.get(HISTORY))
    page = text(champion.get(f"{HISTORY}{row.pk}/"))
    assert 'name="starts-day" type="text" inputmode' in page  # empty: the day is not known
    assert 'name="ends-year" type="text" value="2021"' in page


def test_an_export_is_recorded(champion):
    entry(champion.person, title="=cmd()")
    response = champion.get(f"{HISTORY}?format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [row["title"] for row in rows] == ["'=cmd()"]
    exported = AuditEntry.objects.get(verb="history-export")
    assert (exported.actor_id, exported.authority_id) == (champion.person.pk, area().pk)


# --- Writing ------------------------------------------------------------------------------


def test_adding_and_sending_it_twice(champion):
    for _ in range(2):
        assert champion.post(f"{HISTORY}add/", entry_posted()).status_code == 302
    row = HistoryEntry.objects.get()
    assert (row.title, row.strength, row.recorded_by) == (entry_posted()["title"], True, champion.person)
    assert AuditEntry.objects.filter(verb="history-add").count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": ""}, "Enter what it was"),
        ({"title": "\u200b\u202e"}, "Enter what it was"),
        ({"title": "x" * 201}, "What it was must be 200 characters or less"),
        ({"strength": ""}, "Select whether it is a strength or a bruise"),
        ({"strength": "neither"}, "Select whether it is a strength or a bruise"),
        ({"kind": "gossip"}, "Select what kind it is"),
        ({"sensitivity": ""}, "Select who may see it from the list"),
        ({"narrative": "x" * 10_001}, "must be 10000 characters or less"),
        ({"narrative": "a\x00b"}, "Null characters are not allowed"),
        ({"version": "soon"}, "This page had lost its place"),
        ({"starts": ("", "", "")}, "Enter when it began or happened"),
        ({"starts": ("1", "", "2019")}, "The start must include a month where it has a day"),
        ({"starts": ("", "", "2019"), "ends": ("", "12", "2018")}, "The end must be the same as or after the start"),
        ({"starts": ("", "", "2999")}, "The start must be on or before"),
        ({"ends": ("", "", "2999")}, "The end must be on or before"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(champion, changes, reason):
    response = champion.post(f"{HISTORY}add/", entry_posted(**{"narrative": "Kept words", **changes}))
    page = text(response)
    assert response.status_code == 200
    assert reason in page
    assert "There is a problem" in page
    assert "narrative" in changes or "Kept words" in page
    assert not HistoryEntry.objects.exists()


def test_an_empty_post_gets_its_errors(champion):
    assert "Enter what it was" in text(champion.post(f"{HISTORY}add/"))


def test_something_of_one_year_may_end_in_it(champion):
    champion.post(f"{HISTORY}add/", entry_posted(starts=("", "", "2019"), ends=("", "3", "2019")))
    assert HistoryEntry.objects.get().when == "2019 to March 2019"


def test_this_year_is_not_the_future(champion):
    year = timezone.localdate().year
    champion.post(f"{HISTORY}add/", entry_posted(starts=("", "", year), ends=("", "", year)))
    assert HistoryEntry.objects.exists()
    tomorrow = timezone.localdate() + timedelta(days=1)
    late = entry_posted(title="Later", starts=(tomorrow.day, tomorrow.month, tomorrow.year))
    assert "The start must be on or before" in text(champion.post(f"{HISTORY}add/", late))


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": date(2018, 1, 1), "ends_precision": "day"},
        {"starts_on": None, "precision": ""},
        {"precision": ""},
        {"removed_because": "Said so"},
        {"removed_at": datetime(2026, 11, 1, tzinfo=UTC)},
    ],
)
def test_the_database_knows_the_rules(changes):
    row = entry()
    with pytest.raises(IntegrityError), transaction.atomic():
        HistoryEntry.objects.filter(pk=row.pk).update(**changes)


def test_hostile_words_are_shown_as_the_words_they_are(champion):
    words = dict.fromkeys(("title", "narrative", "effect_today", "source"), HOSTILE)
    champion.post(f"{HISTORY}add/", entry_posted(**words))
    row = HistoryEntry.objects.get()
    assert row.narrative == HOSTILE
    champion.post(f"{HISTORY}{row.pk}/remove/", {"because": HOSTILE, "version": 1})
    for path in ("", "?show=removed", "add/"):
        page = text(champion.get(HISTORY + path))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in text(champion.get(f"{HISTORY}?show=removed"))


def test_two_who_change_an_entry_see_each_others_words(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    row = entry(lead.person)
    address = f"{HISTORY}{row.pk}/"
    opened = {client: hidden(text(client.get(address))) for client in (champion, lead)}
    mine = entry_posted(narrative="The champion’s words", version=opened[champion])
    assert champion.post(address, mine).status_code == 302
    late = lead.post(address, entry_posted(narrative="The lead’s words", version=opened[lead]))
    page = text(late)
    assert late.status_code == 200
    assert "The champion’s words" in page
    assert "The lead’s words" in page
    assert str(champion.person) in page
    row.refresh_from_db()
    assert (row.narrative, row.version) == ("The champion’s words", 2)
    lead.post(address, entry_posted(narrative="Both", version=hidden(page)))
    row.refresh_from_db()
    assert (row.narrative, row.version, row.changed_by) == ("Both", 3, lead.person)


def test_the_same_change_sent_twice_is_one(champion):
    row = entry(champion.person)
    for _ in range(2):
        sent = champion.post(f"{HISTORY}{row.pk}/", entry_posted(title="Another", version=1))
        assert sent.status_code == 302
    row.refresh_from_db()
    assert row.version == 2
    assert AuditEntry.objects.filter(verb="history-save").count() == 1


# --- Removed ------------------------------------------------------------------------------


def test_nothing_is_removed_silently(client_as, champion):
    row = entry(champion.person, sensitivity="public")
    address = f"{HISTORY}{row.pk}/remove/"
    assert "Enter why you remove it" in text(champion.post(address, {"because": " ", "version": 1}))
    for because in ("Told twice", "Another reason"):
        assert champion.post(address, {"because": because, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.removed_because, row.removed_by) == ("Told twice", champion.person)
    assert row.title not in text(champion.get(HISTORY))
    assert "Told twice" in text(champion.get(f"{HISTORY}?show=removed"))
    director = client_as(Role.DIRECTOR)
    assert row.title not in text(director.get(HISTORY))
    assert director.get(f"{HISTORY}?show=removed").status_code == 400
    assert AuditEntry.objects.filter(verb="history-remove").count() == 1


def test_what_was_removed_meanwhile_cannot_be_changed_and_says_why(champion):
    row = entry(champion.person)
    actions.remove(entry=row, because="Told twice", version=1, by=keeper())
    assert champion.get(f"{HISTORY}{row.pk}/").status_code == 409
    late = champion.post(f"{HISTORY}{row.pk}/", entry_posted(narrative="Words that took me an hour", version=1))
    assert late.status_code == 409
    assert "Told twice" in text(late)
    assert "Words that took me an hour" in text(late)


def test_what_was_changed_meanwhile_is_looked_at_again_before_it_is_removed(champion):
    row = entry(champion.person)
    actions.save(entry=row, typed=entry_typed(narrative="Changed"), version=1, by=keeper())
    page = text(champion.post(f"{HISTORY}{row.pk}/remove/", {"because": "Old", "version": 1}))
    assert "it was not removed" in page
    assert "Changed" in page
    row.refresh_from_db()
    assert row.removed_at is None
    champion.post(f"{HISTORY}{row.pk}/remove/", {"because": "Old", "version": hidden(page)})
    row.refresh_from_db()
    assert row.removed_because == "Old"


# --- A council that is no more ------------------------------------------------------------


def test_the_history_of_a_former_council_can_still_be_told(client_as):
    lead = client_as(Role.LOCAL_LEAD, area(CUMBRIA))
    address = f"/profiles/{CUMBRIA}/history/"
    assert lead.post(f"{address}add/", entry_posted()).status_code == 302
    page = text(lead.get(address))
    assert "This council is no more" in page
    assert "Add to the history" in page
    assert entry_posted()["title"] in page


def test_the_address_is_the_areas_whatever_its_case(champion):
    assert champion.get(f"/profiles/{DURHAM.lower()}/history/").status_code == 200
    assert champion.get("/profiles/E99999999/history/").status_code == 404

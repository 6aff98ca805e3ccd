"""Pitfalls, opportunities and mindset: read as far as each is open, kept without loss."""

import csv
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import queries
from commissioning.profiles.actions import insights as actions
from commissioning.profiles.models import Insight
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.saving import NotNow
from tests.profiles.rows import BASE, CUMBRIA, HOSTILE, insight, insight_posted, insight_typed, keeper
from tests.profiles.test_history import SEES
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

INSIGHTS = f"{BASE}/insights/"


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


def shown(response) -> list[str]:
    return [row.words for row in response.context["list"].page.object_list]


# --- Who reads what -----------------------------------------------------------------------


def one_of_each(by) -> None:
    for sensitivity in Sensitivity:
        insight(by, words=f"Only for {sensitivity}.", sensitivity=sensitivity)


@pytest.mark.parametrize("role", [*Role])
def test_each_is_read_by_those_it_is_for(client_as, role):
    reader = client_as(role)
    one_of_each(reader.person if role is Role.CHAMPION else keeper(role=Role.CHAMPION))
    page = text(reader.get(INSIGHTS))
    file = b"".join(reader.get(f"{INSIGHTS}?format=csv").streaming_content).decode()
    read = 0
    for sensitivity, sees in SEES.items():
        read += role in sees
        for found in (page, file):
            assert (f"Only for {sensitivity}." in found) is (role in sees), sensitivity
    assert f"{read} on this list" in page
    assert f"{read} entr{'y' if read == 1 else 'ies'} that you may read" in text(reader.get(area().get_absolute_url()))


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_do_not_exist(client_as, role):
    row, reader = insight(sensitivity="public"), client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(INSIGHTS + path).status_code == 404
    if role in (Role.CHAMPION, Role.LOCAL_LEAD):
        assert reader.get(f"/profiles/{EALING}/insights/{row.pk}/").status_code == 404
    assert reader.post(f"{INSIGHTS}{row.pk}/", insight_posted()).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CHAMPION, Role.LOCAL_LEAD)])
def test_only_the_champion_and_the_local_lead_write(client_as, role):
    row, reader = insight(sensitivity="public"), client_as(role)
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(INSIGHTS + path).status_code == 403
        assert reader.post(INSIGHTS + path, insight_posted(version=1, because="So")).status_code == 403
    assert "Add a pitfall" not in text(reader.get(INSIGHTS))
    assert Insight.objects.filter(version=1, removed_at=None).count() == 1
    with pytest.raises(PermissionDenied):
        actions.add(authority=area(), typed=insight_typed(sensitivity="public"), by=reader.person)


def test_one_closed_to_its_writer_is_theirs_no_more(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    row, closer = insight(lead.person, sensitivity="lead"), insight_typed(sensitivity="area")
    actions.save(insight=row, typed=closer, version=1, by=champion.person)
    assert lead.get(f"{INSIGHTS}{row.pk}/").status_code == 404
    with pytest.raises(NotNow, match="no longer open to you"):
        actions.save(insight=row, typed=insight_typed(), version=2, by=lead.person)
    with pytest.raises(NotNow, match="no longer open to you"):
        actions.remove(insight=row, because="Mine", version=2, by=lead.person)
    with pytest.raises(NotNow, match="could not read this again"):
        actions.add(authority=area(), typed=closer, by=lead.person)
    assert not queries.insights_of_line([area().pk], scope_of(lead.person)).exists()


# --- The list -----------------------------------------------------------------------------


def test_newest_first_and_narrowed(champion):
    for kind in ("pitfall", "opportunity", "mindset"):
        insight(champion.person, words=f"A {kind}", kind=kind)
    assert shown(champion.get(INSIGHTS)) == ["A mindset", "A opportunity", "A pitfall"]
    assert shown(champion.get(f"{INSIGHTS}?kind=opportunity")) == ["A opportunity"]
    assert shown(champion.get(f"{INSIGHTS}?q=mind")) == ["A mindset"]
    assert champion.get(f"{INSIGHTS}?kind=lunch").status_code == 400


def test_an_export_is_recorded_and_harmless(champion):
    insight(champion.person, words="=cmd()")
    response = champion.get(f"{INSIGHTS}?format=csv")
    [row] = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert row["what_it_is"] == "'=cmd()"
    exported = AuditEntry.objects.get(verb="insight-export")
    assert (exported.actor_id, exported.authority_id) == (champion.person.pk, area().pk)


def test_as_many_questions_for_fifty_as_for_one(champion, django_assert_num_queries, django_assert_max_num_queries):
    insight(champion.person)
    with django_assert_max_num_queries(60) as one:
        champion.get(INSIGHTS)
    for _ in range(49):
        insight(champion.person)
    with django_assert_num_queries(len(one)):
        champion.get(INSIGHTS)


# --- Writing ------------------------------------------------------------------------------


def test_adding_and_sending_it_twice(champion):
    for _ in range(2):
        assert champion.post(f"{INSIGHTS}add/", insight_posted()).status_code == 302
    row = Insight.objects.get()
    assert (row.kind, row.what_to_do, row.recorded_by) == ("pitfall", "Ask which of them is meant", champion.person)
    assert AuditEntry.objects.filter(verb="insight-add", authority_id=area().pk).count() == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": ""}, "Select what it is"),
        ({"kind": "lunch"}, "Select what it is"),
        ({"words": ""}, "Enter what it is"),
        ({"words": "x" * 10_001}, "What it is must be 10,000 characters or less"),
        ({"what_to_do": "x" * 10_001}, "What to do about it must be 10,000 characters or less"),
        ({"sensitivity": ""}, "Select who may see it from the list"),
        ({"version": "soon"}, "This page had lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(champion, changes, reason):
    response = champion.post(f"{INSIGHTS}add/", insight_posted(**{"words": "Kept words", **changes}))
    page = text(response)
    assert response.status_code == 200
    assert reason in page
    assert "words" in changes or "Kept words" in page
    assert not Insight.objects.exists()


def test_two_who_change_one_see_each_others_words(client_as, champion):
    lead = client_as(Role.LOCAL_LEAD)
    address = f"{INSIGHTS}{insight(lead.person).pk}/"
    opened = hidden(text(champion.get(address)))
    assert champion.post(address, insight_posted(words="The champion’s", version=opened)).status_code == 302
    page = text(lead.post(address, insight_posted(words="The lead’s", version=opened)))
    assert "The champion’s" in page
    assert "The lead’s" in page
    assert Insight.objects.get().words == "The champion’s"


def test_hostile_words_are_shown_as_the_words_they_are(champion):
    row = insight(champion.person, words=HOSTILE, what_to_do=HOSTILE)
    for path in ("", f"{row.pk}/", f"{row.pk}/remove/"):
        page = text(champion.get(INSIGHTS + path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_the_database_knows_the_rules():
    row = insight()
    with pytest.raises(IntegrityError), transaction.atomic():
        Insight.objects.filter(pk=row.pk).update(removed_because="Said so")


def test_nothing_is_removed_silently(client_as, champion):
    row = insight(champion.person, words="Told twice over", sensitivity="public")
    address = f"{INSIGHTS}{row.pk}/remove/"
    assert "Enter why you remove it" in text(champion.post(address, {"because": " ", "version": 1}))
    for because in ("Told twice", "Another reason"):
        assert champion.post(address, {"because": because, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.removed_because, row.removed_by) == ("Told twice", champion.person)
    assert shown(champion.get(INSIGHTS)) == []
    assert "Told twice" in text(champion.get(f"{INSIGHTS}?show=removed"))
    assert client_as(Role.DIRECTOR).get(f"{INSIGHTS}?show=removed").status_code == 400


def test_a_former_councils_are_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    lead = client_as(Role.LOCAL_LEAD, former)
    row = Insight.objects.create(authority=former, **insight_typed(words="Before it was split").values)
    address = f"/profiles/{CUMBRIA}/insights/"
    page = text(lead.get(address))
    assert "Before it was split" in page
    assert "Add a pitfall" not in page
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert lead.post(address + path, insight_posted(version=1, because="So")).status_code == 409

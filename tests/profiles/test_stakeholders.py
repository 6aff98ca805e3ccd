"""The people who matter in an area: who sees them, how the champion agrees them, and that every look is recorded."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import AuditEntry
from commissioning.profiles import queries
from commissioning.profiles.actions import stakeholders as actions
from commissioning.profiles.models import Stakeholder
from commissioning.saving import NotNow
from tests.profiles.rows import (
    BASE,
    CUMBRIA,
    HOSTILE,
    keeper,
    person_posted,
    person_typed,
    stakeholder,
    structure,
)
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

PEOPLE = f"{BASE}/stakeholders/"
AGREE = f"{PEOPLE}agree/"
SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD}
KEEP = {Role.CHAMPION, Role.LOCAL_LEAD}


@pytest.fixture
def champion(client_as):
    return client_as(Role.CHAMPION)


def verbs() -> list[str]:
    return list(AuditEntry.objects.filter(verb__startswith="stakeholder").order_by("pk").values_list("verb", flat=True))


def shown(client) -> list[str]:
    """What the list's own “Agree the list” would send."""
    rows = client.get(PEOPLE).context["list"].page.object_list
    return [f"{row.pk}-{row.version}" for row in rows if not row.agreed_at]


# --- Who sees them ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role])
def test_names_stay_with_the_area_and_its_local_lead(client_as, role):
    row, reader = stakeholder(), client_as(role)
    before = len(verbs())
    answer = reader.get(PEOPLE)
    assert answer.status_code == (200 if role in SEE else 403)
    assert (row.name in text(answer)) is (role in SEE)
    assert verbs()[before:] == (["stakeholders-read"] if role in SEE else [])
    assert reader.get(f"{PEOPLE}?format=csv").status_code == (200 if role in SEE else 403)
    assert verbs()[before:] == (["stakeholders-read", "stakeholders-export"] if role in SEE else [])
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(PEOPLE + path).status_code == (200 if role in KEEP else 403)
    if role not in KEEP:
        for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
            assert reader.post(PEOPLE + path, person_posted(version=1, because="So")).status_code == 403
    assert reader.get(AGREE).status_code == 405
    assert reader.post(AGREE, {"shown": f"{row.pk}-1"}).status_code == (302 if role is Role.CHAMPION else 403)
    row.refresh_from_db()
    assert (row.version, bool(row.agreed_at)) == (1, role is Role.CHAMPION)


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].place is not Place.PROGRAMME])
def test_another_areas_people_do_not_exist(client_as, role):
    row, reader = stakeholder(), client_as(role, area(EALING))
    for path in ("", "add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert reader.get(PEOPLE + path).status_code == 404
    assert reader.post(AGREE, {"shown": f"{row.pk}-1"}).status_code == 404
    if role is Role.CHAMPION:
        assert reader.get(f"/profiles/{EALING}/stakeholders/{row.pk}/").status_code == 404
        reader.post(f"/profiles/{EALING}/stakeholders/agree/", {"shown": f"{row.pk}-1"})
        assert not Stakeholder.objects.filter(agreed_at__isnull=False).exists()


def test_whoever_opens_one_person_is_recorded(champion):
    row = stakeholder(champion.person)
    champion.get(f"{PEOPLE}{row.pk}/")
    read = AuditEntry.objects.get(verb="stakeholder-read")
    assert (read.actor_id, read.object_id, read.authority_id) == (champion.person.pk, row.pk, area().pk)


# --- The list -----------------------------------------------------------------------------


def names(response) -> list[str]:
    return [row.name for row in response.context["list"].page.object_list]


def test_searched_filtered_and_sorted(champion):
    board = structure(champion.person)
    stakeholder(champion.person, name="Zoe Ash", organisation="A college", side="schools", structure_id=board.pk)
    stakeholder(champion.person, name="Bea Oak", email="bea@example.org")
    assert names(champion.get(PEOPLE)) == ["Bea Oak", "Zoe Ash"]
    assert names(champion.get(f"{PEOPLE}?sort=organisation")) == ["Zoe Ash", "Bea Oak"]
    assert names(champion.get(f"{PEOPLE}?side=schools")) == ["Zoe Ash"]
    assert names(champion.get(f"{PEOPLE}?q=college")) == ["Zoe Ash"]
    assert names(champion.get(f"{PEOPLE}?agreed=yes")) == []
    page = text(champion.get(PEOPLE))
    assert board.name in page
    assert "bea@example.org" in page
    file = b"".join(champion.get(f"{PEOPLE}?format=csv").streaming_content).decode()
    assert "bea@example.org" in file


FEW = "Eight people or more, from three sides or more"


def test_few_people_or_sides_are_said_kindly(champion):
    assert "Nobody on the list yet" in text(champion.get(PEOPLE))
    for side in ["health", "schools", *["police"] * 5]:
        stakeholder(champion.person, side=side)
    page = text(champion.get(PEOPLE))
    assert "7 people from 3 sides, none of them agreed by the champion" in page
    assert FEW in page
    stakeholder(champion.person, side="police")
    assert FEW not in text(champion.get(PEOPLE))
    Stakeholder.objects.update(side="police")
    page = text(champion.get(PEOPLE))
    assert "8 people from 1 side," in page
    assert FEW in page


# --- Agreed by the champion ---------------------------------------------------------------


def test_the_champion_agrees_what_the_page_showed_once(champion):
    for _ in range(3):
        stakeholder()
    page = text(champion.get(PEOPLE))
    sent = shown(champion)
    assert all(f'name="shown" value="{row}"' in page for row in sent)
    for _ in range(2):
        assert champion.post(AGREE, {"shown": sent}).status_code == 302
    assert queries.stakeholders_agreed(area()) == (3, 3)
    assert {row.agreed_by for row in Stakeholder.objects.all()} == {champion.person}
    assert verbs().count("stakeholder-agree") == 3
    assert "Agree the list" not in text(champion.get(PEOPLE))


def test_nobody_is_agreed_unseen(champion):
    changed, removed, same = stakeholder(), stakeholder(), stakeholder()
    sent = shown(champion)
    lead = keeper()
    actions.save(stakeholder=changed, typed=person_typed(name="Somebody else"), version=1, by=lead)
    actions.remove(stakeholder=removed, because="Has left", version=1, by=lead)
    added = stakeholder(lead)
    page = text(champion.post(AGREE, {"shown": sent}, follow=True))
    assert "1 agreed. 2 were changed or removed after you opened the list" in page
    assert [row.pk for row in Stakeholder.objects.filter(agreed_at__isnull=False)] == [same.pk]
    assert added.agreed_at is None


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        ({"name": "Somebody else"}, False),
        ({"job": "Head of something else"}, False),
        ({"organisation": "Elsewhere"}, False),
        ({"why_they_matter": "Another reason"}, True),
        ({"email": "new@example.org"}, True),
        ({"side": "police"}, True),
    ],
)
def test_another_person_or_job_has_to_be_agreed_again(champion, change, stays):
    typed = vars(person_typed())
    row = stakeholder(**typed)
    champion.post(AGREE, {"shown": shown(champion)})
    sent = {**typed, **change, "structure": "", "version": 1}
    del sent["structure_id"]
    page = text(champion.post(f"{PEOPLE}{row.pk}/", sent, follow=True))
    row.refresh_from_db()
    assert bool(row.agreed_at) is stays
    assert bool(row.agreed_by) is stays
    assert ("has to be agreed again" in page) is not stays


@pytest.mark.parametrize("sent", ["x", "1", "1-", "-1-1", "1-1;2-2", f"{10**18}-1", "1-1\x00", "१-१", HOSTILE])
def test_nonsense_agrees_nothing(champion, sent):
    stakeholder()
    assert champion.post(AGREE, {"shown": sent}).status_code == 400
    assert queries.stakeholders_agreed(area()) == (0, 1)


def test_agreeing_nothing_is_no_error(champion):
    assert "Nothing new to agree" in text(champion.post(AGREE, follow=True))


def test_only_the_client_agrees():
    row = stakeholder()
    with pytest.raises(PermissionDenied):
        actions.agree(authority=area(), shown={row.pk: 1}, by=keeper())


# --- Kept ---------------------------------------------------------------------------------


def test_adding_twice_adds_once(champion):
    board = structure(champion.person)
    for _ in range(2):
        assert champion.post(f"{PEOPLE}add/", person_posted(structure=board.pk)).status_code == 302
    row = Stakeholder.objects.get()
    assert (row.name, row.structure, row.recorded_by, row.agreed_at) == ("Asha Rao", board, champion.person, None)
    assert verbs().count("stakeholder-add") == 1


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": ""}, "Enter name"),
        ({"job": ""}, "Enter job"),
        ({"organisation": ""}, "Enter an organisation"),
        ({"side": "theirs"}, "Select which side they speak for"),
        ({"hearing": ""}, "Select how they should be heard"),
        ({"structure": "999999"}, "Select a structure from the list"),
        ({"structure": HOSTILE}, "Select a structure from the list"),
        ({"email": "nobody"}, "Enter an email address in the correct format"),
        ({"why_they_matter": "x" * 10_001}, "must be 10000 characters or less"),
    ],
)
def test_what_is_wrong_is_said(champion, changes, reason):
    response = champion.post(f"{PEOPLE}add/", person_posted(**changes))
    assert reason in text(response)
    assert not Stakeholder.objects.exists()


def test_a_structure_of_another_area_is_none_of_theirs(champion):
    elsewhere = structure(authority=area(EALING))
    page = text(champion.post(f"{PEOPLE}add/", person_posted(structure=elsewhere.pk)))
    assert "Select a structure from the list" in page
    assert elsewhere.name not in text(champion.get(f"{PEOPLE}add/"))
    with pytest.raises(NotNow, match="not one of this area’s"):
        stakeholder(structure_id=elsewhere.pk)


def test_two_who_change_a_person_see_each_others_words(client_as, champion):
    typed = vars(person_typed(name="Asha Rao"))
    row = stakeholder(**typed)
    lead, address = client_as(Role.LOCAL_LEAD), f"{PEOPLE}{row.pk}/"
    assert champion.post(address, person_posted(why_they_matter="Chairs the board", version=1)).status_code == 302
    page = text(lead.post(address, person_posted(why_they_matter="Knows the schools", version=1)))
    assert "Chairs the board" in page
    assert "Knows the schools" in page
    row.refresh_from_db()
    assert (row.why_they_matter, row.version) == ("Chairs the board", 2)
    lead.post(address, person_posted(why_they_matter="Both", version=hidden(page)))
    row.refresh_from_db()
    assert (row.why_they_matter, row.version) == ("Both", 3)


def test_removed_with_the_reason(client_as, champion):
    row = stakeholder()
    address = f"{PEOPLE}{row.pk}/remove/"
    for because in ("Has left", "Again"):
        assert champion.post(address, {"because": because, "version": 1}).status_code == 302
    assert names(champion.get(PEOPLE)) == []
    assert "Has left" in text(champion.get(f"{PEOPLE}?show=removed"))
    assert client_as(Role.DIRECTOR).get(f"{PEOPLE}?show=removed").status_code == 400
    assert list(queries.stakeholders(area())) == []
    assert queries.stakeholders_agreed(area()) == (0, 0)
    assert verbs().count("stakeholder-remove") == 1


def test_hostile_words_are_shown_as_the_words_they_are(champion):
    words = dict.fromkeys(("name", "job", "organisation", "why_they_matter"), HOSTILE)
    champion.post(f"{PEOPLE}add/", person_posted(**words))
    pk = Stakeholder.objects.get().pk
    for path in ("", f"{pk}/", f"{pk}/remove/"):
        page = text(champion.get(PEOPLE + path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_when_and_by_whom_stand_together():
    row = stakeholder()
    for changes in ({"agreed_at": timezone.now()}, {"agreed_by": keeper()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Stakeholder.objects.filter(pk=row.pk).update(**changes)


def test_a_former_councils_are_read_and_no_longer_changed(client_as):
    former = area(CUMBRIA)
    champion = client_as(Role.CHAMPION, former)
    values = person_typed(name="Asha Rao").values
    row = Stakeholder.objects.create(authority=former, **values)
    address = f"/profiles/{CUMBRIA}/stakeholders/"
    page = text(champion.get(address))
    assert "Asha Rao" in page
    assert "Agree the list" not in page
    assert "Add somebody" not in page
    for path in ("add/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert champion.get(address + path).status_code == 409
        assert champion.post(address + path, person_posted(version=1, because="So")).status_code == 409
    assert champion.post(f"{address}agree/", {"shown": f"{row.pk}-1"}).status_code == 409
    row.refresh_from_db()
    assert (row.version, row.removed_at, row.agreed_at) == (1, None, None)

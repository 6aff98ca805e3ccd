"""Putting right a wrong name or address: who may, who is told, and what opens nothing any more."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES, Role
from commissioning.people import actions, sessions
from commissioning.people.actions import accounts
from commissioning.people.models import AuditEntry, Invitation, OutgoingEmail, User
from tests.conftest import browser_of
from tests.support.pages import words
from tests.support.people import PASSWORD, in_role
from tests.support.together import together

NEW = "right.address@example.org"


@pytest.fixture(autouse=True)
def _database(request):
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")


def page_of(person) -> str:
    return reverse("people:person-correct", args=[person.appointments.get().pk])


def correct(client, person, **changes):
    return client.post(page_of(person), {"full_name": person.full_name, "email": person.email, **changes}, follow=True)


def told() -> set[str]:
    return set(OutgoingEmail.objects.filter(subject__contains="address").values_list("recipient", flat=True))


def signs_in(email: str) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return client.get("/").status_code == 200


def verbs() -> list[str]:
    return list(
        AuditEntry.objects.filter(verb__in=["person-rename", "person-address-change"]).values_list("verb", flat=True)
    )


def test_a_new_address_signs_in_the_old_one_does_not_and_both_are_told(client_as):
    administrator, person = client_as(Role.ADMINISTRATOR), in_role(Role.CHAMPION)
    before, elsewhere = person.email, browser_of(person)
    assert "It is put right" in words(correct(administrator, person, email=NEW))
    assert told() == {before, NEW}
    assert signs_in(NEW)
    assert not signs_in(before)
    assert elsewhere.get("/").status_code == 302
    entry = AuditEntry.objects.get(verb="person-address-change")
    assert (entry.actor_id, entry.object_id) == (administrator.person.pk, person.pk)
    assert verbs() == ["person-address-change"]


def test_the_mail_says_which_of_the_two_it_came_to(client_as):
    person = in_role(Role.CHAMPION)
    before = person.email
    correct(client_as(Role.ADMINISTRATOR), person, email=NEW)
    assert "It was this one" in OutgoingEmail.objects.get(recipient=before).body
    assert "sign in with it" in OutgoingEmail.objects.get(recipient=NEW).body
    assert NEW not in OutgoingEmail.objects.get(recipient=before).body


def test_links_sent_to_the_old_address_open_nothing(client_as):
    person = in_role(Role.CHAMPION)
    reset = accounts.reset_address(person)
    accounts.prove_address(person)
    Invitation.objects.create(person=person, token_hash="x", expires_at="2099-01-01T00:00Z")
    correct(client_as(Role.ADMINISTRATOR), person, email=NEW)
    assert not Invitation.objects.filter(person=person, replaced_at__isnull=True).exists()
    assert not EmailAddress.objects.filter(user=person).exists()
    path = reset.partition("/accounts/")[2]
    assert "password1" not in Client().get(f"/accounts/{path}", follow=True).content.decode()


def test_a_name_alone_is_put_right_without_a_word_to_anybody(client_as):
    person = in_role(Role.CHAMPION)
    browser = browser_of(person)
    hostile = "<b>Ann</b> O’Neil"
    page = correct(client_as(Role.ADMINISTRATOR), person, full_name=hostile)
    assert "&lt;b&gt;Ann&lt;/b&gt;" in page.content.decode()
    assert "<b>Ann" not in page.content.decode()
    person.refresh_from_db()
    assert person.full_name == hostile
    assert verbs() == ["person-rename"]
    assert told() == set()
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_may(register, client_as, role):
    person = in_role(Role.SENIOR_LEADER)
    status = 403 if Permission.PEOPLE_SEE in ROLES[role].permissions else 404
    client = client_as(role)
    assert client.get(page_of(person)).status_code == status
    assert correct(client, person, email=NEW).status_code == status
    assert not User.objects.filter(email=NEW).exists()


@pytest.mark.parametrize("changes", [{"full_name": ""}, {"email": "not one"}, {"email": ""}, {}])
def test_what_is_none_or_no_change_is_refused(client_as, changes):
    person = in_role(Role.CHAMPION)
    page = correct(client_as(Role.ADMINISTRATOR), person, **changes)
    assert "There is a problem" in words(page)
    assert verbs() == []


@pytest.mark.parametrize("write", [str, str.upper])
def test_an_address_somebody_else_has_is_refused_and_names_nobody(client_as, write):
    person, other = in_role(Role.CHAMPION), in_role(Role.DIRECTOR)
    page = words(correct(client_as(Role.ADMINISTRATOR), person, email=write(other.email)))
    assert "Somebody else is listed with this address" in page
    assert other.full_name not in page
    person.refresh_from_db()
    assert person.email != other.email


def test_nobody_puts_right_their_own(client_as):
    administrator = client_as(Role.ADMINISTRATOR)
    page = words(correct(administrator, administrator.person, full_name="Somebody Else"))
    assert "Ask another administrator" in page
    assert verbs() == []


def test_it_asks_for_proof_of_who_they_are(client_as):
    administrator, person = client_as(Role.ADMINISTRATOR), in_role(Role.CHAMPION)
    session = administrator.session
    session[sessions.SIGNED_IN] -= 3600
    session.save()
    answer = administrator.get(page_of(person))
    assert answer.status_code == 302
    assert reverse("account_reauthenticate") in answer["Location"]


def test_two_people_moved_to_one_address_at_once(own_database):
    by, one, other = in_role(Role.ADMINISTRATOR), in_role(Role.CHAMPION), in_role(Role.REGIONAL_LEAD)

    def move(person):
        return lambda: actions.correct_person(person=person, full_name=person.full_name, email=NEW, by=by)

    given = together(move(one), move(other))
    assert sorted(type(answer) for answer in given if answer is not None) == [ValidationError]
    assert User.objects.filter(email=NEW).count() == 1

"""How long a session lasts, what ends it, and sensitive acts that ask once more who it is (quality 13, 15)."""

import inspect
import time

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from commissioning.access.roles import Role
from commissioning.people import proving, sessions
from commissioning.people.models import HeldPost, RoleAppointment, User
from tests.conftest import browser_of
from tests.support.people import PASSWORD, in_role

pytestmark = pytest.mark.django_db

HOUR = 60 * 60
APPOINT = "/accounts/people/appoint/"


def aged(client: Client, **ages: float) -> Client:
    """`aged(client, seen=HOUR)`: not used for an hour."""
    session = client.session
    for name, age in ages.items():
        session[{"seen": sessions.SEEN, "signed_in": sessions.SIGNED_IN}[name]] = int(time.time() - age)
    session.save()
    return client


@pytest.mark.parametrize(
    ("ages", "answer"),
    [
        ({"seen": 1.9 * HOUR}, 200),
        ({"seen": 2.1 * HOUR}, 302),
        ({"signed_in": 11.9 * HOUR}, 200),
        ({"signed_in": 12.1 * HOUR, "seen": 0}, 302),
    ],
)
def test_13_a_session_ends_after_two_hours_unused_and_after_twelve_in_any_case(client_as, ages, answer):
    client = aged(client_as(Role.CHAMPION), **ages)
    assert client.get("/").status_code == answer
    assert client.get("/").status_code == answer


def test_13_using_it_keeps_it_open(client_as):
    client = aged(client_as(Role.CHAMPION), signed_in=1.9 * HOUR, seen=1.9 * HOUR)
    client.get("/")
    assert sessions.seconds_left(client.session) > 1.9 * HOUR


def test_13_whoever_was_away_is_told_why_they_sign_in_again_and_goes_on_where_they_were(client_as):
    client = aged(client_as(Role.CHAMPION), seen=3 * HOUR)
    answer = client.get("/readiness/?page=1", follow=True)
    assert "For your security, we signed you out" in answer.content.decode()
    back = client.post(
        answer.redirect_chain[-1][0],
        {"login": client.person.email, "password": PASSWORD, "next": answer.context["redirect_field_value"]},
    )
    assert back["Location"] == "/readiness/?page=1"


def test_15_what_was_being_sent_after_two_hours_away_is_kept(client_as):
    client = aged(client_as(Role.CHAMPION), seen=3 * HOUR)
    answer = client.post("/readiness/1/standards/S01/", {"narrative": "A long morning’s work"})
    answer = client.post(answer["Location"], {"login": client.person.email, "password": PASSWORD}, follow=True)
    assert "A long morning’s work" in answer.content.decode()
    assert HeldPost.objects.get().person == client.person


def test_13_a_new_sign_in_begins_a_new_session(client_as):
    client = aged(client_as(Role.CHAMPION), signed_in=11 * HOUR)
    before = client.session.session_key
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": client.person.email, "password": PASSWORD})
    assert client.session.session_key != before
    assert sessions.seconds_left(client.session) > 1.9 * HOUR


def test_13_a_password_chosen_by_mail_ends_every_session(client_as):
    client = client_as(Role.CHAMPION)
    other = browser_of(client.person)
    person = User.objects.get(pk=client.person.pk)
    person.set_password("three words remembered")
    person.save()
    assert {client.get("/").status_code, other.get("/").status_code} == {302}


# --- Once more who they are ------------------------------------------------------------------


def stale(client: Client) -> Client:
    """Signed in this morning."""
    return aged(client, signed_in=HOUR)


def paths(appointment) -> dict[str, str]:
    of_nobody = {"people:appointment-add", "people:person-merge"}
    ours = [name for name in proving.ACTS if name.startswith("people:")]
    return {name: reverse(name, args=[] if name in of_nobody else [appointment.pk]) for name in ours}


def walk(resolver, space: str = ""):
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from walk(entry, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry.callback


@pytest.mark.parametrize("name", proving.ACTS)
def test_13_every_act_of_the_list_asks(name):
    """Itself, or where it reads what was asked for."""
    view = inspect.unwrap(dict(walk(get_resolver()))[name])
    helpers = [one for word, one in vars(inspect.getmodule(view)).items() if word in view.__code__.co_names]
    read = [inspect.getsource(view), *(inspect.getsource(one) for one in helpers if inspect.isfunction(one))]
    assert any("proving.ask(request)" in source for source in read)


def test_13_a_session_left_open_does_no_sensitive_act(client_as):
    client, appointment = stale(client_as(Role.ADMINISTRATOR)), in_role(Role.CHAMPION).appointments.get()
    for path in paths(appointment).values():
        answer = client.post(path)
        assert answer["Location"].startswith(reverse("account_reauthenticate")), path
    appointment.refresh_from_db()
    assert appointment.revoked_at is None
    assert not appointment.person.invitations.exists()


def test_13_whoever_may_not_do_it_hears_that_first(client_as):
    champion, appointment = stale(client_as(Role.CHAMPION)), in_role(Role.DIRECTOR).appointments.get()
    answers = {champion.post(path).status_code for path in paths(appointment).values()}
    assert answers <= {403, 404}


def test_13_it_asks_before_anything_is_typed_and_comes_back(client_as):
    client = stale(client_as(Role.ADMINISTRATOR))
    asked = client.get(APPOINT, follow=True)
    assert "Confirm that it is you" in asked.content.decode()
    answer = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == APPOINT
    assert answer.status_code == 200


def test_13_a_wrong_password_does_not_prove_it(client_as):
    client = stale(client_as(Role.ADMINISTRATOR))
    client.post(client.get(APPOINT)["Location"], {"password": "wrong"})
    assert client.get(APPOINT).status_code == 302


def test_15_what_was_typed_meanwhile_is_sent_after_they_proved_it(client_as):
    client = stale(client_as(Role.ADMINISTRATOR))
    typed = {
        "full_name": "Ada Newly",
        "email": "ada@example.org",
        "role": Role.EVALUATOR.value,
        "starts_on-day": "1",
        "starts_on-month": "9",
        "starts_on-year": "2027",
    }
    asked = client.post(APPOINT, typed)
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert "Ada Newly" in page.content.decode()
    assert client.post(page.context["action"], dict(page.context["fields"])).status_code == 302
    assert RoleAppointment.objects.filter(person__email="ada@example.org", role=Role.EVALUATOR.value).exists()


def test_15_a_press_without_words_waits_too(client_as):
    client, appointment = stale(client_as(Role.ADMINISTRATOR)), in_role(Role.CHAMPION).appointments.get()
    asked = client.post(paths(appointment)["people:invitation-send"])
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert "Send it again" in page.content.decode()
    assert page.context["action"] == paths(appointment)["people:invitation-send"]


def test_changing_ones_second_factor_asks_too(client_as):
    client = stale(client_as(Role.CHAMPION))
    for name in ("mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"):
        answer = client.get(reverse(name))
        assert answer.status_code == 404 or answer["Location"].startswith(reverse("account_reauthenticate"))

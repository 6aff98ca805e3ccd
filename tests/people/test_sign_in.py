"""Signing in, invitations and what was typed into an expired session (quality 8, 12, 13, 15)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions, tokens
from commissioning.people.models import HeldPost, Invitation, OutgoingEmail
from tests.support.people import PASSWORD, in_role, person

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "three words remembered"


def text(answer) -> str:
    return answer.content.decode()


def sign_in(client: Client, somebody, password: str = PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": somebody.email, "password": password, **more})


def test_sign_in_by_e_mail_leads_home(client):
    answer = sign_in(client, in_role(Role.CHAMPION))
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_sign_in_does_not_care_about_capitals(client):
    somebody = in_role(Role.CHAMPION)
    somebody.email = somebody.email.upper()
    assert sign_in(client, somebody).status_code == 302


def test_an_empty_form_says_what_to_enter(client):
    page = text(client.post(reverse("account_login"), {}))
    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert "This field is required" not in page


def test_a_name_keeps_nothing_that_cannot_be_seen():
    assert actions.add_person(full_name="Ann\u202e\x00 \u200bLee", email=None, by=None).full_name == "Ann Lee"


def test_10_next_stays_on_this_site(client):
    answer = sign_in(client, in_role(Role.CHAMPION), next="https://elsewhere.example/")
    assert answer["Location"] == "/"


def test_12_an_unknown_address_and_a_wrong_password_get_the_same_answer(client):
    known = sign_in(client, in_role(Role.CHAMPION), "wrong")
    unknown = client.post(reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"})
    assert known.status_code == unknown.status_code == 200
    words = "The email address and/or password you specified are not correct."
    assert words in text(known)
    assert words in text(unknown)


def test_12_asking_for_a_new_password_tells_nobody_who_has_an_account(client):
    known = client.post(reverse("account_reset_password"), {"email": in_role(Role.CHAMPION).email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert "Check your email" in text(known)


def test_13_a_changed_password_ends_the_other_sessions():
    somebody, here, elsewhere = in_role(Role.CHAMPION), Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, somebody)
    changed = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    here.post(reverse("account_change_password"), changed)
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_13_the_session_key_changes_at_sign_in(client):
    client.get(reverse("account_login"))
    client.session["before"] = True
    before = client.session.session_key
    sign_in(client, in_role(Role.CHAMPION))
    assert client.session.session_key != before


# --- Invitations --------------------------------------------------------------------------


def invited() -> tuple:
    somebody = actions.add_person(full_name="New Person", email="new@example.org", by=None)
    return somebody, actions.invite(person=somebody, by=None)


def path_of(address: str) -> str:
    return address.removeprefix("http://127.0.0.1:8000")


def accept(client: Client, address: str, password: str = NEW_PASSWORD):
    client.get(path_of(address))
    return client.post(reverse("people:invitation-accept"), {"password": password})


def test_an_invitation_sets_the_password_and_signs_in(client):
    somebody, address = invited()
    actions.appoint(person=somebody, role=Role.EVALUATOR, by=None)
    assert accept(client, address)["Location"] == "/"
    assert client.get("/").status_code == 200
    somebody.refresh_from_db()
    assert somebody.check_password(NEW_PASSWORD)


def test_an_accepted_invitation_proves_the_address_however_it_was_written(client):
    somebody = actions.add_person(full_name="Jane Smith", email="Jane.Smith@example.org", by=None)
    actions.appoint(person=somebody, role=Role.EVALUATOR, by=None)
    accept(client, actions.invite(person=somebody, by=None))
    proved = EmailAddress.objects.get(user=somebody)
    assert (proved.email, proved.verified, proved.primary) == ("jane.smith@example.org", True, True)
    typed = {"login": "jane.smith@example.org", "password": NEW_PASSWORD}
    assert Client().post(reverse("account_login"), typed).status_code == 302


def test_15_opening_the_link_uses_nothing_up_and_takes_the_secret_out_of_the_address(client):
    _, address = invited()
    for _ in range(3):  # a mail scanner, a preview, the person
        answer = client.get(path_of(address))
        assert answer["Location"] == reverse("people:invitation-accept")
        assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get(answer["Location"]).status_code == 200


def test_8_a_link_works_once(client):
    _, address = invited()
    accept(client, address)
    assert accept(Client(), address).status_code == 410


def test_a_newer_link_replaces_the_older(client):
    somebody, first = invited()
    actions.invite(person=somebody, by=None)
    assert accept(client, first).status_code == 410


def test_8_a_late_link_is_refused(client):
    _, address = invited()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert accept(client, address).status_code == 410


def test_8_a_link_opened_by_somebody_else_is_refused(client_as):
    _, address = invited()
    other = client_as(Role.CHAMPION)
    assert accept(other, address).status_code == 409


def test_a_weak_password_is_explained_and_the_link_stays_good(client):
    _, address = invited()
    answer = accept(client, address, "short")
    assert "at least 12 characters" in text(answer)
    assert accept(client, address).status_code == 302


def test_the_database_holds_no_token(client):
    _, address = invited()
    token = address.rstrip("/").rpartition("/")[2]
    assert Invitation.objects.get().token_hash == tokens.digest(token) != token


def test_a_made_up_token_is_refused(client):
    assert accept(client, "/accounts/invitation/made-up/").status_code == 410


def test_an_invitation_is_mailed_once_committed(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as queued:
        invited()
    assert len(queued) == 1
    assert OutgoingEmail.objects.get().recipient == "new@example.org"


# --- An expired session -------------------------------------------------------------------


def expired(client: Client) -> Client:
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now() - timedelta(minutes=1))
    return client


def test_15_what_was_typed_into_an_expired_session_is_there_after_signing_in(client_as):
    client = expired(client_as(Role.CHAMPION))
    typed = {"narrative": "A long morning’s work", "level": "3"}
    answer = client.post("/readiness/1/standards/S01/", typed)
    assert answer["Location"].startswith(reverse("account_login"))
    answer = client.post(answer["Location"], {"login": client.person.email, "password": PASSWORD}, follow=True)
    assert "A long morning’s work" in text(answer)
    assert 'action="/readiness/1/standards/S01/"' in text(answer)


def test_15_it_is_kept_for_that_person_only(client_as):
    client = expired(client_as(Role.CHAMPION))
    client.post("/readiness/1/standards/S01/", {"narrative": "Mine"})
    kept = HeldPost.objects.get()
    assert client_as(Role.EVALUATOR).get(reverse("people:held-post", args=[kept.pk])).status_code == 404


def test_without_a_known_person_it_is_shown_again_and_stored_nowhere(client):
    answer = client.post("/readiness/1/standards/S01/", {"narrative": "Typed before signing in", "password": "secret"})
    assert answer.status_code == 403
    assert "Typed before signing in" in text(answer)
    assert "secret" not in text(answer)
    assert not HeldPost.objects.exists()


def test_15_a_wrong_form_token_shows_what_was_typed(client_as):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_as(Role.CHAMPION).cookies
    answer = strict.post("/readiness/1/standards/S01/", {"narrative": "Still here"})
    assert answer.status_code == 403
    assert "Still here" in text(answer)
    assert 'name="csrfmiddlewaretoken"' in text(answer)


def test_a_role_that_ended_while_typing_shows_what_was_typed(client_as):
    client = client_as(Role.CHAMPION)
    actions.end_now(appointment=client.person.appointments.get(), by=None)
    answer = client.post("/readiness/1/standards/S01/", {"narrative": "A long morning’s work"})
    assert answer.status_code == 403
    assert "A long morning’s work" in text(answer)


def test_11_too_many_attempts_get_a_page_of_ours_and_pass(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    somebody = in_role(Role.CHAMPION)
    for _ in range(2):
        sign_in(client, somebody, "wrong")
    answer = sign_in(client, somebody)
    assert answer.status_code == 429
    assert "Too many attempts" in text(answer)
    assert PASSWORD not in text(answer)


def test_somebody_without_a_role_today_is_told_so(client):
    client.force_login(person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You have no role at the moment" in text(answer)
    assert client.get(reverse("account_change_password")).status_code == 200
    assert client.get("/privacy/").status_code == 200

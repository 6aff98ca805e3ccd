"""The second factor: who needs it, that nothing gets past it, what its codes are good for (quality 8, 14)."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from commissioning.access.roles import FOR_PROGRAMME, Role
from commissioning.people import actions, second_factor, sessions
from commissioning.people.models import AuditEntry, OutgoingEmail
from tests.conftest import browser_of
from tests.support.people import PASSWORD, in_role, person

pytestmark = pytest.mark.django_db

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW_PASSWORD = "three words remembered"
NOW = 1_800_000_015  # in the middle of a half minute


@pytest.fixture
def clock(monkeypatch):
    """Stands still until a test moves it: `clock(30)` is half a minute later."""
    moment = [NOW]
    monkeypatch.setattr(time, "time", lambda: moment[0])

    def later(seconds: float) -> None:
        moment[0] += seconds

    return later


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def with_app(somebody):
    TOTP.activate(somebody, SECRET)
    return somebody


def code(shift: int = 0) -> str:
    """What an app shows whose clock is so many seconds out."""
    return format_hotp_value(hotp_value(SECRET, int(time.time() + shift) // 30))


def password_given(somebody) -> Client:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    return client


def enter(client: Client, given: str):
    return client.post(reverse("mfa_authenticate"), {"code": given})


def lets_in(client: Client, given: str) -> bool:
    enter(client, given)
    return client.get("/").status_code == 200


# --- Codes --------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift", "good"), [(0, True), (-30, True), (30, True), (-60, False), (60, False)])
def test_14_a_clock_may_be_half_a_minute_out_and_no_more(clock, shift, good):
    somebody = with_app(in_role(Role.CHAMPION))
    assert lets_in(password_given(somebody), code(shift)) is good


def test_14_a_code_typed_in_its_last_second_is_taken_a_second_later(clock):
    somebody = with_app(in_role(Role.CHAMPION))
    client, typed = password_given(somebody), code()
    clock(16)  # over the end of the half minute
    assert code() != typed
    assert lets_in(client, typed)


@pytest.mark.parametrize("seconds", [0, 29, 31, 59])
def test_14_a_code_lets_in_once_while_it_is_good(clock, seconds):
    somebody = with_app(in_role(Role.CHAMPION))
    typed = code(30)  # of a clock that is fast, so good for a minute and a half
    assert lets_in(password_given(somebody), typed)
    clock(seconds)
    assert not lets_in(password_given(somebody), typed)


def test_14_after_a_code_no_earlier_one_is_taken(clock):
    somebody = with_app(in_role(Role.CHAMPION))
    assert lets_in(password_given(somebody), code())
    assert not lets_in(password_given(somebody), code(-30))
    clock(30)
    assert lets_in(password_given(somebody), code())


def test_14_a_recovery_code_lets_in_once_and_new_ones_end_the_old(client_as):
    client = client_as(Role.CHAMPION)
    with_app(client.person)
    first = RecoveryCodes.activate(client.person).generate_codes()
    assert lets_in(password_given(client.person), first[0])
    assert not lets_in(password_given(client.person), first[0])
    client.post(reverse("mfa_generate_recovery_codes"))
    assert not lets_in(password_given(client.person), first[1])
    second = Authenticator.objects.get(user=client.person, type="recovery_codes").wrap().generate_codes()
    assert lets_in(password_given(client.person), second[1])


def test_14_the_code_that_set_up_the_app_does_not_sign_in_as_well(client_as, clock):
    client = client_as(Role.CHAMPION)
    shown = client.get(reverse("mfa_activate_totp")).context["form"].secret
    typed = format_hotp_value(hotp_value(shown, NOW // 30))
    assert client.post(reverse("mfa_activate_totp"), {"code": typed}).status_code == 302
    assert not lets_in(password_given(client.person), typed)
    clock(30)
    assert lets_in(password_given(client.person), format_hotp_value(hotp_value(shown, NOW // 30 + 1)))


@pytest.mark.parametrize("path", ["/", "/accounts/codes/", "/accounts/password/change/", "/accounts/people/"])
def test_14_no_address_opens_between_password_and_code(path):
    client = password_given(with_app(in_role(Role.ADMINISTRATOR)))
    assert client.get(path)["Location"].startswith((reverse("account_login"), reverse("mfa_authenticate")))


def test_14_guessing_codes_stops_and_goes_on_when_the_person_chooses_a_new_password(clock):
    somebody = with_app(in_role(Role.CHAMPION))
    client = password_given(somebody)
    for _ in range(10):
        enter(client, "000000")
    assert "Too many failed" in enter(client, code()).content.decode()
    somebody.set_password(NEW_PASSWORD)
    somebody.save()
    fresh = Client()
    fresh.post(reverse("account_login"), {"login": somebody.email, "password": NEW_PASSWORD})
    assert lets_in(fresh, code())


# --- How the secrets are kept ----------------------------------------------------------------


def everything_kept() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        return " ".join(row[0] for row in cursor.fetchall())


def test_no_secret_lies_open_in_the_database(client_as):
    client = client_as(Role.CHAMPION)
    shown = client.get(reverse("mfa_activate_totp")).context["form"].secret
    waiting = Session.objects.get(pk=client.session.session_key).get_decoded()
    assert shown not in str(waiting)
    assert waiting[SECRET_SESSION_KEY]
    typed = format_hotp_value(hotp_value(shown, int(time.time()) // 30))
    client.post(reverse("mfa_activate_totp"), {"code": typed})
    rows = Authenticator.objects.filter(user=client.person)
    seed = second_factor.MFAAdapter().decrypt(rows.get(type="recovery_codes").data["seed"])
    assert rows.count() == 2
    assert shown not in everything_kept()
    assert seed not in everything_kept()


def test_a_secret_kept_in_clear_before_still_works_and_is_sealed_by_its_next_use():
    somebody = in_role(Role.CHAMPION)
    Authenticator.objects.create(user=somebody, type="totp", data={"secret": SECRET})
    assert lets_in(password_given(somebody), code())
    assert SECRET not in everything_kept()
    assert Authenticator.objects.get().data["last_counter"]


def test_sealing_again_leaves_nothing_in_clear_and_nothing_under_a_former_key(settings):
    old, clear = with_app(in_role(Role.CHAMPION)), in_role(Role.DIRECTOR)
    Authenticator.objects.create(user=clear, type="totp", data={"secret": SECRET})
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key altogether", [settings.SECRET_KEY]
    assert actions.reseal_second_factors() == 2
    assert actions.reseal_second_factors() == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert SECRET not in everything_kept()
    for somebody in (old, clear):
        assert lets_in(password_given(somebody), code())


# --- Invitations ---------------------------------------------------------------------------


def accept(client: Client, address: str):
    client.get(address.removeprefix("http://127.0.0.1:8000"))
    return client.post(reverse("people:invitation-accept"), {"password": NEW_PASSWORD})


def test_8_14_an_invitation_does_not_pass_by_the_second_factor():
    somebody = in_role(Role.ADMINISTRATOR)
    somebody.set_unusable_password()
    somebody.save()
    with_app(somebody)
    client = Client()
    answer = accept(client, actions.invite(person=somebody, by=None))
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302
    assert lets_in(client, code())


def test_8_14_inviting_somebody_with_a_password_sends_the_link_for_another_and_signs_nobody_in(client_as):
    somebody = with_app(in_role(Role.CHAMPION))
    administrator = client_as(Role.ADMINISTRATOR)
    administrator.post(reverse("people:invitation-send", args=[somebody.appointments.get().pk]))
    assert not somebody.invitations.exists()
    mail = OutgoingEmail.objects.get(recipient=somebody.email)
    address = next(word for word in mail.body.split() if "/password/reset/key/" in word)
    client = Client()
    page = client.get(address.removeprefix("http://127.0.0.1:8000"), follow=True)
    form = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    answer = client.post(page.redirect_chain[-1][0], form)
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    somebody.refresh_from_db()
    assert somebody.check_password(NEW_PASSWORD)
    assert client.get("/").status_code == 302
    assert AuditEntry.objects.filter(verb="password-reset", actor_id=somebody.pk).exists()


def test_8_an_invitation_from_before_the_password_opens_nothing():
    somebody = person()
    somebody.set_unusable_password()
    somebody.save()
    address = actions.invite(person=somebody, by=None)
    somebody.set_password(PASSWORD)
    somebody.save()
    assert accept(Client(), address).status_code == 410


def test_the_command_for_the_first_administrator_gives_one_who_has_a_password_the_link_for_another(capsys):
    somebody = in_role(Role.ADMINISTRATOR)
    call_command("create_administrator", somebody.email)
    assert "/password/reset/key/" in capsys.readouterr().out


# --- Who needs one ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_14_everybody_who_works_for_the_programme_sets_one_up_first(client_as, required, role):
    client = client_as(role)
    for _ in range(2):
        answer = client.get("/")
        assert answer.get("Location") == (reverse("mfa_activate_totp") if role in FOR_PROGRAMME else None)


@pytest.mark.parametrize("path", ["/", "/accounts/people/", "/readiness/", "/documents/", "/evaluation/", "/search/"])
def test_14_it_cannot_be_skipped_by_address(client_as, required, path):
    client = client_as(Role.ADMINISTRATOR)
    for method in (client.get, client.post):
        assert method(path)["Location"] == reverse("mfa_activate_totp")


def test_14_setting_it_up_says_why_and_leads_on_to_where_they_were_going(client_as, required):
    client = client_as(Role.EVALUATOR)
    client.get("/evaluation/?page=2")
    page = client.get(reverse("mfa_activate_totp"))
    assert "You work for the programme" in page.content.decode()
    typed = format_hotp_value(hotp_value(page.context["form"].secret, int(time.time()) // 30))
    codes = client.post(reverse("mfa_activate_totp"), {"code": typed}, follow=True)
    assert 'href="/evaluation/?page=2"' in codes.content.decode()
    assert client.get("/evaluation/").status_code == 200


def test_14_what_was_typed_before_is_kept_meanwhile(client_as, settings):
    client = client_as(Role.ADMINISTRATOR)
    settings.MFA_REQUIRED = True
    client.post("/accounts/people/appoint/", {"full_name": "A long name typed already"})
    kept = client.session[second_factor.NEXT]
    with_app(client.person)
    assert "A long name typed already" in client.get(kept).content.decode()


def test_14_whoever_has_one_is_not_asked_and_whoever_removes_it_is(client_as, required):
    client = client_as(Role.PROGRAMME_LEAD)
    with_app(client.person)
    assert client.get("/").status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


def test_a_second_role_in_a_council_takes_nothing_off_it(client_as, required):
    client = client_as(Role.CHAMPION)
    assert client.get("/").status_code == 200
    actions.appoint(person=client.person, role=Role.EVALUATOR, by=None)
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")


# --- Lost ones, and other browsers ------------------------------------------------------------


@pytest.mark.parametrize("change", ["adds", "removes"])
def test_13_a_changed_second_factor_ends_the_other_sessions(client_as, change):
    client, stranger = client_as(Role.CHAMPION), client_as(Role.DIRECTOR)
    elsewhere = browser_of(client.person)
    if change == "removes":
        with_app(client.person)
        client.post(reverse("mfa_deactivate_totp"))
    else:
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        typed = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
        client.post(reverse("mfa_activate_totp"), {"code": typed})
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert stranger.get("/").status_code == 200
    verb = {"adds": "second-factor-add", "removes": "second-factor-remove"}[change]
    assert AuditEntry.objects.filter(verb=verb, actor_id=client.person.pk).exists()


def test_ending_sessions_spares_the_one_that_is_named(client_as):
    client = client_as(Role.CHAMPION)
    sessions.end_others(client.person, but=client.session.session_key)
    assert client.get("/").status_code == 200
    sessions.end_others(client.person, but=None)
    assert client.get("/").status_code == 302


# --- Lost phones ----------------------------------------------------------------------------


def test_14_an_administrator_takes_a_lost_app_off_and_the_person_is_told(client_as):
    lost = browser_of(with_app(in_role(Role.CHAMPION)))
    administrator, appointment = client_as(Role.ADMINISTRATOR), lost.person.appointments.get()
    path = reverse("people:second-factor-remove", args=[appointment.pk])
    assert path in administrator.get(reverse("people:person-detail", args=[appointment.pk])).content.decode()
    assert administrator.get(path).status_code == 200
    administrator.post(path)
    assert not Authenticator.objects.exists()
    assert lost.get("/").status_code == 302
    assert "taken the authenticator app off" in OutgoingEmail.objects.get(recipient=lost.person.email).body
    assert AuditEntry.objects.filter(verb="second-factor-take-off", object_id=lost.person.pk).exists()
    again = administrator.post(path, follow=True)
    assert "has no authenticator app" in again.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_14_nobody_else_takes_it_off(client_as, role):
    somebody = with_app(in_role(Role.SENIOR_LEADER))
    answer = client_as(role).post(reverse("people:second-factor-remove", args=[somebody.appointments.get().pk]))
    assert answer.status_code in (403, 404)
    assert Authenticator.objects.exists()


def test_14_an_administrator_does_not_take_off_their_own_there(client_as):
    client = client_as(Role.ADMINISTRATOR)
    with_app(client.person)
    client.post(reverse("people:second-factor-remove", args=[client.person.appointments.get().pk]))
    assert Authenticator.objects.exists()


def test_the_command_takes_it_off_when_no_administrator_can(capsys):
    somebody = with_app(in_role(Role.ADMINISTRATOR))
    call_command("remove_second_factor", somebody.email)
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no authenticator app"):
        call_command("remove_second_factor", somebody.email)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("remove_second_factor", "nobody@example.org")

"""Single sign-on against a real provider in a process of its own: who is let in, what is remembered of it, and what a
provider that is away, slow, wrong or played with leads to (quality 8, 10, 12, 13, 14, 15).
"""

import logging
import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings as site_settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions, sessions, single_sign_on
from commissioning.people.models import AuditEntry, OutgoingEmail, RoleAppointment, User
from commissioning.people.queries.invitations import with_state
from tests.support import provider as support
from tests.support.people import PASSWORD, in_role
from tests.support.provider import NAME, ElsewhereBrowser

pytestmark = pytest.mark.django_db

BEGIN, BACK = "/accounts/sso/", "/accounts/sso/return/"
APPOINT = "/accounts/people/appoint/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HOUR = 60 * 60


@pytest.fixture(scope="module")
def running_provider():
    with support.running(site_settings.SITE_ADDRESS) as made:
        yield made


@pytest.fixture
def provider(running_provider, settings):
    """The provider, behaving, and known to the site."""
    for name, value in running_provider.settings().items():
        setattr(settings, name, value)
    settings.OIDC_DOMAINS = ["example.org"]
    running_provider.do_wrong()
    return running_provider


def text(answer) -> str:
    return answer.content.decode()


def led_there(client: Client, **more: str) -> str:
    answer = client.post(BEGIN, more)
    assert answer.status_code == 302, text(answer)
    return answer["Location"]


def came_back(client: Client, provider, number: str, elsewhere: ElsewhereBrowser | None = None, **more: str) -> str:
    """The address on our site, with the code in it."""
    elsewhere = elsewhere or ElsewhereBrowser(provider)
    return elsewhere.through(led_there(client, **more), number)


def signed_in(client: Client, provider, number: str, elsewhere: ElsewhereBrowser | None = None, **more: str):
    """Our site's answer to whoever came back."""
    return client.get(came_back(client, provider, number, elsewhere, **more))


def is_in(client: Client, somebody: User | None = None) -> bool:
    who = client.session.get("_auth_user_id")
    return who is not None and (somebody is None or who == str(somebody.pk))


def known_to(provider, somebody: User, **more) -> str:
    return provider.knows(f"staff-{somebody.pk}", somebody.email, **more)


def invited(role: Role = Role.EVALUATOR) -> User:
    """Appointed, and never here before: no password."""
    somebody = in_role(role)
    somebody.set_unusable_password()
    somebody.save()
    return somebody


def shown(answer) -> str:
    """What somebody reads there, without what is new on each page."""
    return re.sub(r'(nonce|value)="[^"]*"', "", text(answer))


# --- Whether there is any ---------------------------------------------------------------------


@pytest.mark.parametrize("path", [BEGIN, BACK])
def test_where_nothing_is_set_there_is_no_button_and_no_such_address(client, path):
    assert "Sign in with" not in text(client.get(reverse("account_login")))
    assert client.get(path).status_code == 404
    assert client.post(BEGIN).status_code == 404


def test_the_button_and_the_leave_to_go_there_are_on_the_sign_in_page_alone(client, provider, settings):
    settings.OIDC_LEADS_THROUGH = ["https://sts.example.org"]
    page, other = client.get(reverse("account_login")), client.get(reverse("account_reset_password"))
    assert f"Sign in with {NAME}" in text(page)
    policy = re.search("form-action ([^;]*)", page["Content-Security-Policy"])[1].split()
    assert policy == ["'self'", provider.address, "https://sts.example.org"]
    assert "form-action 'self';" in other["Content-Security-Policy"] + ";"


def test_what_is_asked_of_the_provider_is_no_more_than_who_it_is_and_says_how_it_is_proved(client, provider):
    asked = {name: values[0] for name, values in parse_qs(urlsplit(led_there(client)).query).items()}
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{site_settings.SITE_ADDRESS}{BACK}"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16


@pytest.mark.parametrize("more", [{"scope": "offline_access"}, {"process": "connect"}, {"auth_params": "prompt=none"}])
def test_9_what_the_address_bar_adds_changes_nothing(client, provider, more):
    plain = client.post(BEGIN)["Location"]
    with_more = client.post(f"{BEGIN}?{'&'.join(f'{a}={b}' for a, b in more.items())}")["Location"]
    asked = [parse_qs(urlsplit(one).query) for one in (plain, with_more)]
    new_each_time = {"state", "nonce", "code_challenge", "scope"}
    kept = [{name: one[name] for name in one if name not in new_each_time} for one in asked]
    assert kept[0] == kept[1]
    assert set(asked[1]["scope"][0].split()) == {"openid", "email"}


# --- Who is let in ----------------------------------------------------------------------------


def test_somebody_who_was_appointed_signs_in_without_ever_having_had_a_password(client, provider):
    somebody = invited()
    answer = signed_in(client, provider, known_to(provider, somebody))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    assert is_in(client, somebody)
    entry = AuditEntry.objects.get(verb="single-sign-on-link")
    assert (entry.actor_id, entry.object_id) == (somebody.pk, somebody.pk)
    appointment = with_state(RoleAppointment.objects.filter(person=somebody)).get()
    assert appointment.invitation == "accepted"


def test_the_password_stays_as_it_was(client, provider):
    somebody = in_role(Role.CHAMPION)
    assert not EmailAddress.objects.filter(user=somebody).exists()  # where allauth would take the password away
    signed_in(client, provider, known_to(provider, somebody))
    somebody.refresh_from_db()
    assert somebody.check_password(PASSWORD)
    assert EmailAddress.objects.get(user=somebody).verified


def test_nothing_but_the_number_is_kept_of_what_the_provider_said(client, provider):
    somebody = invited()
    signed_in(client, provider, known_to(provider, somebody))
    kept = SocialAccount.objects.get(user=somebody)
    assert (kept.provider, kept.uid, kept.extra_data) == (provider.address, f"staff-{somebody.pk}", {})
    assert not SocialToken.objects.exists()


def test_afterwards_they_are_known_by_their_number_whatever_becomes_of_the_address(client, provider):
    somebody = invited()
    number = known_to(provider, somebody)
    signed_in(client, provider, number)
    provider.knows(number, "married@elsewhere.example", proved=False)
    again = Client()
    signed_in(again, provider, number)
    assert is_in(again, somebody)
    assert SocialAccount.objects.count() == 1


def test_capitals_in_an_address_are_no_other_address(client, provider):
    somebody = invited()
    signed_in(client, provider, provider.knows("capitals", somebody.email.upper()))
    assert is_in(client, somebody)


def closed(somebody: User) -> None:
    somebody.is_active = False
    somebody.save()


def erased(somebody: User) -> None:
    User.objects.filter(pk=somebody.pk).update(
        full_name="Erased person", email=None, last_login=None, is_active=False, erased_at=timezone.now()
    )


REFUSED = {
    "nobody here": {"email": "nobody@example.org"},
    "not proved": {"proved": False},
    "not proved, in a word": {"proved": "false"},
    "not said": {"proved": None},
    "another domain": {"email": "ada@example.com"},
    "a longer domain": {"email": "ada@example.org.example.com"},
    "a domain below": {"email": "ada@mail.example.org"},
    "two addresses": {"email": "ada@example.org, other@example.org"},
    "no address": {"email": "not an address"},
}


@pytest.mark.parametrize("said", REFUSED.values(), ids=REFUSED)
def test_12_whoever_is_not_known_is_told_the_same_and_nothing_is_kept(client, provider, said):
    somebody = invited()
    User.objects.filter(pk=somebody.pk).update(email=(said.get("email") or "ada@example.org").format(name="ada")[:90])
    if said.get("email") == "nobody@example.org":
        User.objects.filter(pk=somebody.pk).update(email="ada@example.org")
    about = {"email": "ada@example.org", **said}
    provider.knows("ada", about["email"].format(name="ada"), about.get("proved", True))
    answer = signed_in(client, provider, "ada")
    assert answer.status_code == 403
    assert "we have no open account for who it says you are" in text(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    provider.knows("stranger", "stranger@example.org")
    assert shown(answer) == shown(signed_in(Client(), provider, "stranger"))


@pytest.mark.parametrize("happened", [closed, erased])
@pytest.mark.parametrize("was_here", [True, False])
def test_3_a_closed_account_is_told_what_a_stranger_is_told(client, provider, happened, was_here):
    somebody = invited()
    number = known_to(provider, somebody)
    if was_here:
        signed_in(Client(), provider, number)
    happened(somebody)
    answer = signed_in(client, provider, number)
    assert answer.status_code == 403
    assert not is_in(client)
    provider.knows("stranger", "stranger@example.org")
    assert shown(answer) == shown(signed_in(Client(), provider, "stranger"))


def test_an_address_given_to_somebody_new_does_not_open_the_account_of_who_had_it(client, provider):
    somebody = invited()
    signed_in(Client(), provider, known_to(provider, somebody))
    provider.knows("successor", somebody.email)
    assert signed_in(client, provider, "successor").status_code == 403
    call_command("unlink_single_sign_on", somebody.email)
    signed_in(client, provider, "successor")
    assert is_in(client, somebody)
    assert AuditEntry.objects.filter(verb="single-sign-on-unlink", object_id=somebody.pk).exists()


def test_where_the_provider_assigns_addresses_its_silence_counts_and_its_no_does_not(client, provider, settings):
    settings.OIDC_ASSIGNS_ADDRESSES = True
    silent, denied = invited(), invited()
    signed_in(client, provider, known_to(provider, silent, proved=None))
    assert is_in(client, silent)
    assert signed_in(Client(), provider, known_to(provider, denied, proved=False)).status_code == 403


def test_unlinking_says_whom_it_did_not_find():
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("unlink_single_sign_on", "nobody@example.org")
    with pytest.raises(CommandError, match="has not signed in through a provider"):
        call_command("unlink_single_sign_on", in_role(Role.CHAMPION).email)


def test_a_number_of_another_provider_is_nobodys_number_here(client, provider, settings):
    somebody = invited()
    number = known_to(provider, somebody)
    SocialAccount.objects.create(user=in_role(Role.ADMINISTRATOR), provider="https://elsewhere.example", uid=number)
    signed_in(client, provider, number)
    assert is_in(client, somebody)


def test_two_rows_of_one_person_leave_no_way_into_the_one_that_is_no_more(client, provider):
    old, kept = invited(), invited()
    number = known_to(provider, old)
    signed_in(Client(), provider, number)
    actions.merge_people(second=old, into=kept, keep_address_of_second=False, by=None)
    assert not SocialAccount.objects.exists()
    assert signed_in(client, provider, number).status_code == 403


# --- Coming back --------------------------------------------------------------------------------


def test_13_the_session_key_changes_and_the_session_lasts_as_any_other(client, provider):
    somebody = invited()
    address = came_back(client, provider, known_to(provider, somebody))
    before = client.session.session_key
    client.get(address)
    assert client.session.session_key != before
    assert 1.9 * HOUR < sessions.seconds_left(client.session) <= 2 * HOUR


def test_29_an_address_with_a_code_works_once_and_in_one_browser(client, provider):
    number = known_to(provider, invited())
    address = came_back(client, provider, number)
    other = Client()
    assert other.get(address).status_code == 400
    assert client.get(address).status_code == 302
    again = client.get(address)
    assert again.status_code == 400
    assert "was used already" in text(again)
    assert is_in(client)
    assert not is_in(other)


@pytest.mark.parametrize("change", ["state=forged", "state=", "nothing"])
def test_15_an_answer_nobody_here_asked_for_signs_nobody_in(client, provider, change):
    address = came_back(client, provider, known_to(provider, invited()))
    forged = re.sub("state=[^&]*", change, address) if "=" in change else re.sub("&?state=[^&]*", "", address)
    assert client.get(forged).status_code == 400
    assert not is_in(client)


def test_15_somebody_elses_code_is_no_good_here(client, provider):
    """A code that was given to one browser, brought by another with a state of its own."""
    theirs = parse_qs(urlsplit(came_back(Client(), provider, known_to(provider, invited()))).query)["code"][0]
    mine = came_back(client, provider, known_to(provider, invited()))
    answer = client.get(re.sub("code=[^&]*", f"code={theirs}", mine))
    assert answer.status_code == 502
    assert not is_in(client)


def test_15_a_wrong_form_token_leads_nowhere(provider):
    assert Client(enforce_csrf_checks=True).post(BEGIN).status_code == 403


def test_a_get_of_the_first_address_asks_the_provider_nothing(client, provider):
    answer = client.get(f"{BEGIN}?next=/readiness/")
    assert answer["Location"] == "/accounts/login/?next=%2Freadiness%2F"
    assert client.head(BACK).status_code == 405


@pytest.mark.parametrize(
    "onward", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"]
)
def test_10_next_stays_on_this_site(client, provider, onward):
    assert signed_in(client, provider, known_to(provider, invited()), next=onward)["Location"] == "/"


def test_they_go_on_to_where_they_were_going(client, provider):
    answer = signed_in(client, provider, known_to(provider, invited()), next="/readiness/?page=1")
    assert answer["Location"] == "/readiness/?page=1"


def test_whoever_stops_there_is_told_what_to_do(client, provider):
    address = ElsewhereBrowser(provider).through(led_there(client), stop="1")
    answer = client.get(address)
    assert (answer.status_code, is_in(client)) == (403, False)
    assert "You did not sign in" in text(answer)


def test_an_error_is_not_shown_in_the_providers_words(client, provider):
    state = parse_qs(urlsplit(led_there(client)).query)["state"][0]
    answer = client.get(BACK, {"state": state, "error": "server_error", "error_description": "Call 0900 now"})
    assert answer.status_code == 502
    assert "0900" not in text(answer)


def test_15_nothing_secret_is_logged_and_the_address_is_passed_to_nobody(client, provider, caplog):
    people = (known_to(provider, invited()), provider.knows("stranger", "stranger@example.org"))
    for browser, number in zip((client, Client()), people, strict=True):
        address = came_back(browser, provider, number)
        caplog.set_level(logging.DEBUG)
        caplog.clear()
        answer = browser.get(address)
        assert answer["Referrer-Policy"] == "no-referrer"
        asked = parse_qs(urlsplit(address).query)
        caplog.set_level(logging.INFO)
        said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
        for secret in (asked["code"][0], asked["state"][0], number, "@example.org", support.SECRET):
            assert secret not in said
    assert "Single sign-on ended: unknown (no account)" in said


# --- A provider that is away, slow or wrong ------------------------------------------------------


def test_33_while_the_provider_is_away_the_page_says_so_and_the_password_still_works(client, provider):
    address = came_back(client, provider, known_to(provider, invited()))
    provider.stop()
    try:
        for answer in (client.get(address), Client().post(BEGIN)):
            assert (answer.status_code, answer["Retry-After"]) == (503, "30")
            assert f"{NAME} does not answer" in text(answer)
        somebody = in_role(Role.DIRECTOR)
        typed = {"login": somebody.email, "password": PASSWORD}
        assert client.post(reverse("account_login"), typed).status_code == 302
    finally:
        provider.start()


@pytest.mark.slow
@pytest.mark.parametrize("at", ["/.well-known", "/token"])
def test_33_a_slow_provider_is_waited_for_once_and_not_for_long(client, provider, at):
    number = known_to(provider, invited())
    address = came_back(client, provider, number)
    provider.do_wrong(at=at, wait=9)
    before = time.monotonic()
    assert client.get(address).status_code == 503
    assert time.monotonic() - before < 8
    before = time.monotonic()
    assert Client().post(BEGIN).status_code == 503
    assert time.monotonic() - before < 1


IN_THE_TOKEN = {
    "another sign-in's nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "for another site": {"claims": {"aud": "another-site"}},
    "for several, by another": {"claims": {"aud": [support.CLIENT, "another"], "azp": "another"}},
    "of another provider": {"claims": {"iss": "https://elsewhere.example"}},
    "run out": {"claims": {"exp": 1_000_000_000}},
    "without an end": {"claims": {"exp": None}},
    "of nobody": {"claims": {"sub": None}},
    "of an empty number": {"claims": {"sub": ""}},
    "of a number without end": {"claims": {"sub": "9" * 5000}},
    "of a number that breaks": {"claims": {"sub": "staff\u0000"}},
    "of another's signature": {"key": "another"},
    "of a key it does not show": {"key": "unknown"},
    "not signed": {"key": "none"},
}
ELSEWHERE = {
    "no token": {"at": "/token", "body": {"error": "invalid_grant"}, "status": 400},
    "words for a token": {"at": "/token", "body": "sorry"},
    "a list for a token": {"at": "/token", "body": []},
    "an access token alone": {"at": "/token", "body": {"access_token": "one"}},
    "a token of another kind": {"at": "/token", "body": {"access_token": 1, "id_token": 2}},
    "no keys": {"at": "/jwks", "body": {}},
    "keys that are none": {"at": "/jwks", "body": {"keys": ["one"]}},
    "words for keys": {"at": "/jwks", "body": "sorry"},
    "somebody else's address": {"at": "/me", "body": {"sub": "another", "email": "ada@example.org"}},
    "a list for somebody": {"at": "/me", "body": []},
    "refuses to say": {"at": "/me", "status": 403, "body": {}},
}


@pytest.mark.parametrize("mischief", [*IN_THE_TOKEN.values(), *ELSEWHERE.values()], ids=[*IN_THE_TOKEN, *ELSEWHERE])
def test_an_answer_that_is_not_right_signs_nobody_in(client, provider, mischief):
    number = known_to(provider, invited())
    address = came_back(client, provider, number)
    provider.do_wrong(**mischief)
    answer = client.get(address)
    assert answer.status_code == 502
    assert "gave an answer that we cannot use" in text(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("at", ["/jwks", "/me", "/.well-known"])
def test_a_broken_provider_is_one_that_is_away(client, provider, at):
    address = came_back(client, provider, known_to(provider, invited()))
    provider.do_wrong(at=at, status=500, body="")
    assert client.get(address).status_code == 503
    assert not is_in(client)


ABOUT_ITSELF = {
    "nothing": {},
    "a list": [],
    "words": "sorry",
    "another address": {"issuer": "https://elsewhere.example"},
    "no addresses": {"issuer": "{address}"},
    "addresses that are read on the way": {
        "issuer": "{address}",
        "authorization_endpoint": "http://elsewhere.example/",
        "token_endpoint": "http://elsewhere.example/",
        "jwks_uri": "http://elsewhere.example/",
    },
    "a script for an address": {
        "issuer": "{address}",
        "authorization_endpoint": "javascript:alert(1)",
        "token_endpoint": "{address}/token",
        "jwks_uri": "{address}/jwks",
    },
    "no list": {
        "issuer": "{address}",
        "authorization_endpoint": "{address}/auth",
        "token_endpoint": "{address}/token",
        "jwks_uri": "{address}/jwks",
        "token_endpoint_auth_methods_supported": None,
    },
}


@pytest.mark.parametrize("said", ABOUT_ITSELF.values(), ids=ABOUT_ITSELF)
def test_a_provider_that_does_not_say_rightly_what_it_is_is_led_to_by_nobody(client, provider, said):
    if isinstance(said, dict):
        said = {
            name: value.format(address=provider.address) if isinstance(value, str) else value
            for name, value in said.items()
        }
    provider.do_wrong(at="/.well-known", body=said)
    assert client.post(BEGIN).status_code == 502


# --- The second factor ----------------------------------------------------------------------------


def test_14_whoever_has_an_app_here_is_asked_for_its_code_unless_the_provider_asked_for_one(client, provider, settings):
    somebody = invited()
    TOTP.activate(somebody, SECRET)
    number = known_to(provider, somebody)
    answer = signed_in(client, provider, number)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    provider.knows(number, somebody.email, ways=("pwd", "mfa"))
    with_two = Client()
    signed_in(with_two, provider, number)
    assert is_in(with_two, somebody)
    provider.knows(number, somebody.email)
    settings.OIDC_SECOND_FACTOR = True
    by_the_setting = Client()
    signed_in(by_the_setting, provider, number)
    assert is_in(by_the_setting, somebody)


@pytest.mark.parametrize("ways", [("pwd",), ("otp",), ("MFA",), ()])
def test_14_whoever_must_have_a_second_factor_sets_one_up_where_the_provider_asked_for_none(
    client, provider, settings, ways
):
    settings.MFA_REQUIRED = True
    somebody = invited(Role.PROGRAMME_LEAD)
    signed_in(client, provider, known_to(provider, somebody, ways=ways))
    assert client.get("/")["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_14_whoever_gave_one_there_needs_none_here(client, provider, settings):
    settings.MFA_REQUIRED = True
    signed_in(client, provider, known_to(provider, invited(Role.PROGRAMME_LEAD), ways=("pwd", "mfa")))
    assert client.get("/").status_code == 200


def test_14_a_password_alone_sets_up_no_app_for_somebody_whose_second_factor_is_the_providers(
    client, provider, settings
):
    settings.MFA_REQUIRED = True
    somebody = in_role(Role.PROGRAMME_LEAD)
    number = known_to(provider, somebody, ways=("pwd", "mfa"))
    signed_in(Client(), provider, number)
    thief = client
    thief.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    assert thief.get("/")["Location"] == f"{BEGIN}?next=%2F"
    assert thief.get(reverse("mfa_activate_totp"))["Location"] == BEGIN
    assert thief.post(reverse("mfa_activate_totp"), {"code": "000000"})["Location"] == BEGIN
    assert "You signed in with a password alone" in text(thief.get(BEGIN))
    owner = thief
    signed_in(owner, provider, number, next="/")
    assert owner.get("/").status_code == 200


def test_whoever_has_no_password_gets_one_by_mail_so_that_nobody_hangs_on_the_provider(client, provider):
    somebody = invited()
    signed_in(Client(), provider, known_to(provider, somebody))
    client.post(reverse("account_reset_password"), {"email": somebody.email})
    link = re.search(r"http\S+/accounts/password/reset/key/\S+", OutgoingEmail.objects.get().body)[0]
    page = client.get(link, follow=True)
    typed = {"password1": "three words remembered", "password2": "three words remembered"}
    client.post(page.redirect_chain[-1][0], typed)
    typed = {"login": somebody.email, "password": "three words remembered"}
    assert client.post(reverse("account_login"), typed)["Location"] == "/"


# --- Once more who they are -----------------------------------------------------------------------


def here_for_hours(client: Client) -> Client:
    """An hour since sign-in, and since the provider last asked for anything."""
    session = client.session
    session[sessions.SIGNED_IN] = int(time.time() - HOUR)
    for record in session["account_authentication_methods"]:
        record["at"] -= HOUR
        if "proved" in record:
            record["proved"] -= HOUR
    session.save()
    return client


@pytest.fixture
def administrator(client, provider):
    """Through the provider alone, an hour ago: no password here, no app; `client.elsewhere` is open there still."""
    client.person = invited(Role.ADMINISTRATOR)
    client.elsewhere = ElsewhereBrowser(provider)
    client.number = known_to(provider, client.person)
    signed_in(client, provider, client.number, client.elsewhere)
    return here_for_hours(client)


def test_13_right_after_signing_in_nothing_more_is_asked(client, provider):
    signed_in(client, provider, known_to(provider, invited(Role.ADMINISTRATOR)))
    assert client.get(APPOINT).status_code == 200


def test_13_whoever_has_no_password_here_proves_it_at_the_provider_and_comes_back(administrator, provider):
    asked = administrator.get(APPOINT)
    assert asked["Location"] == f"{BEGIN}?next=%2Faccounts%2Fpeople%2Fappoint%2F"
    page = administrator.get(asked["Location"])
    assert f"sign in with {NAME} once more" in text(page)
    assert provider.address in page["Content-Security-Policy"]
    before, key = administrator.elsewhere.asked, administrator.session.session_key
    began = administrator.session[sessions.SIGNED_IN]
    answer = signed_in(administrator, provider, administrator.number, administrator.elsewhere, next=APPOINT)
    assert administrator.elsewhere.asked == before + 1, "the provider did not ask again"
    assert answer["Location"] == APPOINT
    assert administrator.get(APPOINT).status_code == 200
    assert administrator.session.session_key == key
    assert administrator.session[sessions.SIGNED_IN] == began, "twelve hours would begin again"


def test_15_what_was_typed_meanwhile_waits(administrator, provider):
    asked = administrator.post(APPOINT, {"full_name": "Ada Newly", "email": "ada@example.org"})
    page = administrator.get(asked["Location"])
    onward = page.context["onward"]
    signed_in(administrator, provider, administrator.number, administrator.elsewhere, next=onward)
    assert "Ada Newly" in text(administrator.get(onward))


def test_13_signing_in_without_being_asked_anything_proves_nothing(administrator, provider):
    """Whoever finds a browser open at both: out here, in again, and the provider asks for nothing."""
    administrator.post(reverse("account_logout"))
    before = administrator.elsewhere.asked
    provider.do_wrong(claims={"auth_time": int(time.time() - HOUR)})
    signed_in(administrator, provider, administrator.number, administrator.elsewhere)
    assert administrator.elsewhere.asked == before
    assert is_in(administrator)
    assert administrator.get(APPOINT)["Location"].startswith(BEGIN)


@pytest.mark.parametrize("said", [None, 0, -1, True, "now", 1.5, [1]])
def test_13_a_provider_that_did_not_ask_again_proves_nothing_and_the_page_says_what_to_do(
    administrator, provider, said
):
    address = came_back(administrator, provider, administrator.number, administrator.elsewhere, next=APPOINT)
    provider.do_wrong(claims={"auth_time": said})
    answer = administrator.get(address)
    assert answer.status_code == 403
    assert "choose a password for this service" in text(answer)
    assert administrator.get(APPOINT).status_code == 302


def test_13_a_time_to_come_proves_no_longer_than_now(administrator, provider):
    address = came_back(administrator, provider, administrator.number, administrator.elsewhere)
    provider.do_wrong(claims={"auth_time": int(time.time() + 24 * HOUR)})
    assert administrator.get(address).status_code == 302
    assert administrator.get(APPOINT).status_code == 200
    here_for_hours(administrator)
    assert administrator.get(APPOINT).status_code == 302


def test_13_somebody_else_there_proves_nothing_here(administrator, provider):
    other = invited()
    answer = signed_in(administrator, provider, known_to(provider, other), next=APPOINT)
    assert answer.status_code == 403
    assert "says that you are another" in text(answer)
    assert is_in(administrator, administrator.person)
    assert administrator.get(APPOINT).status_code == 302


def test_13_their_way_in_is_not_changed_without_it_either(administrator):
    for name in ("mfa_activate_totp", "account_set_password"):
        asked = administrator.get(reverse(name))
        assert asked["Location"].startswith(BEGIN), name
    typed = {"password1": "three words remembered", "password2": "three words remembered"}
    administrator.post(reverse("account_set_password"), typed)
    administrator.person.refresh_from_db()
    assert not administrator.person.has_usable_password()


def test_a_first_password_is_chosen_after_it_and_recorded(client, provider):
    somebody = invited()
    signed_in(client, provider, known_to(provider, somebody))
    typed = {"password1": "three words remembered", "password2": "three words remembered"}
    assert client.post(reverse("account_set_password"), typed).status_code == 302
    somebody.refresh_from_db()
    assert somebody.check_password("three words remembered")
    assert AuditEntry.objects.filter(verb="password-change", object_id=somebody.pk).exists()
    assert client.get("/").status_code == 200


def test_who_signed_in_with_a_password_proves_it_with_that_first_and_may_choose_the_other(client, provider):
    somebody = in_role(Role.ADMINISTRATOR)
    signed_in(Client(), provider, known_to(provider, somebody))
    client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    asked = here_for_hours(client).get(APPOINT)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert f"Use {NAME} instead" in text(client.get(asked["Location"]))
    assert "Use your password instead" in text(client.get(BEGIN))


def test_whoever_never_came_that_way_is_not_sent_there(client, provider):
    somebody = in_role(Role.ADMINISTRATOR)
    client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    asked = here_for_hours(client).get(APPOINT)
    assert NAME not in text(client.get(asked["Location"]))
    assert client.get(f"{BEGIN}?next=/")["Location"] == f"{reverse('account_reauthenticate')}?next=%2F"


def test_signing_out_here_says_that_it_is_not_signing_out_there(administrator):
    assert f"came in through {NAME}" in text(administrator.get(reverse("account_logout")))
    administrator.post(reverse("account_logout"))
    assert not is_in(administrator)


def test_where_it_is_switched_off_again_nobody_is_led_there(administrator, settings):
    settings.OIDC_SERVER = ""
    answer = administrator.get(APPOINT)
    assert answer.status_code == 403
    assert "Sign out, sign in again" in text(answer)


# --- What the rules say, without a provider --------------------------------------------------------


@pytest.mark.parametrize(
    ("claims", "brought"),
    [
        ({"amr": ["mfa"]}, True),
        ({"amr": "mfa"}, False),
        ({"amr": None}, False),
        ({}, False),
        ({"amr": [["mfa"]]}, False),
    ],
)
def test_14_only_a_list_that_names_it_says_that_there_was_a_second_factor(claims, brought):
    assert single_sign_on.has_second_factor(claims) is brought

"""Where to go on to, and which site this is, are never taken from whoever asks (quality 10)."""

import pytest
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from tests.support.pages import text
from tests.support.people import PASSWORD, in_role

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "https:/elsewhere.example",
    "https:elsewhere.example",
    "javascript:alert(1)",
    " //elsewhere.example/",
    "\t//elsewhere.example/",
    "/%09/elsewhere.example/",
    "//elsewhere.example\r\nX-Evil: 1",
    "/\r\nX-Evil: 1",
    "\x00//elsewhere.example/",
    "http://testserver@elsewhere.example/",
)
CLAIMS = {
    "X-Forwarded-Host": "elsewhere.example",
    "X-Forwarded-For": "elsewhere.example, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Server": "elsewhere.example",
    "Forwarded": "host=elsewhere.example;proto=https",
    "X-Original-URL": "/readyz",
    "X-Rewrite-URL": "/readyz",
    "X-HTTP-Method-Override": "DELETE",
}


def stays(response) -> bool:
    """Whether whoever follows the answer is still at this site, and nothing slipped into its headers."""
    to = response.headers.get("Location", "/")
    here = to.startswith("/") and not to.startswith(("//", "/\\")) and not {"\r", "\n", "\t"} & set(to)
    return here and "x-evil" not in {name.lower() for name in response.headers} and response.status_code < 500


@pytest.mark.parametrize("to", ELSEWHERE, ids=repr)
def test_10_where_to_go_on_to_is_never_elsewhere(client, to):
    person = in_role(Role.CHAMPION)
    before = client.get(reverse("account_login"), {"next": to})
    assert stays(before)
    typed = {"login": person.email, "password": PASSWORD, "next": to}
    assert stays(client.post(reverse("account_login"), typed))
    assert stays(client.get(reverse("account_login"), {"next": to})), "and for whoever is signed in already"
    assert stays(client.post(reverse("account_logout"), {"next": to}))


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/nowhere-at-all", "/accounts/people/"])
def test_10_what_a_client_says_of_itself_leads_nowhere_else(client, settings, proxies, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxies else None
    plain, claimed = client.get(address), client.get(address, headers=CLAIMS)
    assert (claimed.status_code, claimed.headers.get("Location")) == (plain.status_code, plain.headers.get("Location"))
    assert "elsewhere.example" not in text(claimed)
    assert stays(claimed)


@pytest.mark.parametrize("proxies", [0, 1])
def test_10_a_link_in_an_email_is_to_this_site_whatever_a_client_says(client, settings, proxies):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    person = in_role(Role.CHAMPION)
    client.post(reverse("account_reset_password"), {"email": person.email}, headers=CLAIMS)
    mail = OutgoingEmail.objects.get(recipient=person.email)
    assert "elsewhere" not in mail.subject + mail.body
    assert "\nhttp://testserver/accounts/" in mail.body, "where it was asked for"


def test_10_a_chain_of_claimed_addresses_does_not_break_the_limits(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for claimed in ("", ",", "\x00", "not an address", "1.2.3.4, " * 200, "::1%eth0", "999.1.1.1"):
        typed = {"login": "nobody@example.org", "password": "wrong"}
        assert stays(client.post(reverse("account_login"), typed, headers={"X-Forwarded-For": claimed})), claimed

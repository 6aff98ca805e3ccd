"""Two windows that come back from the provider for the first time at the same moment (quality 29)."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from commissioning.access.roles import Role
from commissioning.people import actions
from commissioning.people.models import AuditEntry
from commissioning.people.single_sign_on import Refused
from tests.support.people import in_role
from tests.support.together import together

SERVER = "https://login.example.org"


def test_29_both_are_let_in_and_it_is_one_link(own_database, settings):
    settings.OIDC_SERVER, settings.OIDC_DOMAINS = SERVER, ["example.org"]
    somebody = in_role(Role.EVALUATOR)
    claims = {"sub": "staff-1", "email": somebody.email, "email_verified": True}
    works = [lambda: actions.person_of(claims) for _ in range(6)]
    assert together(*works) == [somebody] * 6
    assert SocialAccount.objects.filter(user=somebody, uid="staff-1").count() == 1
    assert EmailAddress.objects.filter(user=somebody).count() == 1
    assert AuditEntry.objects.filter(verb="single-sign-on-link").count() == 1


def test_28_of_two_numbers_with_one_address_one_is_let_in(own_database, settings):
    settings.OIDC_SERVER, settings.OIDC_DOMAINS = SERVER, ["example.org"]
    somebody = in_role(Role.EVALUATOR)
    claims = [{"sub": number, "email": somebody.email, "email_verified": True} for number in ("one", "two")]
    given = together(*(lambda one=one: actions.person_of(one) for one in claims))
    assert given.count(somebody) == 1
    assert [str(one) for one in given if isinstance(one, Refused)] == ["the account is somebody else’s there"]
    assert SocialAccount.objects.count() == 1

"""Who it is that the provider of single sign-on speaks of. Nobody is added: people are, by those who appoint them."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import audit, sessions
from ..models import User
from ..single_sign_on import Refused, proved_address
from .accounts import prove_address


def person_of(claims: dict) -> User:
    """By the provider's number for them; the first time by an address that it vouches for. Raises Refused."""
    person = known_by(claims["sub"]) or _link(claims["sub"], proved_address(claims))
    if not person.is_active:
        raise Refused("closed account")
    return person


def known_by(number: str) -> User | None:
    """Whom the provider has meant by that number before."""
    found = SocialAccount.objects.select_related("user").filter(provider=settings.OIDC_SERVER, uid=number).first()
    return found.user if found else None


@transaction.atomic
def _link(number: str, address: str) -> User:
    """The password they may have stays: no account here was ever opened by somebody who had not been sent a link."""
    person = User.objects.select_for_update().filter(email__iexact=address, is_active=True).first()
    if person is None:
        raise Refused("no account")
    if known := known_by(number):  # in another window, at the same moment
        return known
    # An address may be given to somebody new when its owner has left.
    if SocialAccount.objects.filter(user=person, provider=settings.OIDC_SERVER).exists():
        raise Refused("the account is somebody else’s there")
    SocialAccount.objects.create(user=person, provider=settings.OIDC_SERVER, uid=number)
    prove_address(person)
    audit.record("single-sign-on-link", person, by=person)
    return person


@transaction.atomic
def unlink(*, person: User, by: User | None) -> None:
    """From every provider. The next sign-in goes by the address again; what is open ends."""
    gone, _ = SocialAccount.objects.filter(user=person).delete()
    if not gone:
        raise ValidationError(f"{person} has not signed in through a provider.")
    sessions.end_others(person, but=None)
    audit.record("single-sign-on-unlink", person, by=by)

"""Single sign-on: whether there is any, what a provider's word is good for, and what a session keeps of it.

How the provider is talked to is in `provider`; who is let in, in `actions.single_sign_on`.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.socialaccount.models import SocialAccount
from csp.decorators import csp_update
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse

from .models import User

METHOD = "single-sign-on"  # in the session's list of how somebody showed who they are
CLOCKS_DIFFER = 60  # seconds


class Refused(Exception):
    """Nobody is let in. The reason is for the log alone: the page must not tell who has an account."""


def is_on() -> bool:
    return bool(settings.OIDC_SERVER)


def name() -> str:
    """What people call the provider; "" where there is none."""
    return settings.OIDC_NAME if is_on() else ""


def with_button(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page whose form leads to the provider: to a browser that is part of sending the form, so it asks the policy."""

    @wraps(view)
    def allowed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_on():
            return view(request, *args, **kwargs)
        parts = urlsplit(settings.OIDC_SERVER)
        origins = [f"{parts.scheme}://{parts.netloc}", *settings.OIDC_LEADS_THROUGH]
        return csp_update({"form-action": origins})(view)(request, *args, **kwargs)

    return allowed


# --- What the provider says ----------------------------------------------------------------


def proved_address(claims: dict) -> str:
    """The address the provider vouches for, in small letters. Raises Refused where it does not, or may not."""
    address = claims.get("email")
    if not isinstance(address, str):
        raise Refused("no address")
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("no address") from None
    # Some send words for true and false. What is missing is another thing than what is denied.
    said = claims.get("email_verified", settings.OIDC_ASSIGNS_ADDRESSES)
    if said is not True and said != "true":
        raise Refused("address not proved")
    if address.lower().rpartition("@")[2] not in settings.OIDC_DOMAINS:
        raise Refused("address of another domain")
    return address.lower()


def has_second_factor(claims: dict) -> bool:
    """RFC 8176: `mfa` among the ways they were recognised by."""
    ways = claims.get("amr")
    return settings.OIDC_SECOND_FACTOR or (isinstance(ways, list) and "mfa" in ways)


def recognised_at(claims: dict) -> float:
    """When they last gave password or code there; 0 where the provider does not say."""
    at = claims.get("auth_time")
    return min(float(at), time.time()) if isinstance(at, int) and not isinstance(at, bool) else 0.0


# --- What the session keeps of it ------------------------------------------------------------


def note(request: HttpRequest, person: User, claims: dict) -> None:
    """Before they are signed in, or when they proved themselves once more."""
    record_authentication(
        request, person, method=METHOD, proved=recognised_at(claims), second_factor=has_second_factor(claims)
    )


def brought_second_factor(request: HttpRequest, person: User) -> bool:
    return any(record.get("second_factor") for record in _notes(request, person))


def was_used(request: HttpRequest) -> bool:
    """In this session."""
    return bool(_notes(request, request.user))


def is_linked(person: User) -> bool:
    """Whether the provider of today knows them by a number of its own."""
    return is_on() and SocialAccount.objects.filter(user=person, provider=settings.OIDC_SERVER).exists()


def _notes(request: HttpRequest, person: User) -> list[dict]:
    return [record for record in get_authentication_records(request, person) if record["method"] == METHOD]

"""How often somebody may guess: by account and by address, so that neither a list of passwords nor a list of accounts
gets far, a whole council behind one address goes on working, and no outsider keeps a person out for good.

- From one address, wrong guesses at all accounts together are counted.
- At one account from one address, few wrong guesses are allowed; those from elsewhere do not count against it.
- At one account from everywhere more are; but not counted where its person has signed in, or chosen a new password,
  within the last month.

The counters carry the password they guess at: whoever chooses a new one by mail starts again from nought.
"""

from dataclasses import dataclass, field

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .models import User

KNOWN_FOR = 30 * 24 * 60 * 60


@dataclass
class Guess:
    """One guess that was let through; `was_right` takes it off the counters again."""

    uses: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def was_right(self) -> None:
        for use in self.uses:
            use.rollback()


def guess_password(request: HttpRequest, email: str) -> Guess | None:
    """None when there have been too many."""
    email = email.strip().lower()
    account = f"{email}|{_password_of(email)}"
    limits = [("guess_address", None), ("guess_here", f"{account}|{ratelimit.get_ip(request)}")]
    if not cache.get(_known(request, email)):
        limits.append(("guess_account", account))
    return _guess(request, limits)


def guess_code(request: HttpRequest, person: User) -> Guess | None:
    return _guess(request, [("guess_address", None), ("guess_code", f"{person.pk}|{person.password}")])


def remember(request: HttpRequest, person: User) -> None:
    """They are who they say, at this address."""
    if person.email:
        cache.set(_known(request, person.email.lower()), True, KNOWN_FOR)


def _guess(request: HttpRequest, limits: list[tuple[str, str | None]]) -> Guess | None:
    made = Guess()
    for action, key in limits:
        use = ratelimit.consume(request, app="allauth.account", action=action, key=key)
        if not use:
            return None
        made.uses.append(use)
    return made


def _password_of(email: str) -> str:
    """Asked for whether there is such an account or not, so that both take as long."""
    return User.objects.filter(email__iexact=email).values_list("password", flat=True).first() or ""


def _known(request: HttpRequest, email: str) -> str:
    return f"known:{salted_hmac('people.limits', f'{email}|{ratelimit.get_ip(request)}').hexdigest()}"

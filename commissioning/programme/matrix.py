"""The permission matrix: every address asked as every role, on demonstration data, with what came back.

A new address fails here until `matrix_examples` says which object its path names; the answer itself is never written
down, only measured. Each question is undone before the next, so the order does not matter.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people.models import User

from . import demo
from .matrix_examples import EXAMPLES, NO_OBJECT, Example

ANONYMOUS = "anonymous"
METHODS = ("get", "post")
NOT_TAKEN = 405  # the address does not take the method from anybody: no row
ACCOUNT_OF = {person.role: person.account for person in reversed(demo.PEOPLE)}


@dataclass(frozen=True)
class Row:
    url_name: str
    method: str
    role: str
    scope: str
    result: str


def addresses() -> dict[str, bool]:
    """Every named address of the site, and whether its path has parts to fill."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, bool]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", bool(entry.pattern.regex.groups)


def missing_examples() -> list[str]:
    """Addresses with parts to fill that nobody has given an example for."""
    return sorted(name for name, has_parts in addresses().items() if has_parts and name not in EXAMPLES)


@dataclass(frozen=True)
class Asker:
    """Somebody in a role with the session they signed in with; nobody, and none."""

    user: User | None = None
    session: str = ""


def measure() -> Iterator[Row]:
    """Asks everything. Works on seeded demonstration data, in one transaction a question; each role signs in once."""
    askers = {ANONYMOUS: Asker(), **{role: _signed_in(role) for role in Role}}
    for name in sorted(addresses()):
        example = EXAMPLES.get(name, NO_OBJECT)
        for role, asker in askers.items():
            for scope, gss_code in _scopes(example, role):
                for method in METHODS:
                    status = _ask(name, example, asker, gss_code, method)
                    if status != str(NOT_TAKEN):
                        yield Row(name, method.upper(), str(role), scope, status)


def _scopes(example: Example, role: str) -> list[tuple[str, str]]:
    """Own and other, as far as this role has them; `none` where the address names no scoped object."""
    if not example.seen_with and not example.own_by_person:
        return [("none", demo.DURHAM)]
    if role == ANONYMOUS:
        return [("other", demo.DURHAM)]
    definition = ROLES[Role(role)]
    by_whom = example.run_with if example.own_by_person else example.seen_with
    sees = bool(definition.permissions & set(by_whom))
    everywhere = sees and definition.place is Place.PROGRAMME
    own = sees or example.own_by_person
    return [("own" if own else "other", demo.DURHAM), ("own" if everywhere else "other", demo.EALING)]


def _signed_in(role: Role) -> Asker:
    user = User.objects.get(email=demo.email_of(ACCOUNT_OF[role]))
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return Asker(user, client.cookies[settings.SESSION_COOKIE_NAME].value)


def _ask(name: str, example: Example, asker: Asker, gss_code: str, method: str) -> str:
    client = Client(raise_request_exception=False, headers={"host": settings.ALLOWED_HOSTS[0]})
    if asker.session:
        client.cookies[settings.SESSION_COOKIE_NAME] = asker.session
    with transaction.atomic():
        path = reverse(name, kwargs=example.path(gss_code, asker.user))
        answer = getattr(client, method)(path, secure=settings.SERVED_OVER_HTTPS)
        transaction.set_rollback(True)
    return _result(answer)


def _result(answer: HttpResponseBase) -> str:
    to = answer.headers.get("Location", "")
    return "sign-in" if to.startswith(reverse("account_login")) else str(answer.status_code)

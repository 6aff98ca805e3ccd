"""The permission matrix: every address asked as every role, on demonstration data, with what came back.

A new address fails here until `matrix_examples` says which object its path names; the answer itself is never written
down, only measured. Each question is undone before the next, so the order does not matter.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from commissioning.access.roles import ROLES, Place, Role
from commissioning.people import sessions
from commissioning.people.models import User

from . import demo
from .matrix_examples import EXAMPLES, NO_OBJECT, Example

ANONYMOUS = "anonymous"
METHODS = ("get", "post")
T = TypeVar("T")
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
    """Somebody in a role with the session they signed in with; nobody, and none. One client, for it costs as much to
    make as many an answer.
    """

    user: User | None = None
    session: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False), compare=False)


def measure() -> Iterator[Row]:
    """Asks everything. Works on seeded demonstration data, in one transaction a question; each role signs in once."""
    askers = {ANONYMOUS: Asker(), **{role: signed_in(role) for role in Role}}
    for name in sorted(addresses()):
        example = EXAMPLES.get(name, NO_OBJECT)
        for gss_code in (demo.DURHAM, demo.EALING):
            scopes = {role: scope for role in askers for scope, place in _scopes(example, role) if place == gss_code}
            for roles in together(example, list(scopes)):
                with undone():
                    path = path_of(name, gss_code, askers[roles[0]].user)
                    rows = [
                        _row(name, path, role, scopes[role], askers[role], method)
                        for role in roles
                        for method in METHODS
                    ]
                yield from filter(None, rows)


def together(example: Example, askers: list[T]) -> list[list[T]]:
    """Those who can be asked about one object: all of them, or each about their own."""
    if example.own_by_person:
        return [[asker] for asker in askers]
    return [askers] if askers else []


def path_of(name: str, gss_code: str, user: User | None) -> str:
    """The address of its example, which may be made for it: some are many statements away."""
    example = EXAMPLES.get(name, NO_OBJECT)
    return reverse(name, kwargs=example.path(gss_code, user if example.own_by_person else None))


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done to the database within, is not done afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _row(name: str, path: str, role: str, scope: str, asker: Asker, method: str) -> Row | None:
    status = _result(ask(path, asker, method))
    return None if status == str(NOT_TAKEN) else Row(name, method.upper(), str(role), scope, status)


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


def signed_in(role: Role) -> Asker:
    """The demonstration’s account in that role."""
    user = User.objects.get(email=demo.email_of(ACCOUNT_OF[role]))
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    sessions.begin(session)  # as signing in does
    session.save()
    return Asker(user, client.cookies[settings.SESSION_COOKIE_NAME].value)


def ask(path: str, asker: Asker, method: str) -> HttpResponseBase:
    """What they are answered; whatever it does is undone."""
    asker.client.cookies.clear()  # of the question before
    if asker.session:
        asker.client.cookies[settings.SESSION_COOKIE_NAME] = asker.session
    with undone():
        host = {"host": settings.ALLOWED_HOSTS[0]}
        return getattr(asker.client, method)(path, secure=settings.SERVED_OVER_HTTPS, headers=host)


def _result(answer: HttpResponseBase) -> str:
    to = answer.headers.get("Location", "")
    return "sign-in" if to.startswith(reverse("account_login")) else str(answer.status_code)

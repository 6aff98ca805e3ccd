"""The permission matrix: every address asked as every role, on demonstration data, with what came back.

A new address fails here until `EXAMPLES` says which object its path names; the answer itself is never written down,
only measured. Each question is undone before the next, so the order does not matter.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.access.roles import ROLES, Place, Role
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import HeldPost, RoleAppointment, User
from readiness import years
from readiness.models import SelfAssessment

from . import demo

ANONYMOUS = "anonymous"
METHODS = ("get", "post")
NOT_TAKEN = 405  # the address does not take the method from anybody: no row
ACCOUNT_OF = {person.role: person.account for person in reversed(demo.PEOPLE)}
_LEVELS = (P.LEVELS_SEE_ALWAYS, P.LEVELS_SEE_FROM_DIRECTOR, P.LEVELS_SEE_FROM_CHALLENGE)


@dataclass(frozen=True)
class Row:
    url_name: str
    method: str
    role: str
    scope: str
    result: str


@dataclass(frozen=True)
class Example:
    """How to fill an address's path: for an object in that area, and who sees such an object in their own area.

    `path` takes the area's ONS code and the person asking (None when anonymous). Without `seen_with` the address
    names no scoped object.
    """

    path: Callable[[str, User | None], dict[str, Any]] = field(default=lambda gss_code, user: {})
    seen_with: tuple[P, ...] = ()
    own_by_person: bool = False  # belongs to one person, not to an area


def _assessment(gss_code: str, user: User | None) -> dict[str, Any]:
    year = years.year_of(timezone.localdate())
    return {"pk": SelfAssessment.objects.get(authority__gss_code=gss_code, year=year).pk}


def _signed(gss_code: str, user: User | None) -> dict[str, Any]:
    year = years.year_of(timezone.localdate()) - 1
    return {"pk": SelfAssessment.objects.get(authority__gss_code=gss_code, year=year).pk}


def _document(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Document.objects.filter(authority__gss_code=gss_code).latest("pk").pk}


def _appointment(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": RoleAppointment.objects.filter(authority__gss_code=gss_code, role=Role.CONTRIBUTOR).latest("pk").pk}


def _held(gss_code: str, user: User | None) -> dict[str, Any]:
    """Durham stands for what is one's own, Ealing for somebody else's."""
    other = User.objects.get(email=demo.email_of("champion2"))
    owner = user if user and gss_code == demo.DURHAM else other
    return {"pk": HeldPost.objects.create(person=owner, path="/", body="narrative=typed").pk}


def _invitation(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret."""
    person = people.add_person(full_name="Invited", email="invited@demo.example", by=None)
    return {"token": people.invite(person=person, by=None).rstrip("/").rpartition("/")[2]}


NO_OBJECT = Example()
_ASSESSMENT = Example(_assessment, (P.STAGE_SEE,))
_SIGNED = Example(_signed, (P.STAGE_SEE,))
_DOCUMENT = Example(_document, _LEVELS)
_STANDARD = {"code": "S01"}

EXAMPLES: dict[str, Example] = {
    "authorities:authority-detail": Example(lambda gss_code, user: {"gss_code": gss_code}),
    "documents:document-detail": _DOCUMENT,
    "documents:document-status": _DOCUMENT,
    "documents:document-retry": _DOCUMENT,
    "documents:document-download": _DOCUMENT,
    "people:appointment-end": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:invitation-send": Example(_appointment, (P.PEOPLE_SEE,)),
    "people:held-post": Example(_held, own_by_person=True),
    "people:invitation-open": Example(_invitation),
    "readiness:standard-detail": Example(lambda gss_code, user: _STANDARD),
    "readiness:assessment-start": Example(lambda gss_code, user: {"gss_code": gss_code}, (P.STAGE_SEE,)),
    "readiness:assessment-detail": _ASSESSMENT,
    "readiness:entry-edit": Example(lambda g, user: _assessment(g, user) | _STANDARD, (P.STAGE_SEE,)),
    "readiness:assessment-check": _ASSESSMENT,
    "readiness:assessment-submit": _ASSESSMENT,
    "readiness:assessment-sent": _SIGNED,
    "readiness:report-detail": _SIGNED,
    "readiness:report-request": _SIGNED,
    "account_reset_password_from_key": Example(lambda gss_code, user: {"uidb36": "1", "key": "made-up"}),
}


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


def measure() -> Iterator[Row]:
    """Asks everything. Works on seeded demonstration data, in one transaction a question."""
    for name in sorted(addresses()):
        example = EXAMPLES.get(name, NO_OBJECT)
        for role in (ANONYMOUS, *Role):
            for scope, gss_code in _scopes(example, role):
                for method in METHODS:
                    status = _ask(name, example, role, gss_code, method)
                    if status != str(NOT_TAKEN):
                        yield Row(name, method.upper(), str(role), scope, status)


def _scopes(example: Example, role: str) -> list[tuple[str, str]]:
    """Own and other, as far as this role has them; `none` where the address names no scoped object."""
    if not example.seen_with and not example.own_by_person:
        return [("none", demo.DURHAM)]
    if role == ANONYMOUS:
        return [("other", demo.DURHAM)]
    if example.own_by_person:
        return [("own", demo.DURHAM), ("other", demo.EALING)]
    definition = ROLES[Role(role)]
    if not definition.permissions & set(example.seen_with):
        return [("other", demo.DURHAM), ("other", demo.EALING)]
    everywhere = definition.place is Place.PROGRAMME
    return [("own", demo.DURHAM), ("own" if everywhere else "other", demo.EALING)]


def _ask(name: str, example: Example, role: str, gss_code: str, method: str) -> str:
    with transaction.atomic():
        user = None if role == ANONYMOUS else User.objects.get(email=demo.email_of(ACCOUNT_OF[Role(role)]))
        client = Client(raise_request_exception=False, headers={"host": settings.ALLOWED_HOSTS[0]})
        if user:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        path = reverse(name, kwargs=example.path(gss_code, user))
        answer = getattr(client, method)(path, secure=settings.SERVED_OVER_HTTPS)
        transaction.set_rollback(True)
    return _result(answer)


def _result(answer: HttpResponseBase) -> str:
    to = answer.headers.get("Location", "")
    return "sign-in" if to.startswith(reverse("account_login")) else str(answer.status_code)

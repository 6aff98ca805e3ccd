"""The places of support beside single packages, as far as a person may use them."""

from dataclasses import dataclass

from django.urls import reverse

from commissioning.access.permissions import Permission as P
from commissioning.access.scope import Scope

from ..models import Adviser

_ALL = (P.PACKAGE_SEE, P.PACKAGE_DELIVER, P.PACKAGE_SPONSOR_IF_NAMED)
# Key, label, address, and the permissions of which any will do.
PLACES = (
    ("packages", "Packages", "package-list", _ALL),
    ("desk", "Desk", "desk-detail", (P.PACKAGE_RUN,)),
    ("needs", "Needs in common", "need-list", (P.REGION_NEEDS_SEE,)),
    ("demand", "Demand", "demand-welcomed", (P.REGION_NEEDS_SEE,)),
    ("sessions", "My sessions", "session-list", (P.PACKAGE_DELIVER,)),
    ("advisers", "Advisers", "adviser-list", (P.ADVISERS_SEE,)),
    ("pots", "Pots", "pot-list", (P.PACKAGE_RUN,)),
    ("calendar", "Calendar", "calendar-detail", (P.PACKAGE_WRITE, P.PACKAGE_DELIVER)),
)


@dataclass(frozen=True)
class Place:
    label: str
    url: str
    active: bool


def places(scope: Scope, here: str) -> list[Place]:
    """`here`: the key of the one that is open."""
    found = [
        Place(label, reverse(f"support:{name}"), key == here)
        for key, label, name, permissions in PLACES
        if any(scope.holds(permission) for permission in permissions)
    ]
    own = Adviser.objects.filter(person=scope.person_id).first() if scope.holds(P.PACKAGE_DELIVER) else None
    return [*found, Place("My page as adviser", own.get_absolute_url(), here == "own")] if own else found

"""One person’s first steps, done and not done: one statement, however many steps and areas they have."""

from dataclasses import dataclass

from django.db.models import Exists, Subquery
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .models import GuidePutAway
from .steps import FIRST_STEPS, Areas, FirstStep


@dataclass(frozen=True)
class Line:
    """As the component of tasks takes it."""

    title: str
    hint: str
    url: str
    is_done: bool

    @property
    def status(self) -> str:
        return "Completed" if self.is_done else "To\N{NO-BREAK SPACE}do"


@dataclass(frozen=True)
class Guide:
    lines: tuple[Line, ...]
    is_away: bool

    @property
    def done(self) -> int:
        return sum(line.is_done for line in self.lines)

    @property
    def is_over(self) -> bool:
        return self.done == len(self.lines)

    @property
    def is_on_home(self) -> bool:
        """Until everything is done or they have put it away."""
        return not self.is_away and not self.is_over


def guide(scope: Scope) -> Guide:
    steps = [step for step in FIRST_STEPS if step.is_for(scope)]
    asked = {"is_away": Exists(GuidePutAway.objects.filter(person=scope.person_id))}
    for step in steps:
        areas = _areas(scope, step.permission)
        asked[f"done_{step.key}"] = Exists(step.rows(scope, areas))
        if step.of_area:
            asked[f"area_{step.permission}"] = Subquery(areas.order_by("short_name").values("gss_code")[:1])
    found = User.objects.filter(pk=scope.person_id).values(**{_named(key): what for key, what in asked.items()}).get()
    return Guide(tuple(_line(step, found) for step in steps), found["is_away"])


def _line(step: FirstStep, found: dict) -> Line:
    parts = {"gss_code": found[_named(f"area_{step.permission}")]} if step.of_area else {}
    # A role in a council that is no more leads to the list of those that are.
    url = reverse(step.page, kwargs=parts) if all(parts.values()) else reverse("authorities:authority-list")
    return Line(step.title, step.text, url, found[_named(f"done_{step.key}")])


def _areas(scope: Scope, permission: Permission | None) -> Areas:
    if permission is None:
        return Authority.objects.none()
    return Authority.objects.current().filter(scope.within([permission], ""))


def _named(key: str) -> str:
    """As PostgreSQL takes it for the name of a column."""
    return "".join(letter if letter.isalnum() else "_" for letter in key)

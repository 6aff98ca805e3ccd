"""Which parts of home somebody sees: those of every role they hold, the most urgent first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from commissioning.access.permissions import Permission as P
from commissioning.access.registry import BuiltPanel
from commissioning.access.scope import Scope

from ..contact import queries as contact
from . import areas, running

FEW = 3  # offers of contact; the rest are on their list


@dataclass(frozen=True)
class Part:
    """`permission`: who has it, wherever they hold it; `build` gives None where there is nothing to say."""

    key: str
    title: str
    permission: P
    build: Callable[[Scope], dict[str, Any] | None]
    template: str


def _offers(scope: Scope) -> dict[str, Any] | None:
    rows = list(contact.offers(scope).live()[: FEW + 1])
    return {"offers": rows[:FEW], "more": len(rows) > FEW} if rows else None


PARTS = (
    Part("alarms", "What the site itself needs", P.JOBS_SEE, running.alarms, "_alarms"),
    Part("jobs", "What failed, and how to put it right", P.JOBS_SEE, running.failed, "_failed"),
    Part("views", "Your standards", P.STAGE_SEE, areas.views, "_views"),
    Part("sessions", "Your sessions", P.PACKAGE_DELIVER, running.sessions, "_sessions"),
    Part("ball", "Where things stand", P.PACKAGE_WRITE, areas.ball, "_ball"),
    Part("shown", "What your area shows you", P.SHARED_WITH_LEADERS, areas.shown, "_shown"),
    Part("offers-of-contact", "Offers of contact", P.CONTACT_SEE, _offers, "_offers"),
    Part("areas-by-due", "Your areas, by what is due", P.CHALLENGE_GIVE, areas.led, "_areas"),
    Part("often-changed", "A third local lead within twelve months", P.CONTINUITY_SEE, running.changed, "_changed"),
    Part("areas-by-stage", "Your areas, by name", P.SHARED_WITH_REGION, areas.overseen, "_areas"),
    Part("rounds", "Rounds", P.ROUNDS_RUN, running.rounds, "_rounds"),
    Part("vacancies", "People and vacancies", P.PEOPLE_APPOINT, running.vacancies, "_vacancies"),
)


def panels(scope: Scope) -> list[BuiltPanel]:
    built = ((part, part.build(scope)) for part in PARTS if scope.holds(part.permission))
    return [
        BuiltPanel(part.key, part.title, f"programme/home/{part.template}.html", context)
        for part, context in built
        if context is not None
    ]

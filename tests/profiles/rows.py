"""Rows of an area's profile for tests: made through the real actions, and as a browser posts them."""

from datetime import date
from itertools import count

from django.utils import timezone

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.profiles.actions import (
    commissioners,
    history,
    insights,
    relations,
    said,
    service_use,
    stakeholders,
    structures,
)
from commissioning.profiles.dates import Known, Precision
from commissioning.profiles.models import (
    Commissioner,
    HistoryEntry,
    Insight,
    Priority,
    Relation,
    ServiceUse,
    Stakeholder,
    Structure,
    WelcomedSupport,
)
from tests.support.people import DURHAM, area, in_role

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}{% csrf_token %}'
BASE = f"/profiles/{DURHAM}"
CUMBRIA = "E10000006"  # a former council
_numbers = count(1)


def in_year(year: int) -> Known:
    return Known(date(year, 1, 1), Precision.YEAR)


def entry_typed(**changes) -> history.Typed:
    values = {
        "kind": "turbulence",
        "strength": True,
        "title": "Kept its team through a merger",
        "starts": in_year(2019),
        "ends": None,
        "narrative": "Nobody left.",
        "effect_today": "People know each other.",
        "source": "The champion",
        "sensitivity": "programme",
    }
    return history.Typed(**values | changes)


def insight_typed(**changes) -> insights.Typed:
    values = {
        "kind": "pitfall",
        "words": f"Two lists of providers {next(_numbers)}",
        "what_to_do": "Ask which of them is meant",
        "sensitivity": "programme",
    }
    return insights.Typed(**values | changes)


def structure_typed(**changes) -> structures.Typed:
    values = {"kind": "board", "name": "Partnership board", "about": "Decides", "starts": None, "ends": None}
    return structures.Typed(**values | changes)


def tie_typed(source: Structure, target: Structure, **changes) -> relations.Typed:
    values = {"kind": "reports", "source_id": source.pk, "target_id": target.pk, "starts": None, "ends": None}
    return relations.Typed(**values | changes)


def person_typed(**changes) -> stakeholders.Typed:
    values = {
        "name": f"Person of interest {next(_numbers)}",
        "job": "Head of joint commissioning",
        "organisation": "North ICB",
        "side": "health",
        "structure_id": None,
        "why_they_matter": "Holds the budget",
        "hearing": "single",
        "email": "",
    }
    return stakeholders.Typed(**values | changes)


def this_year() -> int:
    return years.year_of(timezone.localdate())


def welcomed_typed(**changes) -> said.Typed:
    values = {
        "kind": "joint",
        "year": this_year(),
        "said_by": "champion",
        "words": f"Somebody who has pooled a budget {next(_numbers)}",
        "sensitivity": "programme",
    }
    return said.Typed(**values | changes)


def keeper(authority: Authority | None = None, role: Role = Role.LOCAL_LEAD):
    """Somebody who may keep the profile; an area has many local leads and one champion."""
    return in_role(role, authority)


def entry(by=None, authority: Authority | None = None, **changes) -> HistoryEntry:
    authority = authority or area()
    return history.add(authority=authority, typed=entry_typed(**changes), by=by or keeper(authority))


def insight(by=None, authority: Authority | None = None, **changes) -> Insight:
    authority = authority or area()
    return insights.add(authority=authority, typed=insight_typed(**changes), by=by or keeper(authority))


def structure(by=None, authority: Authority | None = None, **changes) -> Structure:
    authority = authority or area()
    return structures.add(authority=authority, typed=structure_typed(**changes), by=by or keeper(authority))


def tie(by=None, source: Structure | None = None, target: Structure | None = None, **changes) -> Relation:
    """Between two structures, or two new ones of County Durham."""
    by = by or keeper(source.authority if source else None)
    source = source or structure(by, name="Money group", kind="group")
    target = target or structure(by, name="Partnership board")
    return relations.add(authority=source.authority, typed=tie_typed(source, target, **changes), by=by)


def stakeholder(by=None, authority: Authority | None = None, **changes) -> Stakeholder:
    authority = authority or area()
    return stakeholders.add(authority=authority, typed=person_typed(**changes), by=by or keeper(authority))


def welcome(by=None, authority: Authority | None = None, **changes) -> WelcomedSupport:
    authority = authority or area()
    return said.add(WelcomedSupport, authority=authority, typed=welcomed_typed(**changes), by=by or keeper(authority))


def prioritise(by=None, authority: Authority | None = None, **changes) -> Priority:
    authority = authority or area()
    typed = welcomed_typed(**{"kind": "safeguarding"} | changes)
    return said.add(Priority, authority=authority, typed=typed, by=by or keeper(authority))


def use_typed(**changes) -> service_use.Typed:
    number = next(_numbers)
    values = {
        "email": f"user{number}@example.org",
        "name": f"User of services {number}",
        "service": "training",
        "used_on": date(2025, 4, 30),
        "what": "Pooled budgets",
    }
    return service_use.Typed(**values | changes)


def use(by=None, authority: Authority | None = None, **changes) -> ServiceUse:
    typed = use_typed(**changes)
    return service_use.add(authority=authority or area(), typed=typed, by=by or in_role(Role.PROGRAMME_LEAD))


def post(**changes) -> commissioners.Post:
    values = {"job_title": "Commissioning manager", "employer": "council", "level": "operational"}
    return commissioners.Post(**values | changes)


def commissioner(by, authority: Authority | None = None, name: str = "", email: str = "", **changes) -> Commissioner:
    """`by` the area's champion, of whom there is one."""
    number = next(_numbers)
    who = {"name": name or f"Commissioner {number}", "email": email or f"commissioner{number}@example.org"}
    return commissioners.add(authority=authority or area(), post=post(**changes), by=by, **who).row


def dated(name: str, parts: tuple) -> dict:
    return dict(zip((f"{name}-day", f"{name}-month", f"{name}-year"), parts, strict=True))


def entry_posted(starts=("", "", "2019"), ends=("", "", ""), **changes) -> dict:
    values = {
        "title": "Kept its team through a merger",
        "strength": "strength",
        "kind": "turbulence",
        "narrative": "Nobody left.",
        "effect_today": "People know each other.",
        "source": "The champion",
        "sensitivity": "programme",
        "version": 0,
    }
    return values | dated("starts", starts) | dated("ends", ends) | changes


def insight_posted(**changes) -> dict:
    return vars(insight_typed(words="Two lists of providers")) | {"version": 0} | changes


def structure_posted(starts=("", "", ""), ends=("", "", ""), **changes) -> dict:
    values = {"name": "Partnership board", "kind": "board", "about": "Decides", "version": 0}
    return values | dated("starts", starts) | dated("ends", ends) | changes


def tie_posted(source: Structure, target: Structure, starts=("", "", ""), ends=("", "", ""), **changes) -> dict:
    values = {"source": source.pk, "kind": "reports", "target": target.pk, "version": 0, "because": "So"}
    return values | dated("starts", starts) | dated("ends", ends) | changes


def person_posted(**changes) -> dict:
    values = vars(person_typed(name="Asha Rao")) | {"structure": "", "version": 0}
    del values["structure_id"]
    return values | changes


def welcomed_posted(**changes) -> dict:
    return vars(welcomed_typed(words="Somebody who has pooled a budget")) | {"version": 0} | changes

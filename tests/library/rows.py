"""Resources for tests, made through the real actions; and their pages as a browser posts them."""

from decimal import Decimal

from commissioning.access.roles import Role
from commissioning.library.actions import moves, writing
from commissioning.library.actions.writing import Sum, Typed
from commissioning.library.models import Resource, ResourceVersion
from commissioning.library.workflow import Move
from tests.support.packages import champion_of
from tests.support.people import area, in_role

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}{% csrf_token %}'
SHIPPED = "bristol-foster-care-tender"


def typed(**changes) -> Typed:
    values = {
        "title": "One list of short breaks in two counties",
        "summary": "Two counties buy short breaks together.",
        "context": "Families asked twice.",
        "done": "One list of providers.",
        "outcomes": "Fewer families wait.",
        "lessons": "Begin with parents.",
        "standards": ("S08",),
        "levels": (1, 2),
        "stages": (7,),
        "areas_agreed": True,
        "areas": (area(),),
    }
    return Typed(**values | changes)


def a_sum(**changes) -> Sum:
    values = {
        "kind": "cost",
        "about": "Setting it up",
        "pounds": Decimal(18_000),
        "includes": "Lawyers and staff time.",
    }
    return Sum(**values | changes)


def a_draft(by=None, figures=(), kind="case_study", authority=None, **changes) -> ResourceVersion:
    by = by or champion_of(area())
    return writing.begin(kind=kind, typed=typed(**changes), by=by, figures=figures, authority=authority or area())


def submitted(by=None, **changes) -> ResourceVersion:
    by = by or champion_of(area())
    return moves.advance(row=a_draft(by, **changes), move=Move.SUBMIT, by=by)


def published(by=None, **changes) -> ResourceVersion:
    return moves.advance(row=submitted(by, **changes), move=Move.PUBLISH, by=in_role(Role.PROGRAMME_LEAD))


def shipped(code: str = SHIPPED) -> Resource:
    return Resource.objects.get(code=code)


def posted(**changes) -> dict:
    """What the page of a version sends."""
    values = {
        "version": 1,
        "title": "One list of short breaks in two counties",
        "summary": "Two counties buy short breaks together.",
        "areas": "County Durham\nE10000001",
        "tier": "not_judged",
        "effect": "not_measured",
        "standards": ["S08"],
        "levels": ["1", "2"],
        "stages": ["7"],
    }
    return values | changes

"""This app's panels on an area's page: how far its self-assessments are, how its action plan goes, which support."""

from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import visibility
from .queries import assessments as queries
from .queries import plan, support_form


def self_assessments(authority: Any, scope: Scope) -> dict[str, Any]:
    return {
        "assessments": list(queries.assessments().filter(authority=authority).visible_to(scope)),
        "authority": authority,
        "may_see_years": bool(scope.permissions_in(authority) & visibility.SIGNED_OPEN) and authority.is_current,
        "may_compare": scope.may(Permission.COMPARISON_SEE, authority) and authority.is_current,
    }


def action_plan(authority: Any, scope: Scope) -> dict[str, Any]:
    return {
        "summary": plan.summary(authority, scope),
        "plan_url": reverse("readiness:plan-detail", args=[authority.gss_code]),
    }


def which_form_of_support(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """Nothing for a council that is no more: nobody decides on support for it."""
    if not authority.is_current:
        return None
    return {"two": support_form.two_sides(authority, scope)}


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="self-assessment",
            title="Self-assessment",
            order=20,
            permission=Permission.STAGE_SEE,
            build=self_assessments,
            template="readiness/_assessments_panel.html",
        )
    )
    register(
        Panel(
            place="authority",
            key="action-plan",
            title="Action plan",
            order=25,
            permission=Permission.PLAN_SEE,
            build=action_plan,
            template="readiness/plan/_panel.html",
        )
    )
    register(
        Panel(
            place="authority",
            key="support-form",
            title="Which form of support?",
            order=27,
            permission=Permission.SUPPORT_FORM_ANSWER,
            build=which_form_of_support,
            template="readiness/support_form/_panel.html",
        )
    )

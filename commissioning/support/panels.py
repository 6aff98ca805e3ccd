"""What other pages show of support packages: the area’s page, an action of its plan, a standard of its assessment."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from .queries import links

MOST = 20


def of_area(authority: Any, scope: Scope) -> dict[str, Any]:
    packages = list(links.packages_of(authority, scope)[: MOST + 1])
    asks = authority.is_current and scope.may(Permission.SUPPORT_REQUEST, authority)
    builds = scope.may(Permission.PACKAGE_WRITE, authority)
    found = {"packages": packages[:MOST], "more": len(packages) > MOST}
    return {**found, "authority": authority, "asks": asks, "builds": builds}


def of_action(action: Any, scope: Scope) -> dict[str, Any] | None:
    packages = list(links.packages_helping(action, scope)[:MOST])
    asks = scope.may(Permission.SUPPORT_REQUEST, action.authority) and action.authority.is_current
    if not packages and not asks:
        return None
    code = action.standards.order_by("order").values_list("code", flat=True).first()
    return {"packages": packages, "authority": action.authority, "asks": asks, "code": code or ""}


def of_standard(subject: Any, scope: Scope) -> dict[str, Any] | None:
    """`subject`: a self-assessment and one standard of it."""
    assessment, standard = subject
    packages = list(links.packages_about([standard.code], assessment.authority, scope)[:MOST])
    asks = scope.may(Permission.SUPPORT_REQUEST, assessment.authority) and assessment.authority.is_current
    if not packages and not asks:
        return None
    return {"packages": packages, "authority": assessment.authority, "asks": asks, "code": standard.code}


def of_assessment(assessment: Any, scope: Scope) -> dict[str, Any] | None:
    """Its weakest standards, each a way to a request; for who asks for the area, once levels are agreed."""
    if not scope.may(Permission.SUPPORT_REQUEST, assessment.authority) or not assessment.authority.is_current:
        return None
    weak = links.weak_standards(assessment)
    return {"weak": weak, "authority": assessment.authority} if weak else None


def register_all() -> None:
    register(
        Panel(
            place="authority",
            key="support-packages",
            title="Support packages",
            order=30,
            permission=Permission.PACKAGE_SEE,
            build=of_area,
            template="support/packages/_area_panel.html",
        )
    )
    register(
        Panel(
            place="assessment",
            key="where-support-might-help",
            title="Where support might help",
            order=30,
            permission=Permission.SUPPORT_REQUEST,
            build=of_assessment,
            template="support/packages/_weak_panel.html",
        )
    )
    for place, build in (("action", of_action), ("standard", of_standard)):
        register(
            Panel(
                place=place,
                key="support-packages",
                title="Support",
                order=30,
                permission=Permission.PACKAGE_SEE,
                build=build,
                template="support/packages/_beside_panel.html",
            )
        )

"""The programme’s panels: on an area’s page the way to what is asked of it now; and on every page that is a step of a
line of sight, the way to the line.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.queries.handover import readable_roles
from commissioning.support.models import SupportPackage
from readiness.queries.standards import PROGRAMME_SET

MOST_LINES = 12


@dataclass(frozen=True)
class Way:
    """To one line of sight."""

    url: str
    words: str


def of_area(authority: Any, scope: Scope) -> dict[str, Any] | None:
    """The way there, without counting: the area’s page is opened often, and this seldom."""
    if not authority.is_current:
        return None
    return {"authority": authority, "hands_over": bool(readable_roles(scope, authority))}


def _way(area: Authority, code: str, words: str) -> Way:
    return Way(reverse("programme:line-detail", args=[area.gss_code, code]), words)


def _ways(ways: list[Way]) -> dict[str, Any] | None:
    return {"ways": ways[:MOST_LINES]} if ways else None


def lines_of_area(authority: Any, scope: Scope) -> dict[str, Any]:
    return {"ways": [Way(reverse("programme:line-list", args=[authority.gss_code]), "Every standard")]}


def lines_of_assessment(assessment: Any, scope: Scope) -> dict[str, Any] | None:
    return lines_of_area(assessment.authority, scope) if assessment.framework.code == PROGRAMME_SET else None


def line_of_standard(subject: Any, scope: Scope) -> dict[str, Any] | None:
    """`subject`: a self-assessment and one standard of it."""
    assessment, standard = subject
    if assessment.framework.code != PROGRAMME_SET:
        return None
    return {"ways": [_way(assessment.authority, standard.code, f"{standard} in {assessment.authority}")]}


def lines_of_action(action: Any, scope: Scope) -> dict[str, Any] | None:
    rows = action.standards.filter(version__framework__code=PROGRAMME_SET).order_by("order")
    return _ways([_way(action.authority, one.code, str(one)) for one in rows])


def lines_of_package(package: Any, scope: Scope) -> dict[str, Any] | None:
    """In its lead area."""
    rows = package.standards.filter(version__framework__code=PROGRAMME_SET).order_by("order")
    return _ways([_way(package.authority, one.code, str(one)) for one in rows])


def lines_of_resource(resource: Any, scope: Scope) -> dict[str, Any] | None:
    """Of packages it was written of, as far as this reader sees them."""
    rows = SupportPackage.objects.visible_to(scope).filter(case_study=resource).select_related("authority")
    return _ways(
        [
            _way(one.authority, standard.code, f"{standard} in {one.authority}, {one.reference}")
            for one in rows.prefetch_related("standards__version__framework")
            for standard in one.standards.all()
            if standard.version.framework.code == PROGRAMME_SET
        ]
    )


def register_all() -> None:
    line = {"key": "line-of-sight", "title": "Line of sight", "order": 60, "template": "programme/sight/_panel.html"}
    for place, permission, build in (
        ("authority", Permission.STAGE_SEE, lines_of_area),
        ("assessment", Permission.STAGE_SEE, lines_of_assessment),
        ("standard", Permission.STAGE_SEE, line_of_standard),
        ("action", Permission.PLAN_SEE, lines_of_action),
        ("package", None, lines_of_package),
        ("resource", None, lines_of_resource),
    ):
        register(Panel(place=place, permission=permission, build=build, **line))
    register(
        Panel(
            place="authority",
            key="asked",
            title="What we are asking of this area",
            order=40,
            permission=Permission.ASKED_SEE,
            build=of_area,
            template="programme/_asked_panel.html",
        )
    )

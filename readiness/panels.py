"""This app's panel on an area's page: how far its self-assessments are."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope

from . import queries


def self_assessments(authority: Any, scope: Scope) -> dict[str, Any]:
    return {"assessments": list(queries.assessments().filter(authority=authority).visible_to(scope))}


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

"""Resources beside a low level: on a standard’s pages, on a self-assessment, and in the feedback report."""

from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel, register
from commissioning.access.scope import Scope
from readiness.queries.standards import PROGRAMME_SET

from .queries import suggestions

FEEDBACK_REPORT = "feedback-report"  # the place readiness.queries.frozen asks
MOST_IN_REPORT = 8


def of_standard(subject: Any, scope: Scope) -> dict[str, Any] | None:
    """`subject`: a self-assessment and one standard of it, on a page whose readers see the agreed level."""
    assessment, standard = subject
    if assessment.framework.code != PROGRAMME_SET:
        return None
    level = suggestions.agreed_levels(assessment).get(standard.code)
    found = suggestions.for_levels({standard.code: level})
    return {"resources": found[standard.code]} if found else None


def of_standard_page(standard: Any, scope: Scope) -> dict[str, Any] | None:
    """Beside its description, where nobody’s level is known."""
    found = suggestions.for_standards([standard.code])
    return {"resources": found} if found else None


def of_assessment(assessment: Any, scope: Scope) -> dict[str, Any] | None:
    """For whoever leads it: its low levels, each with what may help."""
    if not scope.may(Permission.ASSESSMENT_LEAD, assessment.authority):
        return None
    found = suggestions.for_levels(suggestions.agreed_levels(assessment))
    return {"resources": _each_once(found)} if found else None


def in_report(assessment: Any, scope: Scope) -> dict[str, Any] | None:
    """What the report keeps for ever: titles as they are today. Its readers see the levels."""
    found = suggestions.for_levels(suggestions.agreed_levels(assessment), most=2)
    if not found:
        return None
    numbers = {row.standard.code: row.standard.number for row in assessment.agreed_levels.select_related("standard")}
    beside: dict[str, list[str]] = {}
    for code, some in found.items():
        for one in some:
            beside.setdefault(one.url, []).append(str(numbers[code]))
    rows = [
        [", ".join(beside[one.url]), f"{one.title} ({one.kind.lower()})", one.places, one.tier]
        for one in _each_once(found)
    ]
    return {
        "intro": "What others have tried on standards where your level leaves most to do, from the programme’s resource"
        " bank. How strong the evidence is says nothing of how large the effect was.",
        "columns": ["Standards", "Resource", "Where", "Evidence"],
        "rows": rows[:MOST_IN_REPORT],
    }


def _each_once(found: dict[str, list[suggestions.Suggested]]) -> list[suggestions.Suggested]:
    return list({one.url: one for some in found.values() for one in some}.values())


def register_all() -> None:
    beside = {"order": 50, "title": "Resources that may help", "template": "library/_beside_panel.html"}
    for place, permission, build in (
        ("standard", None, of_standard),
        ("standard-page", None, of_standard_page),
        ("assessment", Permission.ASSESSMENT_LEAD, of_assessment),
    ):
        register(Panel(place=place, key="resources", permission=permission, build=build, **beside))
    report = {"order": 50, "title": "Suggested reading", "template": "library/_beside_panel.html"}
    register(Panel(place=FEEDBACK_REPORT, key="resources", permission=None, build=in_report, **report))

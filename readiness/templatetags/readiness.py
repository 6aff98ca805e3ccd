"""Shapes this app's rows for the shared components. Words and addresses only; no decisions about access."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from ..checks import Finding, Place
from ..comparison import Summary
from ..models import AssessmentMove, SelfAssessment
from ..queries.assessments import Task
from ..queries.campaigns import STAGES
from ..workflow import NOTED, STEPS, Move

register = template.Library()

_STATUS = {
    "completed": "Completed",
    "in_progress": "In progress",
    "not_started": "Not yet started",
    "look_again": "Look again",
}


@register.simple_tag
def task_items(assessment: SelfAssessment, tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """For `task_list.html`: one row a standard."""
    return [
        {
            "title": f"{task.standard.number}. {task.standard.title}",
            "url": reverse("readiness:entry-edit", args=[assessment.pk, task.standard.code]),
            "status": _STATUS[task.status],
        }
        for task in tasks
    ]


@register.simple_tag
def answer_rows(assessment: SelfAssessment, task: Task) -> list[dict[str, Any]]:
    """For `summary_list.html`: one standard on the check page."""
    address = reverse("readiness:entry-edit", args=[assessment.pk, task.standard.code])
    return [
        {"key": "Level", "value": task.answer.words, "change_url": f"{address}#id_level"},
        {"key": "What shows this", "value": task.entry.narrative, "change_url": f"{address}#id_narrative"},
        {"key": "Completed", "value": _STATUS[task.status], "change_url": f"{address}#id_completed"},
    ]


@register.simple_tag
def moves_timeline(moves: Iterable[AssessmentMove], with_reasons: bool) -> list[dict[str, Any]]:
    """For `timeline.html`: the history people read."""
    labels = {move.value: STEPS[move].label for move in Move} | NOTED
    return [
        {
            "title": labels[row.move],
            "by": row.by or "the programme",
            "at": row.at,
            "text": row.reason if with_reasons else "",
        }
        for row in moves
    ]


@register.simple_tag
def stage_label(stage: str) -> str:
    """A stage of a campaign's area in words."""
    return dict(STAGES)[stage]


_MENDS = {
    Place.AGREEING: ("agreement-edit", "Agree the level"),
    Place.STANDARD: ("entry-edit", "Open the standard"),
    Place.PLAN: ("action-edit", "Change the action"),
}


@register.simple_tag
def mend(assessment: SelfAssessment, finding: Finding) -> dict[str, str]:
    """Where a finding of the checks is mended: address and words."""
    name, label = _MENDS[finding.place]
    args = [finding.action] if finding.place is Place.PLAN else [assessment.pk, finding.code]
    return {"url": reverse(f"readiness:{name}", args=args), "label": label}


@register.simple_tag
def middle_half(summary: Summary) -> str:
    """From the lower to the upper quartile, in words."""
    if summary.lower is None or summary.upper is None:
        return "Not given"
    low, high = summary.lower.low, summary.upper.high
    return str(low) if low == high else f"{low} to {high}"


@register.filter
def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]

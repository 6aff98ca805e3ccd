"""Shapes this app's rows for the shared components. Words and addresses only; no decisions about access."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse

from ..models import AssessmentMove, SelfAssessment
from ..queries import Task
from ..workflow import STEPS, Move

register = template.Library()

_STATUS = {"completed": "Completed", "in_progress": "In progress", "not_started": "Not yet started"}


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
def moves_timeline(moves: Iterable[AssessmentMove]) -> list[dict[str, Any]]:
    """For `timeline.html`: the history people read."""
    labels = {move.value: STEPS[move].label for move in Move} | {"open": "Opened"}
    return [
        {"title": labels[row.move], "by": row.by or "the programme", "at": row.at, "text": row.reason} for row in moves
    ]

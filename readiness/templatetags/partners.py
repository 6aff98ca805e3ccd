"""Shapes partners and what they say for the shared components. Words and addresses only; no decisions about access."""

from typing import Any

from django import template
from django.urls import reverse

from ..models import Scorer, SelfAssessment
from ..queries.giving import Giving, Question
from ..queries.thanks import Beside
from ..window import written

register = template.Library()


@register.simple_tag
def partner_rows(scorer: Scorer) -> list[dict[str, Any]]:
    """For `summary_list.html`: one partner as the champion sees them, without anything of what they say."""
    if scorer.person:
        rows = [
            {"key": "Speaks for it" if scorer.kind == Scorer.Kind.GROUP else "Name", "value": _name(scorer)},
            {"key": "Email address", "value": scorer.person.email},
            {"key": "Why they are asked", "value": scorer.why},
        ]
    else:
        rows = [{"key": "Entered by", "value": str(scorer.entered_by)}]
    finished = "Yes" if scorer.sent_at else "Not yet"
    return [*rows, {"key": "Finished", "value": "No longer asked" if scorer.withdrawn_at else finished}]


def _name(scorer: Scorer) -> str:
    return str(scorer.person if scorer.kind == Scorer.Kind.GROUP else scorer)


@register.simple_tag
def who_reads(assessment: SelfAssessment) -> list[str]:
    """For `visibility_note.html`: what becomes of what a partner says."""
    return [
        f"The commissioning champion of {assessment.authority}, and people the champion names such as a facilitator, "
        "read what you say once the champion’s own views are in, or the time for giving views is over. It stands under "
        "your kind of partner, without your name; where few are asked they may know whose it is.",
        "No other partner ever reads it, and neither do your own managers, the director, the programme or its "
        "administrators.",
        "The report gives the level the partnership agrees, how many views there were, and the lowest and highest of "
        "them. It names nobody.",
    ]


@register.simple_tag
def question_items(giving: Giving) -> list[dict[str, Any]]:
    """For `task_list.html`: one row a standard, and for a group who it was."""
    scorer = giving.scorer
    about = {
        "title": "Who was there",
        "url": reverse("readiness:view-group", args=[scorer.pk]),
        "status": "Not yet started" if giving.about_missing else "Completed",
    }
    return [about] * giving.is_group + [
        {
            "title": f"{question.standard.number}. {question.standard.title}",
            "url": reverse("readiness:view-edit", args=[scorer.pk, question.standard.code]),
            "status": _status(question),
        }
        for question in giving.questions
    ]


def _status(question: Question) -> str:
    if question.answer.is_given:
        return "Completed"
    return "In progress" if question.view.version else "Not yet started"


@register.simple_tag
def group_rows(giving: Giving, change: bool = False) -> list[dict[str, Any]]:
    """For `summary_list.html`: who a group was."""
    scorer = giving.scorer
    rows = [
        {"key": "Group", "value": scorer.label},
        {"key": "Present", "value": scorer.present},
        {"key": "Met on", "value": written(scorer.held_on) if scorer.held_on else ""},
    ]
    address = reverse("readiness:view-group", args=[scorer.pk])
    return [row | {"change_url": address} for row in rows] if change else rows


@register.simple_tag
def beside_rows(beside: Beside) -> list[dict[str, Any]]:
    """For `summary_list.html`: what was agreed of one standard, beside what they said."""
    rows = [
        {"key": "Agreed", "value": beside.agreed.words},
        {"key": "You said", "value": beside.question.words},
        {"key": "Compared", "value": "Differs" if beside.differs else "The same"},
    ]
    line = beside.question.view.line
    return [*rows, {"key": "Your line", "value": line}] if line else rows


@register.simple_tag
def view_rows(giving: Giving, question: Question, change: bool = False) -> list[dict[str, Any]]:
    """For `summary_list.html`: what was said of one standard."""
    rows = [{"key": "Level", "value": question.words}]
    if giving.is_group:
        rows.append({"key": "Lowest to highest", "value": question.range})
    rows.append({"key": "In a line", "value": question.view.line})
    address = reverse("readiness:view-edit", args=[giving.scorer.pk, question.standard.code])
    return [row | {"change_url": address} for row in rows] if change else rows

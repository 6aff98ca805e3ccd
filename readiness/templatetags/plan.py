"""Shapes an action plan's rows for the shared components."""

from typing import Any

from django import template

from ..models import Action
from ..queries.plan import Detail

register = template.Library()


@register.simple_tag
def action_facts(detail: Detail) -> list[dict[str, Any]]:
    """For `summary_list.html`: the action in words. Whom reminders go to is for those who write the plan."""
    action = detail.action
    facts = [
        {"key": "Who answers for it", "value": action.owner},
        {"key": "Due date", "value": _due(action)},
        {"key": "How we will know it worked", "value": action.measure},
    ]
    if detail.may_write:
        facts.insert(1, {"key": "Reminders go to", "value": action.owner_email or "Nobody"})
    return facts


def _due(action: Action) -> str:
    if action.due_on is None:
        return "Not set yet"
    day = f"{action.due_on.day} {action.due_on:%B %Y}"
    return f"{day}. This is overdue." if action.is_overdue else day


@register.simple_tag
def words_of(detail: Detail) -> list[dict[str, Any]]:
    """For `summary_rows.html`: everything the page of an action can change, as somebody else saved it."""
    titles = "\n".join(f"{standard.number}. {standard.title}" for standard in detail.standards)
    return [
        {"key": "What will be done", "value": detail.action.title},
        {"key": "Standards", "value": titles},
        *action_facts(detail),
        {"key": "Status", "value": detail.action.status_label},
    ]


@register.simple_tag
def action_timeline(detail: Detail) -> list[dict[str, Any]]:
    """For `timeline.html`: what was said of it, down to how it came into the plan."""
    action = detail.action
    said = [
        {"title": row.get_status_display(), "by": row.by or "the programme", "at": row.at, "text": row.text}
        for row in detail.updates
    ]
    return [*said, {"title": "Came into the plan", "by": action.created_by or "the programme", "at": action.created_at}]

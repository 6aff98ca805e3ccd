"""Figures and interviews of surveys for the permission matrix: the demonstration's rounds from files, and its one
interview.
"""

from typing import Any

from commissioning.people.models import User
from evaluation.models import Interview, Passage
from evaluation.queries.results import earlier_groups, groups_with_results

from .example import Example


def _group(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": groups_with_results().filter(slug="commissioners")[0].pk}


def _change(gss_code: str, user: User | None) -> dict[str, Any]:
    group = groups_with_results().filter(slug="commissioners")[0]
    return {"pk": group.pk, "earlier": earlier_groups(group)[0].pk}


def _figure(gss_code: str, user: User | None) -> dict[str, Any]:
    return _group(gss_code, user) | {"name": "training_skills"}


def _interview(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Interview.objects.get().invitation_id}


def _page(gss_code: str, user: User | None) -> dict[str, Any]:
    return _interview(gss_code, user) | {"number": 1}


def _passage(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Passage.objects.get().pk}


FIGURE_EXAMPLES: dict[str, Example] = {
    "evaluation:answers-export": Example(_group),
    "evaluation:group-results": Example(_group),
    "evaluation:group-change": Example(_change),
    "evaluation:figure-detail": Example(_figure),
    "evaluation:interview-detail": Example(_interview),
    "evaluation:interview-page": Example(_page),
    "evaluation:interview-send": Example(_interview),
    "evaluation:interview-count": Example(_interview),
    "evaluation:passage-add": Example(_interview),
    "evaluation:passage-remove": Example(_passage),
}

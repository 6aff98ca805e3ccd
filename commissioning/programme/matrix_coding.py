"""Themes, coding and quotes for the permission matrix: what directors wrote last year, as the demonstration has it.

They belong to no area: every evaluator codes every round.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from evaluation.actions import themes
from evaluation.coding import FIRST
from evaluation.models import (
    Coding,
    FrameVersion,
    Identity,
    Interview,
    Invitation,
    Passage,
    Quote,
    Theme,
    WrittenAnswer,
)
from evaluation.queries import coding as queries

from .demo.coding import second_coder
from .example import Example

Parts = dict[str, Any]


def _coding() -> Coding:
    return queries.codings().earliest("pk")


def _draft() -> FrameVersion:
    last = _coding().frame_version
    return themes.draw(frame=last.frame, by=last.created_by)


def _path(parts: Callable[[], Parts]) -> Example:
    return Example(lambda gss_code, user: parts())


def _of_question() -> Parts:
    return {"pk": _coding().group_id, "question": _coding().question_id}


def _theme() -> Parts:
    return {"pk": Theme.objects.filter(frame_version=_draft()).earliest("pk").pk}


def _sampled() -> Parts:
    """One that the two coded differently, where there is one."""
    sampled = _coding().sample.order_by("pk")
    differing = sampled.filter(answer__codes__turn="agreed").first() or sampled.first()
    return {"pk": _coding().pk, "answer": differing.answer_id}


def _note() -> Parts:
    """Of an interview of last year’s directors, made here: the demonstration’s interviews are still to come."""
    answer = WrittenAnswer.objects.get(pk=_sampled()["answer"])
    person = second_coder()
    invitation = Invitation.objects.create(group=_coding().group, person=person)
    Identity.objects.filter(respondent=answer.respondent_id).update(invitation=invitation)
    interview = Interview.objects.create(
        invitation=invitation, interviewer=person, held_on=date(2026, 1, 1), consent=Interview.Consent.YES
    )
    return {"pk": Passage.objects.create(interview=interview, question="priority", text=answer.text).pk}


_GROUP = _path(lambda: {"pk": _coding().group_id})
_QUESTION, _CODING, _THEME = _path(_of_question), _path(lambda: {"pk": _coding().pk}), _path(_theme)
_DRAFT = _path(lambda: {"pk": _draft().pk})
_QUOTE = _path(lambda: {"pk": Quote.objects.filter(state=Quote.State.DRAFT).earliest("pk").pk})

CODING_EXAMPLES: dict[str, Example] = {
    "evaluation:coding-group": _GROUP,
    **dict.fromkeys((f"evaluation:{page}" for page in ("coding-detail", "themes-start", "coding-begin")), _QUESTION),
    **dict.fromkeys(
        (
            f"evaluation:{page}"
            for page in ("coding-adopt", "coding-sample", "coding-end", "agreement-detail", "counts-detail")
        ),
        _CODING,
    ),
    "evaluation:answer-next": _path(lambda: {"pk": _coding().pk, "turn": FIRST}),
    "evaluation:answer-code": _path(lambda: _sampled() | {"turn": FIRST}),
    "evaluation:answer-settle": _path(_sampled),
    **dict.fromkeys(
        (f"evaluation:{page}" for page in ("themes-detail", "themes-draw", "theme-add", "theme-merge")), _DRAFT
    ),
    **dict.fromkeys((f"evaluation:theme-{what}" for what in ("edit", "move", "split", "remove")), _THEME),
    "evaluation:quote-add": _path(lambda: {"answer": _sampled()["answer"]}),
    "evaluation:quote-note": _path(_note),
    **dict.fromkeys((f"evaluation:quote-{what}" for what in ("detail", "edit", "mask", "approve", "withdraw")), _QUOTE),
}

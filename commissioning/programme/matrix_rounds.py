"""Questionnaires, rounds and invitations for the permission matrix: this year's round of the demonstration.

They belong to no area: whoever may see one sees all.
"""

from typing import Any

from commissioning.people.models import User
from evaluation.models import InstrumentVersion, Invitation, Round, RoundGroup

from .example import Example


def _round(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Round.objects.get(state=Round.State.OPEN).pk}


def _group(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": RoundGroup.objects.get(round__state=Round.State.OPEN, slug="commissioners").pk}


def _invitation(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": Invitation.objects.filter(group=_group(gss_code, user)["pk"]).earliest("pk").pk}


def _instrument(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"slug": "commissioners"}


def _version(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": InstrumentVersion.objects.filter(instrument__slug="commissioners").latest("pk").pk}


_ROUND, _GROUP, _INVITATION, _VERSION = Example(_round), Example(_group), Example(_invitation), Example(_version)
_OF_A_ROUND = ("detail", "days", "draw", "open", "close", "rates")

ROUND_EXAMPLES: dict[str, Example] = {
    **{f"evaluation:round-{page}": _ROUND for page in _OF_A_ROUND},
    "evaluation:group-instrument": _GROUP,
    "evaluation:group-remind": _GROUP,
    "evaluation:group-rates": _GROUP,
    "evaluation:invitation-list": _GROUP,
    "evaluation:invitation-detail": _INVITATION,
    "evaluation:invitation-link": _INVITATION,
    "evaluation:instrument-detail": Example(_instrument),
    "evaluation:version-detail": _VERSION,
    "evaluation:version-download": _VERSION,
}

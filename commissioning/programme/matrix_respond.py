"""The respondent's way for the permission matrix: a real secret in the address, and made-up ones for the pages behind
it, which ask for the cookie that the secret's own address gives.
"""

from typing import Any

from commissioning.people.models import User
from evaluation import links
from evaluation.models import Invitation, Round

from .example import Example


def _link(gss_code: str, user: User | None) -> dict[str, Any]:
    """A real secret, of somebody invited this year."""
    token = links.new()
    asked = Invitation.objects.filter(group__round__state=Round.State.OPEN, group__interviewed=False, outcome="")
    Invitation.objects.filter(pk=asked.earliest("pk").pk).update(token_hash=links.invitation_hash(token))
    return {"token": token}


def _page(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"key": "0" * 20}


_PAGE = Example(_page)

RESPOND_EXAMPLES: dict[str, Example] = {
    "respond:link-open": Example(_link),
    "respond:link-lost": Example(lambda gss_code, user: {"pk": 1}),
    "respond:page-answer": Example(lambda g, user: _page(g, user) | {"number": 1}),
    **{
        f"respond:{page}": _PAGE
        for page in (
            "survey-start",
            "language-choose",
            "answers-saved",
            "answers-check",
            "answers-send",
            "survey-refuse",
        )
    },
}

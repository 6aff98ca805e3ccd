"""What is made from the random token of a respondent's link. The token itself is only in their email and their browser.

Each use has a hash of its own, so that nobody can tell that an invitation, a draft and a page have one link in common
(domain D, modes). The sealing keys are made from it too: `sealing`.
"""

import hashlib

from commissioning.people.tokens import new

__all__ = ["draft_key", "invitation_hash", "new", "page_key"]


def invitation_hash(token: str) -> str:
    return _hash("invite", token)


def draft_key(token: str) -> str:
    return _hash("draft", token)


def page_key(token: str) -> str:
    """Stands in addresses in place of the token; kept nowhere."""
    return _hash("page", token)[:20]


def _hash(use: str, token: str) -> str:
    return hashlib.sha256(f"{use}:{token}".encode(errors="replace")).hexdigest()

"""One-use links. The link holds a random token; the database holds only its hash."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse


def new() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def invitation_address(token: str) -> str:
    return settings.SITE_ADDRESS + reverse("people:invitation-open", args=[token])

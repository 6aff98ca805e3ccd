"""Settings for tests: cheap password hashes, files of the test's own, and mail as rows."""

from pathlib import Path
from typing import Any

from django.conf import settings


def settings_for(files: Path) -> dict[str, Any]:
    """Django would put mail in a list instead; and look through all static files for every client that is made."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": files}}
    return {
        "STORAGES": {**settings.STORAGES, "default": default},
        "EMAIL_BACKEND": "commissioning.people.mail.QueueingBackend",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "WHITENOISE_AUTOREFRESH": True,
    }

"""The environment variables the site reads, each declared once with what it is for.

A missing or malformed one stops the site at start with a sentence that says what to set;
there is no default that would be unsafe in production.
"""

import os
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

_REQUIRED = object()


@dataclass(frozen=True)
class Variable:
    """One declared variable: its name, what it is for, and the default as text ("" when required)."""

    name: str
    about: str
    default: str
    is_required: bool


DECLARED: dict[str, Variable] = {}


def text(name: str, about: str, default: Any = _REQUIRED) -> str:
    shown = "" if default is _REQUIRED else str(default)
    DECLARED[name] = Variable(name, about, shown, default is _REQUIRED)
    value = os.environ.get(name, "")
    if value:
        return value
    if default is _REQUIRED:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {about}")
    return shown


def flag(name: str, about: str, default: bool) -> bool:
    value = text(name, about, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0. {about}")
    return value in {"1", "true", "yes"}


def number(name: str, about: str, default: int) -> int:
    value = text(name, about, default)
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number. {about}") from None


def words(name: str, about: str, default: str = "") -> list[str]:
    """A comma-separated list, blanks dropped."""
    return [word.strip() for word in text(name, about, default).split(",") if word.strip()]

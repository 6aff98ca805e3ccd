"""Refusing passwords that every list of guesses holds, without asking anybody outside.

Lists of leaked passwords are too large to ship (a billion), and of the commonest 20,000, which Django ships, 187 are
long enough for us. What people do with twelve characters to fill is stretch a common one, so that is what is looked
for: digits and signs around it, numbers for letters, itself twice over, runs on the keyboard, few characters again and
again, our own name.
"""

import re
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

OURS = {"commissioning", "commissioner", "children", "childrens", "council", "support", "programme", "champion"}
SPELT = str.maketrans("013457@$!€", "oieastasie")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb",
)
LEFT_OVER = 3  # so many characters beside runs are no secret
FEWEST_DIFFERENT = 5


class StretchedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user=None) -> None:
        if is_stretched(password):
            raise ValidationError(
                "This password is easy to guess: it is a well-known one made longer. Choose three words that have"
                " nothing to do with each other.",
                code="password_stretched",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be a well-known one made longer."


def is_stretched(password: str) -> bool:
    typed = password.lower()
    if len(set(typed)) < FEWEST_DIFFERENT or len(_without_runs(typed)) <= LEFT_OVER:
        return True
    return any(_unit(core) in _common() for core in _cores(typed))


def _cores(typed: str) -> Iterator[str]:
    """What is left without what stands around it, as typed and with letters for the numbers in it."""
    for text in (typed, typed.translate(SPELT), _bare(typed).translate(SPELT)):
        yield _bare(text)
        yield re.sub(r"[\W_]+", "", text)


def _bare(text: str) -> str:
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)


def _unit(text: str) -> str:
    """`abcabc` is `abc`."""
    return text[: (text + text).find(text, 1)] if text else text


def _without_runs(text: str) -> str:
    """Without pieces of four and more that lie side by side on the keyboard or in the alphabet, either way round."""
    for row in ROWS:
        for track in (row, row[::-1]):
            for length in range(len(track), 3, -1):
                for start in range(len(track) - length + 1):
                    text = text.replace(track[start : start + length], "")
    return text


@cache
def _common() -> frozenset[str]:
    ours = settings.PROGRAMME_NAME.lower()
    return frozenset(CommonPasswordValidator().passwords | OURS | {*ours.split(), ours.replace(" ", "")})

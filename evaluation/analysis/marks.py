"""What a publication withholds, as those who print it see it: they ask for a mark, and never decide one."""

from collections.abc import Iterable
from typing import Protocol

from commissioning.reporting.suppression import COMPLEMENTARY, PRIMARY

NET_POSITIVE, NET_NEGATIVE = "net:positive", "net:negative"


def sum_of(number: str) -> str:
    """The item that stands for a number of the summary, such as how many answered: no choice can have such a name."""
    return f"sum:{number}"


class Marks(Protocol):
    """The stored pattern of a publication. `item`: a choice's name, a net, or a number of the summary (`sum_of`)."""

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        """`c`, `c2`, or "" for what is printed."""


class NothingWithheld:
    """For those who may see everything."""

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        return ""


class EverythingWithheld:
    """Where nobody answered: no base is large enough."""

    def mark(self, question: str, breakdown: str, value: str, item: str) -> str:
        return PRIMARY


def strongest(marks: Iterable[str]) -> str:
    """The mark of what hangs on several: withheld where one of them is, and for the primary reason if there is one."""
    found = {*marks}
    return next((mark for mark in (PRIMARY, COMPLEMENTARY) if mark in found), "")

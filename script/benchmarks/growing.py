"""Pages that must take as long for many rows as for few: the programme’s desk, and every list there is.

A list is whatever address answers with `lists.respond`. What it shows in the demonstration is copied, with what hangs
on each row, until it has 150 or 15,000 rows; each list in databases of its own, so that one does not slow another.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from inspect import unwrap
from unittest import mock
from uuid import UUID

from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from commissioning.access.roles import Role
from commissioning.lists.respond import Pages, respond
from commissioning.people.models import RoleAppointment, User
from commissioning.programme import demo
from commissioning.programme.matrix import addresses, path_of, undone
from commissioning.programme.matrix_examples import EXAMPLES, NO_OBJECT
from tests.conftest import browser_of
from tests.support import people, scale_packages

from . import copies, scratch
from .running import Bench, Clock, Entry, Goal, Line, Measured, at_most
from .serving import demonstration

DESK = Goal("desk_growth", "s", at_most(1.3))
LISTS = Goal("list_growth", "s", at_most(1.3))
LISTS_QUERIES = Goal("list_growth_queries", "lists", at_most(0))

PACKAGES = (50, 500, 5_000)
FEW, MANY = 150, 15_000
TRIES = 5
ASKERS = ("programme.lead", "admin", "evaluator", "local.lead", "champion", "adviser", "regional.lead", "director")


def quickest(ask: Callable[[], object], name: str) -> Measured:
    """Of some requests in that database, after one that is not counted: what else the machine does only adds."""

    def measured() -> float:
        with scratch.pointed_at(name):
            ask()
            return min(_seconds(ask) for _ in range(TRIES))

    return measured


def _seconds(ask: Callable[[], object]) -> float:
    with Clock() as clock:
        ask()
    return clock.seconds


# --- The desk ---------------------------------------------------------------------------------


@cache
def a_programme_of(packages: int, lines: int) -> scratch.Fill:
    """`lines`: of timeline and ledger, of each package."""

    def fill() -> None:
        scale_packages.packages(scale_packages.a_programme(), packages, lines=lines)

    return fill


def desk_growth(bench: Bench) -> Iterator[Entry]:
    """Its first page: what is out of order, and the board. One package in ten is open, as after some years."""
    with ExitStack() as databases:
        lines = bench.size(12, 40)
        names = [databases.enter_context(scratch.database(a_programme_of(number, lines))) for number in PACKAGES]

        def of(name: str) -> Measured:
            with scratch.pointed_at(name):
                browser = browser_of(people.in_role(Role.PROGRAMME_LEAD))
            return quickest(lambda: _content(browser, "/support/desk/"), name)

        figures = bench.in_turn(*map(of, names))
        yield DESK.reached(
            figures[-1] / figures[0], ours=figures[-1], reference=figures[0], n=bench.repeats, size=PACKAGES[-1]
        )


def _content(browser: Client, path: str) -> bytes:
    answer = browser.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return answer.content


# --- Lists ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AList:
    """An address with the account that sees most in it, and the rows that are shown there."""

    name: str
    path: str
    account: str
    model: type[models.Model]
    shown: tuple[int | str | UUID, ...]


@dataclass(frozen=True)
class Grown:
    few: float
    many: float
    queries: tuple[int, int]
    rows: int

    @property
    def ratio(self) -> float:
        return self.many / self.few


def list_growth(bench: Bench) -> Iterator[Entry]:
    """The figure is that of the list that grows most; all of them are told while it runs. As many statements are sent
    for 15,000 rows as for 150, or the list is counted in the second line.
    """
    with scratch.database(every_list):
        found = [*_found]
    measured = [grown for one in found if (grown := _grown(bench, one)) is not None]
    most = max(measured, key=lambda grown: grown.ratio)
    differing = sum(few != many for few, many in (grown.queries for grown in measured))
    yield LISTS.reached(most.ratio, ours=most.many, reference=most.few, n=bench.repeats, size=MANY)
    yield LISTS_QUERIES.reached(differing, reference=len(measured), size=MANY)


_found: list[AList] = []


def every_list() -> None:
    """The demonstration, with what the lists’ addresses name: some of it is made for them."""
    demonstration()
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # not everybody may see every list
    _found[:] = _lists()


def _lists() -> Iterator[AList]:
    views = dict(_views(get_resolver(), ""))
    for name in sorted(addresses()):
        if _gives_a_list(unwrap(views[name])) and (one := _as_a_list(name)):
            yield one


def _gives_a_list(view: Callable) -> bool:
    """Itself, or by a function beside it."""
    beside = view.__globals__
    if beside.get("respond") is not respond:
        return False
    called = (beside.get(name) for name in view.__code__.co_names)
    return any(one is respond or "respond" in getattr(one, "__code__", view.__code__).co_names for one in called)


def _views(resolver, namespace: str) -> Iterator[tuple[str, Callable]]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from _views(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry.callback


def _as_a_list(name: str) -> AList | None:
    """As the first who is shown any rows there; None for one that shows nobody any."""
    example = EXAMPLES.get(name, NO_OBJECT)
    askers = {account: User.objects.get(email=demo.email_of(account)) for account in ASKERS}
    shared = "" if example.own_by_person else path_of(name, demo.DURHAM, None)
    for account, user in askers.items():
        with undone(), _listed() as rows:
            path = shared or path_of(name, demo.DURHAM, user)
            browser_of(user).get(path)
            if rows and (shown := tuple(_of_others(rows[0], user).values_list("pk", flat=True))):
                return AList(name, path, account, rows[0].model, tuple(dict.fromkeys(shown)))
    print(f"  {name}: the demonstration shows nobody any rows", file=sys.stderr)
    return None


def _of_others(rows: models.QuerySet, user: User) -> models.QuerySet:
    """Nobody holds a thousand posts: the asker's own are read for every page and are not copied."""
    return rows.exclude(person=user) if rows.model is RoleAppointment else rows


@contextmanager
def _listed() -> Iterator[list[models.QuerySet]]:
    """What was given to be shown page by page meanwhile."""
    seen: list[models.QuerySet] = []

    begun = Pages.__init__

    def noted(self, object_list, *more) -> None:
        seen.append(object_list)
        begun(self, object_list, *more)

    with mock.patch.object(Pages, "__init__", noted):
        yield seen


def _grown(bench: Bench, one: AList) -> Grown | None:
    with ExitStack() as databases:
        names = []
        for number in (FEW, MANY):
            names.append(databases.enter_context(scratch.database(every_list)))
            copies.until(one.model, one.shown, number, names[-1])
        rows, queries, measured = [], [], []
        for name in names:
            with scratch.pointed_at(name):
                browser = browser_of(User.objects.get(email=demo.email_of(one.account)))
                _content(browser, one.path)
                with _listed() as shown, CaptureQueriesContext(connection) as captured:
                    _content(browser, one.path)
                queries.append(len(captured))
                rows.append(shown[0].count())
            measured.append(quickest(lambda browser=browser: _content(browser, one.path), name))
        if rows[1] < MANY:
            print(f"  {one.name}: {rows[1]:,} rows at most, so not measured", file=sys.stderr)
            return None
        grown = Grown(*bench.in_turn(*measured), (queries[0], queries[1]), rows[1])
    said = f"{grown.few * 1000:.0f} → {grown.many * 1000:.0f} ms, {queries[0]} → {queries[1]} statements"
    print(f"  {one.name}: {grown.ratio:.2f} ({said})", file=sys.stderr)
    return grown


LINES: dict[str, Line] = {
    "desk_growth": desk_growth,
    "list_growth": list_growth,
    "list_growth_queries": list_growth,
}

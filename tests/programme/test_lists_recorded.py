"""Every list of the house, asked for on the demonstration’s data: who takes its file is recorded, once; who reads one
of people is, too; whoever is refused is not. A list with a column about people says which it is. None can be forgotten.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Exists, Field, Model, Subquery, Sum
from django.db.models.expressions import Case, Col, When
from django.test import Client
from django.urls import get_resolver

from commissioning.access.privacy import Kind
from commissioning.access.scope import Scope
from commissioning.lists.asked import Asked
from commissioning.lists.declare import Listing
from commissioning.people.models import AuditEntry, User
from commissioning.people.queries.directory import directory
from commissioning.programme import demo, matrix
from commissioning.programme.demo.places import DURHAM, EALING
from tests.conftest import browser_of
from tests.support.verbs import functions_that_call

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ACCOUNTS = [person.account for person in demo.PEOPLE if person.gss_code != EALING]
FEWEST = 40  # lists there were when this was written


@dataclass
class Spy:
    """What the lists were that were narrowed while it watched."""

    seen: list[tuple[Listing, type[Model], dict]] = field(default_factory=list)

    def __call__(self, narrow):
        def watched(asked, rows):
            self.seen.append((asked.listing, rows.model, dict(rows.query.annotations)))
            return narrow(asked, rows)

        return watched


def list_addresses() -> list[str]:
    """The named addresses whose views answer with a list."""
    those = functions_that_call("respond")
    found = []
    for name, callback in _callbacks(get_resolver(), ""):
        view = callback
        while hasattr(view, "__wrapped__"):
            view = view.__wrapped__
        if (view.__module__, view.__name__) in those:
            found.append(name)
    return sorted(found)


def _callbacks(resolver, namespace: str) -> Iterator:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from _callbacks(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        else:
            yield f"{namespace}{entry.name}", entry.callback


def test_every_list_is_recorded_as_it_says_and_says_whether_it_is_of_people(demonstration, db, monkeypatch):
    readers = {name: browser_of(User.objects.get(email=demo.email_of(name))) for name in ACCOUNTS}
    spy = Spy()
    monkeypatch.setattr(Asked, "narrow", spy(Asked.narrow))
    addresses = list_addresses()
    assert len(addresses) >= FEWEST
    wrong = [finding for address in addresses for finding in _findings(address, readers, spy)]
    assert not wrong, "\n".join(wrong)


def _findings(address: str, readers: dict[str, Client], spy: Spy) -> Iterator[str]:
    example = matrix.EXAMPLES.get(address, matrix.NO_OBJECT)
    answered = False
    for those in matrix.together(example, list(readers)):
        with matrix.undone():
            path = matrix.path_of(address, DURHAM, readers[those[0]].person)
            for name in those:
                spy.seen.clear()
                verbs, status = _recorded(readers[name], path)
                if status != 200:
                    if status in (400, 403, 404) and verbs:
                        yield f"{address}: {name} is refused, and {verbs} recorded"
                elif not answered:
                    answered = True
                    yield from _of_list(address, path, readers[name], spy)
    if not answered:
        yield f"{address}: nobody is shown it"


def _of_list(address: str, path: str, reader: Client, spy: Spy) -> Iterator[str]:
    if not spy.seen:
        yield f"{address} narrows no list"
        return
    listing, model, annotations = spy.seen[0]
    taken, read = f"{listing.key}-export", f"{listing.key}-read"
    for query, expected in (
        ("", [read] if listing.of_people else []),
        ("?format=csv", [taken]),
        ("?format=csv&sort=nothing", []),
        ("?sort=nothing", []),
    ):
        verbs, _ = _recorded(reader, path + query)
        if [verb for verb in verbs if verb in (taken, read)] != expected:
            yield f"{address}{query} records {verbs}, not {expected}"
    verbs, _ = _recorded(reader, path + "?format=csv", method="head")
    if taken in verbs:
        yield f"{address} is taken by whoever asks for its headers"
    if listing.of_people and listing.names_beside:
        yield f"{address} says both that it is of people and that it is not"
    named = sorted({column.heading for column in listing.columns if is_personal(column.lookup, model, annotations)})
    if named and not (listing.of_people or listing.names_beside):
        yield f"{address} has {named}: say of_people, or names_beside with why reading a page is not recorded"


def _recorded(reader: Client, path: str, method: str = "get") -> tuple[list[str], int]:
    before = AuditEntry.objects.latest("pk").pk
    browser = Client(raise_request_exception=False)
    browser.cookies.update(reader.cookies)
    with matrix.undone():
        answer = getattr(browser, method)(path)
        b"".join(answer)
        verbs = list(AuditEntry.objects.filter(pk__gt=before).order_by("pk").values_list("verb", flat=True))
    return verbs, answer.status_code


# --- By the classification ----------------------------------------------------------------


def is_personal(lookup: str, model: type[Model], annotations: dict) -> bool:
    return any(_kind(found) is Kind.PERSONAL for found in _fields(lookup, model, annotations))


def _fields(lookup: str, model: type[Model], annotations: dict) -> Iterator[Field]:
    """The stored fields that a column's values come from."""
    first, *rest = lookup.split("__")
    if first in annotations:
        yield from _sources(annotations[first])
        return
    found = None
    for name in (first, *rest):
        try:
            found = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            break
        model = getattr(found, "related_model", None) or model
    if found is not None:
        yield found


def _sources(expression) -> Iterator[Field]:
    """A number of people or their sum names nobody, nor does whether there is one, nor what a choice goes by."""
    if isinstance(expression, Col):
        yield expression.target
    elif isinstance(expression, Subquery) and not isinstance(expression, Exists):
        for inner in (*expression.query.select, *expression.query.annotation_select.values()):
            yield from _sources(inner)
    elif isinstance(expression, When):
        yield from _sources(expression.result)
    elif isinstance(expression, Case):
        for inner in (*expression.cases, expression.default):
            yield from _sources(inner)
    elif not isinstance(expression, Count | Exists | Sum):
        for inner in getattr(expression, "get_source_expressions", list)():
            if inner is not None:
                yield from _sources(inner)


def _kind(found: Field) -> Kind | None:
    config = apps.get_app_config(found.model._meta.app_label)
    if not config.name.startswith(("commissioning.", "readiness", "evaluation")):
        return None
    declared = __import__(f"{config.name}.privacy", fromlist=["FIELDS"]).FIELDS
    return declared[found.model.__name__][found.name]


@pytest.mark.parametrize(
    ("lookup", "expected"), [("person__email", True), ("role", False), ("authority__short_name", False)]
)
def test_a_column_is_followed_to_what_the_classification_says(lookup, expected):
    assert is_personal(lookup, apps.get_model("people.RoleAppointment"), {}) is expected


def test_a_name_put_together_by_the_database_is_personal():
    rows = directory(Scope(()), date(2026, 4, 1))
    assert is_personal("champion", rows.model, rows.query.annotations)
    assert not is_personal("acting", rows.model, rows.query.annotations)

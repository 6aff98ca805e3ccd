"""Every form of the site, from the page that shows it: with fields nobody asked for, sent twice, and full of what no
person types (quality 4, 9, 22, 29). One walk for all three.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client, override_settings
from django.urls import Resolver404, resolve

from commissioning.programme import demo, matrix
from tests.support import database, filling, quick, sweeping
from tests.support.filling import Data, Form
from tests.support.made import make_files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

READERS = ("programme.lead", "champion", "evaluator", "local.lead", "admin", "director")
OF_A_LIBRARY = ("account_", "mfa_", "openid")
WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
BESIDE = ("django_session", "people_auditentry")  # that somebody asked
BY_LOT = re.compile(r" at 0x[0-9a-f]+|[\w.:/+=-]{20,}")
MOST_FIELDS = 450  # a request may have 500
OWN = ("commissioning", "readiness", "evaluation")
NUL, LONG, LONE = "1\x00", "9" * 5000, "\udced\udca0\udc80" + "x" * 60_000  # the last begins with half a pair
FORM = "application/x-www-form-urlencoded"
ANOTHER_IS_ANOTHER = {"readiness:partner-link"}  # a new link each time; the one before opens nothing


@dataclass(frozen=True)
class Effect:
    """What a form was answered with, and what it wrote: each statement that changed a row, without what is by lot."""

    status: int
    wrote: tuple[str, ...]


@dataclass
class Found:
    """What the walk saw, by the name of the address a form is sent to."""

    sent: set[str] = field(default_factory=set)
    effective: set[str] = field(default_factory=set)
    more: dict[str, tuple[Effect, Effect]] = field(default_factory=dict)
    twice: dict[str, Effect] = field(default_factory=dict)
    broken: list[tuple[str, str, int]] = field(default_factory=list)


@pytest.fixture(scope="module")
def walked(demonstration, django_db_blocker, tmp_path_factory) -> Found:
    found = Found()
    with (
        django_db_blocker.unblock(),
        override_settings(**quick.settings_for(tmp_path_factory.mktemp("files"))),
        pytest.MonkeyPatch.context() as patch,
        database.statements(connection.settings_dict["NAME"]) as execute,
        matrix.undone(),
    ):
        make_files()
        sweeping.stop_the_clock(patch)
        for name, client, form in forms():
            found.sent.add(name)
            numbers = sweeping.next_numbers()
            with matrix.undone():
                first, again = send(client, form.path, form.data), send(client, form.path, form.data)
            if again.wrote:
                found.twice[name] = again
            if first.wrote:
                found.effective.add(name)
                for fields in extra(form.data):
                    execute(numbers)
                    with matrix.undone():
                        more = send(client, form.path, form.data | fields)
                    if more != first:
                        found.more[name] = (first, more)
            found.broken += [(name, bad[:5], status) for bad, status in refused(client, form) if status >= 500]
    return found


def forms() -> Iterator[tuple[str, Client, Form]]:
    """Each form once by the name of where it goes, while what it is about is there."""
    readers = {name: sweeping.browser(name) for name in READERS}
    seen: set[str] = set()
    for address in sorted(name for name in matrix.addresses() if not name.startswith(OF_A_LIBRARY)):
        for those in matrix.together(sweeping.example_of(address), list(readers)):
            if address in seen:
                break
            with matrix.undone():
                path = matrix.path_of(address, demo.DURHAM, readers[those[0]].person)
                for client, form in shown(path, [readers[name] for name in those]):
                    name = name_of(form.path)
                    if name not in seen and not name.startswith(OF_A_LIBRARY):
                        seen.add(name)
                        yield name, client, form


def shown(path: str, clients: list[Client]) -> Iterator[tuple[Client, Form]]:
    """The forms of that page as the first two see it who may."""
    pages = 0
    for client in clients:
        with matrix.undone():
            page = client.get(path)
            body = b"".join(page.streaming_content) if page.streaming else page.content
            is_page = page.status_code == 200 and "html" in page.headers["Content-Type"]
            if is_page:
                yield from ((client, form) for form in filling.forms_of(body.decode(), path))
        pages += is_page
        if pages == 2 or page.status_code == matrix.NOT_TAKEN or (page.status_code == 200 and not is_page):
            return


def name_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return "account_nowhere"


def send(client: Client, path: str, data: Data) -> Effect:
    with sweeping.statements() as said:
        status = client.post(path, sweeping.urlencoded(data), content_type=FORM).status_code
    wrote = [f"{one.sql} {one.values}" for one in said if one.rows and is_written(one.sql)]
    # A page that is shown again, or says what is in the way, comes after what it tried was undone.
    return Effect(status, tuple(BY_LOT.sub("", one) for one in wrote) if status == 302 else ())


def is_written(sql: str) -> bool:
    found = WRITES.match(sql)
    return found is not None and found[1] not in BESIDE


def extra(data: Data) -> Iterator[Data]:
    """Every field of every model that the form does not have, as many at once as a request may hold."""
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in OWN]
    fields = [field for model in models for field in model._meta.concrete_fields]
    names = sorted({name for field in fields for name in (field.name, field.attname)} - data.keys())
    for start in range(0, len(names), MOST_FIELDS):
        yield {name: ["1"] for name in names[start : start + MOST_FIELDS]}


def refused(client: Client, form: Form) -> Iterator[tuple[str, int]]:
    for bad, keys in ((NUL, form.data), (LONG, form.data), (LONE, form.data), (NUL, form.hidden), (LONG, form.hidden)):
        if keys:
            with matrix.undone():
                yield bad, send(client, form.path, form.data | {key: [bad] for key in keys}).status


def test_4_9_fields_that_no_form_asks_for_change_nothing(walked):
    assert walked.more == {}
    assert len(walked.effective) > 60


def test_22_what_nobody_types_is_refused_and_never_an_error(walked):
    assert walked.broken == []
    assert len(walked.sent) > 150


def test_29_what_is_sent_twice_has_one_effect(walked):
    assert {name: effect for name, effect in walked.twice.items() if name not in ANOTHER_IS_ANOTHER} == {}

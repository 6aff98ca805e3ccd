"""What every test may use. Run through `script/test`, which starts PostgreSQL and prepares the template database."""

import gc
import os
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from xdist.scheduler import LoadScopeScheduling

from commissioning.access.roles import Role
from commissioning.frames import with_room
from commissioning.people import sessions
from tests.support import database, people, quick


def pytest_collection_finish() -> None:
    """What all tests share is not looked through for rubbish again and again."""
    gc.collect()
    gc.freeze()


def pytest_configure(config) -> None:
    if "TEST_SUPERUSER_URL" not in os.environ:
        raise pytest.UsageError("Run the tests with script/test: it starts the database they need.")


# Of each of these, all tests go to one process.
SHARED = (
    "tests/browser/test_every_page.py",  # as many pages as all journeys together
    "tests/browser/",
    "tests/integration/killed/",
    "tests/sweeps/test_posted.py",
    "tests/integration/test_40_restore.py",
)
APART = "tests/browser/test_matrix_pages.py"  # has no site, and much to look at


class ByWhatTheyShare(LoadScopeScheduling):
    """Each test goes to whichever process is free, but for those that share a site, a backup or a walk: to begin it
    in each process costs more than all their tests.
    """

    def _split_scope(self, nodeid: str) -> str:
        shared = () if nodeid.startswith(APART) else SHARED
        return next((place for place in shared if nodeid.startswith(place)), nodeid)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config, log) -> LoadScopeScheduling:
    return ByWhatTheyShare(config, log)


# Slow whatever they test: with a browser, a site or a database of their own; and whole folders.
BRINGS = {"browser", "site", "own_database", "demonstration"}
FOLDERS = ("tests/browser/", "tests/bench/", "tests/pdf/", "tests/deployment/", "tests/integration/", "tests/machine/")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    """pytest’s own, with room for frames as the site itself has it."""
    return with_room(item.config.pluginmanager.get_plugin("runner").pytest_runtest_protocol, item, nextitem)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    """Marked before others choose and order; then the slow ones first, so that no process is left alone with one of
    them in the end.
    """
    for item in items:
        if item.nodeid.startswith(FOLDERS) or BRINGS & set(item.fixturenames):
            item.add_marker("slow")
    yield
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """This process's own clone of the prepared template, in place of Django's test database."""
    from django.db import connections

    with database.clone(f"test_{worker_id}_{os.getpid()}") as name:
        connections["default"].settings_dict["NAME"] = name
        yield
        with django_db_blocker.unblock():
            connections.close_all()


@pytest.fixture(autouse=True)
def _quick_and_private(settings, tmp_path):
    for name, value in quick.settings_for(tmp_path / "files").items():
        setattr(settings, name, value)


@pytest.fixture
def files_of_the_template():
    """For what reads every file again: those of the rows that every test begins with."""
    database.bring_files(Path(default_storage.location))


@pytest.fixture
def files_of_the_demonstration():
    database.bring_files(Path(default_storage.location), database.DEMONSTRATION)


@pytest.fixture
def own_database(django_db_blocker, request):
    """For tests that commit: a clone of their own, dropped afterwards. Not together with `db`."""
    name = f"test_own_{os.getpid()}_{abs(hash(request.node.nodeid))}"
    with django_db_blocker.unblock(), database.clone(name), database.visited(name):
        yield name


@pytest.fixture(scope="session")
def _demonstration(worker_id):
    with database.clone(f"test_demo_{worker_id}_{os.getpid()}", database.demonstration()) as name:
        yield name


@pytest.fixture(scope="module")
def demonstration(_demonstration, django_db_setup, django_db_blocker):
    """From here on, all tests of the module work on the demonstration; each undoes what it does."""
    with django_db_blocker.unblock(), database.visited(_demonstration):
        yield


@pytest.fixture
def register(db):
    """The real register and the shipped standards, as the template holds them."""


@pytest.fixture
def client_as(db):
    """`client_as(Role.CHAMPION)` → a browser signed in as a new person in that role; `client.person` is who."""

    def signed_in(role: Role, authority=None, region=None, **appointment) -> Client:
        return browser_of(people.in_role(role, authority, region, **appointment))

    return signed_in


def browser_of(person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    sessions.begin(session)  # as signing in does, so that their first page writes no more than the next
    session.save()
    client.person = person
    return client

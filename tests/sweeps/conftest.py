"""One demonstration for all the sweeps: they share a process (tests/conftest.py), and each undoes what it does."""

import pytest

from tests.support import sweeping


@pytest.fixture(scope="package")
def seeded(django_db_setup, django_db_blocker, tmp_path_factory):
    """In a transaction around those of the tests."""
    place = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), sweeping.seeded(place):
        yield place


@pytest.fixture
def demonstration(seeded, db, settings):
    settings.STORAGES = {**settings.STORAGES, "default": sweeping.storage(seeded)}

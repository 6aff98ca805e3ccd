"""What the tests of killed and missing parts share: one site, whole again before each of them."""

import pytest

from tests.support.living import Living, living


@pytest.fixture(scope="session")
def _living(tmp_path_factory, django_db_blocker):
    with django_db_blocker.unblock(), living(tmp_path_factory.mktemp("living")) as made:
        yield made


@pytest.fixture
def whole(_living, processes_only) -> Living:
    """All its parts run, and nothing is left to be done."""
    _living.revive()
    _living.until_all_is_done()
    return _living

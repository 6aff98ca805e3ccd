"""What tests of real processes share."""

import pytest


@pytest.fixture
def processes_only(django_db_blocker):
    """They look into the site's own database, not into a test's transaction."""
    with django_db_blocker.unblock():
        yield

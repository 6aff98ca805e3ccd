"""What the tests of surveys share."""

import pytest

from .oracle import Oracle


@pytest.fixture(scope="session")
def oracle():
    asked = Oracle()
    yield asked
    asked.end()

"""Addresses that nothing can have (quality 22)."""

import pytest

from commissioning.access.roles import Role


@pytest.mark.parametrize("path", ["/evaluation/areas/%00/listening/", "/readiness/views/1/standards/%00/", "/%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_22_a_path_that_cannot_be_stored_is_not_found(client_as, path, method):
    assert getattr(client_as(Role.LOCAL_LEAD), method)(path).status_code == 404

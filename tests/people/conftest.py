"""What the tests of people share."""

import pytest

from tests.support import mail_server as support


@pytest.fixture
def mail_server(settings):
    with support.mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server

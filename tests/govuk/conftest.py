"""The look is tested without a database and without collected files."""

import pytest


@pytest.fixture(autouse=True)
def _files_as_compiled(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }

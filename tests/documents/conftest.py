"""A document kind of the tests' own: what it does when it is made is the test's to say."""

import pytest
from django.db.models import Q

from commissioning.access.permissions import Permission
from commissioning.documents import kinds
from commissioning.documents.kinds import BuiltFile


class Builder:
    """Stands in for a report; `work` is called while it is made."""

    def __init__(self) -> None:
        self.work = lambda document, progress: None
        self.allowed = True
        self.times = 0

    def build(self, document, progress) -> BuiltFile:
        self.times += 1
        self.work(document, progress)
        return BuiltFile("made.txt", "text/plain", b"the content")


@pytest.fixture
def builder(monkeypatch) -> Builder:
    made = Builder()
    kind = kinds.Kind(
        key="test",
        visible_to=lambda scope: Q(pk__isnull=False) if scope.holds(Permission.ASSESSMENT_LEAD) else Q(pk__in=[]),
        may=lambda scope, document: made.allowed,
        build=made.build,
    )
    monkeypatch.setitem(kinds._KINDS, "test", kind)
    return made

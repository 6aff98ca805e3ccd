"""Two administrators press at the same moment: one reorganisation is recorded, and it is applied once."""

from collections.abc import Callable
from datetime import date

import pytest

from commissioning.access.roles import Role
from commissioning.authorities.models import Succession
from commissioning.programme.models import Reassignment, Reorganisation
from commissioning.programme.reorganisation import actions, applying
from commissioning.programme.reorganisation.preview import preview
from commissioning.saving import NotNow
from tests.support.people import area, in_role
from tests.support.reorganising import BARNSLEY, BARNSLEY_BEFORE, LONG_AGO, recorded, undone
from tests.support.together import together

DAY = date(2025, 4, 1)


@pytest.fixture
def two(own_database):
    """Barnsley as before its new code, with a champion; and two administrators."""
    old, facts = undone(BARNSLEY_BEFORE, BARNSLEY)
    in_role(Role.CHAMPION, old, starts_on=LONG_AGO)
    return old, facts, [in_role(Role.ADMINISTRATOR) for _ in range(2)]


def one_was_told(work: Callable, people: list) -> None:
    """Of two who do the same, one does it and the other learns that it is done."""
    done = together(*(lambda by=by: work(by) for by in people))
    assert sorted(isinstance(one, NotNow) for one in done) == [False, True], done


def test_recorded_by_two_at_once_it_is_recorded_once(two):
    old, _, people = two
    planned = actions.Planned("recoded", (old,), DAY, "The Order")
    one_was_told(lambda by: actions.record(planned=planned, by=by), people)
    assert Reorganisation.objects.count() == 1


def test_applied_by_two_at_once_it_is_applied_once(two):
    old, facts, people = two
    row = recorded("recoded", [old], DAY, facts, by=people[0])
    seen = preview(row).checksum
    one_was_told(lambda by: applying.apply(reorganisation=row, checksum=seen, by=by), people)
    assert Succession.objects.filter(predecessor=old).count() == 1
    assert Reassignment.objects.filter(reorganisation=row, what="champion").count() == 1
    assert area(BARNSLEY).appointments.in_force().count() == 1

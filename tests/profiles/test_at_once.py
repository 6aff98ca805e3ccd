"""Several people at one profile at the same moment."""

import time

import pytest

from commissioning.access.roles import Role
from commissioning.people import audit
from commissioning.profiles.actions import history, stakeholders, welcomed
from commissioning.profiles.models import HistoryEntry, Stakeholder
from commissioning.saving import NotNow
from tests.profiles.rows import entry, entry_typed, keeper, person_typed, stakeholder, welcomed_typed
from tests.support.people import area
from tests.support.together import together


@pytest.fixture(autouse=True)
def _slowly(monkeypatch):
    """Each change stays uncommitted for a moment, so that the others surely meet it."""
    record = audit.record

    def late(*args, **kwargs):
        record(*args, **kwargs)
        time.sleep(0.2)

    monkeypatch.setattr(audit, "record", late)


def test_adding_the_same_at_once_adds_one(own_database):
    by, here = keeper(), area()
    given = together(*[lambda: history.add(authority=here, typed=entry_typed(), by=by)] * 3)
    assert len({row.pk for row in given}) == 1
    assert HistoryEntry.objects.count() == 1


def test_the_same_welcomed_at_once_is_one(own_database):
    by, here, typed = keeper(), area(), welcomed_typed()
    given = together(*[lambda: welcomed.add(authority=here, typed=typed, by=by)] * 3)
    assert len({row.pk for row in given}) == 1


def test_two_who_save_at_once_do_not_overwrite_each_other(own_database):
    row, by = entry(), keeper()
    given = together(
        lambda: history.save(entry=row, typed=entry_typed(title="One"), version=1, by=by),
        lambda: history.save(entry=row, typed=entry_typed(title="Two"), version=1, by=by),
    )
    assert sorted(saved.conflict for saved in given) == [False, True]
    row.refresh_from_db()
    assert row.version == 2


def test_saved_or_removed_at_once_one_of_them_is_told(own_database):
    row, by = entry(), keeper()
    saved, removed = together(
        lambda: history.save(entry=row, typed=entry_typed(title="One"), version=1, by=by),
        lambda: history.remove(entry=row, because="Twice", version=1, by=by),
    )
    row.refresh_from_db()
    if isinstance(saved, NotNow):
        assert (row.version, row.removed_because) == (1, "Twice")
    else:
        assert removed.conflict
        assert (row.title, row.removed_at) == ("One", None)


def test_nobody_else_is_agreed_while_the_row_changes(own_database):
    """Whichever came first, no agreement stands to a name the champion did not see."""
    champion, lead = keeper(role=Role.CHAMPION), keeper()
    rows = [stakeholder(lead) for _ in range(3)]
    shown = {row.pk: 1 for row in rows}
    together(
        lambda: stakeholders.agree(authority=area(), shown=shown, by=champion),
        *[
            lambda row=row: stakeholders.save(stakeholder=row, typed=person_typed(name="Else"), version=1, by=lead)
            for row in rows
        ],
    )
    assert set(Stakeholder.objects.values_list("name", "agreed_at")) == {("Else", None)}

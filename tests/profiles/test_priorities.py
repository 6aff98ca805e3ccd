"""An area’s priorities: kept and read like the support it would welcome, with themes of their own."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.profiles import queries
from commissioning.profiles.actions import said as actions
from commissioning.profiles.models import Priority, WelcomedSupport
from commissioning.profiles.sensitivity import Sensitivity
from tests.profiles.rows import BASE, HOSTILE, keeper, prioritise, this_year, welcomed_posted, welcomed_typed
from tests.profiles.test_history import SEES
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

PRIORITIES = f"{BASE}/priorities/"


def posted(**changes) -> dict:
    return welcomed_posted(**{"kind": "safeguarding", "words": "Fewer moves", "said_by": "board"} | changes)


@pytest.mark.parametrize("role", [*Role])
def test_each_is_read_by_those_it_is_for(client_as, role):
    reader = client_as(role)
    by = reader.person if role is Role.CHAMPION else keeper(role=Role.CHAMPION)
    for sensitivity in Sensitivity:
        prioritise(by, words=f"Only for {sensitivity}.", sensitivity=sensitivity)
    page = text(reader.get(PRIORITIES))
    file = b"".join(reader.get(f"{PRIORITIES}?format=csv").streaming_content).decode()
    for sensitivity, sees in SEES.items():
        for found in (page, file):
            assert (f"Only for {sensitivity}." in found) is (role in sees), sensitivity
    assert AuditEntry.objects.filter(verb="priority-export", actor_id=reader.person.pk).count() == 1


def test_added_once_changed_and_removed_with_a_reason(client_as):
    champion = client_as(Role.CHAMPION)
    for _ in range(2):
        assert champion.post(f"{PRIORITIES}add/", posted()).status_code == 302
    row = Priority.objects.get()
    assert (row.kind, row.said_by, row.year, row.version) == ("safeguarding", "board", this_year(), 1)
    assert not WelcomedSupport.objects.exists()
    address = f"{PRIORITIES}{row.pk}/"
    version = hidden(text(champion.get(address)))
    assert champion.post(address, posted(kind="care", version=version)).status_code == 302
    stale = text(champion.post(address, posted(kind="schools", words="Mine", version=version)))
    assert "Mine" in stale
    assert "Children in care and care leavers" in stale
    gone = {"because": "Said of another year", "version": 2}
    assert champion.post(f"{address}remove/", gone).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.removed_because) == ("care", "Said of another year")
    assert "Said of another year" in text(champion.get(f"{PRIORITIES}?show=removed"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": ""}, "Select a theme from the list"),
        ({"kind": "joint"}, "Select a theme from the list"),  # a kind of support is no theme
        ({"words": "x" * 501}, "What matters must be 500 characters or less"),
    ],
)
def test_what_is_wrong_is_said(client_as, changes, reason):
    assert reason in text(client_as(Role.CHAMPION).post(f"{PRIORITIES}add/", posted(**changes)))
    assert not Priority.objects.exists()


def test_who_may_not_write_and_who_finds_nothing(client_as):
    row = prioritise(sensitivity="public")
    for role in (Role.DIRECTOR, Role.CONTRIBUTOR, Role.PROGRAMME_LEAD, Role.REGIONAL_LEAD):
        assert client_as(role).post(f"{PRIORITIES}{row.pk}/", posted()).status_code == 403
    other = client_as(Role.CHAMPION, area(EALING))
    assert other.get(PRIORITIES).status_code == 404
    assert other.post(f"{PRIORITIES}{row.pk}/", posted()).status_code == 404
    row.refresh_from_db()
    assert row.version == 1


def test_what_is_hostile_is_shown_as_words_and_older_ones_are_history(client_as):
    champion = client_as(Role.CHAMPION)
    prioritise(champion.person, words=HOSTILE)
    prioritise(champion.person, words="Long ago", year=this_year() - 2, sensitivity="public")
    page = text(champion.get(PRIORITIES))
    assert "<script>alert" not in page
    assert "Long ago" in page
    lead = scope_of(in_role(Role.LOCAL_LEAD))
    assert [row.words for row in queries.priorities_for(area(), lead)] == [HOSTILE]
    assert "2 entries that you may read" in text(champion.get(area().get_absolute_url()))


def test_a_priority_is_never_support_that_would_be_welcomed():
    by = keeper()
    same = welcomed_typed(kind="market")  # a name that both lists have
    actions.add(Priority, authority=area(), typed=same, by=by)
    actions.add(WelcomedSupport, authority=area(), typed=same, by=by)
    assert (Priority.objects.count(), WelcomedSupport.objects.count()) == (1, 1)

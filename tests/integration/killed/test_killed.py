"""-9 in the middle of work: nothing acknowledged is lost, nothing half written, no job stuck (quality 33, 34, 35)."""

from itertools import combinations

import pytest

from tests.support.living import CHILD, PARTS, Saving
from tests.support.site import until

pytestmark = pytest.mark.slow

KILLED = [(CHILD,), *((part,) for part in PARTS), *combinations(PARTS, 2)]


@pytest.mark.parametrize("killed", KILLED, ids=" and ".join)
def test_33_34_35_killed_amid_work_nothing_acknowledged_is_lost_and_no_job_is_stuck(whole, killed):
    name = f"Amid {' and '.join(killed)}:"
    with Saving(whole.champion, name) as saving:
        saving.until_saved(2)
        document = whole.ask_for_report()
        whole.until_begun(document)
        for part in killed:
            whole.kill(part)
        whole.start()
        saving.until_saved(2)
    whole.until_all_is_done()
    stored = whole.entries(name)
    assert set(saving.acknowledged) <= set(stored) <= set(saving.tried)
    assert len(stored) == len(set(stored)), "none twice"


def test_33_killed_with_a_save_half_done_it_is_not_half_stored(whole):
    with whole.held_up("Half done") as asking:
        whole.kill("web")
        asking.join()
        assert asking.answer is None, "nobody was told that it is kept"
    assert whole.entries("Half done") == []
    whole.start()
    assert whole.add_entry("Half done")[0] == 200
    assert whole.entries("Half done") == ["Half done"]


def test_33_41_a_job_that_ends_its_worker_each_time_is_parked_and_others_go_on(whole):
    poison = whole.ask_for_report()
    for attempt in (1, 2, 3):
        whole.until_begun(poison, attempt)
        whole.kill(CHILD)
    until(lambda: whole.state(poison) == "failed", "the report to be given up")
    assert "The worker stopped 3 times while making this" in whole.champion.get(f"/documents/{poison}/")[1]
    other = whole.ask_for_report()
    until(lambda: whole.state(other) == "done", "the next to be made")
    whole.forget(poison)


def test_33_in_the_end_all_that_is_stored_agrees_with_itself(whole):
    """The command fails at the first finding."""
    assert "nothing wrong found" in whole.site.manage("check_integrity")

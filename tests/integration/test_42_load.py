"""The last day of a campaign in little: many save at once while reports are made (script/load plays it at its size)."""

import pytest
from benchmarks import scratch
from benchmarks.deadline_day import Pace, desks, open_site, play
from benchmarks.printing import asked

PACE = Pace(seconds=20, share=3)


@pytest.fixture
def leaving_nothing():
    yield
    scratch.end()


@pytest.mark.slow
@pytest.mark.usefixtures("django_db_setup", "leaving_nothing")
def test_42_people_save_while_reports_are_queued_and_nothing_is_lost(tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), open_site(tmp_path / "site") as site:
        people = desks(PACE.people)
        day = play(site, PACE, people, asked(PACE.reports))
    assert day.is_good, f"{day}\n{day.seen.errors[:5]} {day.lost[:5]}"
    assert len(day.seen.acknowledged) == sum(len(desk.pages) for desk in people)

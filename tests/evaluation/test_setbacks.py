"""Work on surveys that always fails is set aside with its reason, and no other waits for it (quality 41)."""

import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.jobs import queue
from commissioning.saving import NotNow
from evaluation import tasks
from evaluation.actions import closing, pooling, setbacks
from evaluation.actions.importing import import_responses
from evaluation.models import PooledAnswer, Round, Setback, Tabulation
from evaluation.models.setbacks import MOST_ATTEMPTS
from evaluation.queries.answering import router_of
from evaluation.queries.setbacks import set_aside
from tests.evaluation.test_pooling import wait
from tests.support import responses, rounds
from tests.support.rounds import a_round
from tests.support.together import together

Work = Setback.Work


@pytest.fixture(autouse=True)
def _database(request):
    """Those at the same time commit, in a database of their own; the others roll back."""
    request.getfixturevalue("own_database" if "own_database" in request.fixturenames else "db")


def later() -> None:
    """The time they wait by is over."""
    Setback.objects.update(try_again_at=timezone.now())


def over(*found: Round) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Round.objects.filter(pk__in=[one.pk for one in found]).update(opens_on=yesterday, closes_on=yesterday)


@pytest.fixture
def broken(monkeypatch):
    """`broken(module, name, pk)`: that function fails for the row of that number, and works for others."""

    def breaking(module, name: str, pk: int) -> None:
        real = getattr(module, name)

        def one_fails(*rows, **named):
            row = next(iter([*rows, *named.values()]))
            if getattr(row, "pk", row) == pk:
                raise ValueError("what somebody answered")
            return real(*rows, **named)

        monkeypatch.setattr(module, name, one_fails)

    return breaking


def test_41_one_pool_that_cannot_be_moved_stops_no_other_and_no_round_from_closing(register, broken):
    bad, good = (rounds.group_of(a_round(mode="anonymous", people=12)) for _ in range(2))
    wait(bad, 12)
    wait(good, 12, first=100)
    ended = a_round(people=1)
    over(ended)
    broken(pooling, "move", bad.pk)
    tasks.collect()
    assert set(PooledAnswer.objects.values_list("group", flat=True)) == {bad.pk}
    assert good.respondents.count() == 12
    ended.refresh_from_db()
    assert ended.is_closed
    assert Setback.objects.get().subject == bad.pk


def test_41_one_round_that_cannot_be_closed_keeps_no_other_open(register, broken):
    bad, good = a_round(people=1), a_round(people=1)
    over(bad, good)
    broken(closing, "close", bad.pk)
    tasks.collect()
    assert list(Round.objects.filter(state="closed")) == [good]
    assert set_aside() == []


def test_41_it_is_tried_five_times_ever_later_and_then_set_aside_with_its_reason(register, client_as):
    round_ = a_round(people=1)
    over(round_)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(closing, "close", lambda **about: {}["what somebody answered"])
        for attempt in range(1, MOST_ATTEMPTS + 1):
            tasks.collect()
            tasks.collect()  # five minutes later: not yet
            setback = Setback.objects.get()
            assert setback.attempts == attempt
            wait_for = setback.try_again_at - timezone.now()
            assert timedelta() < timedelta(minutes=10 * 2 ** (attempt - 1)) - wait_for < timedelta(minutes=1)
            later()
        tasks.collect()
        assert Setback.objects.get().attempts == MOST_ATTEMPTS
    [found] = set_aside()
    assert found.what == f"Closing {round_}"
    assert found.reason.startswith("KeyError in test_setbacks.py, line ")
    assert "answered" not in found.reason
    home = client_as(Role.ADMINISTRATOR).get("/").content.decode()
    assert f"Closing {round_}" in home
    tasks.collect()
    round_.refresh_from_db()
    assert not round_.is_closed, "it was set aside, though it would work by now"
    call_command("try_again")
    tasks.collect()
    round_.refresh_from_db()
    assert round_.is_closed
    assert not Setback.objects.exists()


@pytest.fixture
def group(register, tmp_path):
    """Thirty answers from a file, of which nothing was worked out yet."""
    group = responses.a_group("Year 2")
    router = router_of(group.instrument_version_id)
    path = responses.write(tmp_path / "year2.csv", router, responses.believable(router, 30))
    import_responses(path=path, group=group, by=None)
    return group


def test_41_tables_that_can_never_be_made_are_said_not_to_be(group, monkeypatch, client_as):
    monkeypatch.setattr("evaluation.tabulating._rows", lambda row: 1 / 0)
    monkeypatch.setattr("evaluation.tabulating.decide", lambda group_id: None)
    client = client_as(Role.EVALUATOR)
    address = f"/evaluation/groups/{group.pk}/results/"
    assert "are being worked out" in client.get(address).content.decode()
    row = Tabulation.objects.get()
    for _ in range(MOST_ATTEMPTS + 2):
        tasks.tabulate(row.pk)
        later()
    assert Setback.objects.get().attempts == MOST_ATTEMPTS
    assert "it was tried five times" in client.get(address).content.decode()
    assert "Making tables of Year 2" in client_as(Role.ADMINISTRATOR).get("/programme/").content.decode()


def test_work_that_ends_its_worker_is_counted_too(register):
    """Begun and never heard of again: the count stands before the work begins."""
    with pytest.raises(KeyboardInterrupt):
        setbacks.attempt(Work.CLOSE, 1, interrupted)
    setback = Setback.objects.get()
    assert (setback.attempts, setback.reason) == (1, setbacks.LOST_WORKER)
    assert setbacks.attempt(Work.CLOSE, 1, lambda: "done") == "done", "and tried again at once"
    assert not Setback.objects.exists()


def interrupted() -> None:
    raise KeyboardInterrupt


def test_the_database_away_is_nobodys_failure(register):
    def away() -> None:
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        setbacks.attempt(Work.STORE, 1, away)
    assert setbacks.attempt(Work.STORE, 1, lambda: 3) == 3


def test_what_somebody_else_has_done_meanwhile_is_no_failure(register):
    def done_already() -> None:
        raise NotNow("Only a round that is open can be closed.")

    assert setbacks.attempt(Work.CLOSE, 1, done_already) is None
    assert not Setback.objects.exists()


def test_what_was_never_decided_is_queued_as_a_job_of_its_own(group, monkeypatch):
    queued = []
    monkeypatch.setattr(queue, "put", lambda task, *about, **limits: queued.append((task, *about)))
    tasks.collect()
    assert queued == [("evaluation.withhold", group.pk)]
    tasks.withhold(group.pk)
    assert group.withholdings.count() == 1
    queued.clear()
    tasks.collect()
    assert queued == []


def test_32_two_workers_at_one_piece_of_work_do_it_once(own_database):
    started = []

    def work() -> str:
        started.append(1)
        time.sleep(0.3)
        return "done"

    found = together(*[lambda: setbacks.attempt(Work.WITHHOLD, 1, work)] * 4)
    assert (sorted(map(str, found)), len(started)) == (["None", "None", "None", "done"], 1)
    assert not Setback.objects.exists()

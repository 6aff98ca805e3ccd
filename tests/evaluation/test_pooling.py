"""How finished anonymous answers come to where they are counted: in company, shuffled, each exactly once."""

import os
import signal
import threading
import traceback
from collections import Counter
from functools import partial

import pytest
from django.db import connections
from django.test import Client

from evaluation import sealing
from evaluation.actions import pooling
from evaluation.models import (
    Answer,
    Cohort,
    Draft,
    Invitation,
    PooledAnswer,
    Respondent,
    RoundGroup,
    WrittenAnswer,
)
from tests.support import rounds
from tests.support.rounds import a_round, answer, invited
from tests.support.together import together

NON_USER = {"used": ("none",), "reason": "time"}


@pytest.fixture
def group(register) -> RoundGroup:
    return rounds.group_of(a_round(mode="anonymous", people=25))


def wait(group: RoundGroup, number: int, *, first: int = 0, attributes: dict | None = None) -> list[str]:
    """So many finished answers of people with these attributes, waiting; what each said."""
    said = [f"Words {first + each}" for each in range(number)]
    for each, words in enumerate(said, first):
        answers = {"used": ["none"], "reason": "time", "words": words}
        body = {"asked": ["used", "reason", "words"], "answers": answers, "attributes": attributes or {}}
        PooledAnswer.objects.create(id=each + 1, group=group, body=sealing.seal(body, sealing.pool_keys()))
    return said


def stored() -> Counter:
    return Counter(WrittenAnswer.objects.values_list("text", flat=True))


@pytest.mark.django_db
def test_nothing_moves_before_ten_wait(group):
    wait(group, 9)
    assert pooling.move_ready() == 0
    assert not Respondent.objects.exists()
    said = ["Words 9", *wait(group, 1, first=9)]
    assert pooling.move_ready() == 10
    assert stored()[said[0]] == 1
    assert not PooledAnswer.objects.exists()
    assert pooling.move_ready() == 0


@pytest.mark.django_db
def test_ten_of_the_same_kind_are_needed(group):
    """Nine from the north and one from the south: the link that was used would tell who the one is."""
    wait(group, 9, attributes={"region": "north"})
    wait(group, 1, first=9, attributes={"region": "south"})
    assert pooling.move(group) == 0
    wait(group, 1, first=10, attributes={"region": "north"})
    assert pooling.move(group) == 10
    assert PooledAnswer.objects.count() == 1
    assert set(Cohort.objects.values_list("values__value", flat=True)) == {"north"}


@pytest.mark.django_db
def test_25_they_are_shuffled_and_their_ids_tell_nothing(group):
    said = wait(group, 25)
    pooling.move(group)
    by_id = list(WrittenAnswer.objects.order_by("respondent").values_list("text", flat=True))
    by_row = list(WrittenAnswer.objects.order_by("pk").values_list("text", flat=True))
    assert sorted(by_id) == sorted(by_row) == sorted(said)
    assert len({tuple(said), tuple(by_id), tuple(by_row)}) == 3  # in 25! orders
    assert min(Respondent.objects.values_list("pk", flat=True)) > 2**40


@pytest.mark.django_db
def test_all_follow_when_the_round_closes(group):
    said = Counter(wait(group, 10))
    assert pooling.move(group) == 10
    said += Counter(wait(group, 3, first=10))
    rounds.close(group.round)
    assert stored() == said
    assert Respondent.objects.count() == 13
    assert Answer.objects.filter(code=1).count() == 13  # the reason, one each
    assert not PooledAnswer.objects.exists()
    assert not Draft.objects.exists()
    assert not Invitation.objects.filter(used=True).exists()
    assert not group.respondents.filter(partial=True).exists()


@pytest.mark.django_db
def test_an_answer_counts_for_all_it_was_asked(group):
    wait(group, 10)
    pooling.move(group)
    rows = Counter(Answer.objects.values_list("question__name", "code"))
    assert rows == {("used", 0): 10, ("used", 3): 10, ("reason", 1): 10, ("words", 0): 10}


@pytest.mark.django_db
def test_where_too_few_are_left_of_a_kind_its_name_goes(register):
    """Ten were invited, and one says no: nine could have answered so."""
    group = rounds.group_of(a_round(mode="anonymous", people=24))
    some = group.invitations.order_by("pk")
    for number, invitation in enumerate(some):
        place = "north" if number < 10 else "south"
        Invitation.objects.filter(pk=invitation.pk).update(attributes={"region": place})
    wait(group, 2, attributes={"region": "north"})
    wait(group, 3, first=2, attributes={"region": "south"})
    Invitation.objects.filter(pk=some[0].pk).update(outcome=Invitation.Outcome.REFUSED)
    rounds.close(group.round)
    counted = Counter(Respondent.objects.values_list("cohort__values__value", flat=True))
    assert counted == {"": 5}  # the nine have the other fourteen's company
    assert set(Answer.objects.values_list("cohort", flat=True)) == set(Cohort.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_where_enough_are_left_of_each_kind_nothing_is_lost(register):
    group = rounds.group_of(a_round(mode="anonymous", people=24))
    for number, invitation in enumerate(group.invitations.order_by("pk")):
        place = "north" if number < 11 else "south"
        Invitation.objects.filter(pk=invitation.pk).update(attributes={"region": place})
    wait(group, 2, attributes={"region": "north"})
    wait(group, 3, first=2, attributes={"region": "south"})
    rounds.close(group.round)
    assert Counter(Respondent.objects.values_list("cohort__values__value", flat=True)) == {"north": 2, "south": 3}


@pytest.mark.django_db
def test_answers_with_names_are_never_written_again(register):
    round_ = a_round(people=1)
    [(_, token)] = invited(round_)
    answer(Client(), token, NON_USER)
    with pytest.raises(ValueError, match="nobody is named"):
        pooling.rewrite(rounds.group_of(round_))


# --- A worker that dies ----------------------------------------------------------------------
def die(*_args, **_kwargs) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_another_process(doing) -> int:
    """The signal that ended it, or 0; then what it gave or raised is in the test's standard error.

    A new thread begins without a connection. The first one may have two: while a browser is open, Playwright's loop
    runs in it, and Django keeps a loop's connections apart; the forked process has no loop, and would find the other.
    """
    connections.close_all()
    child = os.fork()
    if not child:
        thread = threading.Thread(target=_say_what_came_of, args=[doing])
        thread.start()
        thread.join()
        os._exit(1)
    _, status = os.waitpid(child, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def _say_what_came_of(doing) -> None:
    try:
        os.write(2, f"It gave {doing()!r}\n".encode())
    except BaseException:
        os.write(2, traceback.format_exc().encode())


@pytest.mark.parametrize("at", ["after storing", "before storing", "while closing"])
def test_a_worker_killed_between_loses_and_doubles_nothing(own_database, monkeypatch, at):
    group = rounds.group_of(a_round(mode="anonymous", people=25))
    said = Counter(wait(group, 12))
    with monkeypatch.context() as patched:
        if at == "before storing":
            patched.setattr(pooling, "store", die)
        elif at == "after storing":
            real = pooling.store
            patched.setattr(pooling, "store", lambda *given: (real(*given), die()))
        else:
            patched.setattr(pooling, "_forget_who_answered", die)
        doing = (lambda: rounds.close(group.round)) if at == "while closing" else pooling.move_ready
        assert in_another_process(doing) == signal.SIGKILL
    assert not stored()
    assert PooledAnswer.objects.count() == 12
    group.round.refresh_from_db()
    assert not group.round.is_closed
    assert pooling.move_ready() == 12
    rounds.close(group.round)
    assert stored() == said


def test_32_two_workers_move_each_answer_once(own_database):
    group = rounds.group_of(a_round(mode="anonymous", people=25))
    said = Counter(wait(group, 20))
    assert sorted(together(*[pooling.move_ready] * 4)) == [0, 0, 0, 20]
    assert stored() == said
    assert not PooledAnswer.objects.exists()


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_whoever_sends_while_it_closes_counts_or_is_told(own_database, mode):
    """Nothing comes in behind the one who closes."""
    round_ = a_round(mode=mode, people=12)
    tokens = [token for _, token in invited(round_)]
    for token in tokens:
        answer(Client(), token, {**NON_USER, "months": "3", "words": "So"}, send=False)

    def send(token: str) -> int:
        browser = Client()
        return browser.post(f"{rounds.entered(browser, token)}send/").status_code

    _, *sent = together(lambda: rounds.close(round_), *(partial(send, token) for token in tokens[:6]))
    assert set(sent) <= {200, 410}
    assert not PooledAnswer.objects.exists()
    assert not Draft.objects.exists()
    whole = Respondent.objects.filter(partial=False).count()
    assert whole == sent.count(200)
    assert Respondent.objects.count() == (12 if mode == "confidential" else whole)


@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_sent_from_four_tabs_at_once_counts_once(own_database, mode):
    [(invitation, token), *_] = invited(a_round(mode=mode))
    answer(Client(), token, NON_USER, send=False)

    def send() -> int:
        browser = Client()
        return browser.post(f"{rounds.entered(browser, token)}send/").status_code

    assert together(send, send, send, send) == [200] * 4
    assert PooledAnswer.objects.count() + Respondent.objects.count() == 1
    invitation.refresh_from_db()
    assert invitation.used

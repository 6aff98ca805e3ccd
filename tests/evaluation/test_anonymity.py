"""An anonymous answer cannot be joined to its invitation: not by a rule of ours, but by somebody who has the database.

The same attempts are made on a variant that leaks, and succeed there: so they are good ones.
"""

import logging
import random

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client

from commissioning.logs.context import RouteNotPath
from commissioning.people.models import OutgoingEmail
from evaluation import links, sealing
from evaluation.actions import answering, inviting, pooling
from evaluation.actions.storing import store
from evaluation.models import (
    Draft,
    Identity,
    Invitation,
    PooledAnswer,
    Respondent,
    Round,
    RoundGroup,
    WrittenAnswer,
)
from tests.support import joining, rounds
from tests.support.rounds import a_round, answer, entered, filled, invited

ANSWERING, UNFINISHED = 40, 2
CHANCE = 18  # right guesses of forty; four batches of ten give four on average, this many once in a million runs


def hold(group: RoundGroup, asked: list[tuple[Invitation, str]]) -> joining.Guess:
    """Forty answer in an order and with words of their own, while the worker does its work; → who said what."""
    order = random.sample(asked, ANSWERING + UNFINISHED)
    truth = {}
    Invitation.objects.filter(group=group).update(invited_on="2026-01-01")  # so that a reminder is due
    for number, (invitation, token) in enumerate(order[:ANSWERING]):
        words = f"Distinctive words {number} of {random.randrange(10**9)}"
        answer(Client(), token, {"words": words})
        truth[words] = invitation.pk
        pooling.move_ready()
        if number == ANSWERING // 2:
            inviting.ask_for_reminder(group=group, by=rounds.evaluator())
            inviting.send_reminders()
    for _, token in order[ANSWERING:]:
        browser = Client()
        page = browser.get(f"{entered(browser, token)}1/")
        browser.post(page.request["PATH_INFO"], filled(page, {"words": "Not sent"}))
    return truth


@pytest.fixture
def held(own_database):
    """`held()` → database, group, who said what."""

    def made():
        version = rounds.simple([("text", "words", "What do you want to say?")])
        round_ = a_round(mode="anonymous", people=45, version=version)
        group = rounds.group_of(round_)
        return round_, group, hold(group, invited(round_))

    return made


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_who_answers_leaves_no_number_on_the_round(own_database, mode):
    """A lock of its row would: the number of whoever saved or sent last, and everyone else would wait for it."""
    version = rounds.simple([("text", "words", "What do you want to say?")])
    [(_, token), *_] = invited(a_round(mode=mode, version=version))
    before = _locked_by()
    answer(Client(), token, {"words": "Mine"})
    assert _locked_by() == before


def _locked_by() -> list[tuple[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmax::text FROM evaluation_round")
        return cursor.fetchall()


def test_25_nobody_who_has_the_database_can_join_them(own_database, held):
    round_, group, truth = held()
    before = joining.dump(own_database)
    assert len(before["evaluation_respondent"]) == ANSWERING
    right, how = joining.best(before, group, truth)
    assert right < CHANCE, f"{right} of {ANSWERING} joined while open, by {how}"

    rounds.close(round_)
    after = joining.dump(own_database)
    assert len(after["evaluation_respondent"]) == ANSWERING
    right, how = joining.best(after, group, truth)
    assert right < CHANCE, f"{right} of {ANSWERING} joined after close, by {how}"
    nothing_is_left(after)
    assert set(WrittenAnswer.objects.values_list("text", flat=True)) == set(truth)


def nothing_is_left(after: dict) -> None:
    """One transaction wrote all answers, one all invitations; who answered is forgotten, and who was reminded."""
    for table in ("respondent", "answer", "writtenanswer", "invitation"):
        assert len({row["row xmin"] for row in after[f"evaluation_{table}"]}) == 1, table
    for row in after["evaluation_invitation"]:
        assert (row["used"], row["reminders"], row["reminded_on"], row["mail_id"]) == (False, 0, None, None)
    assert not after["evaluation_draft"]
    assert not after["evaluation_pooledanswer"]
    assert not [row for row in after["people_outgoingemail"] if row["subject"].startswith("Reminder")]
    by_place = sorted(after["evaluation_invitation"], key=joining.place_of)
    assert [row["id"] for row in by_place] != sorted(row["id"] for row in by_place)


@pytest.mark.parametrize("together", [True, False], ids=["one transaction", "two transactions"])
def test_25_the_same_attempts_succeed_where_answers_leak(own_database, held, monkeypatch, together):
    """Stored as they come, in order, with or right before the mark that the link was used; nothing mixed at close."""

    def leak(way, sheet):
        store(way.group, [answering.record_of(way, sheet)])
        if together:
            answering.mark_used(way)

    monkeypatch.setattr(answering, "_pool", leak)
    monkeypatch.setattr(pooling, "seal_off", lambda group: None)
    round_, group, truth = held()
    for _ in range(2):
        right, _how = joining.best(joining.dump(own_database), group, truth)
        assert right == ANSWERING
        if not round_.is_closed:
            round_ = rounds.close(round_)


@pytest.mark.django_db
def test_what_waits_and_what_is_drafted_cannot_be_read_in_the_database(register, settings):
    [(_, first), (invitation, second), *_] = invited(a_round(mode="anonymous"))
    answer(Client(), first, {"used": ("none",), "reason": "time", "words": "Sent and waiting"})
    answer(Client(), second, {"used": ("none",), "reason": "time", "words": "Not sent"}, send=False)
    [pooled], [draft] = PooledAnswer.objects.all(), Draft.objects.filter(finished=False)
    for body in (pooled.body, draft.body):
        assert b"waiting" not in bytes(body)
        assert b"Not sent" not in bytes(body)
        assert len(bytes(body)) % sealing.BLOCK == sealing.NONCE + 16
    assert sealing.unseal(pooled.body, sealing.pool_keys())["answers"]["words"] == "Sent and waiting"
    assert draft.key not in (links.invitation_hash(second), links.page_key(second))
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(draft.body, [*sealing.pool_keys(), *sealing.draft_keys(invitation.token_hash or "")])
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert sealing.unseal(pooled.body, sealing.pool_keys())
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(pooled.body, sealing.pool_keys())


@pytest.mark.django_db
def test_25_no_log_line_names_the_way_or_the_words(register, caplog):
    caplog.set_level(logging.DEBUG)
    [(_, token), *_] = invited(a_round(mode="anonymous"))
    browser = Client()
    caplog.clear()
    home = entered(browser, token)
    answer(browser, token, {"used": ("none",), "reason": "time", "words": "Loggable words"})
    browser.get(f"/respond/{token}x/")  # refused, so Django logs it
    browser.get(f"{home}1/")
    Client().get(f"{home}2/")
    lines = [record.getMessage() for record in caplog.records if RouteNotPath().filter(record)]
    lines = [
        line for line in lines if not line.startswith("(")
    ]  # Django's own debug lines of SQL: not logged on a site
    assert any("/respond/" in line for line in lines)
    for line in lines:
        assert token not in line
        assert links.page_key(token) not in line
        assert "Loggable" not in line


# --- What the database itself refuses --------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "change"), [(Round, {"mode": "x"}), (Round, {"attributes": []}), (RoundGroup, {"mode": "x"})]
)
def test_the_site_may_not_change_a_promise(register, model, change):
    a_round(mode="anonymous")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["anonymous", "confidential"])
def test_nobody_is_named_for_an_anonymous_answer(register, mode):
    """Whatever the row says of its own mode."""
    round_ = a_round(mode="anonymous")
    [(invitation, token), *_] = invited(round_)
    answer(Client(), token, {"used": ("none",), "reason": "time"})
    pooling.move(rounds.group_of(round_), least=1)
    respondent = Respondent.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(respondent=respondent, mode=mode, person=invitation.person)
    [(_, named), *_] = invited(a_round())
    answer(Client(), named, {"used": ("none",), "reason": "time"})
    identity = Identity.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.filter(pk=identity.pk).update(respondent=respondent)


@pytest.mark.django_db
def test_an_anonymous_invitation_names_no_authority(register):
    round_ = a_round(mode="anonymous")
    assert not Invitation.objects.filter(group__round=round_, authority__isnull=False).exists()
    assert not Invitation.objects.filter(group__round=round_, authorities__isnull=False).exists()
    assert {str(row) for row in Invitation.objects.values_list("attributes", flat=True)} == {"{}"}


@pytest.mark.django_db
def test_the_email_holds_the_only_token(register):
    round_ = a_round(mode="anonymous")
    [(_, token), *_] = invited(round_)
    OutgoingEmail.objects.update(body="")  # as once it is sent
    answer(Client(), token, {"used": ("none",), "reason": "time"}, send=False)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for [row] in cursor.fetchall():
                assert token not in row
                assert links.page_key(token) not in row

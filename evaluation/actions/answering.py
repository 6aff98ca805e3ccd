"""A respondent's answers on their way in. No audit here, no times: what a round promises is kept by writing nothing.

A finished anonymous answer and the mark that a link was used are two transactions, so that no transaction's number
joins them; and the answer waits sealed until nine others have come (`pooling`).
"""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db import connection, transaction
from django.utils import timezone

from commissioning.jobs.locks import key_of
from commissioning.saving import NotNow

from .. import sealing
from ..instruments.answers import BadAnswer, checked
from ..models import Draft, Interview, Invitation, PooledAnswer, Round
from ..queries import answering as reading
from ..queries.answering import Answers, Sheet, Way
from .storing import Record, Who, store


@dataclass(frozen=True)
class Given:
    """What became of it. `problems`: by question, what is left to do before the answers can be sent."""

    sheet: Sheet
    conflict: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def save_page(
    *,
    way: Way,
    names: Iterable[str],
    answers: Answers,
    seen: str,
    language: str = "",
    unread: Collection[str] = (),
) -> Given:
    """Puts the answers to these questions in the draft, unless another tab has changed them since they were shown.

    `unread`: those of them whose answer could not be kept; what was saved before stands.
    """
    names = list(names)
    _check_open(way)
    sheet = _locked(way)
    if sheet.is_finished:
        return Given(sheet)
    given = [name for name in names if name not in unread]
    new = {name: answers[name] for name in given if answers.get(name)}
    if reading.seen(sheet.answers, names) != seen and reading.seen(sheet.answers, given) != reading.seen(new, given):
        return Given(sheet, conflict=True)
    kept = {name: answer for name, answer in sheet.answers.items() if name not in given} | new
    confirmed = {*sheet.confirmed, *(name for name in reading.from_records(way) if name in given)}
    sheet = Sheet(kept, language or sheet.language, is_begun=True, confirmed=tuple(sorted(confirmed)))
    _write(way, sheet)
    return Given(sheet)


@transaction.atomic
def choose_language(*, way: Way, language: str) -> None:
    _check_open(way)
    sheet = _locked(way)
    if not sheet.is_finished:
        _write(way, replace(sheet, language=language, is_begun=True))


def finish(*, way: Way) -> Given:
    """Sends the answers. Sent twice, they count once; what was asked and is missing stops it."""
    given = _finish(way)
    if not given.problems:
        mark_used(way)
    return given


def mark_used(way: Way) -> None:
    """In a transaction of its own; seen to again when the link is opened, should the first time have been cut off."""
    if way.invitation is not None and way.group.is_anonymous:
        Invitation.objects.filter(pk=way.invitation.pk, used=False).update(used=True, outcome="")


@transaction.atomic
def _finish(way: Way) -> Given:
    _check_open(way)
    sheet = reading.sheet_of(way, lock=True)
    if not sheet.is_begun and not sheet.is_finished:
        sheet = _locked(way)
    if sheet.is_finished:
        return Given(sheet)
    if problems := problems_of(way, sheet.answers, sheet.language):
        return Given(sheet, problems=problems)
    if way.group.is_anonymous:
        _pool(way, sheet)
    else:
        store(way.group, [record_of(way, sheet)])
    if way.invitation is not None and not way.group.is_anonymous:
        asked = Invitation.objects.filter(pk=way.invitation.pk).exclude(outcome__in=reading.NOT_ASKED)
        if not asked.update(used=True, outcome=""):
            raise NotNow("They are not asked any more, so nothing can be sent.")
        if way.token and way.group.interviewed:  # by their own link: whoever was interviewed has checked it
            Interview.objects.filter(invitation=way.invitation).update(checked_on=timezone.localdate())
    Draft.objects.filter(**way.draft_filter).update(finished=True, body=b"")
    return Given(sheet)


def problems_of(way: Way, answers: Answers, language: str = "") -> dict[str, str]:
    """By question, what is left to do before the answers can be sent."""
    course, questions = reading.course_of(way, answers), way.router.instrument.questions
    found = {}
    for name in course.asked:
        try:
            checked(way.router, questions[name], answers.get(name, ""), course, language=language)
        except BadAnswer as problem:
            found[name] = str(problem)
    return found


def record_of(way: Way, sheet: Sheet, *, partial: bool = False) -> Record:
    kept = way.router.kept(sheet.answers, today=timezone.localdate()).answers
    invitation, who = way.invitation, None
    if invitation is not None and not way.group.is_anonymous:
        who = Who(invitation.pk, invitation.person_id, "", invitation.authority_id, timezone.now())
    attributes = invitation.attributes if invitation else {}
    return Record(reading.course_of(way, sheet.answers).asked, kept, attributes, who, partial)


def _pool(way: Way, sheet: Sheet) -> None:
    record = record_of(way, sheet)
    body = {"asked": record.asked, "answers": record.answers, "attributes": record.attributes}
    PooledAnswer.objects.create(id=secrets.randbits(62), group=way.group, body=sealing.seal(body, sealing.pool_keys()))


def _locked(way: Way) -> Sheet:
    """The draft, made when there is none, and nobody else's until the transaction ends."""
    if way.invitation is None or not way.invitation.used:
        empty = Draft(**way.draft_filter, group=way.group, body=_body(way, Sheet()))
        Draft.objects.bulk_create([empty], ignore_conflicts=True)
    return reading.sheet_of(way, lock=True)


def _write(way: Way, sheet: Sheet) -> None:
    Draft.objects.filter(**way.draft_filter, finished=False).update(body=_body(way, sheet))


def _body(way: Way, sheet: Sheet) -> bytes:
    if way.is_sealed:
        return sealing.seal(sheet.as_body(), sealing.draft_keys(way.token))
    return json.dumps(sheet.as_body()).encode()


def _check_open(way: Way) -> None:
    """Asked of the database again: the round may have closed since the page was shown. Held until the transaction
    ends, by as many as like; whoever closes the round waits, so nothing comes in behind them.

    No lock of the round's row, which would leave a transaction's number on it. One after the other in one go.
    """
    hold = "SELECT pg_advisory_xact_lock_shared(%s); SELECT * FROM evaluation_round WHERE id = %s"
    [round_] = Round.objects.raw(hold, [_lock_of(way.group.round_id), way.group.round_id])
    if why := reading.why_not_now(round_):
        raise NotNow(f"This survey is {why}, so nothing more can be saved or sent.")


def let_nobody_in(round_id: int) -> None:
    """Until the transaction ends: whoever is saving or sending has finished, and whoever comes waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_lock_of(round_id)])


def _lock_of(round_id: int) -> int:
    return key_of(f"evaluation-answers-{round_id}")

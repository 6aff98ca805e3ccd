"""Moving finished anonymous answers to where they are counted: shuffled, in one insert, and never fewer than ten of
people who have the same attributes. Were it ten of any people, the one from London among them would be known by
the link that was used.

When a round closes the rest follow, however few; so then all that the group holds is written again in one shuffled
transaction, in which nothing tells the last from the first, and the marks of who has answered are wiped.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import partial

from django.db import connection, transaction
from django.db.models import Q

from commissioning.people.models import OutgoingEmail

from .. import sealing
from ..analysis.anonymity import LEAST
from ..models import (
    Answer,
    Cohort,
    CohortValue,
    Draft,
    Identity,
    Invitation,
    PooledAnswer,
    Respondent,
    RoundGroup,
    Setback,
    WrittenAnswer,
)
from ..queries.answering import answers_from
from .inviting import subjects_after_the_first
from .setbacks import attempt
from .storing import Record, cohorts, copy, store

LEAST_IN_A_POOL = LEAST
_shuffle = random.SystemRandom().shuffle
Combination = tuple[tuple[str, str], ...]  # attributes and their values, sorted


@transaction.atomic
def move(group: RoundGroup, *, least: int = LEAST_IN_A_POOL) -> int:
    """Moves those of whom enough with the same attributes wait; how many were moved."""
    waiting: dict[Combination, list[tuple[int, Record]]] = defaultdict(list)
    for pooled in PooledAnswer.objects.select_for_update().filter(group=group).order_by("pk"):
        record = _record(pooled)
        waiting[_combination(record.attributes)].append((pooled.pk, record))
    ready = [pair for pairs in waiting.values() if len(pairs) >= least for pair in pairs]
    _shuffle(ready)
    if ready:
        store(group, [record for _, record in ready])
        PooledAnswer.objects.filter(pk__in=[pk for pk, _ in ready]).delete()
    return len(ready)


def _record(pooled: PooledAnswer) -> Record:
    body = sealing.unseal(pooled.body, sealing.pool_keys())
    return Record(tuple(body["asked"]), answers_from(body["answers"]), body["attributes"])


def _combination(attributes: Mapping[str, str]) -> Combination:
    return tuple(sorted(attributes.items()))


def move_ready() -> int:
    """Beat: every pool that is large enough."""
    groups = RoundGroup.objects.filter(pk__in=PooledAnswer.objects.values("group"), round__closed_at__isnull=True)
    return sum(attempt(Setback.Work.STORE, group.pk, partial(move, group)) or 0 for group in groups)


@transaction.atomic
def reseal() -> int:
    """Seals what waits with the newest key; how many answers. All or none are written, so that none stands out."""
    keys, rows = sealing.pool_keys(), list(PooledAnswer.objects.select_for_update().order_by("pk"))
    if all(_opens(row, keys[:1]) for row in rows):
        return 0
    for row in rows:
        row.body = sealing.seal(sealing.unseal(row.body, keys), keys)
    PooledAnswer.objects.bulk_update(rows, ["body"], batch_size=500)
    return len(rows)


def _opens(row: PooledAnswer, keys: list[bytes]) -> bool:
    try:
        sealing.unseal(row.body, keys)
    except sealing.Unreadable:
        return False
    return True


def seal_off(group: RoundGroup) -> None:
    """At close, in the transaction that closes: nothing is left that says when an answer came, or of whom one did."""
    move(group, least=1)
    rewrite(group)
    Draft.objects.filter(group=group).delete()
    _forget_who_answered(group)


def rewrite(group: RoundGroup) -> None:
    """All answers anew, in random order: one transaction number, and places on disk that say nothing."""
    if Identity.objects.filter(respondent__group=group).exists():
        raise ValueError("Only answers that nobody is named for are written again.")
    wider = _wider(group)
    answers = _taken(Answer, "group_id = %s", group, ("respondent_id", "question_id", "code", "group_id", "cohort_id"))
    mine = "respondent_id IN (SELECT id FROM evaluation_respondent WHERE group_id = %s)"
    written = _taken(WrittenAnswer, mine, group, ("respondent_id", "question_id", "text"))
    respondents = _taken(Respondent, "group_id = %s", group, ("id", "group_id", "cohort_id", "partial"))
    for model, columns, rows in (respondents, answers, written):
        if "cohort_id" in columns:
            place = columns.index("cohort_id")
            rows = [(*row[:place], wider.get(row[place], row[place]), *row[place + 1 :]) for row in rows]
        copy(model, columns, rows)
    Cohort.objects.filter(group=group, respondents__isnull=True).delete()


def _wider(group: RoundGroup) -> dict[int, int]:
    """Cohorts that fewer than ten people can have answered in, since others were found not to take part → the cohort
    of those of whom nothing is known, with as many of the next smallest as make it ten.
    """
    could = Q(outcome="") | Q(used=True)
    people = Counter(map(_combination, group.invitations.filter(could).values_list("attributes", flat=True)))
    found, total = set(), 0
    for combination, number in sorted(people.items(), key=lambda item: item[1]):
        if number >= LEAST and (not total or total >= LEAST):
            break
        found.add(combination)
        total += number
    attributes: dict[int, dict[str, str]] = {
        pk: {} for pk in Cohort.objects.filter(group=group).values_list("pk", flat=True)
    }
    for value in CohortValue.objects.filter(cohort__group=group):
        attributes[value.cohort_id][value.attribute] = value.value
    small = {pk: given for pk, given in attributes.items() if _combination(given) in found}
    if not small:
        return {}
    [unknown] = cohorts(group, [dict.fromkeys(next(iter(small.values())), "")])
    return dict.fromkeys(small, unknown)


def _forget_who_answered(group: RoundGroup) -> None:
    """Who was reminded, or asked for another link, had not answered by then."""
    columns = tuple(field.column for field in Invitation._meta.concrete_fields)
    invitations = _taken(Invitation, "group_id = %s", group, columns)
    wiped = {"used": False, "reminders": 0, "reminded_on": None, "mail_id": None}
    model, _, rows = invitations
    copy(model, columns, [[wiped.get(name, value) for name, value in zip(columns, row, strict=True)] for row in rows])
    asked = group.invitations.values("person__email")
    OutgoingEmail.objects.filter(subject__in=subjects_after_the_first(group.round), recipient__in=asked).delete()


def _taken(model, where: str, group: RoundGroup, columns: tuple[str, ...]):
    """The rows, shuffled, and no longer in the table. Keys between the tables are checked when all is back."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {where} RETURNING {', '.join(columns)}", [group.pk])
        rows = cursor.fetchall()
    _shuffle(rows)
    return model, columns, rows

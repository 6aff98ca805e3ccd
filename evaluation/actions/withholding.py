"""Deciding, once for all tables of a group, which figures are withheld. In the worker or the shell: it loads a solver.

Decided when a round has closed or answers came from files; again, under a new number, only when more answers came.
"""

from collections import defaultdict
from collections.abc import Mapping

from django.db import transaction

from commissioning.jobs import queue
from commissioning.reporting.suppression import MINIMUM_BASE

from .. import attributes as cuts
from ..analysis.counts import Counts
from ..analysis.questions import Measured
from ..models import Round, RoundGroup, Withholding
from ..queries.answering import router_of
from ..queries.counts import attributes_of, counts_of, measured
from .tabulating import LONGEST


@transaction.atomic
def decide(group_id: int) -> Withholding | None:
    """The pattern that stands; a new one where none was decided on the answers there are now. None without answers.

    What the one before withholds stays so: printed now, with a few more answers, it would tell what it was.
    """
    group = RoundGroup.objects.select_for_update(of=("self",)).select_related("round").get(pk=group_id)
    respondents = group.respondents.count()
    if not respondents or group.instrument_version_id is None:
        return None
    last = group.withholdings.first()
    if last is not None and last.respondents == respondents:
        return last
    from ..analysis.withholding import Pattern

    before = Pattern.from_data(last.pattern) if last else None
    return Withholding.objects.create(
        group=group,
        number=last.number + 1 if last else 1,
        minimum_base=MINIMUM_BASE,
        pattern=pattern_for(group, counts_of(group, attributes_of(group)), already=before).as_data(),
        respondents=respondents,
    )


def queue_missing() -> int:
    """Beat: groups of closed rounds, and of rounds from files, that no pattern was decided for.

    Each is a job by itself, for a large one takes minutes.
    """
    waiting = RoundGroup.objects.filter(withholdings__isnull=True, respondents__isnull=False).distinct()
    ended = [group for group in waiting.select_related("round") if _has_ended(group.round)]
    for group in ended:
        queue.put("evaluation.withhold", group.pk, seconds=LONGEST)
    return len(ended)


def _has_ended(round_: Round) -> bool:
    return round_.is_closed or round_.imported


def pattern_for(group: RoundGroup, counts: Counts, *, minimum_base: int = MINIMUM_BASE, already=None):
    """What is withheld of these counts, whichever of them are asked for later."""
    from ..analysis.withholding import withhold

    alike, unions = known_to_everybody(group, counts)
    return withhold(
        [_table(counts, question) for question in counts.questions.values()],
        minimum_base=minimum_base,
        depends_on=routing_of(group),
        alike=alike,
        unions=unions,
        already=already,
    )


def routing_of(group: RoundGroup) -> dict[str, set[tuple[str, str | None]]]:
    """By question, the questions and choices that decide whether it is asked."""
    router = router_of(group.instrument_version_id)
    questions = router.instrument.questions
    return {
        name: {(mention.name, mention.choice) for mention in router.depends_on(questions[name])}
        for name in measured(group.instrument_version_id)
    }


def _table(counts: Counts, question: Measured):
    from ..analysis.withholding import Row, Table

    side = {place: name for name, places in question.sides.items() for place in places}
    tally = counts.tallies[question.name]
    return Table(
        question=question.name,
        choices=tuple(answer.name for answer in question.answers),
        groups=tuple(side[place] if question.has_scale else "" for place in range(len(question.answers))),
        several=question.several,
        rows={
            (place.breakdown, place.value): Row(int(asked), tuple(map(int, row)), int(answered))
            for place, asked, answered, row in zip(
                counts.places, tally.asked, tally.answered, tally.counts.tolist(), strict=True
            )
        },
    )


def known_to_everybody(group: RoundGroup, counts: Counts):
    return told_by_register(_members_by_row(group, counts))


def told_by_register(members: Mapping[tuple[str, str], frozenset[int]]):
    """Rows that hold the same people, and rows that are sums of others, as the public register tells: all London
    boroughs are in London and nothing else is; each part of England is some regions.
    """
    same = defaultdict(set)
    for row, authorities in members.items():
        same[authorities].add(row)
    unions = []
    for row, authorities in members.items():
        by_attribute = defaultdict(list)
        for other, others in members.items():
            if other[0] != row[0] and others < authorities:
                by_attribute[other[0]].append(other)
        unions += [
            (row, parts)
            for parts in by_attribute.values()
            if frozenset().union(*(members[part] for part in parts)) == authorities
        ]
    return [rows for rows in same.values() if len(rows) > 1], unions


def _members_by_row(group: RoundGroup, counts: Counts) -> Mapping[tuple[str, str], frozenset[int]]:
    rows = defaultdict(set)
    wanted = {(place.breakdown, place.value) for place in counts.places if place.value}
    for authority_id, values in cuts.of_authorities(group.round.date).items():
        for row in values.items():
            if row in wanted:
                rows[row].add(authority_id)
    return {row: frozenset(authorities) for row, authorities in rows.items()}

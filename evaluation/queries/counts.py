"""Counting a group's answers in PostgreSQL: one pass over the narrow rows, however many attributes they are cut by.

By one attribute they are counted as they are, which several processes can share; by more, by cohort first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
from django.db import connection

from .. import attributes as cuts
from ..analysis.counts import WHOLE, Clusters, Counts, Place, Tally
from ..analysis.questions import Measured, catalogue
from ..models import ANSWERED, LEFT_OUT, CohortValue, Identity, InstrumentVersion, Question, RoundGroup

# Every attribute asked for has a value in every cohort: "" where the cohort does not know it.
_WHOLE = """
SELECT question_id, code, '', count(*)
FROM evaluation_answer
WHERE group_id = %(group)s AND (%(only)s IS NULL OR respondent_id = ANY(%(only)s::bigint[]))
GROUP BY 1, 2
"""
_BY_ONE = """
SELECT n.question_id, n.code, coalesce(v.value, ''), count(*)
FROM evaluation_answer n
LEFT JOIN evaluation_cohortvalue v ON v.cohort_id = n.cohort_id AND v.attribute = %(attribute)s
WHERE n.group_id = %(group)s AND (%(only)s IS NULL OR n.respondent_id = ANY(%(only)s::bigint[]))
GROUP BY 1, 2, 3
"""
_BY_PLACE = """
WITH counted AS MATERIALIZED (
    SELECT question_id, code, cohort_id, count(*) AS people
    FROM evaluation_answer
    WHERE group_id = %(group)s AND (%(only)s IS NULL OR respondent_id = ANY(%(only)s::bigint[])) GROUP BY 1, 2, 3
)
SELECT question_id, code, '', '', sum(people)::bigint FROM counted GROUP BY 1, 2
UNION ALL
SELECT c.question_id, c.code, a.attribute, coalesce(v.value, ''), sum(c.people)::bigint
FROM counted c CROSS JOIN unnest(%(attributes)s::text[]) AS a (attribute)
LEFT JOIN evaluation_cohortvalue v ON v.cohort_id = c.cohort_id AND v.attribute = a.attribute
GROUP BY 1, 2, 3, 4
"""

_BY_AUTHORITY = """
WITH counted AS MATERIALIZED (
    SELECT n.question_id, n.code, n.cohort_id, i.authority_id, count(*) AS people
    FROM evaluation_answer n JOIN evaluation_identity i ON i.respondent_id = n.respondent_id
    WHERE n.group_id = %(group)s GROUP BY 1, 2, 3, 4
)
SELECT question_id, code, '', '', authority_id, sum(people)::bigint FROM counted GROUP BY 1, 2, 5
UNION ALL
SELECT c.question_id, c.code, a.attribute, coalesce(v.value, ''), c.authority_id, sum(c.people)::bigint
FROM counted c CROSS JOIN unnest(%(attributes)s::text[]) AS a (attribute)
LEFT JOIN evaluation_cohortvalue v ON v.cohort_id = c.cohort_id AND v.attribute = a.attribute
GROUP BY 1, 2, 3, 4, 5
"""


def attributes_of(group: RoundGroup) -> list[str]:
    """What the group's answers can be cut by, in the order they are listed everywhere."""
    found = CohortValue.objects.filter(cohort__group=group).order_by().values_list("attribute", flat=True).distinct()
    return sorted(found, key=lambda key: (cuts.EVERY.index(key) if key in cuts.EVERY else len(cuts.EVERY), key))


@lru_cache(maxsize=32)
def measured(version_id: int) -> Mapping[str, Measured]:
    """A version's questions with choices, by name."""
    return catalogue(InstrumentVersion.objects.get(pk=version_id).content)


def counts_of(
    group: RoundGroup,
    attributes: Sequence[str] = (),
    *,
    clusters: bool = False,
    only: Collection[int] | None = None,
) -> Counts:
    """The whole, and every value of the attributes. `clusters`: by authority too, where every answer holds one.
    `only`: of these respondents.
    """
    questions = measured(group.instrument_version_id)
    names = dict(Question.objects.filter(version=group.instrument_version_id).values_list("pk", "name"))
    rows = _by_place(group, attributes, only)
    places = _places(attributes, ((attribute, value) for _, _, attribute, value, _ in rows))
    at = {place: number for number, place in enumerate(places)}
    tallies: dict[str, dict[int, np.ndarray]] = {name: {} for name in questions}
    for question_id, code, attribute, value, people in rows:
        if (name := names.get(question_id)) in tallies:
            tallies[name].setdefault(code, np.zeros(len(places), dtype=np.int64))[at[attribute, value]] = people
    by_authority: Mapping[str, Clusters] = {}
    authorities: tuple[int, ...] = ()
    if clusters and all_hold_an_authority(group):
        authorities, by_authority = _clusters(group, attributes, questions, names, at)
    return Counts(
        group.round.name,
        group.slug,
        questions,
        places,
        {name: _tally(questions[name], codes, len(places), by_authority.get(name)) for name, codes in tallies.items()},
        authorities,
    )


def all_hold_an_authority(group: RoundGroup) -> bool:
    held = Identity.objects.filter(respondent__group=group, authority__isnull=False).count()
    return held > 0 and held == group.respondents.count()


def _by_place(group: RoundGroup, attributes: Sequence[str], only: Collection[int] | None) -> list[tuple]:
    """Question, code, attribute, value, people. By one attribute the whole is the sum of its values."""
    if len(attributes) > 1:
        return _asked(_BY_PLACE, group, attributes, only)
    attribute = attributes[0] if attributes else ""
    rows = _asked(_BY_ONE if attribute else _WHOLE, group, attributes, only)
    whole: Counter[tuple[int, int]] = Counter()
    for question_id, code, _, people in rows:
        whole[question_id, code] += people
    found = [(*answer, "", "", people) for answer, people in whole.items()]
    if attribute:
        found += [(question_id, code, attribute, value, people) for question_id, code, value, people in rows]
    return found


def _asked(
    statement: str, group: RoundGroup, attributes: Sequence[str], only: Collection[int] | None = None
) -> list[tuple]:
    values = {
        "group": group.pk,
        "attribute": attributes[0] if attributes else "",
        "attributes": list(attributes),
        "only": None if only is None else list(only),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _places(attributes: Sequence[str], found: Iterable[tuple[str, str]]) -> tuple[Place, ...]:
    values = defaultdict(set)
    for attribute, value in found:
        values[attribute].add(value)
    return (WHOLE, *(Place(key, value) for key in attributes for value in sorted(values[key], key=_in_order)))


def _in_order(value: str) -> tuple[int, str]:
    """Sizes from small to large; what is not known last."""
    return (cuts.SIZES.index(value) if value in cuts.SIZES else len(cuts.SIZES) + (value == ""), value)


def _tally(question: Measured, codes: Mapping[int, np.ndarray], places: int, clusters: Clusters | None) -> Tally:
    none = np.zeros(places, dtype=np.int64)
    left_out, ticked = codes.get(LEFT_OUT, none), codes.get(ANSWERED, none)
    counts = np.stack([codes.get(code, none) for code in range(1, len(question.answers) + 1)], axis=-1)
    answered = ticked if question.several else counts.sum(axis=-1)
    return Tally(answered + left_out, answered, counts, clusters)


def _clusters(
    group: RoundGroup,
    attributes: Sequence[str],
    questions: Mapping[str, Measured],
    names: Mapping[int, str],
    at: Mapping[Place | tuple[str, str], int],
) -> tuple[tuple[int, ...], dict[str, Clusters]]:
    rows = _asked(_BY_AUTHORITY, group, attributes)
    authorities = tuple(sorted({authority for *_, authority, _ in rows}))
    of = {authority: number for number, authority in enumerate(authorities)}
    shape = len(authorities), len(at)
    found = {
        name: Clusters(np.zeros(shape, np.int64), np.zeros((*shape, len(question.answers)), np.int64))
        for name, question in questions.items()
    }
    for question_id, code, attribute, value, authority, people in rows:
        if (name := names.get(question_id)) not in found:
            continue
        where = of[authority], at[attribute, value]
        if code > 0:
            found[name].counts[(*where, code - 1)] += people
        if code <= 0 or not questions[name].several:
            found[name].asked[where] += people
    return authorities, found

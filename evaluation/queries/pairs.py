"""The same people in two rounds: how many there are, and what they answered in each."""

from collections.abc import Sequence

import numpy as np
from django.db import connection

from ..analysis.comparability import differences
from ..analysis.counts import WHOLE, IntArray, Overlap, Paired, Panel, Place
from ..analysis.questions import Measured
from ..models import Identity, Question, RoundGroup
from .counts import measured

# A person is known again by the row of that person, else by the stable id a file gave.
_PEOPLE = """
    SELECT i.respondent_id, coalesce('p' || i.person_id, 's' || nullif(i.stable_id, '')) AS who
    FROM evaluation_identity i JOIN evaluation_respondent r ON r.id = i.respondent_id WHERE r.group_id = %s
"""
_PAIRS = f"""
WITH before AS MATERIALIZED ({_PEOPLE}), after AS MATERIALIZED ({_PEOPLE})
SELECT before.respondent_id, after.respondent_id FROM before JOIN after USING (who)
"""
# Who and what is looked for is handed over as values: on tables that were filled a moment ago PostgreSQL knows no
# numbers, and would try every answer of one round with every answer of the other.
_BOTH = """
FROM unnest(%(ones)s::bigint[], %(twos)s::bigint[]) AS pair (one, two)
CROSS JOIN unnest(%(before)s::bigint[], %(after)s::bigint[], %(names)s::text[]) AS question (before, after, name)
JOIN evaluation_answer a ON a.respondent_id = pair.one AND a.question_id = question.before
JOIN evaluation_answer b ON b.respondent_id = pair.two AND b.question_id = question.after
"""
_OVERLAP = f"SELECT question.name, count(DISTINCT pair.one) {_BOTH} GROUP BY 1"
_JOINT = f"""
SELECT question.name, a.code, b.code, coalesce(v.value, ''), count(*) {_BOTH}
LEFT JOIN evaluation_cohortvalue v ON v.cohort_id = b.cohort_id AND v.attribute = %(attribute)s
GROUP BY 1, 2, 3, 4
"""


def _asked(statement: str, earlier: RoundGroup, later: RoundGroup, attribute: str = "") -> list[tuple]:
    names = dict(Question.objects.filter(version=earlier.instrument_version_id).values_list("name", "pk"))
    others = dict(Question.objects.filter(version=later.instrument_version_id).values_list("name", "pk"))
    shared = [name for name in names if name in others]
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [earlier.pk, later.pk])
        pairs = cursor.fetchall()
        values = {
            "ones": [one for one, _ in pairs],
            "twos": [two for _, two in pairs],
            "before": [names[name] for name in shared],
            "after": [others[name] for name in shared],
            "names": shared,
            "attribute": attribute,
        }
        cursor.execute(statement, values)
        return cursor.fetchall()


def overlap(earlier: RoundGroup, later: RoundGroup) -> Overlap | None:
    """People in both, of those each question was put to in both. None where nobody can be known again."""
    if not (_knows_people(earlier) and _knows_people(later)):
        return None
    found = dict(_asked(_OVERLAP, earlier, later))
    people = {name: np.array([found.get(name, 0)], np.int64) for name in measured(later.instrument_version_id)}
    return Overlap((WHOLE,), people)


def panel(earlier: RoundGroup, later: RoundGroup, attribute: str = "") -> Panel | None:
    """What the people of both answered in both, by the value the attribute has in the later. None without any."""
    if not (_knows_people(earlier) and _knows_people(later)):
        return None
    before, after = measured(earlier.instrument_version_id), measured(later.instrument_version_id)
    rows = _asked(_JOINT, earlier, later, attribute)
    if not rows:
        return None
    questions = {name: one for name, one in after.items() if name in before and not differences(before[name], one)}
    places = _places(attribute, {value for *_, value, _ in rows})
    paired = {
        name: _paired(before[name], question, [row[1:] for row in rows if row[0] == name], places)
        for name, question in questions.items()
    }
    return Panel(earlier.round.name, later.round.name, later.slug, questions, places, paired)


def _places(attribute: str, values: set[str]) -> tuple[Place, ...]:
    return (WHOLE, *(Place(attribute, value) for value in sorted(values))) if attribute else (WHOLE,)


Joint = Sequence[tuple[int, int, str, int]]  # code before, code after, value, people


def _paired(before: Measured, after: Measured, rows: Joint, places: Sequence[Place]) -> Paired:
    """Along the later round's answers: the order of choices may differ between the two."""
    width = len(after.answers)
    own = [answer.name for answer in after.answers]
    place_of = {code: own.index(answer.name) for code, answer in enumerate(before.answers, 1)}
    at = {place.value: sorted({0, number}) for number, place in enumerate(places)}
    # The last row and column are those who gave none of the answers: left it out, or the row that says "asked".
    joint = np.zeros((len(places), width + 1, width + 1), np.int64)
    for one, two, value, people in rows:
        where = place_of[one] if one > 0 else width, two - 1 if two > 0 else width
        for place in at.get(value, [0]):
            joint[(place, *where)] += people
    return Paired(ticks=_ticks(joint, after)) if after.each_choice else Paired(joint=joint[:, :width, :width])


def _ticks(joint: IntArray, question: Measured) -> IntArray:
    """places × answers × ticked before or not × ticked after or not, of those asked in both.

    Of several answers a person has a row for each, and one that says they were asked: sums along it count people.
    """
    width = len(question.answers)
    both = joint[:, range(width), range(width)]
    if question.several:
        before, after, everyone = joint[:, :width, width], joint[:, width, :width], joint[:, width, width, None]
    else:
        before, after = joint.sum(axis=2)[:, :width], joint.sum(axis=1)[:, :width]
        everyone = joint.sum(axis=(1, 2))[:, None]
    neither = everyone - before - after + both
    return np.stack([np.stack([both, before - both], -1), np.stack([after - both, neither], -1)], -2)


def other_people(earlier: RoundGroup, later: RoundGroup) -> tuple[list[int], list[int]]:
    """Respondents of the two rounds who hold the same role in the same area and are known to be different people."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS, {"earlier": earlier.pk, "later": later.pk})
        rows = cursor.fetchall()
    return [pk for group, pk in rows if group == earlier.pk], [pk for group, pk in rows if group == later.pk]


_OTHERS = """
WITH people AS (
    SELECT r.group_id, r.id, i.authority_id, coalesce(v.value, '') AS role,
           coalesce('p' || i.person_id, 's' || nullif(i.stable_id, '')) AS who
    FROM evaluation_identity i JOIN evaluation_respondent r ON r.id = i.respondent_id
    LEFT JOIN evaluation_cohortvalue v ON v.cohort_id = r.cohort_id AND v.attribute = 'role'
    WHERE r.group_id IN (%(earlier)s, %(later)s) AND i.authority_id IS NOT NULL
), once AS (
    SELECT p.* FROM people p WHERE who IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM people o WHERE o.who = p.who AND o.group_id <> p.group_id)
)
SELECT p.group_id, p.id FROM once p
WHERE EXISTS (
    SELECT 1 FROM once o WHERE o.group_id <> p.group_id AND o.authority_id = p.authority_id AND o.role = p.role
)
"""


def _knows_people(group: RoundGroup) -> bool:
    return Identity.objects.filter(respondent__group=group).exclude(person__isnull=True, stable_id="").exists()

"""Somebody who holds a whole database and tries to join the answers of an anonymous round to those who were invited.

Every column of every table is read as the owner may, with the transaction that wrote the row and its place on disk;
then everything that could join two rows is tried. An attempt is a guess: answer → invitation.
"""

import os
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import psycopg2
from psycopg2.extras import RealDictCursor

from evaluation.models import RoundGroup

Row = dict
Guess = Mapping[str, int]  # the words of an answer → an invitation
WORD = re.compile(r"[\w.@+-]{6,}")


def dump(database: str) -> dict[str, list[Row]]:
    """Everything in it, by table."""
    connection = psycopg2.connect(os.environ["TEST_SUPERUSER_URL"], dbname=database, cursor_factory=RealDictCursor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for table in [row["tablename"] for row in cursor.fetchall()]:
            cursor.execute(f'SELECT xmin::text::bigint AS "row xmin", ctid::text AS "row ctid", * FROM "{table}"')
            found[table] = [dict(row) for row in cursor.fetchall()]
    connection.close()
    return found


def attempts(found: Mapping[str, list[Row]], group: RoundGroup) -> Iterator[tuple[str, Guess]]:
    """Every way we know, with what it says."""
    answers, asked = _answers(found, group), _asked(found, group)
    yield from _by_value(answers, asked)
    answered = _marks(answers)
    invited = _marks({number: rows for number, rows in asked.items() if _was_used(rows)} or asked)
    for one, by_answer in answered.items():
        for other, by_invitation in invited.items():
            yield from _by_order(f"{one} ~ {other}", by_answer, by_invitation)
            if one.endswith("xmin") and other.endswith("xmin"):
                yield from _by_transaction(f"{one} ~ {other}", by_answer, by_invitation)


def best(found: Mapping[str, list[Row]], group: RoundGroup, truth: Guess) -> tuple[int, str]:
    """How many answers the best attempt joins rightly, and which it is."""
    return max(
        (sum(truth.get(words) == one for words, one in guess.items()), how) for how, guess in attempts(found, group)
    )


def place_of(row: Row) -> tuple[int, ...]:
    """On disk: block, and line in it."""
    return tuple(map(int, row["row ctid"].strip("()").split(",")))


def _answers(found: Mapping[str, list[Row]], group: RoundGroup) -> dict[str, dict[str, list[Row]]]:
    """By the words that were written: all rows of that respondent."""
    mine = {row["id"]: row for row in found["evaluation_respondent"] if row["group_id"] == group.pk}
    rows: dict[int, dict[str, list[Row]]] = {pk: {"evaluation_respondent": [row]} for pk, row in mine.items()}
    for table in ("evaluation_answer", "evaluation_writtenanswer"):
        for row in found[table]:
            if row["respondent_id"] in mine:
                rows[row["respondent_id"]].setdefault(table, []).append(row)
    return {each["evaluation_writtenanswer"][0]["text"]: each for each in rows.values()}


def _asked(found: Mapping[str, list[Row]], group: RoundGroup) -> dict[int, dict[str, list[Row]]]:
    """By invitation: it, its emails, and whatever was written just before it was marked: its draft, as it seems."""
    people = {row["id"]: row for row in found["people_user"]}
    mails = defaultdict(list)
    for row in found["people_outgoingemail"]:
        mails[row["recipient"]].append(row)
    drafts = sorted((row for row in found["evaluation_draft"] if row["finished"]), key=lambda row: row["row xmin"])
    numbers = [row["row xmin"] for row in drafts]
    asked = {}
    for row in found["evaluation_invitation"]:
        if row["group_id"] == group.pk:
            person = people[row["person_id"]]
            before = bisect_right(numbers, row["row xmin"]) - 1
            asked[row["id"]] = {
                "evaluation_invitation": [row],
                "people_user": [person],
                "people_outgoingemail": mails[person["email"]],
                "evaluation_draft": drafts[before : before + 1] if row["used"] and before >= 0 else [],
            }
    return asked


def _was_used(rows: Mapping[str, list[Row]]) -> bool:
    return rows["evaluation_invitation"][0]["used"]


def _values(rows: Mapping[str, list[Row]]) -> set:
    """Whatever is in any column, and every word within it."""
    values = set()
    for row in (row for listed in rows.values() for row in listed):
        for value in row.values():
            text = bytes(value).decode("latin-1") if isinstance(value, memoryview) else str(value)
            values |= {text, *WORD.findall(text)}
    return values


def _by_value(answers: Mapping, asked: Mapping) -> Iterator[tuple[str, Guess]]:
    """A value that one answer and one invitation have alone."""
    there: dict = defaultdict(list)
    for number, rows in asked.items():
        for value in _values(rows):
            there[value].append(number)
    here = {words: _values(rows) for words, rows in answers.items()}
    times = Counter(value for values in here.values() for value in values)
    guess = {}
    for words, values in here.items():
        for value in values:
            if times[value] == 1 and len(there.get(value, ())) == 1:
                guess[words] = there[value][0]
    yield "a value in common", guess


def _marks(sides: Mapping) -> dict[str, dict]:
    """What puts the rows in an order: numbers, times, transactions and places on disk, by table and column."""
    marks: dict[str, dict] = defaultdict(dict)
    for key, rows in sides.items():
        for table, listed in rows.items():
            for row in listed[-1:]:
                for column, value in {**row, "row ctid": place_of(row)}.items():
                    if value is not None and not isinstance(value, str | bool | memoryview | dict | list):
                        marks[f"{table}.{column}"][key] = value
    return marks


def _by_order(how: str, by_answer: Mapping, by_invitation: Mapping) -> Iterator[tuple[str, Guess]]:
    """The first with the first, or the last with the last."""
    ranked, other = (sorted(side, key=side.__getitem__) for side in (by_answer, by_invitation))
    yield f"order of {how}", dict(zip(ranked, other, strict=False))
    yield f"order of {how} from the end", dict(zip(reversed(ranked), reversed(other), strict=False))
    yield f"order of {how} reversed", dict(zip(ranked, reversed(other), strict=False))


def _by_transaction(how: str, by_answer: Mapping, by_invitation: Mapping) -> Iterator[tuple[str, Guess]]:
    """The invitation that was written in the same transaction, in the next, in the one before."""
    ranked = sorted((number, key) for key, number in by_invitation.items())
    numbers = [number for number, _ in ranked]
    for name, place in (("at or after", bisect_left), ("before", lambda among, one: bisect_right(among, one) - 1)):
        guess = {}
        for words, number in by_answer.items():
            at = place(numbers, number)
            if 0 <= at < len(ranked):
                guess[words] = ranked[at][1]
        yield f"the transaction {name}, {how}", guess

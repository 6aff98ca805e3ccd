"""Another area's thing, by a guessed number: answered as what does not exist, at every address (quality 1).

About 60 seconds of processor time.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from commissioning.people.models import User
from commissioning.programme import demo, matrix
from tests.support import sweeping
from tests.support.made import make_files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

Parts = dict[str, Any]
NOWHERE = 999_999_999
NO_AREA = "E06999999"
SECRET = {"token", "key", "uidb36", "provider_id"}  # drawn by lot: nobody guesses one from another


def guesses(name: str, reader: User) -> Iterator[tuple[Parts, Parts, set[int]]]:
    """What names something of Ealing, the same with a number that nothing has, and how both may be refused."""
    theirs = sweeping.parts_of(name, demo.EALING, reader)
    for part in theirs:
        if missing := no_such(theirs[part], part):
            yield theirs, theirs | {part: missing}, {404}
    numbers = [part for part in theirs if no_such(theirs[part], part)]
    mine = one_more(name, reader) if numbers[1:] else None
    if mine is None:
        return
    for part in numbers[1:]:  # as if it were of one’s own
        yield mine | {part: theirs[part]}, mine | {part: no_such(theirs[part], part)}, {403, 404}


def one_more(name: str, reader: User) -> Parts | None:
    """One of the reader’s own area beside; None where an example makes a person whom there can be only once."""
    try:
        with transaction.atomic():
            return sweeping.parts_of(name, demo.DURHAM, reader)
    except ValidationError:
        return None


def no_such(value: Any, part: str) -> int | str | None:
    if part == "gss_code":
        return NO_AREA
    return NOWHERE if isinstance(value, int) and part not in SECRET | {"year", "number"} else None


def scoped() -> list[str]:
    return [
        name
        for name, has_parts in sorted(matrix.addresses().items())
        if has_parts and (sweeping.example_of(name).seen_with or sweeping.example_of(name).own_by_person)
    ]


def asked(client: Client, method: str, path: str) -> tuple[sweeping.Answer, int]:
    """What is answered, and after how many statements."""
    with matrix.undone(), sweeping.statements() as said:
        answer = sweeping.answer_of(getattr(client, method)(path), path)
    return answer, len(said)


def test_1_what_is_another_areas_answers_as_what_does_not_exist(demonstration, db):
    """Same status, same words and as many statements, so that not even the time tells."""
    make_files()
    told, compared, client = [], 0, sweeping.browser("champion")
    for name in scoped():
        with matrix.undone():
            for theirs, missing, refused in guesses(name, client.person):
                there, nowhere = sweeping.filled(name, theirs), sweeping.filled(name, missing)
                for method in matrix.METHODS:
                    absent = asked(client, method, nowhere)
                    if absent[0].status == matrix.NOT_TAKEN:
                        continue
                    found, compared = asked(client, method, there), compared + 1
                    if found != absent or found[0].status not in refused:
                        told.append((name, method, found[0].status, absent[0].status, found[1], absent[1]))
    assert told == []
    assert compared > 500

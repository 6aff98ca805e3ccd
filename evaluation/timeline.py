"""Survey rounds on an area's timeline: a light mark of what was going on in the whole country, to those who follow how
many answer.
"""

from collections.abc import Collection, Iterator
from typing import Any

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .models import Round
from .queries.rounds import rounds


def national(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    for row in rounds().exclude(state=Round.State.DRAFT):
        yield Happened(
            on=row.opens_on,
            until=row.closes_on,
            title=f"Survey round: {row}",
            tag="Whole country",
            url=row.get_absolute_url(),
        )


def register_source() -> None:
    register(Source("round", "Survey rounds", 70, Permission.RATES_SEE, national))

"""What this app knows of an area’s timeline: survey rounds, a light mark of what was going on in the whole country, to
those who follow how many answer; and listening to the area, to each reader as far as its own pages go.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .models import AreaInterview, Round
from .queries.area_reports import played_back, told_back
from .queries.listening import interviews, listenings
from .queries.rounds import rounds

TAG = "Listening"


def national(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    for row in rounds().exclude(state=Round.State.DRAFT):
        yield Happened(
            on=row.opens_on,
            until=row.closes_on,
            title=f"Survey round: {row}",
            tag="Whole country",
            url=row.get_absolute_url(),
        )


def listened(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    """What those who speak for the area see too. Of whom was heard, and of what they said, nothing."""
    for row in listenings().visible_to(scope).filter(authority__in=line):
        yield _happened(row, timezone.localdate(row.begun_at), "Listening to the area: begun", row.purpose)
        if row.ended_at:
            yield _happened(row, timezone.localdate(row.ended_at), "Listening to the area: ended")
    for report in told_back(line, scope):
        yield _happened(report, timezone.localdate(report.released_at), f"What we heard, version {report.number}: told")
    for played in played_back(line, scope):
        yield _happened(played.listening, played.held_on, "What we heard: talked through with the area")
    yield from _interviews(line, scope)


def _interviews(line: Collection[int], scope: Scope) -> Iterator[Happened]:
    """One by one they are for those alone who carry the listening out, as their pages are."""
    for row in interviews().visible_to(scope).filter(listening__authority__in=line):
        several = f"Interview with {row.present} people together"
        title = several if row.kind == AreaInterview.Kind.GROUP else "Interview with one person"
        yield _happened(row, row.held_on, title)


def _happened(row: Any, on: Any, title: str, text: str = "") -> Happened:
    return Happened(on=on, title=title, text=text, tag=TAG, url=row.get_absolute_url())


def register_sources() -> None:
    register(Source("listening", "Listening", 65, (Permission.LISTENING_SEE, Permission.LISTENING_JOIN), listened))
    register(Source("round", "Survey rounds", 70, (Permission.RATES_SEE,), national))

"""History on an area's timeline: each entry to those it is open to."""

from collections.abc import Collection, Iterator
from typing import Any

from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from . import queries


def history(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    for entry in queries.history_of_line(line, scope):
        effect = f"Effect today: {entry.effect_today}" if entry.effect_today else ""
        told_of = "" if entry.authority_id == authority.pk else f", {entry.authority}"
        yield Happened(
            on=entry.starts_on,
            until=entry.ends_on,
            when=entry.when,
            title=entry.title,
            text="\n".join(filter(None, (entry.narrative, effect))),
            tag=f"{entry.strength_label}, {entry.get_kind_display().lower()}{told_of}",
            url=entry.get_absolute_url(),
        )


def register_source() -> None:
    register(Source("history", "History", 10, None, history))

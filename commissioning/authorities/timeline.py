"""What the register adds to an area's timeline: published judgements, and which council came from which. Open facts."""

from collections.abc import Collection, Iterator
from typing import Any

from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .lineage import lineage_of
from .models import Judgement


def judgements(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    for row in Judgement.objects.filter(authority__in=line).select_related("authority"):
        yield Happened(
            on=row.inspected_from,
            until=row.inspected_to,
            title=f"{row.get_scheme_display()}: {row.get_overall_display()}",
            text=f"Impact of leaders: {row.get_leaders_display().lower()}.",
            tag="" if row.authority_id == authority.pk else str(row.authority),
            url=f"{row.authority.get_absolute_url()}#judgements",
        )


def councils(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    lineage = lineage_of(authority)
    for relative in (*lineage.predecessors, *lineage.successors):
        yield Happened(
            on=relative.effective_on,
            title=f"{relative.authority.name}: {relative.what_happened[0].lower()}{relative.what_happened[1:]}",
            text=relative.legal_order,
            url=relative.authority.get_absolute_url(),
        )


def register_sources() -> None:
    register(Source("judgement", "Ofsted judgements", 20, None, judgements))
    register(Source("council", "Councils before and after", 30, None, councils))

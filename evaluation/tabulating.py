"""Tables that pages show, made in the worker: with statistics at hand, and once for every reader.

A page asks for the one it needs; until it is there it says so. When more answers came it is made again.
"""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from . import two_rounds
from .actions.withholding import decide
from .analysis.comparability import differences
from .impact import Impact, impact_of
from .models import Tabulation
from .queries.counts import measured
from .queries.results import as_plain, naming


def tabulate(tabulation_id: int) -> None:
    """Safe to repeat. Of an open round nothing is made: figures that grew with each answer would give answers away."""
    row = Tabulation.objects.select_related("group__round", "against__round").get(pk=tabulation_id)
    round_ = row.group.round
    if not (round_.is_closed or round_.imported):
        return
    decide(row.group_id)
    rows = _rows(row)
    with transaction.atomic():
        row.rows, row.respondents = rows, row.group.respondents.count()
        row.save(update_fields=["rows", "respondents"])


def _rows(row: Tabulation) -> dict[str, Any]:
    against = row.against.round if row.against else None
    made = impact_of(
        row.group.round, against=against, by=row.breakdown, suppressed=row.suppressed, only_group=row.group.slug
    )
    if row.against is None:
        return {"levels": as_plain(made.levels), "summary": as_plain(made.summary)}
    return _compared(row, made)


def _compared(row: Tabulation, made: Impact) -> dict[str, Any]:
    """Tables ready to be shown: what they are made from cannot be read without the statistics."""
    assert row.against is not None
    questions, before = measured(row.group.instrument_version_id), measured(row.against.instrument_version_id)
    reasons = {name: differences(before[name], one) for name, one in questions.items() if name in before}
    names = naming(row.group)
    found = [
        two_rounds.changed("change", questions, reasons, names, made.change or []),
        two_rounds.expected("expected", names, made.expected or []),
    ]
    return {
        "notes": [note for one in found if one for note in one.notes],
        "tables": [asdict(table) for one in found if one for table in one.tables],
    }

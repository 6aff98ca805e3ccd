"""Carrying the retention schedule out: in batches, each with its own record, committed together.

Killed at any moment it has recorded what it removed; the next run goes on. A file goes before its row, so what is left
in between is a row that is still due, never a file that nobody speaks of.
"""

import logging
import time
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from .models import RetentionRun
from .schedule import SCHEDULE, Rule

log = logging.getLogger(__name__)

BATCH = 500
LONGEST_RUN = 600  # seconds; what is left waits for the next night


def run(now: datetime, *, batch: int = BATCH) -> int:
    """How many rows went. A rule that fails keeps none of the others from being carried out."""
    give_up, removed, whole = time.monotonic() + LONGEST_RUN, 0, True
    for rule in SCHEDULE:
        try:
            while taken := _take(rule, now, batch):
                removed += taken
                if time.monotonic() > give_up:
                    return removed
        except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
            raise  # the database is away, or time is up
        except Exception:
            log.exception("The retention rule %s could not be carried out", rule.key)
            whole = False
    if whole:
        RetentionRun.objects.create(began_at=now, rule=RetentionRun.END, removed=removed)
    return removed


@transaction.atomic
def _take(rule: Rule, now: datetime, batch: int) -> int:
    """One batch and its record. What somebody else is at work on stays for the next run."""
    rows = list(rule.due(now).select_for_update(of=("self",), skip_locked=True)[:batch])
    if not rows:
        return 0
    oldest = rule.due(now).values_list(rule.since, flat=True).get(pk=rows[0].pk)
    if rule.file:
        for row in rows:
            getattr(row, rule.file).delete(save=False)  # nothing where a killed run was before
    _remove(rule, rule.model._base_manager.filter(pk__in=[row.pk for row in rows]), now)
    RetentionRun.objects.create(began_at=now, rule=rule.key, removed=len(rows), oldest=oldest)
    return len(rows)


def _remove(rule: Rule, rows: QuerySet, now: datetime) -> None:
    if rule.empty:
        rule.empty(rows, now)
    else:
        rows.delete()

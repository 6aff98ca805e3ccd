"""Asking for tables that pages show. The worker makes them: `evaluation.tabulating`."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from commissioning.jobs import queue

from ..models import RoundGroup, Tabulation

LEFT_WAITING = timedelta(minutes=10)
LONGEST = 540  # seconds: deciding what is withheld of a small round with many attributes


@transaction.atomic
def ask(*, group: RoundGroup, breakdown: str = "", suppressed: bool = True, against: RoundGroup | None = None) -> None:
    """Puts them on the queue, unless they are made of all the answers there are. Safe to repeat."""
    row, _ = Tabulation.objects.get_or_create(group=group, against=against, breakdown=breakdown, suppressed=suppressed)
    if row.rows is not None and row.respondents == group.respondents.count():
        return
    Tabulation.objects.filter(pk=row.pk).update(rows=None, asked_at=timezone.now())
    queue.put("evaluation.tabulate", row.pk, seconds=LONGEST)


def requeue_waiting() -> int:
    """Beat: those asked for a minute ago and not made, as when the queue forgot them."""
    now = timezone.now()
    waiting = Tabulation.objects.filter(rows__isnull=True, asked_at__lt=now - LEFT_WAITING)
    ids = list(waiting.values_list("pk", flat=True)[:100])
    with transaction.atomic():
        Tabulation.objects.filter(pk__in=ids).update(asked_at=now)
        for pk in ids:
            queue.put("evaluation.tabulate", pk, seconds=LONGEST)
    return len(ids)

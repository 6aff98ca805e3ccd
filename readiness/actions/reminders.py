"""Reminding and thanking: one mail a day to an address, with everything it is asked about, across areas and nouns.

Each address is one transaction, so a run that is cut short has told some and forgotten nobody.
"""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commissioning.people import audit

from ..models import Scorer
from ..queries import reminders as queries
from ..queries.partners import standards_asked
from . import links
from .plan import mark_reminded


@transaction.atomic
def remind(*, due: queries.Due, today: date) -> bool:
    """The day's mail to one address, about what is still due; False when somebody else has sent it meanwhile."""
    views = queries.views_due(today, among=due.views) if due.views else []
    actions = mark_reminded(actions=due.actions, today=today) if due.actions else []
    if not views and not actions:
        return False
    Scorer.objects.filter(pk__in=[row.pk for row in views]).update(reminded_at=timezone.now())
    for row in views:
        audit.record("partner-remind", row, by=None, authority_id=row.assessment.authority_id)
    context = {
        "name": due.name,
        "views": [_view(row) for row in views],
        "actions": [(action, settings.SITE_ADDRESS + action.get_absolute_url()) for action in actions],
        "today": today,
        "programme": settings.PROGRAMME_NAME,
    }
    links.send(due.email, "reminder", _subject(views, actions), context)
    return True


def _view(row: Scorer) -> dict:
    return {
        "scorer": row,
        "assessment": row.assessment,
        "standards": standards_asked(row.assessment, row.partner_kind).count(),
        "address": links.issue(row),
    }


def _subject(views: list, actions: list) -> str:
    if views and actions:
        return "Your view and your actions: a reminder"
    return "Your view is still asked for" if views else "Actions you answer for: a reminder"


@transaction.atomic
def thank(*, scorer: Scorer) -> bool:
    """Once, with a link to what was agreed; False when they were thanked before."""
    rows = queries.to_thank().select_for_update(of=("self",), skip_locked=True)
    row = rows.select_related("person", "assessment__authority", "assessment__version").filter(pk=scorer.pk).first()
    if row is None:
        return False
    row.thanked_at = timezone.now()
    row.save(update_fields=["thanked_at"])
    links.mail(row, "thanks", "What was agreed, and what you said")
    audit.record("partner-thank", row, by=None, authority_id=row.assessment.authority_id)
    return True

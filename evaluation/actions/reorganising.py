"""What a reorganisation of councils does to listening that is under way. Whether is decided above; who may is asked
there, once for the whole.

It never goes on under another council: those who were heard spoke of theirs, and what is searched for names that would
tell who speaks is searched for the names of that council.
"""

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User

from ..models import Heard, Listening


@transaction.atomic
def end(*, listening: Listening, by: User) -> None:
    """Links to notes lead nowhere from then on."""
    current = Listening.objects.select_for_update(of=("self",)).get(pk=listening.pk)
    if not current.is_open:
        return
    Heard.objects.filter(interview__listening=current).update(token_hash=None)
    current.ended_at, current.ended_by = timezone.now(), by
    current.save(update_fields=["ended_at", "ended_by"])
    audit.record("listening-end", current, by=by, authority_id=current.authority_id)

"""What a reorganisation of councils does to case studies that are being written. Whether and where to is decided above;
who may is asked there, once for the whole. Where something happened stays as it is told.
"""

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User

from ..queries.reorganising import under_way


@transaction.atomic
def hand_on_drafts(*, before: Authority, to: Authority, by: User) -> int:
    """The successor’s people write on. Returns how many."""
    rows = list(under_way([before]).select_for_update(of=("self",)))
    for version in rows:
        version.authority = to
        version.save(update_fields=["authority"])
        audit.record("resource-hand-on", version, by=by, authority_id=to.pk)
    return len(rows)

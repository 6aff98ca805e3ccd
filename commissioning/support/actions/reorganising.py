"""What a reorganisation of councils does to outcomes that are being built. Whether and where to is decided above; who
may is asked there, once for the whole.
"""

from django.db import transaction

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User

from ..queries.reorganising import being_built


@transaction.atomic
def hand_on_outcomes(*, before: Authority, to: Authority, by: User) -> int:
    """Returns how many."""
    rows = list(being_built([before]).select_for_update(of=("self",)))
    for outcome in rows:
        outcome.authority = to
        outcome.save(update_fields=["authority"])
        audit.record("outcome-hand-on", outcome, by=by, authority_id=to.pk)
    return len(rows)

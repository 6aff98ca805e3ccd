"""An offer of contact for every address that names one (see `matrix_examples`)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .contact.models import OfferOfContact
from .example import Example


def _offer(gss_code: str, user: User | None) -> dict[str, Any]:
    today = timezone.localdate()
    made = OfferOfContact.objects.create(
        authority=Authority.objects.get(gss_code=gss_code),
        rule="silence",
        about="example",
        words="We have not been in touch for a while.",
        since=today,
        opened_on=today,
        expires_on=today + timedelta(days=60),
    )
    return {"pk": made.pk}


_OFFER = Example(_offer, (P.CONTACT_SEE,))

CONTACT_EXAMPLES: dict[str, Example] = dict.fromkeys(
    (
        "programme:contact-detail",
        "programme:contact-acknowledge",
        "programme:contact-act",
        "programme:contact-dismiss",
        "programme:contact-answer",
    ),
    _OFFER,
)

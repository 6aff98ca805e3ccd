"""The weekly digest: one mail a person a week. Claimed before it is written, in the same transaction."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from commissioning.people import audit

from ..models import DigestSent
from ..queries.digests import Digest


@transaction.atomic
def send(*, digest: Digest) -> bool:
    """False when there is nothing to say, or when somebody else has sent this week’s meanwhile."""
    if not digest.has_something:
        return False
    sent, is_mine = DigestSent.objects.get_or_create(person=digest.person, week=digest.week)
    if not is_mine:
        return False
    context = {"digest": digest, "site": settings.SITE_ADDRESS, "programme": settings.PROGRAMME_NAME}
    send_mail(
        subject="Support packages: your week",
        message=render_to_string("support/email/digest.txt", context),
        from_email=None,
        recipient_list=[digest.person.email],
    )
    audit.record("digest-send", sent, by=None)
    return True

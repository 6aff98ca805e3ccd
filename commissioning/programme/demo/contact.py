"""Offers of contact: those there is a reason for, one of which somebody has taken up and one that its area answered.

One is for a director who left Sunderland, so that the regional lead who can sign in has one too.
"""

from datetime import timedelta

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..contact import actions
from ..models import OfferOfContact
from .places import DURHAM, LEEDS, SUNDERLAND
from .posts import held


def make(*, programme: User, champion: User) -> None:
    """Once. `champion`: of County Durham."""
    if OfferOfContact.objects.exists():
        return
    today = timezone.localdate()
    sunderland = Authority.objects.get(gss_code=SUNDERLAND)
    held("Grace Nixon", Role.DIRECTOR, sunderland, today - timedelta(days=900), today - timedelta(days=45))
    actions.renew(today=today)
    leeds = OfferOfContact.objects.filter(authority__gss_code=LEEDS).first()
    if leeds:
        actions.acknowledge(offer=leeds, by=programme)
    durham = OfferOfContact.objects.filter(authority__gss_code=DURHAM).first()
    if durham:
        actions.answer(offer=durham, said="yes", line="After the board in two weeks, please.", by=champion)

"""How far somebody is with their account: asked or not, and whether the link still works."""

from allauth.socialaccount.models import SocialAccount
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from ..models import Invitation, RoleAppointment

STATES = {
    "none": "Not invited",
    "invited": "Invited, not accepted yet",
    "expired": "The link has run out",
    "accepted": "Has an account",
}


def with_state(rows: QuerySet[RoleAppointment]) -> QuerySet[RoleAppointment]:
    """`invitation`, one of STATES, and `invited_at`. Whoever has a password, or single sign-on, needs no invitation."""
    sent = Invitation.objects.filter(person=OuterRef("person"), replaced_at__isnull=True).order_by("-created_at")
    works = Q(Exists(sent.filter(accepted_at__isnull=True, expires_at__gt=timezone.now())))
    has_password = ~Q(person__password__startswith="!") & ~Q(person__password="")
    has_account = has_password | Q(Exists(SocialAccount.objects.filter(user=OuterRef("person"))))
    state = Case(
        When(has_account | Q(Exists(sent.filter(accepted_at__isnull=False))), then=Value("accepted")),
        When(works, then=Value("invited")),
        When(Exists(sent), then=Value("expired")),
        default=Value("none"),
        output_field=CharField(),
    )
    return rows.annotate(invitation=state, invited_at=Subquery(sent.values("created_at")[:1]))

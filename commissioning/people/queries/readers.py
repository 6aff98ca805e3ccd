"""Whoever an entry of the trail names, in words: the person, and what roles they held that day."""

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, TruncDate
from django.utils import timezone

from commissioning.access.roles import ROLES, Role
from commissioning.authorities.models import Authority

from ..models import AuditEntry, RoleAppointment, User

AT_THE_SERVER = "An administrator, at the server"  # an entry without an actor
PARTNER = "partner who gave a view"
_ACTING = "acting "


def with_reader(entries: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """With `reader` (a name) and the `day` on each row."""
    name = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("full_name"))
    return entries.annotate(
        day=TruncDate("at", tzinfo=timezone.get_default_timezone()),
        reader=Coalesce(name, Value(AT_THE_SERVER), output_field=CharField()),
    )


def held_that_day(area: Authority) -> QuerySet[RoleAppointment]:
    """Roles that reach the area, of the actor of an entry with its `day`; `held_as` is how to name each."""
    return RoleAppointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")),
        Q(revoked_at__isnull=True) | Q(revoked_at__gt=OuterRef("at")),
        Q(authority=area) | Q(region=area.region_id) | Q(authority=None, region=None),
        person=OuterRef("actor_id"),
        starts_on__lte=OuterRef("day"),
    ).annotate(held_as=Case(When(acting=True, then=Concat(Value(_ACTING), F("role"))), default=F("role")))


def role_words(held: list[str]) -> str:
    """ "Acting director of children’s services; local lead": what was held that day, in words."""
    words = "; ".join(_in_sentence(name) for name in held)
    return words[:1].upper() + words[1:]


def _in_sentence(name: str) -> str:
    if name == PARTNER:
        return name
    label = ROLES[Role(name.removeprefix(_ACTING))].label
    return f"{_ACTING if name.startswith(_ACTING) else ''}{label[:1].lower()}{label[1:]}"

"""Who did and read what: over the house for administrators, and of one area for the area itself.

Both grow without end, so what is asked of them goes by an index: newest first, or from day to day, or by the numbers
of the people, areas and objects that a search finds.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.text import capfirst

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.access.verbs import keys_for_own_area
from commissioning.authorities.models import Authority
from commissioning.lists.asked import clean_search, with_words

from ..models import AuditEntry, User
from .readers import held_that_day

BY_ITSELF = "The site, or an administrator at the server"  # an entry without an actor
WITHOUT_ROLE = "Somebody without a role here"  # a partner who came by a link, say: the area is not told who
MOST_FOUND = 500  # people or areas that one search may mean
LARGEST_NUMBER = 2**63 - 1

_NAME = Subquery(User.objects.filter(pk=OuterRef("actor_id")).values("full_name"))


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those, former ones too, that a role of the reader covers."""
    return Authority.objects.filter(scope.within(Permission, "")).select_related("region")


def trail() -> QuerySet[AuditEntry]:
    """With `reader` (a name) and `area` (its short name) on each row."""
    area = Subquery(Authority.objects.filter(pk=OuterRef("authority_id")).values("short_name"))
    reader = Coalesce(_NAME, Value(BY_ITSELF), output_field=CharField())
    return AuditEntry.objects.annotate(reader=reader, area=area)


def trail_of(area: Authority) -> QuerySet[AuditEntry]:
    """What the area may be told, with `reader` and the `roles` held that day that reach the area on each row. Whoever
    held none is not named.
    """
    entries = AuditEntry.objects.filter(authority_id=area.pk, verb__in=keys_for_own_area())
    held = held_that_day(area)
    return entries.annotate(
        day=TruncDate("at", tzinfo=timezone.get_default_timezone()),
        roles=ArraySubquery(held.values("held_as").distinct().order_by("held_as")),
        reader=Case(
            When(actor_id=None, then=Value(BY_ITSELF)),
            When(Exists(held), then=_NAME),
            default=Value(WITHOUT_ROLE),
            output_field=CharField(),
        ),
    )


def between(entries: QuerySet[AuditEntry], since: date | None, until: date | None) -> QuerySet[AuditEntry]:
    """Whole days, the last one too."""
    if since:
        entries = entries.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
    if until:
        entries = entries.filter(at__lte=timezone.make_aware(datetime.combine(until, time.max)))
    return entries


@dataclass(frozen=True)
class Found:
    """`too_many`: the words fit so many people or areas that nothing is shown for them."""

    rows: QuerySet[AuditEntry]
    too_many: bool = False


def searched(entries: QuerySet[AuditEntry], typed: str) -> Found:
    """Done by a person whose name or email has all the words, to an area that has them in its name or code, or about
    the object of that number. People and areas are looked up first, so that the trail is found by their numbers.
    """
    text = clean_search(typed)
    if not text:
        return Found(entries)
    people = _numbers(with_words(User.objects.all(), ("full_name", "email"), text))
    places = _numbers(with_words(Authority.objects.all(), ("name", "short_name", "gss_code"), text))
    if max(len(people), len(places)) > MOST_FOUND:
        return Found(entries.none(), too_many=True)
    fits = Q(actor_id__in=people) | Q(authority_id__in=places)
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_NUMBER:
        fits |= Q(object_id=int(text))
    return Found(entries.filter(fits))


def _numbers(rows: QuerySet) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True)[: MOST_FOUND + 1])


def object_words(kind: str, number: int | None) -> str:
    """ "Support package 12": what an entry is about. Kinds that are no more keep their own name."""
    if not kind:
        return ""
    try:
        name = capfirst(apps.get_model(kind)._meta.verbose_name)
    except LookupError:
        name = kind
    return f"{name} {number}" if number is not None else name

"""Reads of the lists of commissioners, for their own pages and for the frame of a survey."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commissioning.authorities.models import Authority

from .models import Commissioner, CommissionerList
from .models.commissioners import listed_on


def commissioners_on(day: date, authority_ids: Collection[int] | None = None) -> QuerySet[Commissioner]:
    """Who was on a list that day, in these areas or, without any given, in all. Personal: whoever shows them records
    that they were read.
    """
    rows = Commissioner.objects.filter(listed_on(day)).select_related("person", "authority")
    rows = rows if authority_ids is None else rows.filter(authority__in=authority_ids)
    return rows.order_by("authority__short_name", "person__full_name", "pk")


def ever_listed(authority: Authority) -> QuerySet[Commissioner]:
    """Who left and who was removed too."""
    rows = Commissioner.objects.filter(authority=authority)
    return rows.select_related("authority__region", "person", "changed_by", "removed_by")


def last_confirmed(authority: Authority) -> CommissionerList | None:
    return CommissionerList.objects.filter(authority=authority).select_related("confirmed_by").first()


def state_of(authority: Authority) -> str:
    """Another text after any change to the list: what a confirmation is a confirmation of."""
    rows = Commissioner.objects.filter(authority=authority).order_by("pk")
    saves = [*rows.values_list("pk", "version", "removed_at")]
    return hashlib.sha256(str(saves).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """How many are on an area's list, when it was last confirmed, and how many rows changed after that."""

    people: int
    confirmed: CommissionerList | None
    changed_since: int

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmed) and not self.changed_since


def standing(authority: Authority) -> Standing:
    confirmed = last_confirmed(authority)
    later = Q(pk__in=[])
    if confirmed:
        at = confirmed.confirmed_at
        later = Q(recorded_at__gt=at) | Q(changed_at__gt=at) | Q(removed_at__gt=at)
    counted = Commissioner.objects.filter(authority=authority).aggregate(
        people=Count("pk", filter=listed_on(timezone.localdate())), changed_since=Count("pk", filter=later)
    )
    return Standing(confirmed=confirmed, **counted)

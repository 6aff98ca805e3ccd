"""What every row of a profile shares: who wrote it, which save it is at, and that nothing is deleted silently."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from commissioning.people.models import User

from ..dates import Known, Precision

LONGEST_TEXT = 10_000
LONGEST_REASON = 500


def _person(**more) -> models.ForeignKey:
    return models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", **more)


class KeptQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(removed_at__isnull=True)

    def removed(self):
        return self.filter(removed_at__isnull=False)


class Kept(models.Model):
    """`changed_` speaks of the last save that changed a word; a removed row stays, with the reason."""

    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = _person()
    changed_at = models.DateTimeField(null=True)
    changed_by = _person()
    removed_at = models.DateTimeField(null=True)
    removed_by = _person()
    removed_because = models.CharField(max_length=LONGEST_REASON, blank=True)

    class Meta:
        abstract = True


def paired(name: str) -> Q:
    """When and by whom stand together or not at all."""
    both = Q(**{f"{name}_at__isnull": False, f"{name}_by__isnull": False})
    return both | Q(**{f"{name}_at__isnull": True, f"{name}_by__isnull": True})


def kept_constraints(name: str) -> list[models.CheckConstraint]:
    reason = Q(removed_at__isnull=True, removed_because="") | (Q(removed_at__isnull=False) & ~Q(removed_because=""))
    return [
        models.CheckConstraint(name=f"{name}_changed_by_somebody", condition=paired("changed")),
        models.CheckConstraint(name=f"{name}_removed_with_reason", condition=paired("removed") & reason),
    ]


class Dated(models.Model):
    """From when to when, as far as it is known: the first day it may have begun, the last day it may have ended."""

    starts_on = models.DateField(null=True)
    precision = models.CharField("start known to the", max_length=5, choices=Precision, blank=True)
    ends_on = models.DateField(null=True)
    ends_precision = models.CharField("end known to the", max_length=5, choices=Precision, blank=True)

    class Meta:
        abstract = True

    @property
    def starts(self) -> Known | None:
        return Known.around(self.starts_on, self.precision) if self.starts_on else None

    @property
    def ends(self) -> Known | None:
        return Known.around(self.ends_on, self.ends_precision) if self.ends_on else None


def dated_constraints(name: str) -> list[models.CheckConstraint]:
    start = Q(starts_on__isnull=True, precision="") | Q(starts_on__isnull=False, precision__in=Precision.values)
    end = Q(ends_on__isnull=True, ends_precision="") | Q(ends_on__isnull=False, ends_precision__in=Precision.values)
    in_order = Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))
    return [
        models.CheckConstraint(name=f"{name}_dates_say_how_exact", condition=start & end),
        models.CheckConstraint(name=f"{name}_dates_in_order", condition=in_order),
    ]


def within_dates(day: date, path: str = "") -> Q:
    """That day lies between the two dates of what the path leads to; one that is not known is no bound."""
    begun = Q(**{f"{path}starts_on__isnull": True}) | Q(**{f"{path}starts_on__lte": day})
    return begun & (Q(**{f"{path}ends_on__isnull": True}) | Q(**{f"{path}ends_on__gte": day}))

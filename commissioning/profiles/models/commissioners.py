"""Those who commission in an area, as its champion lists them: whom a survey of commissioners is sent to."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..posts import Employer, Level
from .kept import Kept, KeptQuerySet, kept_constraints


def listed_on(day: date) -> Q:
    """Those on the list that day; on the day somebody leaves they are no longer."""
    return Q(removed_at__isnull=True, since__lte=day) & (Q(left_on__isnull=True) | Q(left_on__gt=day))


class CommissionerQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(scope.within([Permission.COMMISSIONERS_SEE]))


class Commissioner(Kept):
    """One person in one area, from when to when; named as their row of `people` names them."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="commissioners")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="commissions_in")
    job_title = models.CharField(max_length=120)
    employer = models.CharField(max_length=20, choices=Employer)
    level = models.CharField(max_length=12, choices=Level)
    since = models.DateField("on the list since", default=timezone.localdate)
    left_on = models.DateField(null=True)

    objects = CommissionerQuerySet.as_manager()

    class Meta:
        ordering = ["person__full_name", "id"]
        constraints = [
            *kept_constraints("commissioner"),
            models.UniqueConstraint(
                fields=["authority", "person"],
                condition=Q(left_on__isnull=True, removed_at__isnull=True),
                name="commissioner_once_at_a_time",
            ),
            models.CheckConstraint(
                name="commissioner_dates_in_order", condition=Q(left_on__isnull=True) | Q(left_on__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return self.person.full_name

    def get_absolute_url(self) -> str:
        return reverse("profiles:commissioner-list", args=[self.authority.gss_code])


class CommissionerList(models.Model):
    """The champion's word, one row each time, that everybody who commissions in the area is on the list."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="commissioner_lists")
    people = models.PositiveIntegerField("how many were on it")
    confirmed_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-confirmed_at", "-id"]
        indexes = [models.Index(fields=["authority", "-confirmed_at"], name="commissioners_confirmed")]

    def __str__(self) -> str:
        return f"{self.people} on {timezone.localdate(self.confirmed_at)}"

"""Advisers: accredited, serving people, hard to release; never for their own employer (domain C)."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.people.models import User

from ..kinds import Kind
from .packages import LONGEST_TEXT, SupportPackage


class AdviserQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """The pool is the programme’s; an adviser sees their own page."""
        if scope.holds(Permission.ADVISERS_SEE):
            return self
        own = scope.person_id if scope.holds(Permission.PACKAGE_DELIVER) else None
        return self.filter(person=own) if own else self.none()


class Adviser(models.Model):
    """What matching needs to know of one. `standards`: codes of the programme’s set. No region: any."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="adviser")
    employer = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    employer_name = models.CharField("employer, where it is no council", max_length=200, blank=True)
    accredited_on = models.DateField(null=True)
    accredited_until = models.DateField("last day", null=True)
    kinds = ArrayField(models.CharField(max_length=20, choices=Kind), default=list)
    standards = ArrayField(models.CharField(max_length=10), default=list)
    regions = models.ManyToManyField(Region, related_name="+")
    days_a_month = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    about = models.TextField(blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = AdviserQuerySet.as_manager()

    class Meta:
        ordering = ["person__full_name", "id"]
        constraints = [
            models.CheckConstraint(
                name="adviser_accreditation_in_order",
                condition=Q(accredited_until__isnull=True)
                | Q(accredited_on__isnull=False, accredited_until__gte=F("accredited_on")),
            ),
            models.CheckConstraint(name="adviser_days_a_month", condition=Q(days_a_month__range=(0, 31))),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return reverse("support:adviser-detail", args=[self.pk])


class OfAdviserQuerySet(models.QuerySet):
    """What belongs to one adviser’s page is seen by whoever sees the page."""

    def visible_to(self, scope: Scope):
        return self.filter(adviser__in=Adviser.objects.visible_to(scope))


class ConflictQuerySet(OfAdviserQuerySet):
    def standing_on(self, day: date):
        """Not ended, and not run out."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), ended_at__isnull=True)


class Away(models.Model):
    """Days on which an adviser cannot be had."""

    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="away")
    first = models.DateField("first day")
    last = models.DateField("last day")
    why = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField("taken back", null=True)

    objects = OfAdviserQuerySet.as_manager()

    class Meta:
        ordering = ["first", "id"]
        constraints = [models.CheckConstraint(name="away_days_in_order", condition=Q(last__gte=F("first")))]


class Conflict(models.Model):
    """An area an adviser must not work for, beside their own employer, and until when."""

    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="conflicts")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500)
    until = models.DateField("last day", null=True)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ConflictQuerySet.as_manager()

    class Meta:
        ordering = ["id"]


class ConflictCheck(models.Model):
    """One look at whether an adviser is free of conflicts for one package; valid until a day, then asked again."""

    APPEND_ONLY = True

    class Outcome(models.TextChoices):
        CLEAR = "clear", "No conflict"
        MANAGED = "managed", "A conflict that can be managed"
        CONFLICT = "conflict", "A conflict"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="conflict_checks")
    adviser = models.ForeignKey(Adviser, on_delete=models.PROTECT, related_name="checks")
    declared = models.TextField("what the adviser declared", max_length=LONGEST_TEXT)
    outcome = models.CharField(max_length=10, choices=Outcome)
    managed_how = models.TextField(blank=True, max_length=LONGEST_TEXT)
    valid_until = models.DateField("last day")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="check_managed_says_how", condition=~Q(outcome="managed") | ~Q(managed_how="")),
        ]

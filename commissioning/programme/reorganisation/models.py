"""A reorganisation as it was recorded, who decided what about it, and everything it moved, ended or left."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region, Succession
from commissioning.people.models import User
from commissioning.saving import NotNow

from .rules import KINDS, What


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        return self if scope.holds(Permission.REORGANISATION_RECORD) else self.none()


class Reorganisation(models.Model):
    """`checksum`: of the preview that whoever applied it had seen."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        APPLIED = "applied", "Applied"
        WITHDRAWN = "withdrawn", "Withdrawn"

    kind = models.CharField(max_length=10, choices=[(kind.value, label) for kind, label in KINDS.items()])
    predecessors = models.ManyToManyField(Authority, related_name="reorganisations")
    effective_on = models.DateField("first day of the successors")
    legal_order = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)  # counts the saves of what is planned
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField("applied or withdrawn at", null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=500, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="reorganisation_settled_at_a_time",
                condition=Q(state="planned", settled_at__isnull=True)
                | Q(~Q(state="planned"), settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reorganisation_withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(withdrawn_because="")
            ),
            models.CheckConstraint(
                name="reorganisation_applied_as_seen", condition=~Q(state="applied") | ~Q(checksum="")
            ),
        ]

    def __str__(self) -> str:
        return f"{Succession.Kind(self.kind).label.lower()}, {self.effective_on}"

    def get_absolute_url(self) -> str:
        return reverse("programme:reorganisation-detail", args=[self.pk])

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    def check_planned(self) -> None:
        if not self.is_planned:
            raise NotNow(f"This reorganisation is {self.get_state_display().lower()} already; nothing was changed.")


class SuccessorCouncil(models.Model):
    """A council that takes over: one of the register, or the facts of one that is added when it is applied."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="successors")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    is_new = models.BooleanField(default=False)
    gss_code = models.CharField("ONS code", max_length=9)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=80)
    type = models.CharField(max_length=20, choices=Authority.Type, blank=True)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    rural_urban = models.CharField(max_length=20, choices=Authority.RuralUrban, blank=True)
    population_0_17 = models.PositiveIntegerField("children aged 0 to 17", null=True)
    population_0_17_year = models.PositiveSmallIntegerField(null=True)
    dfe_code = models.CharField("DfE number", max_length=4, blank=True)

    class Meta:
        ordering = ["short_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "gss_code"], name="successor_once"),
            models.CheckConstraint(
                name="successor_known_or_described",
                condition=Q(authority__isnull=False)
                | (Q(is_new=True, region__isnull=False, population_0_17__isnull=False) & ~Q(rural_urban="")),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class ReorganisationDecision(models.Model):
    """One answer to one question of the preview, such as `package-12` → the ONS code of a successor."""

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="decisions")
    question = models.CharField(max_length=40)
    answer = models.CharField(max_length=20)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reorganisation", "question"], name="decided_once")]


class Reassignment(models.Model):
    """One thing that a reorganisation moved, ended or began; `after` none: it ended. Numbers and councils alone."""

    APPEND_ONLY = True

    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="reassignments")
    what = models.CharField(max_length=20, choices=[(what.value, what.value) for what in What])
    object_id = models.PositiveBigIntegerField()
    before = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "what", "object_id", "after"],
                name="reassigned_once",
                nulls_distinct=False,
            )
        ]

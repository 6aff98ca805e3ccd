"""An area's action plan: what will be done about the gaps, by whom, by when, and how it goes."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .assessments import LONGEST_NARRATIVE, SelfAssessment
from .standards import Standard


class ActionQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """The area's own people and its local lead; what a closed door hides is asked of each action's occasion."""
        return self.filter(scope.within([Permission.PLAN_SEE]))

    def in_plan(self):
        """All but drafts that were dropped."""
        return self.exclude(drafted=True, status=Action.Status.STOPPED)

    def unfinished(self):
        return self.filter(status__in=UNFINISHED)

    def overdue(self, today: date):
        return self.filter(is_overdue_on(today))


class Action(models.Model):
    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under_way", "Under way"
        DONE = "done", "Done"
        STOPPED = "stopped", "Stopped"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="actions")
    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="actions")
    standards = models.ManyToManyField(Standard, related_name="+")
    title = models.CharField(max_length=200)
    owner = models.CharField("who answers for it", max_length=120, blank=True)
    owner_email = models.EmailField(blank=True)
    due_on = models.DateField(null=True)
    measure = models.TextField("how we will know it worked", blank=True, max_length=LONGEST_NARRATIVE)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    drafted = models.BooleanField("drafted from a gap, not yet taken up", default=False)
    version = models.PositiveIntegerField(default=1)  # counts its saves
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="action_status_known", condition=Q(status__in=["planned", "under_way", "done", "stopped"])
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("readiness:action-detail", args=[self.pk])

    @property
    def status_label(self) -> str:
        if self.drafted:
            return "Draft" if self.is_unfinished else "Dropped"
        return self.get_status_display()

    @property
    def is_unfinished(self) -> bool:
        return self.status in UNFINISHED

    @property
    def is_overdue(self) -> bool:
        """On the day after its due date; what has come to an end is never late."""
        return self.is_unfinished and self.due_on is not None and self.due_on < timezone.localdate()


UNFINISHED = (Action.Status.PLANNED, Action.Status.UNDER_WAY)
# Ends that somebody has to explain: what shows that it is done, why it was stopped.
EXPLAINED = (Action.Status.DONE, Action.Status.STOPPED)


def is_overdue_on(today: date) -> Q:
    """`Action.is_overdue` as a condition on rows."""
    return Q(status__in=UNFINISHED, due_on__lt=today)


class ActionUpdate(models.Model):
    """How it goes, in the words of whoever says so."""

    APPEND_ONLY = True

    action = models.ForeignKey(Action, on_delete=models.PROTECT, related_name="updates")
    status = models.CharField(max_length=10, choices=Action.Status)
    text = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="action_end_is_explained", condition=~Q(status__in=["done", "stopped"]) | ~Q(text="")
            ),
        ]

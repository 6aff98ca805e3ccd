"""An area's self-assessment: its occasion, its account of each standard, how it moved, what was frozen."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..workflow import ABOUT, CHOICES, FINISHED, State
from .standards import Framework, FrameworkVersion, Standard

LONGEST_NARRATIVE = 10_000
UNFINISHED = ~Q(state__in=sorted(state.value for state in FINISHED))


class SelfAssessmentQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Those whose stage the scope may see; levels are a further question (`visibility`)."""
        return self.filter(scope.within([Permission.STAGE_SEE]))


class SelfAssessment(models.Model):
    class Occasion(models.TextChoices):
        BASELINE = "baseline", "Baseline"
        ANNUAL = "annual", "Annual"
        CLOSE = "close", "At close of a support package"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="assessments")
    version = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="assessments")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="+")  # the version's, for its rules
    occasion = models.CharField(max_length=10, choices=Occasion)
    year = models.PositiveSmallIntegerField("year, April to March")
    state = models.CharField(max_length=20, choices=CHOICES, default=State.OPEN)
    revision = models.PositiveSmallIntegerField(default=1)  # rises only when it is reopened
    about_package = models.CharField("the support package it closes", max_length=200, blank=True)
    views_open_on = models.DateField("first day partners can give their view", null=True)
    views_close_on = models.DateField("last day partners can give their view", null=True)
    challenge_round = models.PositiveSmallIntegerField("times it went to the local lead", default=0)
    challenge_given = models.PositiveSmallIntegerField("round whose challenge this revision was given", null=True)
    challenge_printed = models.BooleanField("the area prints the challenge in its report", default=False)
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "authority__short_name"]
        constraints = [
            models.CheckConstraint(name="assessment_state_known", condition=Q(state__in=[s.value for s in State])),
            models.CheckConstraint(name="assessment_revision_from_one", condition=Q(revision__gte=1)),
            models.CheckConstraint(
                name="assessment_window_in_order",
                condition=Q(views_open_on__isnull=True, views_close_on__isnull=True)
                | Q(views_close_on__gte=models.F("views_open_on")),
            ),
            models.CheckConstraint(
                name="assessment_close_names_package",
                condition=~Q(occasion="close") | ~Q(about_package=""),
            ),
            models.UniqueConstraint(
                fields=["authority", "framework", "year"],
                condition=Q(occasion="annual"),
                name="assessment_one_annual_a_year",
            ),
            models.UniqueConstraint(
                fields=["authority", "framework", "occasion"],
                condition=Q(occasion__in=["annual", "baseline"]) & UNFINISHED,
                name="assessment_one_open_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["authority", "framework", "about_package"],
                condition=Q(occasion="close") & UNFINISHED,
                name="assessment_one_open_close_a_package",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("readiness:assessment-detail", args=[self.pk])

    @property
    def title(self) -> str:
        if self.occasion == self.Occasion.CLOSE:
            return f"Self-assessment at close of a support package, {self.year_label}"
        return f"{self.get_occasion_display()} self-assessment {self.year_label}"

    @property
    def year_label(self) -> str:
        return years.label(self.year)

    @property
    def about_state(self):
        return ABOUT[State(self.state)]


class StandardEntry(models.Model):
    """The area's own account of one standard. `version` counts its saves, so that two people never overwrite
    each other unknowingly. `carried` is the text it began with, from the occasion before: each standard is then
    to be looked at again.
    """

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="entries")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    narrative = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    carried = models.TextField("text carried forward", blank=True, max_length=LONGEST_NARRATIVE)
    carried_from = models.ForeignKey(SelfAssessment, null=True, on_delete=models.PROTECT, related_name="+")
    completed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["standard__order"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "standard"], name="entry_once"),
            models.CheckConstraint(
                name="entry_saved_and_counted",
                condition=Q(version=0, saved_at__isnull=True) | Q(version__gt=0, saved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="entry_narrative_length", condition=LessThanOrEqual(Length("narrative"), LONGEST_NARRATIVE)
            ),
        ]

    @property
    def to_look_again(self) -> bool:
        """Carried forward and nobody has said yet that it still holds."""
        return self.carried_from_id is not None and not self.completed

    @property
    def since_last_time(self) -> str:
        """Whether its words are as they were carried forward: "unchanged", "changed", or "new"."""
        if not self.carried:
            return "new"
        return "unchanged" if self.narrative == self.carried else "changed"


class AssessmentMove(models.Model):
    """One step of its history: who, when, from where to where, why."""

    APPEND_ONLY = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="moves")
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, choices=CHOICES)
    revision = models.PositiveSmallIntegerField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]


class Snapshot(models.Model):
    """The assessment as it was sent or signed: what every page, report and export of it is drawn from."""

    class Moment(models.TextChoices):
        SENT = "sent", "Sent to the director"
        SIGNED = "signed", "Signed"

    APPEND_ONLY = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="snapshots")
    moment = models.CharField(max_length=10, choices=Moment)
    revision = models.PositiveSmallIntegerField()
    format = models.PositiveSmallIntegerField()
    data = models.JSONField()
    checksum = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]

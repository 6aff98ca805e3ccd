"""An area's self-assessment: what each scorer thinks, what was agreed, how it moved, what was frozen."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .. import years
from ..levels import HIGHEST, LOWEST, NO_LEVEL, Answer
from ..workflow import ABOUT, CHOICES, State
from .standards import FrameworkVersion, PartnerKind, Standard

LONGEST_NARRATIVE = 10_000
_ON_SCALE = Q(level__isnull=True) | Q(level__range=(LOWEST, HIGHEST))
_ONE_ANSWER = Q(level__isnull=True) | Q(no_level="")


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
    occasion = models.CharField(max_length=10, choices=Occasion)
    year = models.PositiveSmallIntegerField("year, April to March")
    state = models.CharField(max_length=20, choices=CHOICES, default=State.OPEN)
    revision = models.PositiveSmallIntegerField(default=1)  # rises only when it is reopened
    opened_at = models.DateTimeField(auto_now_add=True)
    opened_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "authority__short_name"]
        constraints = [
            models.CheckConstraint(name="assessment_state_known", condition=Q(state__in=[s.value for s in State])),
            models.CheckConstraint(name="assessment_revision_from_one", condition=Q(revision__gte=1)),
            models.UniqueConstraint(
                fields=["authority", "year"], condition=Q(occasion="annual"), name="assessment_one_annual_a_year"
            ),
            models.UniqueConstraint(
                fields=["authority", "occasion"],
                condition=Q(occasion__in=["annual", "baseline"]) & ~Q(state="signed"),
                name="assessment_one_open_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("readiness:assessment-detail", args=[self.pk])

    @property
    def title(self) -> str:
        return f"{self.get_occasion_display()} self-assessment {self.year_label}"

    @property
    def year_label(self) -> str:
        return years.label(self.year)

    @property
    def about_state(self):
        return ABOUT[State(self.state)]


class StandardEntry(models.Model):
    """The area's own account of one standard. `version` counts its saves, so that two people never overwrite
    each other unknowingly.
    """

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="entries")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    narrative = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
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


class Scorer(models.Model):
    """Whoever gives a view: the champion, one partner alone, or a group in one entry."""

    class Kind(models.TextChoices):
        CHAMPION = "champion", "Champion"
        ALONE = "alone", "One person"
        GROUP = "group", "A group"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="scorers")
    kind = models.CharField(max_length=10, choices=Kind)
    partner_kind = models.CharField(max_length=30, choices=PartnerKind)
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    present = models.PositiveSmallIntegerField("how many were present", null=True)
    sent_at = models.DateTimeField("views frozen", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment"], condition=Q(kind="champion"), name="scorer_one_champion"),
            models.CheckConstraint(
                name="scorer_group_is_counted", condition=Q(kind="group", present__gte=1) | ~Q(kind="group")
            ),
        ]


class WithAnswer(models.Model):
    """A level from 1 to 5, or a reason for none, or neither yet."""

    level = models.PositiveSmallIntegerField(null=True)
    no_level = models.CharField(max_length=20, blank=True, choices=list(NO_LEVEL.items()))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(name="%(class)s_level_on_scale", condition=_ON_SCALE),
            models.CheckConstraint(name="%(class)s_one_answer", condition=_ONE_ANSWER),
        ]

    @property
    def answer(self) -> Answer:
        return Answer(self.level, self.no_level)

    @answer.setter
    def answer(self, answer: Answer) -> None:
        self.level, self.no_level = answer.level, answer.no_level


class View(WithAnswer):
    """One scorer's raw view of one standard; kept for ever beside what was agreed."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="views")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=500, blank=True)

    class Meta(WithAnswer.Meta):
        constraints = [
            *WithAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["scorer", "standard"], name="view_once"),
        ]


class AgreedLevel(WithAnswer):
    """What the partnership settled on. `moderated` where more than one view was agreed into it."""

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="agreed_levels")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    target = models.PositiveSmallIntegerField("level aimed for", null=True)
    rationale = models.TextField(blank=True, max_length=LONGEST_NARRATIVE)
    moderated = models.BooleanField(default=False)
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(WithAnswer.Meta):
        ordering = ["standard__order"]
        constraints = [
            *WithAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["assessment", "standard"], name="agreed_level_once"),
            models.CheckConstraint(
                name="agreed_target_on_scale",
                condition=Q(target__isnull=True) | Q(target__range=(LOWEST, HIGHEST)),
            ),
        ]


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

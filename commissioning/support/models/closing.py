"""How a package ended, in words beside its ratings, and when to look again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from commissioning.people.models import User

from .packages import LONGEST_TEXT, OfPackageQuerySet, SupportPackage
from .terms import Criterion


class Closing(models.Model):
    """Contribution, not attribution: what else was happening stands beside the programme’s part."""

    class Part(models.TextChoices):
        MAIN = "main", "The main one"
        ONE_OF_SEVERAL = "one_of_several", "One of several"
        SMALL = "small", "A small one"
        NONE = "none", "None"
        CANNOT_SAY = "cannot_say", "Cannot say"

    class Passed(models.TextChoices):
        YES = "yes", "Yes"
        PARTLY = "partly", "In part"
        NO = "no", "No"

    package = models.OneToOneField(SupportPackage, on_delete=models.PROTECT, related_name="closing")
    else_happening = models.TextField("what else was happening", blank=True, max_length=LONGEST_TEXT)
    part = models.CharField("the programme’s part", max_length=20, choices=Part, blank=True)
    credible = models.CharField("it was credible", max_length=10, choices=Passed, blank=True)
    capacity = models.CharField("it added capacity", max_length=10, choices=Passed, blank=True)
    connected = models.CharField(
        "it was connected to the corporate, political and partner context", max_length=10, choices=Passed, blank=True
    )
    tests_words = models.TextField("why", blank=True, max_length=LONGEST_TEXT)
    helped = models.TextField("what helped", blank=True, max_length=LONGEST_TEXT)
    hindered = models.TextField("what hindered", blank=True, max_length=LONGEST_TEXT)
    lessons = models.TextField(blank=True, max_length=LONGEST_TEXT)
    no_figures_yet = models.BooleanField("no costs or benefits to enter yet", default=False)
    days_complete = models.BooleanField("every adviser’s days are recorded", default=False)
    offered_as_case_study = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")


class FollowUp(models.Model):
    """A day to look again after the close: 6 and 12 months on, and where a criterion was too early to tell."""

    class Why(models.TextChoices):
        SIX = "six", "Six months on"
        TWELVE = "twelve", "Twelve months on"
        TOO_EARLY = "too_early", "It was too early to tell"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="follow_ups")
    criterion = models.ForeignKey(Criterion, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    why = models.CharField(max_length=10, choices=Why)
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField("what was found", blank=True, max_length=LONGEST_TEXT)
    dropped_at = models.DateTimeField("the package was reopened", null=True)

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="follow_up_done_says_what", condition=Q(done_at__isnull=True) | ~Q(words="")),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                name="follow_up_waiting",
                condition=Q(done_at__isnull=True, dropped_at__isnull=True),
            )
        ]

    @property
    def is_overdue(self) -> bool:
        return self.done_at is None and self.dropped_at is None and self.due_on < timezone.localdate()


class ClosingSnapshot(models.Model):
    """A package as it closed: what its closing report is drawn from. One a close; a reopened package has another."""

    APPEND_ONLY = True

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="closing_snapshots")
    number = models.PositiveSmallIntegerField("which close of the package")
    format = models.PositiveSmallIntegerField()
    data = models.JSONField()
    checksum = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField()

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["package", "number"], name="closing_snapshot_numbered_once")]

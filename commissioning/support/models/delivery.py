"""What happens while a package is delivered: sessions, steps of its plan, risks, decisions, files, messages; and the
secret address of a person’s calendar.
"""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from commissioning.documents.models import ScannedFile
from commissioning.people.models import User

from .packages import LONGEST_TEXT, SupportPackage


class Session(models.Model):
    """Days an adviser worked: with whom, what, and what comes next. Its days are entries of the ledger."""

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="sessions")
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=2)  # as they stand after corrections
    who = models.CharField("with whom", max_length=300, blank=True)
    what = models.TextField(max_length=LONGEST_TEXT)
    next = models.CharField("what comes next", max_length=500, blank=True)
    next_on = models.DateField(null=True)
    key = models.UUIDField("one page sent twice is one session", unique=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    taken_back_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="session_taken_back_says_why",
                condition=Q(taken_back_at__isnull=True) | ~Q(taken_back_because=""),
            ),
            models.CheckConstraint(
                name="session_next_comes_after", condition=Q(next_on__isnull=True) | Q(next_on__gte=F("held_on"))
            ),
            models.CheckConstraint(name="session_days_in_reason", condition=Q(days__range=("0.00", "10.00"))),
        ]


class PlanStep(models.Model):
    """A milestone, or something somebody on the team or in the area has said they would do."""

    class Kind(models.TextChoices):
        MILESTONE = "milestone", "Milestone"
        ACTION = "action", "Action"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="plan_steps")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    owner = models.CharField("who answers for it", max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    dropped_at = models.DateTimeField(null=True)
    words = models.TextField("what came of it, or why it was dropped", blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="step_dropped_says_why", condition=Q(dropped_at__isnull=True) | ~Q(words="")),
            models.CheckConstraint(
                name="step_done_or_dropped", condition=Q(done_on__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"], name="step_to_do", condition=Q(done_on__isnull=True, dropped_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_to_do(self) -> bool:
        return self.done_on is None and self.dropped_at is None

    @property
    def is_overdue(self) -> bool:
        return self.is_to_do and self.due_on < timezone.localdate()


class Risk(models.Model):
    """A risk, or a concern about how the work goes; red ones and escalated ones reach the programme’s desk."""

    class Kind(models.TextChoices):
        RISK = "risk", "Risk"
        CONCERN = "concern", "Concern"

    class Rating(models.TextChoices):
        GREEN = "green", "Green"
        AMBER = "amber", "Amber"
        RED = "red", "Red"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="risks")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    rating = models.CharField(max_length=10, choices=Rating)
    response = models.TextField("what is done about it", blank=True, max_length=LONGEST_TEXT)
    owner = models.CharField("who answers for it", max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    raised_at = models.DateTimeField(auto_now_add=True)
    raised_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    escalated_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.TextField("how it ended", blank=True, max_length=LONGEST_TEXT)

    class Meta:
        ordering = ["closed_at", "id"]
        constraints = [
            models.CheckConstraint(name="risk_end_is_explained", condition=Q(closed_at__isnull=True) | ~Q(outcome="")),
        ]
        indexes = [models.Index(fields=["package"], name="risk_open", condition=Q(closed_at__isnull=True))]

    def __str__(self) -> str:
        return self.title


class Decision(models.Model):
    """Something decided, by whom and when. It is never changed: a later one takes its place."""

    APPEND_ONLY = True
    NAMES_PEOPLE = ("made_by",)  # erasing somebody may change these columns, and nothing else of the row

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="decisions")
    text = models.TextField(max_length=LONGEST_TEXT)
    made_on = models.DateField()
    made_by = models.CharField("who decided", max_length=200)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_on", "-id"]


class PackageFile(ScannedFile):
    """A document kept with a package; shown only after the virus scan, as an attachment."""

    AUDITED_AS = "package-file"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=200)
    file = models.FileField(upload_to="packages/%Y/%m/", blank=True)

    class Meta:
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="package_file_is_there",
                condition=Q(removed_at__isnull=False) | Q(scan="infected") | (~Q(file="") & Q(size__isnull=False)),
            ),
            models.CheckConstraint(
                name="package_file_removed_says_why", condition=Q(removed_at__isnull=True) | ~Q(removed_because="")
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_id(self) -> int:
        return self.package.authority_id


class Message(models.Model):
    """Between the area and the team, kept with the package; each is also an e-mail notice without its words."""

    APPEND_ONLY = True
    NAMES_PEOPLE = ("told",)

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="messages")
    body = models.TextField(max_length=LONGEST_TEXT)
    key = models.UUIDField("one page sent twice is one message", unique=True)
    told = models.CharField("who was told, and who could not be", max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]


class CalendarLink(models.Model):
    """A person’s own calendar of packages, fetched by programs that cannot sign in. The address holds the secret; only
    its hash is kept here. A new address takes the place of the one before.
    """

    STAYS_WHEN_MERGED = True

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="calendar_links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at__isnull=True), name="calendar_link_one"),
        ]

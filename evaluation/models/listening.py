"""Listening to one area: who is heard, what they said, what may be quoted, and what the area is told (RR133 part 1).

It belongs to an area and to no yearly round: nobody is sampled, nothing is counted across areas, and no figure of a
round is made of it. Its questionnaires are the same kind as a round's.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.profiles.models import Stakeholder
from commissioning.support.models import SupportPackage

from .instruments import InstrumentVersion
from .interviews import Interview

LONGEST_TEXT = 10_000
Consent = Interview.Consent
CLOSEST_FIRST = (Consent.NO, Consent.ASK, Consent.YES)


def _person(**more) -> models.ForeignKey:
    return models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", **more)


def _paired(name: str, when: str) -> Q:
    both = Q(**{f"{name}_{when}__isnull": False, f"{name}_by__isnull": False})
    return both | Q(**{f"{name}_{when}__isnull": True, f"{name}_by__isnull": True})


def runs(scope: Scope, path: str = "") -> Q:
    """The listening that the scope's holder carries out: as the area's local lead, or named to help. Nobody who
    speaks for the area reads its interviews, whatever else they are.
    """
    area = f"{path}authority"
    found = scope.within([Permission.LISTENING_RUN], area)
    if scope.holds(Permission.LISTENING_JOIN):
        named = ListeningMember.objects.filter(person=scope.person_id, left_at__isnull=True).values("listening")
        found |= Q(**{f"{path}pk__in": named})
    return found & ~scope.within([Permission.PROFILE_SEE_AREA], area)


class ListeningQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """The plan, to the area's champion and director; all of it to those who carry it out."""
        return self.filter(scope.within([Permission.LISTENING_SEE]) | runs(scope))

    def run_by(self, scope: Scope):
        return self.filter(runs(scope))


class Listening(models.Model):
    """`package`: the support package it was done for, where there is one; what is heard there stays there."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="listening")
    purpose = models.CharField("what it is to find out", max_length=500)
    guides = models.ManyToManyField(InstrumentVersion, related_name="+")
    package = models.ForeignKey(SupportPackage, null=True, on_delete=models.PROTECT, related_name="listening")
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = _person()

    objects = ListeningQuerySet.as_manager()

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.CheckConstraint(name="listening_ended_by_somebody", condition=_paired("ended", "at")),
            models.UniqueConstraint(
                fields=["authority"], name="listening_once_at_a_time", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Listening to {self.authority}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:listening-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class OfListeningQuerySet(models.QuerySet):
    """What only those see who carry it out."""

    path = "listening"

    def visible_to(self, scope: Scope):
        return self.filter(**{f"{self.path}__in": Listening.objects.run_by(scope)})


class OfAreaInterviewQuerySet(OfListeningQuerySet):
    path = "interview__listening"


class ListeningMember(models.Model):
    """Somebody the local lead named to carry it out too."""

    STAYS_WHEN_MERGED = True

    listening = models.ForeignKey(Listening, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    named_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["listening", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["listening", "person"], name="listening_member_once", condition=Q(left_at__isnull=True)
            )
        ]


class AreaInterview(models.Model):
    """One conversation. `notes_version` rises with every change of the notes, so that a check is of these words.

    `consent` is what was said on the day; each person heard may say something else when they check the notes.
    """

    class Kind(models.TextChoices):
        SINGLE = "single", "With one person"
        GROUP = "group", "With several together"

    listening = models.ForeignKey(Listening, on_delete=models.PROTECT, related_name="interviews")
    guide = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    present = models.PositiveSmallIntegerField("how many were there", default=1)
    others = models.CharField("who else was there, by role", max_length=300, blank=True)
    consent = models.CharField("may passages be quoted", max_length=3, choices=Consent)
    unchecked_because = models.CharField("why it counts without their check", max_length=500, blank=True)
    unchecked_at_notes = models.PositiveIntegerField("of which save of the notes that was said", default=0)
    notes_version = models.PositiveIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfListeningQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="area_interview_present",
                condition=Q(kind="single", present=1) | Q(kind="group", present__gte=2),
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("evaluation:area-interview-detail", args=[self.pk])

    @property
    def counts_unchecked(self) -> bool:
        return bool(self.unchecked_because) and self.unchecked_at_notes == self.notes_version

    @property
    def is_checked(self) -> bool:
        """By everybody who was heard, in the words that stand now."""
        rows = list(self.heard.all())
        return bool(rows) and all(row.checked_notes == self.notes_version and row.said == "right" for row in rows)

    @property
    def counts(self) -> bool:
        return self.is_checked or self.counts_unchecked

    @property
    def consent_stands(self) -> str:
        """The closest that anybody in it gave, on the day or with the notes before them."""
        said = {self.consent, *(row.consent for row in self.heard.all())}
        return next(one for one in CLOSEST_FIRST if one in said)

    @property
    def standing(self) -> str:
        if self.counts:
            return "Checked" if self.is_checked else "Counts, not checked"
        rows = list(self.heard.all())
        if any(row.checked_notes == self.notes_version and row.said == "change" for row in rows):
            return "A change is asked for"
        return "Waiting for a check" if any(row.is_asked for row in rows) else "Being written"


class Heard(models.Model):
    """A stakeholder who was heard, their link to the notes, and what they said of them."""

    class Said(models.TextChoices):
        RIGHT = "right", "The notes are right"
        CHANGE = "change", "Something has to be changed"

    interview = models.ForeignKey(AreaInterview, on_delete=models.PROTECT, related_name="heard")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    sent_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_notes = models.PositiveIntegerField("which save of the notes they read", default=0)
    said = models.CharField(max_length=6, choices=Said, blank=True)
    wished = models.TextField("what they want changed", blank=True, max_length=LONGEST_TEXT)
    consent = models.CharField("may passages be quoted", max_length=3, choices=Consent, blank=True)

    class Meta:
        ordering = ["interview", "id"]
        constraints = [models.UniqueConstraint(fields=["interview", "stakeholder"], name="heard_once")]

    @property
    def has_answered(self) -> bool:
        """With the link they hold: a newer one asks anew."""
        return bool(self.checked_at and self.sent_at and self.checked_at >= self.sent_at)

    @property
    def is_asked(self) -> bool:
        return bool(self.token_hash) and not self.has_answered


class AreaNote(models.Model):
    """What was said in answer to one question of the guide."""

    interview = models.ForeignKey(AreaInterview, on_delete=models.PROTECT, related_name="notes")
    question = models.CharField(max_length=64)
    text = models.TextField(max_length=LONGEST_TEXT)

    class Meta:
        ordering = ["interview", "id"]
        constraints = [models.UniqueConstraint(fields=["interview", "question"], name="area_note_once")]


class AreaPassage(models.Model):
    """A piece of the notes, in their words, under one theme or several. `quote`: what of it may be printed, "" for
    nothing; `seen_on`: when whoever asked to see it first agreed to it.
    """

    interview = models.ForeignKey(AreaInterview, on_delete=models.PROTECT, related_name="passages")
    question = models.CharField(max_length=64)
    text = models.TextField(max_length=LONGEST_TEXT)
    quote = models.TextField(blank=True, max_length=LONGEST_TEXT)
    seen_on = models.DateField(null=True)
    override_reason = models.CharField("why what was found may stand", max_length=500, blank=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = _person()
    version = models.PositiveIntegerField(default=1)

    objects = OfAreaInterviewQuerySet.as_manager()

    class Meta:
        ordering = ["interview", "id"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "question", "text"], name="area_passage_once"),
            models.CheckConstraint(name="area_passage_approved_by_somebody", condition=_paired("approved", "at")),
            models.CheckConstraint(
                name="area_passage_approved_has_quote", condition=Q(approved_at__isnull=True) | ~Q(quote="")
            ),
        ]


class PassageTheme(models.Model):
    passage = models.ForeignKey(AreaPassage, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=64)

    class Meta:
        ordering = ["passage", "theme"]
        constraints = [models.UniqueConstraint(fields=["passage", "theme"], name="passage_theme_once")]


class ThemeSummary(models.Model):
    """What was heard under one theme, in the words of those who listened. It names nobody."""

    listening = models.ForeignKey(Listening, on_delete=models.PROTECT, related_name="summaries")
    theme = models.CharField(max_length=64)
    strengths = models.TextField(blank=True, max_length=LONGEST_TEXT)
    difficulties = models.TextField(blank=True, max_length=LONGEST_TEXT)
    differed = models.TextField("where people differed", blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["listening", "theme"]
        constraints = [models.UniqueConstraint(fields=["listening", "theme"], name="theme_summary_once")]


class AreaReportQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Before it is released it is for those who carry out the listening."""
        released = Q(released_at__isnull=False) & scope.within([Permission.LISTENING_SEE], "listening__authority")
        return self.filter(released | runs(scope, "listening__"))


class AreaReport(models.Model):
    """What the area is told, frozen. A later version supersedes it; none is changed."""

    listening = models.ForeignKey(Listening, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    format = models.PositiveSmallIntegerField(default=1)
    data = models.JSONField()
    checksum = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    released_by = _person()

    objects = AreaReportQuerySet.as_manager()

    class Meta:
        ordering = ["listening", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["listening", "number"], name="area_report_number_once"),
            models.CheckConstraint(name="area_report_released_by_somebody", condition=_paired("released", "at")),
        ]

    def get_absolute_url(self) -> str:
        return reverse("evaluation:area-report-detail", args=[self.listening_id, self.number])


class Playback(models.Model):
    """Telling the area what was heard, and hearing what it makes of that."""

    listening = models.ForeignKey(Listening, on_delete=models.PROTECT, related_name="playbacks")
    report = models.ForeignKey(AreaReport, on_delete=models.PROTECT, related_name="playbacks")
    held_on = models.DateField()
    came = models.CharField("who came, by role", max_length=500)
    number = models.PositiveSmallIntegerField("how many came")
    disputed = models.TextField(blank=True, max_length=LONGEST_TEXT)
    changed = models.TextField(blank=True, max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["listening", "held_on", "id"]

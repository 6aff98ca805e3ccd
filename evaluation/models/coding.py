"""What people wrote, put under themes: the themes of a question, who saw which in an answer, and passages to quote.

A question's themes are for every year of its questionnaire. A version is frozen once answers are coded by it; the next
says of each theme which earlier ones it came from, and what was coded before stays as it was.
"""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5
from django.urls import reverse

from commissioning.people.models import User

from .answers import Respondent, WrittenAnswer
from .instruments import Instrument, Question
from .interviews import Passage
from .rounds import RoundGroup


class ThemeFrame(models.Model):
    """The themes of one question through the years. Another version of the questionnaire asks it by the same name."""

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="theme_frames")
    question_name = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["instrument_id", "question_name"]
        constraints = [models.UniqueConstraint(fields=["instrument", "question_name"], name="theme_frame_once")]


class FrameVersion(models.Model):
    """Being drafted until `frozen_at`; of each frame there is one draft at most."""

    frame = models.ForeignKey(ThemeFrame, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    frozen_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["frame_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["frame", "number"], name="frame_version_once"),
            models.UniqueConstraint(fields=["frame"], condition=Q(frozen_at=None), name="frame_one_draft"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of the themes"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:themes-detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None


class Theme(models.Model):
    """`version`: of its words, for those who change them at the same time."""

    frame_version = models.ForeignKey(FrameVersion, on_delete=models.CASCADE, related_name="themes")
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["frame_version_id", "order", "id"]
        constraints = [models.UniqueConstraint(fields=["frame_version", "name"], name="theme_name_once")]

    def __str__(self) -> str:
        return self.name


class ThemeOrigin(models.Model):
    """Which theme of the version before a theme came from: several were merged, and one with several was split."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="origins")
    origin = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="descendants")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["theme", "origin"], name="theme_origin_once")]


class Coding(models.Model):
    """A group's answers to one question, being coded by `frame_version`. The sample that two people code may be ended
    before all of it is coded twice, for a reason that is told with the figures.
    """

    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="codings")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="codings")
    frame_version = models.ForeignKey(FrameVersion, on_delete=models.PROTECT, related_name="codings")
    begun_at = models.DateTimeField(auto_now_add=True)
    begun_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sample_ended_at = models.DateTimeField(null=True)
    sample_ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    sample_ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "question"], name="coding_once"),
            models.CheckConstraint(
                name="coding_sample_ended_with_reason",
                condition=Q(sample_ended_at=None, sample_ended_by=None, sample_ended_because="")
                | (Q(sample_ended_at__isnull=False, sample_ended_by__isnull=False) & ~Q(sample_ended_because="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}, {self.question}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:coding-detail", args=[self.group_id, self.question_id])


class SampledAnswer(models.Model):
    """An answer that two people code, each without the other's codes."""

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="sample")
    answer = models.OneToOneField(WrittenAnswer, on_delete=models.CASCADE, related_name="sampled")

    class Meta:
        ordering = ["id"]


class AnswerCode(models.Model):
    """What one person decided about one answer, or what was agreed where two differed. `carried`: from the version
    before, by what became of its themes.
    """

    class Turn(models.TextChoices):
        FIRST = "first", "First coder"
        SECOND = "second", "Second coder"
        AGREED = "agreed", "Agreed"

    class Decision(models.TextChoices):
        THEMES = "themes", "Themes"
        NONE_FITS = "none_fits", "No theme fits"
        NOTHING_SAID = "nothing_said", "Nothing is said"

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="codes")
    frame_version = models.ForeignKey(FrameVersion, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(WrittenAnswer, on_delete=models.CASCADE, related_name="codes")
    turn = models.CharField(max_length=6, choices=Turn)
    decision = models.CharField(max_length=12, choices=Decision)
    reason = models.TextField(blank=True)  # of what was agreed
    coded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    coded_at = models.DateTimeField()
    carried = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["frame_version", "answer", "turn"], name="answer_code_once"),
            models.CheckConstraint(name="answer_code_agreed_for_a_reason", condition=~Q(turn="agreed") | ~Q(reason="")),
        ]
        indexes = [models.Index(fields=["coding", "frame_version"], name="answer_code_by_coding")]


class CodedTheme(models.Model):
    code = models.ForeignKey(AnswerCode, on_delete=models.CASCADE, related_name="coded_themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="coded")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["code", "theme"], name="coded_theme_once")]


class Quote(models.Model):
    """A passage of an answer, or of what was noted in an interview (`noted`). Who said it is written by rule when it
    is approved (`attribution`), never typed.

    `checked`: what the check of the passage found when it was approved, in the words people read.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being checked"
        APPROVED = "approved", "Approved"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Consent(models.TextChoices):
        NOT_ASKED = "not_asked", "Not asked for"
        GIVEN = "given", "Given"
        REFUSED = "refused", "Refused"

    answer = models.ForeignKey(WrittenAnswer, null=True, on_delete=models.PROTECT, related_name="quotes")
    noted = models.ForeignKey(Passage, null=True, on_delete=models.PROTECT, related_name="quotes")
    passage = models.TextField()
    consent = models.CharField("consent to quote", max_length=9, choices=Consent, default=Consent.NOT_ASKED)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    attribution = models.CharField(max_length=200, blank=True)
    checked = models.JSONField(default=list)
    override_reason = models.TextField("why what the check found may stand", blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-changed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "answer", MD5("passage"), condition=~Q(state="withdrawn"), name="quote_passage_once"
            ),
            models.UniqueConstraint(
                "noted", MD5("passage"), condition=~Q(state="withdrawn"), name="quote_noted_passage_once"
            ),
            models.CheckConstraint(
                name="quote_of_answer_or_note",
                condition=Q(answer__isnull=False, noted=None) | Q(answer=None, noted__isnull=False),
            ),
            models.CheckConstraint(
                name="quote_approved_with_attribution",
                condition=~Q(state="approved")
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(attribution="")),
            ),
            models.CheckConstraint(
                name="quote_withdrawn_with_reason",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                & ~Q(withdrawn_because="")
                | (~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")),
            ),
            models.CheckConstraint(
                name="quote_changed_before_approved",
                condition=Q(approved_at=None) | Q(approved_at__gte=F("changed_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"quote {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:quote-detail", args=[self.pk])

    @property
    def source(self) -> WrittenAnswer | Passage:
        """Its `text` is what may be quoted of."""
        return self.answer or self.noted

    @property
    def respondent(self) -> Respondent:
        return self.answer.respondent if self.answer else self.noted.interview.invitation.identity.respondent

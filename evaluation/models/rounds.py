"""A year's collection: who is asked what, from when to when, and on what promise."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.authorities.models import Authority
from commissioning.people.models import OutgoingEmail, User

from .instruments import InstrumentVersion


class Mode(models.TextChoices):
    CONFIDENTIAL = "confidential", "Confidential"
    ANONYMOUS = "anonymous", "Anonymous"


class Round(models.Model):
    """`mode` and `attributes` are the promise made to respondents: the site's own role in the database may not change
    them (`FIXED`). `attributes`: the keys of what is kept of each respondent beside the answers.
    """

    FIXED = ("mode", "attributes")  # programme's prepare_database takes the site's right to change these columns

    class State(models.TextChoices):
        DRAFT = "draft", "Being prepared"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    name = models.CharField(max_length=120, unique=True)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.CONFIDENTIAL)
    attributes = models.JSONField(default=list)
    frame_on = models.DateField("people in role, and the register, as at")
    opens_on = models.DateField("first day")
    closes_on = models.DateField("last day")
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    imported = models.BooleanField("answers came from files", default=False)
    collected_on = models.DateField("of files, the last day of an answer", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-frame_on", "-id"]
        constraints = [
            models.CheckConstraint(name="round_days_in_order", condition=Q(closes_on__gte=F("opens_on"))),
            models.CheckConstraint(
                name="round_closed_when_closed",
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("evaluation:round-detail", args=[self.pk])

    @property
    def is_anonymous(self) -> bool:
        return self.mode == Mode.ANONYMOUS

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED

    @property
    def state_label(self) -> str:
        return "From files" if self.imported and self.state == self.State.DRAFT else self.get_state_display()

    @property
    def days_mark(self) -> str:
        """Its days as they stand, for a page to say which it was typed on top of."""
        return f"{self.opens_on:%Y-%m-%d}/{self.closes_on:%Y-%m-%d}"

    @property
    def date(self):
        """The day its figures speak of: of files the latest answer's, else the frame's."""
        return self.collected_on or self.frame_on


class RoundGroup(models.Model):
    """Those asked with one questionnaire. `mode` is the round's, again, for the database to hold answers against."""

    FIXED = ("mode",)

    class Source(models.TextChoices):
        CHAMPIONS = "champions", "Commissioning champions in role"
        DIRECTORS = "directors", "Directors of children’s services in role"
        COMMISSIONERS = "commissioners", "Commissioners listed by their area, or recorded as users of a service"
        LINK = "link", "Anyone with the open link"
        FILES = "files", "Answers from files"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="groups")
    mode = models.CharField(max_length=12, choices=Mode)
    slug = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    noun = models.CharField("one of them is a", max_length=60, default="respondent")
    source = models.CharField(max_length=14, choices=Source)
    instrument_version = models.ForeignKey(
        InstrumentVersion, null=True, on_delete=models.PROTECT, related_name="round_groups"
    )
    interviewed = models.BooleanField("answers are recorded in interviews", default=False)
    partial_percent = models.PositiveSmallIntegerField("share answered from which an unfinished one counts", default=50)
    remind_on = models.DateField("a reminder was asked for on", null=True)
    open_key = models.CharField("of the open link", max_length=64, unique=True, null=True)

    class Meta:
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "slug"], name="round_group_once"),
            models.CheckConstraint(name="round_group_percent", condition=Q(partial_percent__range=(1, 100))),
            models.CheckConstraint(
                name="round_group_link_has_key",
                condition=Q(source="link", open_key__isnull=False) | (~Q(source="link") & Q(open_key__isnull=True)),
            ),
            models.CheckConstraint(
                name="round_group_interviews_are_confidential",
                condition=Q(interviewed=False) | Q(mode=Mode.CONFIDENTIAL),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.title}"

    @property
    def is_anonymous(self) -> bool:
        return self.mode == Mode.ANONYMOUS

    @property
    def noun_many(self) -> str:
        """ "directors of children’s services": the first word is the one that counts."""
        first, of, rest = self.noun.partition(" of ")
        return f"{first}s{of}{rest}"


class Invitation(models.Model):
    """A person asked. In an anonymous round it says of them only what was chosen when the round was created.

    `token_hash` recognises the link in their email; the link itself is kept nowhere. `used` has no time.
    """

    STAYS_WHEN_MERGED = True

    class Outcome(models.TextChoices):
        NONE = "", "None"
        INELIGIBLE = "ineligible", "Should not have been asked"
        REFUSED = "refused", "Does not want to take part"
        BOUNCED = "bounced", "Could not be reached"

    group = models.ForeignKey(RoundGroup, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    attributes = models.JSONField(default=dict)  # key → value, frozen when the frame was drawn
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    mail = models.ForeignKey(OutgoingEmail, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    used = models.BooleanField(default=False)

    class Meta:
        ordering = ["group", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "person"], name="invitation_once")]
        indexes = [models.Index(fields=["group", "used"], name="invitation_by_use")]


class InvitationAuthority(models.Model):
    """Where one person is asked for several authorities, each of them. Confidential rounds only."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="authorities")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["invitation", "authority"]
        constraints = [models.UniqueConstraint(fields=["invitation", "authority"], name="invitation_authority_once")]


class OptOut(models.Model):
    """Somebody who does not want to be asked again, in any round."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ["person"]

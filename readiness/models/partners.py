"""Who gives a view of where an area is, how they get in, and what they think: kept for ever beside what was agreed."""

from django.db import models
from django.db.models import F, Q

from commissioning.people.models import User

from ..levels import HIGHEST, LOWEST
from .answers import WithAnswer
from .assessments import SelfAssessment
from .standards import PartnerKind, Standard

LONGEST_LINE = 500


class ScorerQuerySet(models.QuerySet):
    def taking_part(self):
        """Those who were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def sent(self):
        return self.taking_part().filter(sent_at__isnull=False)

    def partners(self):
        return self.exclude(kind=Scorer.Kind.CHAMPION)


class Scorer(models.Model):
    """Whoever gives a view: the champion, one partner alone, or a group in one entry.

    `person` is who answers: the champion, the partner, or whoever speaks for a group by link; none for a workshop
    whose facilitator (`entered_by`) enters it. A partner who was withdrawn keeps their row and no longer counts.
    """

    STAYS_WHEN_MERGED = True

    class Kind(models.TextChoices):
        CHAMPION = "champion", "Champion"
        ALONE = "alone", "One person"
        GROUP = "group", "A group"

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="scorers")
    kind = models.CharField(max_length=10, choices=Kind)
    partner_kind = models.CharField(max_length=30, choices=PartnerKind)
    person = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField("who they are, or the group’s name", max_length=120, blank=True)
    why = models.TextField("why they are asked", max_length=1000, blank=True)
    present = models.PositiveSmallIntegerField("how many were present", null=True)
    held_on = models.DateField("day of the meeting", null=True)
    invited_at = models.DateTimeField(null=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField("saves of a group’s entry", default=0)
    reminded_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField("views frozen", null=True)
    thanked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = ScorerQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "partner_kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment"], condition=Q(kind="champion"), name="scorer_one_champion"),
            models.UniqueConstraint(
                fields=["assessment", "person"],
                condition=Q(kind="alone", withdrawn_at__isnull=True),
                name="scorer_person_once",
            ),
            models.CheckConstraint(
                name="scorer_group_is_counted",
                condition=~Q(kind="group") | Q(sent_at__isnull=True) | Q(present__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.person or self.get_kind_display())


class ScorerLink(models.Model):
    """A one-use link into one scorer's pages. Only the token's hash is kept; opening it (a POST) uses it up."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)


class View(WithAnswer):
    """One scorer's raw view of one standard. A group also gives the range of views in the room."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="views")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=LONGEST_LINE, blank=True)
    lowest = models.PositiveSmallIntegerField("lowest view in the group", null=True)
    highest = models.PositiveSmallIntegerField("highest view in the group", null=True)
    version = models.PositiveIntegerField(default=0)  # counts a partner's saves; the champion's are the entry's

    class Meta(WithAnswer.Meta):
        constraints = [
            *WithAnswer.Meta.constraints,
            models.UniqueConstraint(fields=["scorer", "standard"], name="view_once"),
            models.CheckConstraint(
                name="view_range_in_order",
                condition=Q(lowest__isnull=True, highest__isnull=True)
                | Q(lowest__gte=LOWEST, highest__lte=HIGHEST, highest__gte=F("lowest")),
            ),
        ]


class NamedReader(models.Model):
    """Somebody the champion names to see raw views beside them, such as the facilitator of the meeting."""

    STAYS_WHEN_MERGED = True

    assessment = models.ForeignKey(SelfAssessment, on_delete=models.CASCADE, related_name="named_readers")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField(auto_now_add=True)
    named_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["person__full_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "person"], condition=Q(ended_at__isnull=True), name="named_reader_once"
            ),
        ]

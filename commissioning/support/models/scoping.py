"""What was heard before anything was agreed (RR133: support begins with sympathetic listening)."""

from django.db import models
from django.db.models import Q

from commissioning.people.models import User
from commissioning.profiles.models import Stakeholder

from .packages import LONGEST_TEXT, OfPackageQuerySet, SupportPackage


class Theme(models.TextChoices):
    """RR133’s interview guide."""

    UNDERSTANDING = "understanding", "Understanding of commissioning"
    LEADERSHIP = "leadership", "Leadership and culture"
    GOVERNANCE = "governance", "Governance and structures"
    CAPACITY = "capacity", "Capacity and capability"
    RELATIONSHIPS = "relationships", "Relationships and partnerships"
    JOURNEY = "journey", "The journey: now and next"


class ListeningNote(models.Model):
    """What somebody said, under the theme it belongs to. Who said it stays with the team."""

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="listening_notes")
    theme = models.CharField(max_length=20, choices=Theme)
    stakeholder = models.ForeignKey(Stakeholder, null=True, on_delete=models.PROTECT, related_name="+")
    heard_on = models.DateField()
    text = models.TextField(max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["theme", "heard_on", "id"]


class ScopingPoint(models.Model):
    """What to beware of, what to build on, and the frame of mind the area is in."""

    class Kind(models.TextChoices):
        PITFALL = "pitfall", "Pitfall"
        OPPORTUNITY = "opportunity", "Opportunity"
        MINDSET = "mindset", "Mindset"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="scoping_points")
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField(max_length=LONGEST_TEXT)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "id"]


class ChecklistAnswer(models.Model):
    """One question of the checklists that the package’s kind brings (`checklists`), answered."""

    class State(models.TextChoices):
        SETTLED = "settled", "Settled"
        OPEN = "open", "Still open"
        NOT_NEEDED = "not_needed", "Does not apply"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="checklist_answers")
    item = models.CharField(max_length=60)
    state = models.CharField(max_length=12, choices=State)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(auto_now=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["item"]
        constraints = [models.UniqueConstraint(fields=["package", "item"], name="checklist_item_once")]


class BoardTerms(models.Model):
    """An improvement board, where that is the form of support (EI part 3): who chairs it, its phases, its end."""

    package = models.OneToOneField(SupportPackage, on_delete=models.PROTECT, related_name="board_terms")
    chair = models.CharField("independent chair", max_length=200, blank=True)
    phase = models.PositiveSmallIntegerField(default=1)
    exit = models.TextField("when it ends", blank=True, max_length=LONGEST_TEXT)
    papers_read = models.BooleanField("papers are sent in time to be read", default=False)
    deputies_decide = models.BooleanField("deputies may decide", default=False)
    has_subgroup = models.BooleanField("an operational sub-group prepares it", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(name="board_has_three_phases", condition=Q(phase__range=(1, 3)))]

"""What an area shows or cites, and which standards it serves. Nothing is deleted silently: a removed row stays."""

from django.db import models
from django.db.models import Q

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.documents.models import ScannedFile
from commissioning.people.models import User

from .assessments import SelfAssessment
from .standards import Standard


class EvidenceQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Those of areas whose stage the scope may see; reading one is a further question (`queries.evidence`)."""
        return self.filter(scope.within([Permission.STAGE_SEE]))


class Evidence(ScannedFile):
    """One piece: cited in words, or shown as a file."""

    AUDITED_AS = "evidence"

    class Kind(models.TextChoices):
        CITED = "cited", "Cited"
        SHOWN = "shown", "Shown"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    citation = models.CharField("where it can be found", max_length=500, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["-added_at", "-id"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                name="evidence_shown_has_file",
                condition=Q(kind="cited")
                | Q(removed_at__isnull=False)
                | Q(scan="infected")
                | (~Q(file="") & Q(size__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def area_id(self) -> int:
        return self.authority_id


class EvidenceUse(models.Model):
    """One piece serving one standard of one occasion, with its strength for that standard: apart from the level."""

    class Strength(models.TextChoices):
        OTHERS = "others", "Others outside the council would accept it"
        IN_PART = "in_part", "Supports it in part"
        OWN = "own", "Our own account"

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    assessment = models.ForeignKey(SelfAssessment, on_delete=models.PROTECT, related_name="evidence_uses")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="+")
    strength = models.CharField(max_length=10, choices=Strength, blank=True)
    note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField("saves of strength and note", default=0)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["standard__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "assessment", "standard"],
                condition=Q(removed_at__isnull=True),
                name="evidence_serves_standard_once",
            ),
        ]

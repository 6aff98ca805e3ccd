"""What a package is agreed on, and how that came out: criteria, ratings, signatures."""

from django.db import models
from django.db.models import Q

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from readiness.models import Standard

from .packages import LONGEST_TEXT, OfPackageQuerySet, SupportPackage


class Criterion(models.Model):
    """One way success will be seen. `authority`: of one area alone; none: of all of them together."""

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="criteria")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    standard = models.ForeignKey(Standard, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("what will be different", max_length=500)
    measure = models.CharField("how it is measured", max_length=500, blank=True)
    baseline = models.CharField("where it stands now", max_length=300, blank=True)
    target = models.CharField(max_length=300, blank=True)
    due_on = models.DateField("by when", null=True)
    facts = models.TextField("the adviser’s facts", blank=True, max_length=LONGEST_TEXT)
    facts_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    facts_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # out of the terms; what was agreed once stays readable
    dropped_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.text

    @property
    def is_measurable(self) -> bool:
        """Written piece by piece; agreed only when nothing is open."""
        return all((self.measure, self.baseline, self.target, self.due_on))


class Rating(models.TextChoices):
    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT = "not", "Not met"
    TOO_EARLY = "too_early", "Too early to tell"
    CANNOT = "cannot", "Cannot be measured"


class CriterionRating(models.Model):
    """One side's rating; the newest of each side stands. Too early to tell says when to look again."""

    APPEND_ONLY = True

    class Side(models.TextChoices):
        AREA = "area", "The area"
        LEAD = "lead", "The lead of the package"

    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="ratings")
    side = models.CharField(max_length=10, choices=Side)
    rating = models.CharField(max_length=10, choices=Rating)
    words = models.TextField(blank=True, max_length=LONGEST_TEXT)
    look_again_on = models.DateField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="rating_too_early_says_when", condition=~Q(rating="too_early") | Q(look_again_on__isnull=False)
            ),
        ]


class TermsSignature(models.Model):
    """A signature on one revision of the terms, by somebody in that role that day."""

    APPEND_ONLY = True

    class Side(models.TextChoices):
        SPONSOR = "sponsor", "The area’s sponsor"
        PROGRAMME = "programme", "The programme"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="signatures")
    terms = models.PositiveIntegerField("revision of the terms")
    side = models.CharField(max_length=10, choices=Side)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="+")
    as_role = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="signature_sponsor_is_of_an_area",
                condition=Q(side="sponsor", authority__isnull=False) | Q(side="programme", authority__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["package", "terms", "authority"],
                condition=Q(side="sponsor"),
                name="sponsor_signs_terms_once",
            ),
            models.UniqueConstraint(
                fields=["package", "terms"], condition=Q(side="programme"), name="programme_signs_terms_once"
            ),
        ]

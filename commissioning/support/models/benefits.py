"""What a package cost and brought, each figure with its method, its year and whether a finance officer verified it."""

from django.db import models
from django.db.models import Q

from commissioning import years
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .. import benefits
from .packages import LONGEST_TEXT, OfPackageQuerySet, SupportPackage


class CostBenefit(models.Model):
    """One figure of one area. What it includes belongs to it: figures that include different things do not compare."""

    Kind, Category = benefits.Kind, benefits.Category

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="costs_and_benefits")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    category = models.CharField(max_length=30, choices=Category)
    year = models.PositiveSmallIntegerField("year it begins")
    pounds = models.DecimalField(max_digits=12, decimal_places=2)
    method = models.TextField("how it was worked out", max_length=LONGEST_TEXT)
    includes = models.TextField("what the figure includes", max_length=LONGEST_TEXT)
    overlap = models.TextField("why it is not counted elsewhere already", blank=True, max_length=LONGEST_TEXT)
    verified_by = models.CharField("finance officer who verified it", max_length=200, blank=True)
    verified_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    removed_because = models.CharField(max_length=500, blank=True)

    objects = OfPackageQuerySet.as_manager()

    class Meta:
        ordering = ["year", "kind", "id"]
        constraints = [
            models.CheckConstraint(name="figure_not_negative", condition=Q(pounds__gte=0)),
            models.CheckConstraint(
                name="figure_verified_is_dated_and_signed",
                condition=Q(verified_by="", verified_on__isnull=True)
                | (~Q(verified_by="") & Q(verified_on__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["authority", "year", "category"], name="figure_by_area_and_year")]

    @property
    def area(self) -> str:
        return str(self.authority)

    @property
    def verified(self) -> bool:
        return self.verified_on is not None

    @property
    def mark(self) -> str:
        """Stands beside the sum wherever it is shown."""
        return "Verified" if self.verified else "Unverified"

    @property
    def year_label(self) -> str:
        return years.label(self.year)

"""The boards, groups, units, partners and leaders an area is run by, each from when to when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from .kept import LONGEST_TEXT, Dated, Kept, KeptQuerySet, dated_constraints, kept_constraints


def existing_on(day: date) -> Q:
    """Those that were there that day; where start or end is not known, they were."""
    begun = Q(starts_on__isnull=True) | Q(starts_on__lte=day)
    return begun & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)) & Q(removed_at__isnull=True)


class StructureQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(scope.within([Permission.PROFILE_SEE_PROGRAMME]))


class Structure(Kept, Dated):
    """Names an office, never who holds it: people are stakeholders."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        GROUP = "group", "Group"
        UNIT = "unit", "Unit or team"
        PARTNER = "partner", "Partner organisation"
        LEADER = "leader", "Leader’s office"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="structures")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True, max_length=LONGEST_TEXT)

    objects = StructureQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [*kept_constraints("structure"), *dated_constraints("structure")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:structure-list", args=[self.authority.gss_code])

    @property
    def when(self) -> str:
        """ "2014 to March 2019", "Since 2014", "Until March 2019"; empty when neither is known."""
        if self.starts and self.ends:
            return f"{self.starts} to {self.ends}"
        if self.starts:
            return f"Since {self.starts}"
        return f"Until {self.ends}" if self.ends else ""

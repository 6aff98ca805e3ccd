"""The boards, groups, units, partners and leaders an area is run by, each from when to when."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..dates import span
from .kept import LONGEST_TEXT, Dated, Kept, KeptQuerySet, dated_constraints, kept_constraints, within_dates


def existing_on(day: date) -> Q:
    """Those that were there that day; where start or end is not known, they were. A draft is not there yet."""
    return within_dates(day) & Q(removed_at__isnull=True, draft=False)


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
        CHAMPION = "champion", "Champion’s office"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="structures")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True, max_length=LONGEST_TEXT)
    from_model = models.CharField("the organisational model it was copied from", max_length=40, blank=True)
    draft = models.BooleanField("copied from a model, and nobody has said yet that it is so here", default=False)

    objects = StructureQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            *kept_constraints("structure"),
            *dated_constraints("structure"),
            models.CheckConstraint(name="structure_draft_of_a_model", condition=Q(draft=False) | ~Q(from_model="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:structure-list", args=[self.authority.gss_code])

    @property
    def when(self) -> str:
        return span(self.starts, self.ends)

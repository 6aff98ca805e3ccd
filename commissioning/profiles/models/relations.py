"""How the structures of an area stand to each other, each from when to when; and the champion's own words on how two
of its organisations get on, which are no part of the map.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..dates import Known, span
from .kept import LONGEST_TEXT, Dated, Kept, KeptQuerySet, dated_constraints, kept_constraints
from .structures import Structure


class _Days(models.Func):
    """daterange(first day, last day, '[]'); where one is not known it has no bound there."""

    function = "daterange"
    output_field = DateRangeField()


_DAYS = _Days("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))


class RelationQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(scope.within([Permission.PROFILE_SEE_PROGRAMME]))

    def of_kept_structures(self):
        return self.filter(source__removed_at__isnull=True, target__removed_at__isnull=True)


class Relation(Kept, Dated):
    """What binds two structures, never how well. It lasts as long as its own dates say, and no longer than either end:
    that is worked out where it is read, so that a structure's end can be corrected in one place.
    """

    class Kind(models.TextChoices):
        """Read from source to target."""

        REPORTS = "reports", "reports to"
        CHAIRS = "chairs", "chairs"
        MEMBER = "member", "is a member of"
        FUNDS = "funds", "funds"
        POOLS = "pools", "pools budget with"
        SCRUTINISES = "scrutinises", "scrutinises"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=11, choices=Kind)
    source = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="relations_from")
    target = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="relations_to")

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["source__name", "kind", "target__name", "id"]
        constraints = [
            *kept_constraints("relation"),
            *dated_constraints("relation"),
            models.CheckConstraint(name="relation_not_to_itself", condition=~Q(source=F("target"))),
            models.CheckConstraint(
                name="relation_pools_written_one_way", condition=~Q(kind="pools") | Q(source__lt=F("target"))
            ),
            ExclusionConstraint(
                name="relation_once_at_a_time",
                expressions=[
                    ("source", RangeOperators.EQUAL),
                    ("target", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(removed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()} {self.target}"

    def get_absolute_url(self) -> str:
        return reverse("profiles:structure-map", args=[self.authority.gss_code])

    @property
    def begins(self) -> Known | None:
        """When it began as far as is known: never before both its ends."""
        known = [row.starts for row in (self, self.source, self.target) if row.starts]
        return max(known, key=lambda one: one.first, default=None)

    @property
    def finishes(self) -> Known | None:
        """When it ended or will: with the first of its ends, if not before."""
        known = [row.ends for row in (self, self.source, self.target) if row.ends]
        return min(known, key=lambda one: one.last, default=None)

    @property
    def when(self) -> str:
        return span(self.begins, self.finishes)


class RelationshipNoteQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        """The champion's and the local lead's; the director and the programme do not see it."""
        return self.filter(scope.within([Permission.RELATIONSHIP_SEE]))


class RelationshipNote(Kept):
    """How two organisations get on, in the champion's wording, naming nobody. In no picture, list, file or search."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="relationship_notes")
    one = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=LONGEST_TEXT)

    objects = RelationshipNoteQuerySet.as_manager()

    class Meta:
        ordering = ["one__name", "other__name", "id"]
        constraints = [
            *kept_constraints("relationship_note"),
            models.CheckConstraint(name="relationship_note_of_two", condition=Q(one__lt=F("other"))),
            models.UniqueConstraint(
                name="relationship_note_once", fields=["one", "other"], condition=Q(removed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} and {self.other}"

    def get_absolute_url(self) -> str:
        return reverse("profiles:relationship-list", args=[self.authority.gss_code])

"""Who holds which role, where, from when to when: the one source of truth for what a person may see."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import CHOICES, ROLES, Place, Role, held_at
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region

from .accounts import User


class DateRange(models.Func):
    """daterange(first day, last day, '[]'); an empty last day is for ever."""

    function = "daterange"
    output_field = DateRangeField()


_DAYS = DateRange("starts_on", "ends_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True))
_ANYWHERE = models.Value(0, output_field=models.BigIntegerField())  # two NULLs never conflict: tried


class RoleAppointmentQuerySet(models.QuerySet):
    def in_force(self, at: datetime | None = None):
        """Those that give access at that moment: days in London, *end now* to the second."""
        at = at or timezone.now()
        day = timezone.localdate(at)
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day),
            models.Q(revoked_at__isnull=True) | models.Q(revoked_at__gt=at),
            starts_on__lte=day,
            person__is_active=True,
        )

    def visible_to(self, scope: Scope):
        """Those in the areas where the scope may see people; a regional lead sees the region's own too."""
        regions = [grant.region_id for grant in scope.grants if grant.region_id]
        of_region = models.Q(region__in=regions) if scope.holds(Permission.PEOPLE_SEE) else models.Q(pk__in=[])
        return self.filter(scope.within([Permission.PEOPLE_SEE]) | of_region)


class RoleAppointment(models.Model):
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=CHOICES)
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", null=True, blank=True)
    acting = models.BooleanField(default=False)
    revoked_at = models.DateTimeField("ended at once", null=True, blank=True)
    revoked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = RoleAppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="appointment_place_fits_role",
                condition=models.Q(role__in=held_at(Place.AUTHORITY), authority__isnull=False, region__isnull=True)
                | models.Q(role__in=held_at(Place.REGION), authority__isnull=True, region__isnull=False)
                | models.Q(role__in=held_at(Place.PROGRAMME), authority__isnull=True, region__isnull=True),
            ),
            models.CheckConstraint(
                name="appointment_days_in_order",
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
            ),
            ExclusionConstraint(
                name="appointment_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("authority", _ANYWHERE), RangeOperators.EQUAL),
                    (Coalesce("region", _ANYWHERE), RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=models.Q(revoked_at__isnull=True),
            ),
            ExclusionConstraint(
                name="appointment_one_champion_one_director",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=models.Q(revoked_at__isnull=True)
                & (models.Q(role=Role.CHAMPION.value) | models.Q(role=Role.DIRECTOR.value, acting=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role_label}"

    @property
    def role_label(self) -> str:
        label = ROLES[Role(self.role)].label
        return f"Acting {label[0].lower()}{label[1:]}" if self.acting else label

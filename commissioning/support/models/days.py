"""The ledger of days and money: what was allocated, used and is expected. Entries are never changed, only reversed."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people.models import User

from .packages import LONGEST_TEXT, SupportPackage

FROM_A_POT = Q(kind="allocated", adviser__isnull=True, reverses__isnull=True)  # taken back since, or not


class PotQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """What the programme has to give is the programme’s to see."""
        return self if scope.holds(Permission.PACKAGE_RUN) else self.none()


class Pot(models.Model):
    """Days and money the programme has for one year and purpose."""

    name = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField("year it begins")  # 2026: April 2026 to March 2027
    days = models.DecimalField(max_digits=8, decimal_places=2)
    pounds = models.DecimalField(max_digits=12, decimal_places=2)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PotQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "year"], name="pot_once"),
            models.CheckConstraint(name="pot_holds_something", condition=Q(days__gte=0, pounds__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.label}"

    @property
    def label(self) -> str:
        """Its year: 2026/27."""
        return f"{self.year}/{(self.year + 1) % 100:02}"

    def get_absolute_url(self) -> str:
        return reverse("support:pot-detail", args=[self.pk])


class LedgerQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(package__in=SupportPackage.objects.visible_to(scope))


class LedgerEntry(models.Model):
    """`allocated` without an adviser: from the pot to the package; with one: from the package to the adviser.

    `used` and `forecast` always name the adviser. A reversal has the same kind, the opposite amounts, and the entry it
    takes back. `override`: why more was allocated or used than there was.
    """

    APPEND_ONLY = True

    class Kind(models.TextChoices):
        ALLOCATED = "allocated", "Allocated"
        USED = "used", "Used"
        FORECAST = "forecast", "Forecast"

    package = models.ForeignKey(SupportPackage, on_delete=models.PROTECT, related_name="ledger")
    kind = models.CharField(max_length=10, choices=Kind)
    pot = models.ForeignKey(Pot, null=True, on_delete=models.PROTECT, related_name="entries")
    adviser = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="ledger_entries")
    month = models.DateField("first day of the month")
    days = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    pounds = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    what = models.CharField(max_length=300)
    session = models.ForeignKey("Session", null=True, on_delete=models.PROTECT, related_name="entries")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    override = models.TextField("why beyond what there was", blank=True, max_length=LONGEST_TEXT)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = LedgerQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="entry_names_its_adviser", condition=Q(kind="allocated") | Q(adviser__isnull=False)
            ),
            models.CheckConstraint(name="entry_month_is_a_first", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="entry_negative_only_in_reversal",
                condition=Q(reverses__isnull=False) | Q(days__gte=0, pounds__gte=0),
            ),
            models.CheckConstraint(name="entry_is_not_its_own_reversal", condition=~Q(reverses=F("id"))),
        ]
        indexes = [
            models.Index(fields=["package", "kind"], name="ledger_by_package"),
            models.Index(fields=["month"], name="ledger_by_month"),
            models.Index(fields=["adviser", "month"], name="ledger_by_adviser"),
            # What the pots gave, to be added up without reading the entries themselves; and what was taken back.
            models.Index(
                fields=["pot"],
                include=["id", "package", "days", "pounds"],
                name="ledger_from_pots",
                condition=FROM_A_POT,
            ),
            models.Index(fields=["reverses"], name="ledger_reversals", condition=Q(reverses__isnull=False)),
        ]

    @property
    def may_be_reversed(self) -> bool:
        """What was agreed and what a session stands for are changed there, and the ledger follows."""
        stands = self.reverses_id is None and not hasattr(self, "reversed_by")
        return stands and self.session_id is None and self.adviser_id is not None

"""What the programme’s desk keeps of its own: filters by name, mail that went out, proposals to several areas."""

from django.db import models
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from ..kinds import Kind
from .packages import LONGEST_TEXT


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """A person’s own, as long as the desk is theirs to see."""
        return self.filter(person=scope.person_id) if scope.holds(Permission.PACKAGE_RUN) else self.none()


class SavedFilter(models.Model):
    """What a person asks of the desk’s table again and again, under a name."""

    STAYS_WHEN_MERGED = True

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_filters")
    name = models.CharField(max_length=80)
    query = models.CharField("the address after its question mark", max_length=2000)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('support:desk-list')}?{self.query}"


class DigestSent(models.Model):
    """One mail a person a week: whoever makes this row sends it."""

    APPEND_ONLY = True

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    week = models.DateField("its Monday")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-week", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="digest_once_a_week")]


class JointProposalQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Those about areas where the scope sees what a region needs, and about areas it may ask for."""
        areas = Authority.objects.filter(scope.within([Permission.REGION_NEEDS_SEE, Permission.SUPPORT_REQUEST], ""))
        return self.filter(areas__in=areas).distinct()


class JointProposal(models.Model):
    """“Why not ask together?”: a note to the champions of several areas, one of whom may take the lead and ask."""

    APPEND_ONLY = True
    NAMES_PEOPLE = ("told",)

    kind = models.CharField(max_length=20, choices=Kind)
    areas = models.ManyToManyField(Authority, related_name="+")
    words = models.TextField(max_length=LONGEST_TEXT)
    key = models.UUIDField("one page sent twice is one proposal", unique=True)
    told = models.CharField("who was told, and where nobody could be", max_length=2000)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = JointProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, together"

    def get_absolute_url(self) -> str:
        return reverse("support:proposal-detail", args=[self.pk])

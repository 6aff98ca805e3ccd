"""The people who matter in an area, as its champion sees it, and how to hear them."""

from django.db import models
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .kept import LONGEST_TEXT, Kept, KeptQuerySet, kept_constraints, paired
from .structures import Structure


class StakeholderQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        """Names of people stay with the area and its local lead; the programme does not see them."""
        return self.filter(scope.within([Permission.PROFILE_SEE_LEAD]))


class Stakeholder(Kept):
    """The champion, as client, agrees who is on the list; the agreement is to this person in this job."""

    class Side(models.TextChoices):
        COUNCIL = "council", "Council"
        HEALTH = "health", "Health"
        SCHOOLS = "schools", "Schools"
        VOLUNTARY = "voluntary", "Voluntary sector"
        POLICE = "police", "Police"
        PROVIDER = "provider", "Independent provider"
        FAMILY_VOICE = "family_voice", "Children, young people and families’ voice"
        OTHER = "other", "Other"

    class Hearing(models.TextChoices):
        SINGLE = "single", "On their own"
        GROUP = "group", "In a group"
        EITHER = "either", "Either way"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="stakeholders")
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    side = models.CharField(max_length=12, choices=Side)
    structure = models.ForeignKey(Structure, null=True, on_delete=models.PROTECT, related_name="stakeholders")
    why_they_matter = models.TextField(blank=True, max_length=LONGEST_TEXT)
    hearing = models.CharField("how to hear them", max_length=6, choices=Hearing)
    email = models.EmailField(blank=True)
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            *kept_constraints("stakeholder"),
            models.CheckConstraint(name="stakeholder_agreed_by_somebody", condition=paired("agreed")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:stakeholder-list", args=[self.authority.gss_code])

"""What support an area says would be welcomed: by year and by who said it, as RR107 asked champions and directors.

Less than a request: nobody has asked for anything yet, and nobody owes an answer.
"""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning import years
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.kinds import Kind

from ..sensitivity import Sensitivity, open_to
from .kept import Kept, KeptQuerySet, kept_constraints
from .stakeholders import Stakeholder

LONGEST_LINE = 500
SAID_BY = [
    ("champion", "Commissioning champion"),
    ("director", "Director of children’s services"),
    *Stakeholder.Side.choices,
    ("interview", "Somebody in an interview"),
]


class WelcomedQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(open_to(scope))


class WelcomedSupport(Kept):
    """One kind of support, as somebody of the area put it in one year."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="welcomed")
    year = models.PositiveSmallIntegerField("year it was said in, April to March")
    said_by = models.CharField(max_length=12, choices=SAID_BY)
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField("in a line", max_length=LONGEST_LINE, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity)

    objects = WelcomedQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "kind", "id"]
        indexes = [models.Index(fields=["authority", "-year"], name="welcomed_newest_first")]
        constraints = [
            *kept_constraints("welcomed"),
            models.CheckConstraint(name="welcomed_year_is_one", condition=Q(year__range=(1990, 2100))),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("profiles:welcomed-list", args=[self.authority.gss_code])

    @property
    def year_label(self) -> str:
        return years.label(self.year)

"""What people of an area say of it in one line: by year and by who said it, as RR107 asked champions and directors."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from commissioning import years
from commissioning.access.scope import Scope

from ..sensitivity import Sensitivity, open_to
from .kept import Kept, KeptQuerySet, kept_constraints
from .stakeholders import Stakeholder

LONGEST_LINE = 500
SAID_BY = [
    ("champion", "Commissioning champion"),
    ("director", "Director of children’s services"),
    ("board", "Children’s partnership board"),
    *Stakeholder.Side.choices,
    ("interview", "Somebody in an interview"),
]


class SaidQuerySet(KeptQuerySet):
    def visible_to(self, scope: Scope):
        return self.filter(open_to(scope))


class Said(Kept):
    """As somebody of the area put it in one year. `kind` is the model’s own: each counts by a list of its own.

    `NOUN` names its addresses and what the audit calls it.
    """

    NOUN = ""

    year = models.PositiveSmallIntegerField("year it was said in, April to March")
    said_by = models.CharField(max_length=12, choices=SAID_BY)
    words = models.CharField("in a line", max_length=LONGEST_LINE, blank=True)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity)

    objects = SaidQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse(f"profiles:{self.NOUN}-list", args=[self.authority.gss_code])

    @property
    def year_label(self) -> str:
        return years.label(self.year)


def said_constraints(name: str) -> list[models.CheckConstraint]:
    return [
        *kept_constraints(name),
        models.CheckConstraint(name=f"{name}_year_is_one", condition=Q(year__range=(1990, 2100))),
    ]

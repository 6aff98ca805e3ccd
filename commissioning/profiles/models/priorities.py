"""What an area says its priorities are: a theme from the list, and the words it was put in."""

from django.db import models

from commissioning.authorities.models import Authority

from .said import Said, said_constraints


class Theme(models.TextChoices):
    """What directors and champions named (RR107, *Priorities for improvement*), and what else an area may mean."""

    SCHOOLS = "schools", "Standards in schools and education"
    SAFEGUARDING = "safeguarding", "Safeguarding and child protection"
    CARE = "care", "Children in care and care leavers"
    SAVINGS = "savings", "Savings without harm to the front line"
    EFFICIENCY = "efficiency", "Efficiency and value for money"
    PARTNERSHIP = "partnership", "Partnership and joint working"
    WELLBEING = "wellbeing", "Emotional wellbeing and mental health"
    EARLY_HELP = "early_help", "Early help and prevention"
    SEND = "send", "Special educational needs and disability"
    MARKET = "market", "Placements, sufficiency and the market"
    WORKFORCE = "workforce", "Workforce and leadership"
    OTHER = "other", "Something else"


class Priority(Said):
    """One theme; what of it matters is in its words."""

    NOUN = "priority"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="priorities")
    kind = models.CharField("theme", max_length=20, choices=Theme)

    class Meta:
        ordering = ["-year", "kind", "id"]
        verbose_name_plural = "priorities"
        indexes = [models.Index(fields=["authority", "-year"], name="priority_newest_first")]
        constraints = said_constraints("priority")

"""An offer of contact and what became of it. Its words are frozen on the day it is made: the area and the programme
read the same ones.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.support.models import Session, SupportPackage
from readiness import visibility
from readiness.models import Share
from readiness.queries.reading import any_of, shares_in_force

from .rules import CHOICES, LIVE, MOVES, STATES, STEPS, Move, State

LONGEST_LINE = 300
LONGEST_TEXT = 2_000
IS_LIVE = Q(state__in=sorted(state.value for state in LIVE))


class OfferOfContactQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Of the areas where the scope may see them; what begins with levels shown to somebody is for them alone, while
        they are shown, and for those who read the area’s signed levels anyway.
        """
        inside = scope.within(visibility.SIGNED_OPEN)
        shown = Q(share__in=Share.objects.filter(shares_in_force()))
        audiences = any_of(
            scope.within([permission]) & Q(share__audience=audience)
            for audience, permission in visibility.AUDIENCES.items()
        )
        reach = self.filter(scope.within([Permission.CONTACT_SEE]))
        return reach.filter(Q(share__isnull=True) | inside | (shown & audiences))

    def live(self):
        return self.filter(IS_LIVE)


class OfferOfContact(models.Model):
    """`about`: what the rule found, such as one package; `share`: what it began with; `answer`: what the area said."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes please"
        NOT_NOW = "not_now", "Not now"

    FIXED = ("authority", "rule", "about", "words", "since", "opened_on", "expires_on", "share")

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="offers_of_contact")
    rule = models.CharField("reason", max_length=12, choices=CHOICES)
    about = models.CharField(max_length=40, blank=True)
    words = models.TextField(max_length=LONGEST_TEXT)
    since = models.DateField("day of the reason")
    opened_on = models.DateField("offered on")
    expires_on = models.DateField("last day")
    share = models.ForeignKey(Share, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default=State.OPEN.value)
    answer = models.CharField("what the area says", max_length=7, choices=Answer, blank=True)
    package = models.ForeignKey(SupportPackage, null=True, on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, null=True, on_delete=models.PROTECT, related_name="+")  # of that package

    objects = OfferOfContactQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_on", "-id"]
        verbose_name_plural = "offers of contact"
        indexes = [models.Index(fields=["-opened_on", "-id"], name="contact_newest")]
        constraints = [
            models.UniqueConstraint(fields=["authority", "rule", "about"], condition=IS_LIVE, name="contact_live_once"),
            models.CheckConstraint(name="contact_state_known", condition=Q(state__in=[state.value for state in State])),
            models.CheckConstraint(name="contact_days_in_order", condition=Q(expires_on__gte=F("opened_on"))),
            models.CheckConstraint(
                name="contact_package_only_when_acted", condition=Q(package__isnull=True) | Q(state="acted")
            ),
            models.CheckConstraint(
                name="contact_session_of_a_package", condition=Q(session__isnull=True) | Q(package__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority}: {self.get_rule_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("programme:contact-detail", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    def moves_of(self, scope: Scope) -> list[Move]:
        """Those that the scope may make now."""
        return [
            move
            for move, step in STEPS.items()
            if self.state in step.from_states and step.permission and scope.may(step.permission, self.authority)
        ]


class OfferEvent(models.Model):
    """Who did what with it, when, and what they said."""

    APPEND_ONLY = True

    offer = models.ForeignKey(OfferOfContact, on_delete=models.PROTECT, related_name="events")
    move = models.CharField(max_length=12, choices=MOVES)
    text = models.TextField(blank=True, max_length=LONGEST_TEXT)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]


class ContactMail(models.Model):
    """One mail a person a day: whoever makes this row sends it."""

    APPEND_ONLY = True

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "id"]
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="contact_mail_once_a_day")]

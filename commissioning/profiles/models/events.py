"""Training and networking events, who is booked on them, and what those who came said of them."""

from datetime import date, datetime, time, timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import CHOICES as ROLES
from commissioning.access.scope import EVERYWHERE, Scope
from commissioning.authorities.models import Authority, Region
from commissioning.people.models import User
from commissioning.services import Service

from ..event_feedback import AGREEMENT, EFFECTIVENESS, IMPACT
from ..event_states import State, why_not_bookable
from .kept import LONGEST_REASON, LONGEST_TEXT, paired
from .service_use import LONGEST_WHAT

SERVICES = [(one.value, one.label) for one in (Service.TRAINING, Service.NETWORKING)]
MOST_PLACES = 400


def _person(**more) -> models.ForeignKey:
    return models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", **more)


def run_by(scope: Scope, path: str = "") -> Q:
    """The events that the scope may run: all for the whole programme, else those of the regions it is held in."""
    grants = [grant for grant in scope.grants if Permission.EVENTS_RUN in grant.permissions]
    if any(not grant.authority_id and not grant.region_id for grant in grants):
        return EVERYWHERE
    return Q(**{f"{path}region__in": [grant.region_id for grant in grants if grant.region_id]})


class EventQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """Everybody in a role, once it was opened for booking; before that whoever runs it."""
        return self.filter(~Q(state=State.PLANNED) | run_by(scope)) if scope.grants else self.none()

    def with_numbers(self):
        """`booked` and `waiting`: how many people."""
        return self.annotate(
            booked=Count("bookings", filter=Q(bookings__state=Booking.State.BOOKED)),
            waiting=Count("bookings", filter=Q(bookings__state=Booking.State.WAITING)),
        )


class Event(models.Model):
    """One day’s training or meeting. No region: for the whole programme; no roles: for people in any role."""

    title = models.CharField(max_length=LONGEST_WHAT)
    about = models.TextField(max_length=LONGEST_TEXT, blank=True)
    service = models.CharField("what it counts as", max_length=20, choices=SERVICES)
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="events")
    roles = ArrayField(models.CharField(max_length=20, choices=ROLES), default=list, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    online_link = models.URLField("shown to those who are booked", max_length=500, blank=True)
    places = models.PositiveSmallIntegerField()
    closes_on = models.DateField("last day to book")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = _person()
    changed_at = models.DateTimeField(null=True)
    changed_by = _person()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = _person()
    cancelled_because = models.CharField(max_length=LONGEST_REASON, blank=True)
    key = models.UUIDField("one page sent twice is one event", unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        indexes = [models.Index(fields=["starts_at"], name="event_by_time")]
        constraints = [
            models.CheckConstraint(name="event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(name="event_has_places", condition=Q(places__range=(1, MOST_PLACES))),
            models.CheckConstraint(name="event_cancelled_by_somebody", condition=paired("cancelled")),
            models.CheckConstraint(
                name="event_cancelled_with_reason",
                condition=Q(state=State.CANCELLED, cancelled_at__isnull=False) & ~Q(cancelled_because="")
                | ~Q(state=State.CANCELLED) & Q(cancelled_at__isnull=True, cancelled_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("profiles:event-detail", args=[self.pk])

    @property
    def day(self) -> date:
        return timezone.localdate(self.starts_at)

    @property
    def closes_at(self) -> datetime:
        """The end of the last day to book, as clocks in London have it."""
        following = datetime.combine(self.closes_on + timedelta(days=1), time())
        return timezone.make_aware(following)

    @property
    def has_begun(self) -> bool:
        return timezone.now() >= self.starts_at

    @property
    def why_not_bookable(self) -> str:
        return why_not_bookable(self.state, closes_at=self.closes_at, starts_at=self.starts_at, now=timezone.now())

    @property
    def standing(self) -> str:
        """Its state as people say it. Whether it is full is known of rows `with_numbers`."""
        if self.state != State.OPEN:
            return self.get_state_display()
        if timezone.now() >= self.ends_at:
            return "Over"
        if self.why_not_bookable:
            return "Booking closed"
        return "Full" if getattr(self, "booked", 0) >= self.places else self.get_state_display()

    @property
    def role_labels(self) -> list[str]:
        return [label for role, label in ROLES if role in self.roles]


class BookingQuerySet(models.QuerySet):
    def visible_to(self, scope: Scope):
        """One’s own, and those of the events one runs."""
        return self.filter(Q(person=scope.person_id) | run_by(scope, "event__")) if scope.grants else self.none()

    def live(self):
        return self.exclude(state=Booking.State.CANCELLED)


class Booking(models.Model):
    """One person and one event. Where they work then is the area their use counts for; none for the programme’s own.

    Whoever waits is taken in the order of the rows.
    """

    STAYS_WHEN_MERGED = True

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        WAITING = "waiting", "On the waiting list"
        CANCELLED = "cancelled", "Cancelled"
        WALKED_IN = "walked_in", "Came without booking"

    class Attendance(models.TextChoices):
        CAME = "came", "Came"
        ABSENT = "absent", "Did not come"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="bookings")
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=10, choices=State)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = _person()
    confirmed_at = models.DateTimeField("said they come, when somebody else had booked for them", null=True)
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    attendance = models.CharField(max_length=10, choices=Attendance, blank=True)
    marked_at = models.DateTimeField(null=True)
    marked_by = _person()
    gave_feedback = models.BooleanField(default=False)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "person"], condition=~Q(state="cancelled"), name="booking_once_an_event"
            ),
            models.CheckConstraint(
                name="booking_cancelled_when",
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | ~Q(state="cancelled") & Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="booking_attendance_of_the_booked",
                condition=Q(attendance="") | Q(state__in=["booked", "walked_in"], marked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="booking_feedback_of_who_came", condition=Q(gave_feedback=False) | ~Q(attendance="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.event}"

    @property
    def may_give_feedback(self) -> bool:
        return self.attendance == self.Attendance.CAME and not self.gave_feedback


class BookingLink(models.Model):
    """A one-use link into one booking, for whoever has no account or is not signed in. Only its hash is kept."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", "To say whether they come"
        FEEDBACK = "feedback", "To say what it was like"

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]


class EventFeedback(models.Model):
    """What one of those who came said. It names nobody and has no time: nothing leads from it to a booking."""

    APPEND_ONLY = True

    id = models.UUIDField(primary_key=True, default=uuid4)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feedback")
    effectiveness = models.CharField(max_length=20, choices=EFFECTIVENESS)
    skills = models.CharField(max_length=20, choices=IMPACT)
    practice = models.CharField(max_length=20, choices=AGREEMENT)
    words = models.TextField(max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "event feedback"

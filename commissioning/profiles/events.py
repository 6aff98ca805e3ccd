"""Reads of events: what is offered, who is booked, how full each is, and what those who came said."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority, Region
from commissioning.people import tokens

from .event_feedback import ENOUGH, Counted, Question, counted
from .event_states import State
from .models import Booking, BookingLink, Event, EventFeedback, ServiceUse
from .models.events import run_by

BACK = timedelta(days=92)  # what is longer ago leaves a calendar
FEEDBACK_FOR = timedelta(days=28)  # how long somebody is asked what it was like


def events() -> QuerySet[Event]:
    return Event.objects.with_numbers().select_related("region", "changed_by", "cancelled_by")


def may_run(scope: Scope, event: Event) -> bool:
    return Event.objects.filter(run_by(scope), pk=event.pk).exists()


def regions_to_run(scope: Scope) -> QuerySet[Region]:
    """For which somebody may hold an event."""
    grants = [grant for grant in scope.grants if Permission.EVENTS_RUN in grant.permissions]
    everywhere = any(not grant.authority_id and not grant.region_id for grant in grants)
    return Region.objects.filter(Q() if everywhere else Q(pk__in=[grant.region_id for grant in grants]))


def runs_everywhere(scope: Scope) -> bool:
    return any(
        Permission.EVENTS_RUN in grant.permissions and not grant.region_id and not grant.authority_id
        for grant in scope.grants
    )


# --- Whom it is for -----------------------------------------------------------------------


@dataclass(frozen=True)
class Places:
    """As whom somebody may come: for one of these areas, or for the programme itself; neither: it is not for them."""

    areas: tuple[Authority, ...]
    for_programme: bool

    @property
    def fits(self) -> bool:
        return bool(self.areas) or self.for_programme


def places_of(scope: Scope, event: Event) -> Places:
    grants = [grant for grant in scope.grants if not event.roles or grant.role in event.roles]
    areas = Authority.objects.filter(pk__in=[grant.authority_id for grant in grants if grant.authority_id])
    wider = [grant.region_id for grant in grants if not grant.authority_id]
    if event.region_id:
        areas = areas.filter(region=event.region_id)
        wider = [region for region in wider if region in (None, event.region_id)]
    return Places(tuple(areas.order_by("short_name")), bool(wider))


# --- Bookings -----------------------------------------------------------------------------


def bookings() -> QuerySet[Booking]:
    return Booking.objects.select_related("event__region", "person", "authority", "made_by")


def booking_of(event: Event, person_id: int | None) -> Booking | None:
    """The one that stands, of this person."""
    return bookings().live().filter(event=event, person=person_id).first()


def place_in_line(booking: Booking) -> int:
    """1 for whoever is next."""
    ahead = Booking.objects.filter(event=booking.event_id, state=Booking.State.WAITING, pk__lt=booking.pk)
    return ahead.count() + 1


def own_bookings(scope: Scope) -> QuerySet[Booking]:
    """Newest event first; whoever signs in sees their own alone."""
    return bookings().filter(person=scope.person_id).order_by("-event__starts_at", "-pk")


def to_mark(event: Event) -> QuerySet[Booking]:
    """Those whose attendance can be marked, by name."""
    rows = bookings().filter(event=event, state__in=[Booking.State.BOOKED, Booking.State.WALKED_IN])
    return rows.order_by("person__full_name", "pk")


def digest_of(token: str) -> str:
    return tokens.digest(token)


def usable_link(digest: str, purpose: str) -> BookingLink | None:
    links = BookingLink.objects.filter(
        token_hash=digest,
        purpose=purpose,
        used_at__isnull=True,
        replaced_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    return links.select_related("booking__event__region", "booking__person", "booking__authority").first()


def purpose_of(digest: str) -> str:
    """What a link is for, whether it still works or not; empty where there never was one."""
    return BookingLink.objects.filter(token_hash=digest).values_list("purpose", flat=True).first() or ""


# --- Attendance and use -------------------------------------------------------------------


def attended() -> QuerySet[Booking]:
    """Whoever came for an area. `uses`: how many uses stand for it, which is one; `corrected`: a file or somebody by
    hand had put it down, and that was taken back since with a reason, so there may be none.
    """
    rows = Booking.objects.filter(attendance=Booking.Attendance.CAME, authority__isnull=False)
    rows = rows.annotate(day=TruncDate("event__starts_at")).select_related("event").order_by("pk")
    by_words = Q(
        authority=OuterRef("authority"),
        service=OuterRef("event__service"),
        used_on=OuterRef("day"),
        what=OuterRef("event__title"),
    )
    found = ServiceUse.objects.filter(Q(event=OuterRef("event")) | by_words, person=OuterRef("person")).order_by()
    counted = found.kept().values("person").annotate(number=Count("pk")).values("number")
    removed = found.filter(removed_at__isnull=False).exclude(source=ServiceUse.Source.EVENT)
    return rows.annotate(uses=Coalesce(Subquery(counted), 0), corrected=Exists(removed))


def uses_nobody_came_for() -> QuerySet[ServiceUse]:
    """Put down by an event, and of nobody who is marked as having come for that area."""
    came = Booking.objects.filter(
        event=OuterRef("event"),
        person=OuterRef("person"),
        authority=OuterRef("authority"),
        attendance=Booking.Attendance.CAME,
    )
    rows = ServiceUse.objects.kept().filter(~Exists(came), event__isnull=False)
    return rows.select_related("event").order_by("pk")


# --- Time ---------------------------------------------------------------------------------


def upcoming(now: datetime) -> Q:
    return Q(ends_at__gte=now, state__in=[State.PLANNED, State.OPEN])


def to_remind(now: datetime) -> QuerySet[Booking]:
    """Of events tomorrow, or later today, those who have not been reminded."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    soon = Booking.objects.filter(
        state=Booking.State.BOOKED,
        reminded_at__isnull=True,
        event__state=State.OPEN,
        event__starts_at__gt=now,
        event__starts_at__date__lte=tomorrow,
        person__email__isnull=False,
    )
    return soon.order_by("pk")


def in_calendar(scope: Scope) -> QuerySet[Booking]:
    """What one is booked on, up to three months back."""
    since = timezone.now() - BACK
    rows = bookings().filter(person=scope.person_id, state=Booking.State.BOOKED, event__starts_at__gte=since)
    return rows.exclude(event__state=State.CANCELLED).order_by("event__starts_at", "pk")


# --- What needs somebody now --------------------------------------------------------------


@dataclass(frozen=True)
class Todo:
    """One thing about one event; `kind` is "tomorrow" or "feedback"."""

    kind: str
    event: Event
    booking: Booking


def todos(scope: Scope) -> list[Todo]:
    """What one is booked on that begins today or tomorrow, then what one came to and has not said a word about."""
    now = timezone.now()
    own = own_bookings(scope)
    soon = own.filter(
        state=Booking.State.BOOKED,
        event__state=State.OPEN,
        event__ends_at__gt=now,
        event__starts_at__date__lte=timezone.localdate(now) + timedelta(days=1),
    )
    asked = own.filter(attendance=Booking.Attendance.CAME, gave_feedback=False, event__ends_at__gte=now - FEEDBACK_FOR)
    ahead = [Todo("tomorrow", row.event, row) for row in soon.order_by("event__starts_at", "pk")]
    return ahead + [Todo("feedback", row.event, row) for row in asked]


# --- What those who came said -------------------------------------------------------------


@dataclass(frozen=True)
class Heard:
    """`questions` and `words` are empty until enough have answered."""

    answers: int
    came: int
    questions: tuple[Counted, ...]
    words: tuple[str, ...]


def heard(event: Event) -> Heard:
    """In no order of time: the rows have none."""
    rows = list(EventFeedback.objects.filter(event=event))
    came = Booking.objects.filter(event=event, attendance=Booking.Attendance.CAME).count()
    if len(rows) < ENOUGH:
        return Heard(len(rows), came, (), ())
    questions = tuple(counted(question, [getattr(row, question.value) for row in rows]) for question in Question)
    return Heard(len(rows), came, questions, tuple(row.words for row in rows if row.words))


@dataclass(frozen=True)
class Attendance:
    """How many were booked, and what became of them."""

    marked: int
    came: int
    absent: int
    without_booking: int


def attendance(event: Event) -> Attendance:
    found = Counter(Booking.objects.filter(event=event).exclude(attendance="").values_list("state", "attendance"))
    came = sum(number for (_, how), number in found.items() if how == Booking.Attendance.CAME)
    walked_in = found[Booking.State.WALKED_IN.value, Booking.Attendance.CAME.value]
    return Attendance(sum(found.values()), came, sum(found.values()) - came, walked_in)


# --- When councils are reorganised --------------------------------------------------------


def unmarked(areas: Iterable[Authority], since: date) -> QuerySet[Booking]:
    """Places of these areas’ people at events of that day or later, where nobody has said yet whether they came."""
    rows = Booking.objects.live().filter(authority__in=areas, event__starts_at__date__gte=since, attendance="")
    return rows.order_by("pk")

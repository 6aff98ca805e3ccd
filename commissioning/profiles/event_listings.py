"""The lists of events and of who is booked: search, filters, orders and the columns of their files."""

from datetime import datetime

from django.db.models import Q

from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .event_states import State
from .events import upcoming
from .models import Booking, Event
from .models.events import SERVICES

WORDS_OF_EVENTS = ("title", "place")


def events(now: datetime, runs: bool) -> Listing:
    """What lies ahead comes first, soonest first; `runs`: planned ones can be looked for, too."""
    open_to_all = Q(state=State.OPEN)
    planned = (Option("planned", "Planned, not open yet", Q(state=State.PLANNED)),) if runs else ()
    return Listing(
        sorts=(
            Sort("when", ("starts_at",)),
            Sort("title", ("title", "starts_at")),
            Sort("places", ("places", "starts_at")),
        ),
        columns=(
            Column("title", "title"),
            Column("counts_as", "service"),
            Column("region", "region__name", lambda name: name or "The whole programme"),
            Column("starts", "starts_at"),
            Column("ends", "ends_at"),
            Column("place", "place"),
            Column("last_day_to_book", "closes_on"),
            Column("places", "places"),
            Column("booked", "booked"),
            Column("waiting", "waiting"),
            Column("state", "state"),
        ),
        file_name="events",
        key="events",
        search=WORDS_OF_EVENTS,
        search_label="Title or place",
        filters=(
            Filter(
                "show",
                "Show",
                (
                    Option("", "Ahead", upcoming(now)),
                    Option("open", "Ahead and open for booking", upcoming(now) & open_to_all),
                    *planned,
                    Option("past", "Past", Q(ends_at__lt=now, state__in=[State.OPEN, State.HELD])),
                    Option("cancelled", "Cancelled", Q(state=State.CANCELLED)),
                    Option("all", "All", Q()),
                ),
            ),
            Filter.one_of("service", "Counts as", "service", SERVICES, all="All services"),
            Filter.one_of("region", "Region", "region__slug", REGIONS, all="All regions"),
        ),
        page_size=25,
    )


def bookings(event: Event) -> Listing:
    """In the order they were made, which is that of the waiting list."""
    return Listing(
        sorts=(
            Sort("made", ("made_at",)),
            Sort("name", ("person__full_name",)),
            Sort("area", ("authority__short_name",)),
        ),
        columns=(
            Column("name", "person__full_name"),
            Column("email", "person__email"),
            Column("area", "authority__short_name"),
            Column("state", "state"),
            Column("booked_on", "made_at"),
            Column("said_they_come", "confirmed_at"),
            Column("attendance", "attendance"),
        ),
        file_name=f"event-{event.pk}-bookings",
        key="bookings",
        of_people=True,
        search=("person__full_name", "authority__short_name"),
        search_label="Name or area",
        filters=(
            Filter(
                "show",
                "Show",
                (
                    Option("", "All but cancelled", ~Q(state=Booking.State.CANCELLED)),
                    *(Option(value, label, Q(state=value)) for value, label in Booking.State.choices),
                ),
            ),
        ),
    )


def own_bookings() -> Listing:
    return Listing(
        sorts=(Sort("when", ("event__starts_at",)), Sort("title", ("event__title",))),
        starts="-when",
        columns=(
            Column("title", "event__title"),
            Column("starts", "event__starts_at"),
            Column("area", "authority__short_name"),
            Column("state", "state"),
            Column("attendance", "attendance"),
        ),
        file_name="my-bookings",
        key="own-bookings",
        names_beside="their own alone",
        filters=(
            Filter(
                "show",
                "Show",
                (
                    Option(
                        "", "Those that stand", ~Q(state=Booking.State.CANCELLED) & ~Q(event__state=State.CANCELLED)
                    ),
                    Option("all", "Cancelled ones too", Q()),
                ),
            ),
        ),
    )

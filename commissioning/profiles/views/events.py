"""Pages of events: the list, one event, planning and changing it, opening it for booking, cancelling it."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import requires, signed_in
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.reporting.calendar_file import CONTENT_TYPE, written

from .. import event_listings, events
from ..actions import events as actions
from ..actions.keeping import Unfit
from ..event_calendar import entry_of
from ..forms.events import BecauseForm, BookForm, EventForm, initial_of
from ..models import Booking, Event
from ..words import of_event
from .doors import to_run_event, to_see_event

RUN = Permission.EVENTS_RUN


@signed_in
@require_safe
def event_list(request: HttpRequest) -> HttpResponseBase:
    context = {"runs": request.scope.holds(RUN), "noun": "events"}
    listing = event_listings.events(timezone.now(), request.scope.holds(RUN))
    rows = events.events().visible_to(request.scope)
    return respond(request, listing, rows, "profiles/events/event_list.html", context, about=None)


@require_safe
def event_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Names of others are on no part of it; the link to join is for whoever has a place, and whoever runs it."""
    event = to_see_event(request, pk)
    runs = events.may_run(request.scope, event)
    booking = events.booking_of(event, request.user.pk)
    has_place = booking is not None and booking.state == Booking.State.BOOKED
    waits = booking is not None and booking.state == Booking.State.WAITING
    places = events.places_of(request.scope, event)
    context = {
        "event": event,
        "lines": of_event(event),
        "runs": runs,
        "booking": booking,
        "place_in_line": events.place_in_line(booking) if waits else None,
        "online_link": event.online_link if has_place or runs else "",
        "book": BookForm(places=places) if places.fits and not booking and not event.why_not_bookable else None,
        "not_for_you": not places.fits,
        "attendance": events.attendance(event) if runs else None,
        "heard": events.heard(event) if runs else None,
    }
    return render(request, "profiles/events/event_detail.html", context)


def _form(request: HttpRequest, initial: dict) -> EventForm:
    return EventForm(
        posted(request),
        initial=initial,
        regions=events.regions_to_run(request.scope),
        everywhere=events.runs_everywhere(request.scope),
    )


@requires(RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def event_add(request: HttpRequest) -> HttpResponse:
    form = _form(request, {"version": 0, "key": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            event = actions.add(typed=form.typed, key=form.cleaned_data["key"] or uuid4(), by=request.user)
        except Unfit as reason:
            form.add_error(reason.field, str(reason))
        else:
            messages.success(request, f"“{event}” is planned. Open it for booking when you are ready.")
            return redirect(event)
    return render(request, "profiles/events/event_edit.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: HttpRequest, pk: int) -> HttpResponse:
    event = to_run_event(request, pk)
    form = _form(request, initial_of(event))
    context = {"form": form, "event": event}
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save(event=event, typed=form.typed, version=form.cleaned_data["version"], by=request.user)
        except Unfit as reason:
            form.add_error(reason.field, str(reason))
            return render(request, "profiles/events/event_edit.html", context)
        if not saved.conflict:
            messages.success(request, "Saved.")
            return redirect(event)
        form.put_on_top_of(version=saved.row.version)
        context |= {"theirs": saved.row, "lines": of_event(saved.row)}
    return render(request, "profiles/events/event_edit.html", context)


@require_POST
def event_open(request: HttpRequest, pk: int) -> HttpResponse:
    event = actions.open_for_booking(event=to_run_event(request, pk), by=request.user)
    messages.success(request, f"“{event}” is open for booking.")
    return redirect(event)


@require_http_methods(["GET", "HEAD", "POST"])
def event_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    event = to_run_event(request, pk)
    form = BecauseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.cancel(event=event, because=form.cleaned_data["because"], by=request.user)
        messages.success(request, "Cancelled. Everybody who was booked or waiting is told.")
        return redirect(event)
    return render(request, "profiles/events/event_cancel.html", {"form": form, "event": event})


@require_safe
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One event as a file for a calendar program."""
    event: Event = to_see_event(request, pk)
    audit.record("event-download", event, by=request.user)
    content = written([entry_of(event)], name=settings.PROGRAMME_NAME, site=settings.SITE_ADDRESS, at=timezone.now())
    answer = HttpResponse(content, content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
    return answer

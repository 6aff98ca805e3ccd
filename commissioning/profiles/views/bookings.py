"""Places on an event: one's own, and for whoever runs it who is booked and who came. Pages that name people record
that they were read.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, signed_in
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit

from .. import event_listings, events
from ..actions import attendance, bookings
from ..actions import event_feedback as feedback
from ..actions.keeping import Unfit
from ..forms.events import AttendanceForm, BookForm, FeedbackForm, GuestForm
from ..models import Booking
from .doors import to_run_event, to_see_event


@signed_in
@require_safe
def booking_mine(request: HttpRequest) -> HttpResponseBase:
    listing = event_listings.own_bookings()
    rows = events.own_bookings(request.scope)
    return respond(request, listing, rows, "profiles/events/booking_mine.html", {"noun": "bookings"}, about=None)


@require_POST
def booking_add(request: HttpRequest, pk: int) -> HttpResponse:
    """From the event's own page; what is missing is asked for there."""
    event = to_see_event(request, pk)
    form = BookForm(request.POST, places=events.places_of(request.scope, event))
    if not form.is_valid():
        return render(request, "profiles/events/booking_add.html", {"event": event, "form": form})
    booking = bookings.book(event=event, authority=form.authority, by=request.user)
    messages.success(request, _said(booking))
    return redirect(event)


def _said(booking: Booking) -> str:
    if booking.state == Booking.State.BOOKED:
        return "You are booked. We have sent you the details."
    return f"The event is full. You are number {events.place_in_line(booking)} on the waiting list."


@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    booking = find(events.bookings(), request.scope, pk=pk)
    request.about = booking
    if request.method == "POST":
        bookings.cancel(booking=booking, by=request.user)
        messages.success(request, "Cancelled. The place goes to whoever waits longest.")
        return redirect(booking.event)
    return render(request, "profiles/events/booking_cancel.html", {"booking": booking, "event": booking.event})


@require_safe
def booking_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    event = to_run_event(request, pk)
    rows = events.bookings().filter(event=event)
    listing = event_listings.bookings(event)
    context = {"event": event, "noun": "on this list"}
    return respond(request, listing, rows, "profiles/events/booking_list.html", context, about=event)


@require_http_methods(["GET", "HEAD", "POST"])
def booking_guest(request: HttpRequest, pk: int) -> HttpResponse:
    """Before it begins a place is booked for them; after that they came without booking."""
    event = to_run_event(request, pk)
    form = GuestForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if event.has_begun:
            row = attendance.add_guest(event=event, guest=form.typed, by=request.user)
            messages.success(request, f"{row.person} is put down as having come.")
            return redirect("profiles:event-attendance", event.pk)
        row = bookings.book_for(event=event, guest=form.typed, by=request.user)
        messages.success(request, f"{row.person}: {row.get_state_display().lower()}. They are told, and can answer.")
        return redirect("profiles:booking-list", event.pk)
    return render(request, "profiles/events/booking_guest.html", {"form": form, "event": event})


@require_http_methods(["GET", "HEAD", "POST"])
def event_attendance(request: HttpRequest, pk: int) -> HttpResponse:
    event = to_run_event(request, pk)
    attendance.begun(event)
    rows = list(events.to_mark(event))
    form = AttendanceForm(posted(request), bookings=rows, initial={"version": event.version})
    context = {"form": form, "event": event, "rows": rows}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            saved = attendance.mark(
                event=event, marks=form.marks, because=given["because"], version=given["version"], by=request.user
            )
        except Unfit as reason:
            form.add_error(reason.field, str(reason))
            return render(request, "profiles/events/event_attendance.html", context)
        if not saved.conflict:
            messages.success(request, "Saved. The services used are put down with it.")
            return redirect(event)
        form.put_on_top_of(version=saved.row.version)
        context["theirs"] = saved.row
        context["lines"] = [{"key": str(row.person), "value": row.get_attendance_display()} for row in rows]
    elif request.method != "POST":
        audit.record("bookings-read", event, by=request.user)
    return render(request, "profiles/events/event_attendance.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def event_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own booking’s, signed in. By a link it is `booking_links.feedback_answer`."""
    booking = find(events.bookings().filter(person=request.user.pk), request.scope, pk=pk)
    form = FeedbackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        said = feedback.give(booking=booking, said=form.typed, by=request.user)
        messages.success(request, "Thank you. It is counted." if said else "You had said it already.")
        return redirect(booking.event)
    context = {"form": form, "event": booking.event, "booking": booking}
    return render(request, "profiles/events/event_feedback.html", context)

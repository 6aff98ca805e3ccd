"""The way in by a one-use link in a mail about an event, without an account. Looking at it uses nothing up: mail
scanners open links too. The token leaves the address at once, and the session keeps its hash alone.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.govuk.forms import posted

from .. import events
from ..actions import bookings
from ..actions import event_feedback as feedback
from ..forms.events import FeedbackForm
from ..models import Booking, BookingLink
from ..words import of_event

_LINK = "booking-link"
Purpose = BookingLink.Purpose


@login_not_required
@require_safe
@never_cache
def booking_open(request: HttpRequest, token: str) -> HttpResponse:
    digest = events.digest_of(token)
    request.session[_LINK] = digest
    page = "feedback-answer" if events.purpose_of(digest) == Purpose.FEEDBACK else "booking-answer"
    response = redirect(f"profiles:{page}")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def booking_answer(request: HttpRequest) -> HttpResponse:
    """Two buttons: they come, or the place is given back."""
    digest = request.session.get(_LINK, "")
    link = events.usable_link(digest, Purpose.ANSWER)
    if link is None:
        return _unusable(request)
    booking = link.booking
    has_place = booking.state == Booking.State.BOOKED
    context = {
        "booking": booking,
        "event": booking.event,
        "lines": of_event(booking.event),
        "online_link": booking.event.online_link if has_place else "",
    }
    answers = {"comes": True, "cancel": False}
    if request.POST.get("answer") not in answers:
        return render(request, "profiles/events/link_answer.html", context)
    done = bookings.answer(digest=digest, comes=answers[request.POST["answer"]])
    if done is None:
        return _unusable(request)
    return render(request, "profiles/events/link_answered.html", context | {"booking": done})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def feedback_answer(request: HttpRequest) -> HttpResponse:
    digest = request.session.get(_LINK, "")
    link = events.usable_link(digest, Purpose.FEEDBACK)
    if link is None or not link.booking.may_give_feedback:
        return _unusable(request)
    form = FeedbackForm(posted(request))
    context = {"form": form, "event": link.booking.event, "booking": link.booking}
    if request.method == "POST" and form.is_valid():
        if feedback.give_by_link(digest=digest, said=form.typed) is None:
            return _unusable(request)
        return render(request, "profiles/events/link_thanks.html", context)
    return render(request, "profiles/events/event_feedback.html", context)


def _unusable(request: HttpRequest) -> HttpResponse:
    """One page for every link that does not work."""
    return render(request, "profiles/events/link_unusable.html", status=410)

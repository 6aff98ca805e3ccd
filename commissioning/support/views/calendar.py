"""A person’s calendar of packages and events: the page that gives its secret address, and the address itself."""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from commissioning.access.gate import signed_in
from commissioning.people.queries import scope_of
from commissioning.profiles.event_calendar import entries_of_bookings
from commissioning.reporting.calendar_file import CONTENT_TYPE, written

from ..actions import calendar as actions
from ..queries import calendar as queries


@signed_in
@require_safe
def calendar_detail(request: HttpRequest) -> HttpResponse:
    return render(request, "support/calendar/calendar_detail.html", {"link": queries.link_of(request.user)})


@signed_in
@never_cache
@require_POST
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Answers with the address itself: it is kept nowhere, so it can be shown this once."""
    address = actions.renew(by=request.user)
    context = {"link": queries.link_of(request.user), "address": address}
    return render(request, "support/calendar/calendar_detail.html", context)


@signed_in
@require_POST
def calendar_end(request: HttpRequest) -> HttpResponse:
    actions.end(by=request.user)
    messages.success(request, "Ended. The address shows nothing any more.")
    return redirect("support:calendar-detail")


def _as_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Its address tells nobody where somebody came from, found or not."""

    @wraps(view)
    def answered(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answered


@login_not_required
@require_safe
@never_cache
@_as_secret
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What the person may see at this moment. Unknown, ended or theirs no more: not found.

    Whoever tries address after address is slowed down, as at signing in.
    """
    if refused := ratelimit.consume_or_429(request, action="calendar_feed", limit_get=True):
        return refused
    person = queries.person_by(token)
    if person is None:
        raise Http404
    name = f"{settings.PROGRAMME_NAME}: packages and events"
    scope = scope_of(person)
    found = [*queries.entries(scope), *entries_of_bookings(scope)]
    content = written(found, name=name, site=settings.SITE_ADDRESS, at=timezone.now())
    return HttpResponse(content, content_type=CONTENT_TYPE)

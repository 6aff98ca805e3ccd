"""Who holds which role in each area as at a day, one person's roles over time, and how many came and went."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.days import BetweenForm, OnForm
from commissioning.lists.respond import respond

from .. import audit, listings, second_factor
from ..models import RoleAppointment
from ..queries import churn
from ..queries.directory import directory, in_full, roles_of


@requires(Permission.PEOPLE_SEE)
@require_safe
def directory_list(request: HttpRequest) -> HttpResponse:
    """Of today, or of the day asked for, which has an address of its own: filters and sorting keep to it."""
    today = timezone.localdate()
    form = OnForm(request.GET, on=today)
    day = form.day("on")
    if day and day != today:
        return redirect("people:directory-dated", day.isoformat())
    return _directory(request, today, form)


@requires(Permission.PEOPLE_SEE)
@require_safe
def directory_dated(request: HttpRequest, day: str) -> HttpResponse:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404("There is no such day.") from None
    return _directory(request, on, OnForm(request.GET, on=on))


def _directory(request: HttpRequest, day: date, form: OnForm) -> HttpResponse:
    context = {"day": day, "form": form, "noun": "areas", "sees_churn": request.scope.holds(Permission.CHURN_SEE)}
    rows = in_full(directory(request.scope, day), day)
    return respond(request, listings.DIRECTORY, rows, "people/directory_list.html", context, about=None)


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """By an appointment that the reader may see; of the others of that person, those the reader may see too."""
    appointment = find(RoleAppointment, request.scope, pk=pk)
    audit.record("person-read", appointment.person, by=request.user, authority_id=appointment.authority_id)
    appoints = request.scope.holds(Permission.PEOPLE_APPOINT)
    context = {
        "person": appointment.person,
        "roles": roles_of(appointment.person, request.scope),
        "merged": appointment.person.merged.all() if appoints else (),
        "appointment": appointment,
        "may_correct": appoints and appointment.person != request.user,
        "has_app": appoints and second_factor.is_set_up(appointment.person),
    }
    return render(request, "people/person_detail.html", context)


@requires(Permission.CHURN_SEE)
@require_safe
def churn_detail(request: HttpRequest) -> HttpResponse:
    later = timezone.localdate()
    earlier = date(later.year - 1, later.month, min(later.day, 28))
    form = BetweenForm(request.GET, earlier=earlier, later=later)
    if form.is_valid():
        earlier, later = form.cleaned_data["earlier"] or earlier, form.cleaned_data["later"] or later
    found = churn.by_role(earlier, later)
    context = {"form": form, "earlier": earlier, "later": later, "roles": found}
    return render(request, "people/churn_detail.html", context)

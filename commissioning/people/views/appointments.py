"""The administrator's appointments and invitations, and the list of them that others read."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere, find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from .. import actions, listings, proving, queries
from ..actions.appointing import written
from ..forms.accounts import AppointmentForm, EndForm
from ..models import RoleAppointment
from ..queries import invitations


@requires(Permission.PEOPLE_SEE)
@require_safe
def appointment_list(request: HttpRequest) -> HttpResponse:
    may_appoint = request.scope.holds(Permission.PEOPLE_APPOINT)
    rows = invitations.with_state(queries.appointments(request.scope))
    return respond(
        request,
        listings.APPOINTMENTS_AND_INVITATIONS if may_appoint else listings.APPOINTMENTS,
        rows,
        "people/appointment_list.html",
        {
            "may_appoint": may_appoint,
            "sees_trail": request.scope.holds(Permission.TRAIL_SEE),
            "noun": "appointments",
        },
        about=None,
    )


@requires(Permission.PEOPLE_APPOINT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_add(request: HttpRequest) -> HttpResponse:
    proving.ask(request)
    form = AppointmentForm(posted(request))
    if form.is_valid():
        try:
            appointment = actions.appoint_by_email(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{appointment.person} is now {appointment.role_label.lower()}.")
            return redirect("people:appointment-list")
    return render(request, "people/appointment_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def appointment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, then ends access at once, or with a day."""
    appointment = find(RoleAppointment, request.scope, pk=pk)
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    proving.ask(request)
    form = EndForm(posted(request))
    if form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            if last_day:
                actions.end_on(appointment=appointment, last_day=last_day, by=request.user)
            else:
                actions.end_now(appointment=appointment, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            until = f"until {written(last_day)}" if last_day else "no longer"
            messages.success(request, f"{appointment.person} is {until} {appointment.role_label.lower()}.")
            return redirect("people:appointment-list")
    return render(request, "people/appointment_end.html", {"appointment": appointment, "form": form})


@require_POST
def invitation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link to the person of this appointment; the one they had stops working."""
    person = find(RoleAppointment, request.scope, pk=pk).person
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    proving.ask(request)
    try:
        actions.invite(person=person, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        link = "A link to choose a new password" if person.has_usable_password() else "An invitation"
        messages.success(request, f"{link} is on its way to {person.email}.")
    return redirect("people:appointment-list")

"""Pages about people: invitations, text held over a sign-in, and the administrator's appointments."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere, find, requires, signed_in
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond

from . import actions, held, listings, queries
from .forms import AppointmentForm, NewPasswordForm
from .models import HeldPost, RoleAppointment

_INVITATION = "invitation-token"


@login_not_required
@require_safe
@never_cache
def invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address at once. Opening uses nothing up: mail scanners open links too."""
    request.session[_INVITATION] = token
    response = redirect("people:invitation-accept")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_accept(request: HttpRequest) -> HttpResponse:
    token = request.session.get(_INVITATION, "")
    invitation = actions.usable_invitation(token)
    if invitation is None:
        return render(request, "people/invitation_unusable.html", status=410)
    person = invitation.person
    if request.user.is_authenticated and request.user != person:
        return render(request, "people/invitation_other_person.html", {"person": person}, status=409)
    form = NewPasswordForm(posted(request), person=person)
    if form.is_valid():
        person = actions.accept_invitation(token=token, password=form.cleaned_data["password"])
        request.session.flush()
        login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("programme:home")
    return render(request, "people/invitation_accept.html", {"form": form, "person": person})


@signed_in
@require_safe
def held_post(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(HeldPost, pk=pk, person=request.user)
    return render(request, "people/held_post.html", {"fields": held.fields_of(kept), "action": kept.path})


@requires(Permission.PEOPLE_SEE)
@require_safe
def appointment_list(request: HttpRequest) -> HttpResponse:
    rows = queries.appointments(request.scope)
    may_appoint = request.scope.holds(Permission.PEOPLE_APPOINT)
    return respond(
        request,
        listings.APPOINTMENTS,
        rows,
        "people/appointment_list.html",
        {"may_appoint": may_appoint, "noun": "appointments"},
    )


@requires(Permission.PEOPLE_APPOINT)
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_add(request: HttpRequest) -> HttpResponse:
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
    """Asks first, then ends access at once."""
    appointment = find(RoleAppointment, request.scope, pk=pk)
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    problem = None
    if request.method == "POST":
        try:
            actions.end_now(appointment=appointment, by=request.user)
        except ValidationError as error:
            problem = error.messages[0]
        else:
            messages.success(request, f"{appointment.person} is no longer {appointment.role_label.lower()}.")
            return redirect("people:appointment-list")
    return render(request, "people/appointment_end.html", {"appointment": appointment, "problem": problem})


@require_POST
def invitation_send(request: HttpRequest, pk: int) -> HttpResponse:
    """A fresh link to the person of this appointment; the one they had stops working."""
    person = find(RoleAppointment, request.scope, pk=pk).person
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    try:
        actions.invite(person=person, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"An invitation is on its way to {person.email}.")
    return redirect("people:appointment-list")

"""Where an administrator puts right a wrong name or address."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access.gate import check_anywhere, find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from .. import actions, proving
from ..forms.accounts import CorrectionForm
from ..models import RoleAppointment


@require_http_methods(["GET", "HEAD", "POST"])
def person_correct(request: HttpRequest, pk: int) -> HttpResponse:
    appointment = find(RoleAppointment, request.scope, pk=pk)
    check_anywhere(request.scope, Permission.PEOPLE_APPOINT)
    proving.ask(request)
    person = appointment.person
    form = CorrectionForm(
        posted(request), person=person, initial={"full_name": person.full_name, "email": person.email}
    )
    if form.is_valid():
        try:
            actions.correct_person(person=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, "It is put right.")
            return redirect("people:person-detail", pk)
    return render(request, "people/person_correct.html", {"form": form, "appointment": appointment})

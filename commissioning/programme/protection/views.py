"""Data protection on screen, for administrators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import proving

from . import erasing, export, found, schedule
from .forms import EraseForm, FindForm

OWN = Permission.PERSONAL_DATA_KEEP
FOLDER = "programme/protection"


@requires(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def protection_detail(request: HttpRequest) -> HttpResponse:
    """Looked for by POST: a name or an address does not stand in an address bar, nor in a log."""
    form = FindForm(posted(request))
    people = found.by_words(request.scope, form.cleaned_data["who"]) if form.is_valid() else None
    if people is not None and len(people) == 1:
        return redirect("programme:subject-detail", people[0].pk)
    return render(request, f"{FOLDER}/protection_detail.html", {"form": form, "people": people})


@requires(OWN)
@require_safe
def retention_preview(request: HttpRequest) -> HttpResponse:
    context = {"due": schedule.preview(timezone.now()), "runs": found.runs()}
    return render(request, f"{FOLDER}/retention_preview.html", context)


@requires(OWN)
@require_safe
def subject_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = found.person(request.scope, pk)
    export.note_look(person=person, by=request.user)
    return render(request, f"{FOLDER}/subject_detail.html", {"person": person, "copies": found.copies(person)})


@requires(OWN)
@require_POST
def subject_copy(request: HttpRequest, pk: int) -> HttpResponse:
    proving.ask(request)
    person = found.person(request.scope, pk)
    if person.erased_at:
        messages.error(request, "There is nothing left to copy.")
        return redirect("programme:subject-detail", person.pk)
    return redirect(export.request(person=person, by=request.user))


@requires(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def person_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be emptied and what stays, by name; then, with the name typed, that it is."""
    proving.ask(request)
    person = found.person(request.scope, pk)
    form, context = EraseForm(posted(request), person=person), {"person": person}
    try:
        if form.is_valid():
            erasing.erase(person=person, by=request.user)
            messages.success(request, f"Person {person.pk} has been erased.")
            return redirect("programme:subject-detail", person.pk)
        context |= {"form": form, "preview": erasing.preview(person, by=request.user)}
    except ValidationError as refusal:
        context |= {"refused": " ".join(refusal.messages)}
    return render(request, f"{FOLDER}/person_erase.html", context)

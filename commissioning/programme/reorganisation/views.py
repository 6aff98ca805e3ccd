"""Reorganisations on screen, for administrators: the list, the steps, the preview, and applying it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import Form, posted
from commissioning.lists.respond import respond
from commissioning.people import proving
from commissioning.saving import NotNow

from . import actions, applying, forms, found, rules
from .history import history
from .listing import REORGANISATIONS
from .models import Reorganisation
from .preview import preview

RECORD = Permission.REORGANISATION_RECORD
FOLDER = "programme/reorganisation"


def _found(request: HttpRequest, pk: int) -> Reorganisation:
    return find(found.reorganisations(request.scope), request.scope, pk=pk)


@requires(RECORD)
@require_safe
def reorganisation_list(request: HttpRequest) -> HttpResponseBase:
    context = {"noun": "reorganisations", "rule": rules.TABLE.values()}
    rows = found.listed(request.scope)
    return respond(request, REORGANISATIONS, rows, f"{FOLDER}/reorganisation_list.html", context, about=None)


def _did(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form is right and the register agrees; what it says against it stands above the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except NotNow as error:
        form.add_error(None, str(error))
    return form.is_valid()


@requires(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_add(request: HttpRequest) -> HttpResponse:
    form = forms.PlannedForm(posted(request), initial=forms.beginning())
    made: list[Reorganisation] = []
    if _did(form, lambda: made.append(actions.record(planned=form.planned, by=request.user))):
        return redirect("programme:reorganisation-successors", made[0].pk)
    return render(request, f"{FOLDER}/reorganisation_form.html", {"form": form})


@requires(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    row.check_planned()
    form = forms.PlannedForm(posted(request), initial=forms.initial_of(row))

    def change() -> None:
        version = form.cleaned_data["version"]
        actions.change(reorganisation=row, planned=form.planned, version=version, by=request.user)

    if _did(form, change):
        return redirect(row)
    return render(request, f"{FOLDER}/reorganisation_form.html", {"form": form, "row": row})


@requires(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_successors(request: HttpRequest, pk: int) -> HttpResponse:
    """Those named so far, and one more from the register."""
    row = _found(request, pk)
    row.check_planned()
    form = forms.KnownCouncilForm(posted(request))
    if _did(form, lambda: actions.add_known(reorganisation=row, by=request.user, **form.cleaned_data)):
        return redirect("programme:reorganisation-successors", row.pk)
    context = {"row": row, "form": form, "successors": row.successors.all()}
    return render(request, f"{FOLDER}/reorganisation_successors.html", context)


@requires(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_council_add(request: HttpRequest, pk: int) -> HttpResponse:
    """One that is not in the register yet."""
    row = _found(request, pk)
    row.check_planned()
    form = forms.NewCouncilForm(posted(request))
    if _did(form, lambda: actions.add_new(reorganisation=row, facts=form.facts, by=request.user)):
        return redirect("programme:reorganisation-successors", row.pk)
    return render(request, f"{FOLDER}/reorganisation_council.html", {"row": row, "form": form})


@requires(RECORD)
@require_POST
def reorganisation_council_remove(request: HttpRequest, pk: int, council: int) -> HttpResponse:
    row = _found(request, pk)
    actions.remove(successor=get_object_or_404(row.successors, pk=council), by=request.user)
    return redirect("programme:reorganisation-successors", row.pk)


@requires(RECORD)
@require_safe
def reorganisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it is planned; what was done once it is applied."""
    row = _found(request, pk)
    if not row.is_planned:
        return render(request, f"{FOLDER}/reorganisation_settled.html", {"row": row, "history": history(row)})
    shown = preview(row)
    form = forms.DecisionsForm(questions=shown.questions)
    return render(request, f"{FOLDER}/reorganisation_detail.html", {"row": row, "preview": shown, "form": form})


@requires(RECORD)
@require_POST
def reorganisation_decide(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    row.check_planned()
    shown = preview(row)
    form = forms.DecisionsForm(request.POST, questions=shown.questions)
    if _did(form, lambda: actions.decide(reorganisation=row, answers=form.cleaned_data, by=request.user)):
        messages.success(request, "Your decisions are saved. Read what would happen now.")
        return redirect(row)
    return render(request, f"{FOLDER}/reorganisation_detail.html", {"row": row, "preview": shown, "form": form})


@requires(RECORD)
@require_POST
def reorganisation_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Sent twice it is one; where something has changed since it was looked at, the new preview is shown."""
    row = _found(request, pk)
    proving.ask(request)
    if row.state == Reorganisation.State.APPLIED:
        messages.info(request, f"{row.settled_by} has applied this already. It was done once.")
        return redirect(row)
    try:
        applying.apply(reorganisation=row, checksum=request.POST.get("checksum", ""), by=request.user)
    except applying.SeenOtherwise as error:
        messages.warning(request, str(error))
        return redirect(row)
    messages.success(request, "Applied. Access follows from this moment, and everybody concerned is mailed.")
    return redirect(row)


@requires(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reorganisation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    row = _found(request, pk)
    row.check_planned()
    form = forms.WithdrawForm(posted(request))
    if _did(form, lambda: actions.withdraw(reorganisation=row, by=request.user, **form.cleaned_data)):
        messages.success(request, "Withdrawn. It stays in the list, with your reason.")
        return redirect("programme:reorganisation-list")
    return render(request, f"{FOLDER}/reorganisation_withdraw.html", {"row": row, "form": form})

"""Pages of one risk or concern; all of them stand on the page of the plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.govuk.forms import posted

from ..actions import risks as actions
from ..forms.risks import CloseRiskForm, EscalateForm, RiskForm
from ..models import Risk, SupportPackage
from ..queries import risks as queries
from .doors import page_of, to_read, to_work


@require_http_methods(["GET", "HEAD", "POST"])
def risk_add(request: HttpRequest, pk: int) -> HttpResponse:
    """By anybody inside the package: the area’s concerns belong here too."""
    package = to_read(request, pk)
    form = RiskForm(posted(request), initial={"version": 0})
    if request.method == "POST" and form.is_valid():
        actions.raise_one(package=package, typed=form.typed, by=request.user)
        messages.success(request, "Raised. Everybody inside the package can see it.")
        return redirect("support:package-plan", pk)
    return render(request, "support/risks/risk_edit.html", page_of(request, package, "plan", form=form))


def _risk(package: SupportPackage, pk: int) -> Risk:
    found = queries.risk_in(package, pk)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def risk_edit(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    package = to_work(request, pk)
    found = _risk(package, risk)
    names = ("kind", "title", "rating", "response", "owner", "version")
    form = RiskForm(posted(request), initial={name: getattr(found, name) for name in names})
    if form.saved(lambda: actions.save(risk=found, typed=form.typed, version=form.on_top_of, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("support:package-plan", pk)
    context = page_of(request, package, "plan", form=form, risk=found, theirs=form.theirs)
    return render(request, "support/risks/risk_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def risk_escalate(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    package = to_read(request, pk)
    found = _risk(package, risk)
    form = EscalateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.escalate(risk=found, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "The programme has been told.")
        return redirect("support:package-plan", pk)
    context = page_of(request, package, "plan", form=form, risk=found)
    return render(request, "support/risks/risk_escalate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def risk_close(request: HttpRequest, pk: int, risk: int) -> HttpResponse:
    package = to_work(request, pk)
    found = _risk(package, risk)
    form = CloseRiskForm(posted(request), initial={"version": found.version})
    if form.saved(lambda: actions.close(risk=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Closed.")
        return redirect("support:package-plan", pk)
    context = page_of(request, package, "plan", form=form, risk=found, theirs=form.theirs)
    return render(request, "support/risks/risk_close.html", context)

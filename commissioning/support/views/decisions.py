"""Pages on which a decision is recorded; all of them stand on the page of the plan."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from commissioning.govuk.forms import posted

from ..actions import decisions as actions
from ..forms.risks import DecisionForm
from ..models import Decision, SupportPackage
from ..queries import risks as queries
from .doors import page_of, to_work


@require_http_methods(["GET", "HEAD", "POST"])
def decision_add(request: HttpRequest, pk: int) -> HttpResponse:
    return _record(request, to_work(request, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_replace(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    """A later decision in an earlier one’s place."""
    package = to_work(request, pk)
    found = queries.decision_in(package, decision)
    if found is None:
        raise Http404
    return _record(request, package, found)


def _record(request: HttpRequest, package: SupportPackage, replaces: Decision | None) -> HttpResponse:
    initial = {"made_on": timezone.localdate()}
    form = DecisionForm(posted(request), package=package, replaces=replaces, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.record(package=package, typed=form.typed, replaces=replaces, by=request.user)
        messages.success(request, "Recorded.")
        return redirect("support:package-plan", package.pk)
    context = page_of(request, package, "plan", form=form, replaces=replaces)
    return render(request, "support/decisions/decision_add.html", context)

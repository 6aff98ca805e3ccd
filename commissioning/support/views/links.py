"""Pages that join a package to the area’s plan and to its self-assessment at the close."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted

from ..actions import links as actions
from ..forms.links import ActionsForm
from ..queries import links as queries
from .doors import page_of, to_do, to_request


@require_http_methods(["GET", "HEAD", "POST"])
def actions_link(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_request(request, pk)
    found = list(queries.linkable_actions(package))
    chosen = list(package.package_actions.values_list("action", flat=True))
    form = ActionsForm(posted(request), actions=found, initial={"actions": chosen})
    if request.method == "POST" and form.is_valid():
        actions.set_actions(package=package, chosen=form.cleaned_data["actions"], by=request.user)
        messages.success(request, "The actions it helps with are saved.")
        return redirect(package)
    context = page_of(request, package, "overview", form=form, actions=found)
    return render(request, "support/packages/actions_link.html", context)


@require_POST
def closing_assessment_open(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_do(request, pk, Permission.ASSESSMENT_LEAD)
    return redirect(actions.open_closing_assessment(package=package, by=request.user))

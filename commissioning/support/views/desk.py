"""The programme’s desk: exceptions and board, the table of all packages, workload, days and money, flow."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.asked import Asked
from commissioning.lists.respond import respond
from commissioning.saving import NotNow

from .. import listings
from ..actions import saved_filters
from ..forms.desk import SavedFilterForm
from ..queries import desk as queries
from ..queries import desk_table, flow, workload


@requires(Permission.PACKAGE_RUN)
@require_safe
def desk_detail(request: HttpRequest) -> HttpResponse:
    """What is not as it should be, first; then how many packages are where."""
    today = timezone.localdate()
    context = {
        "pages": queries.pages("desk-detail"),
        "exceptions": queries.overview(today),
        "board": queries.board(),
        "often_changed": queries.often_changed(today),
    }
    return render(request, "support/desk/desk_detail.html", context)


@requires(Permission.PACKAGE_RUN)
@require_safe
def desk_list(request: HttpRequest) -> HttpResponseBase:
    listing = desk_table.listing(timezone.localdate(), request.GET.get("exception", ""))
    context = {
        "noun": "support packages",
        "pages": queries.pages("desk-list"),
        "saved": desk_table.saved_filters(request.scope),
        "to_keep": saved_filters.kept(listing, request.GET),
    }
    rows = desk_table.rows(request.scope)
    return respond(request, listing, rows, "support/desk/desk_list.html", context, about=None)


@requires(Permission.PACKAGE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def saved_filter_add(request: HttpRequest) -> HttpResponse:
    """Keeps what the address holds after its question mark."""
    listing = desk_table.listing(timezone.localdate())
    Asked.read(listing, request.GET)
    query = saved_filters.kept(listing, request.GET)
    form = SavedFilterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            saved = saved_filters.save(name=form.cleaned_data["name"], query=query, by=request.user)
        except NotNow as reason:
            form.add_error("name", str(reason))
        else:
            messages.success(request, f"The filter “{saved}” is kept.")
            return redirect(saved)
    shown = listing.form(request.GET)
    return render(request, "support/desk/saved_filter_add.html", {"form": form, "chosen": shown, "query": query})


@require_POST
def saved_filter_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = find(desk_table.saved_filters(request.scope), request.scope, pk=pk)
    saved_filters.delete(saved=saved, by=request.user)
    messages.success(request, f"The filter “{saved}” is deleted.")
    return redirect("support:desk-list")


@requires(Permission.PACKAGE_RUN)
@require_safe
def desk_workload(request: HttpRequest) -> HttpResponseBase:
    """Who carries how much of what is open."""
    context = {
        "noun": "people",
        "pages": queries.pages("desk-workload"),
        "without_lead": workload.without_lead(),
    }
    rows = workload.carriers(timezone.localdate()).select_related("adviser")
    return respond(request, listings.WORKLOAD, rows, "support/desk/desk_workload.html", context, about=None)


@requires(Permission.PACKAGE_RUN)
@require_safe
def desk_money(request: HttpRequest) -> HttpResponse:
    """Of one year; the latest there is a pot for, where the address names none that there is."""
    asked = request.GET.get("year", "")
    spent, years = workload.spent(request.scope, asked)
    context = {"pages": queries.pages("desk-money"), "spent": spent, "years": years}
    return render(request, "support/desk/desk_money.html", context)


@requires(Permission.PACKAGE_RUN)
@require_safe
def desk_flow(request: HttpRequest) -> HttpResponse:
    context = {"pages": queries.pages("desk-flow"), "flow": flow.flow(timezone.localdate())}
    return render(request, "support/desk/desk_flow.html", context)

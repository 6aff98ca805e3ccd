"""A package’s days and money: the ledger, and what is entered into it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people.models import User
from commissioning.saving import NotNow

from .. import listings
from ..actions import days as actions
from ..amounts import first_of_month, in_words, said
from ..forms.days import AllocateForm, ForecastForm, ReverseForm, SpendForm
from ..models import LedgerEntry, SupportPackage
from ..queries import ledger as queries
from ..queries.reading import check_may
from .doors import page_of, to_run, to_see, to_work


@require_safe
def package_days(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sums, by adviser and month, and every entry."""
    package = to_see(request, pk)
    budget = queries.budget(package, timezone.localdate())
    listing = listings.ledger(share.adviser for share in budget.shares)
    context = page_of(request, package, "days", budget=budget, noun="entries")
    rows = queries.entries(package)
    return respond(request, listing, rows, "support/days/package_days.html", context, about=package)


@require_http_methods(["GET", "HEAD", "POST"])
def days_allocate(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_run(request, pk)
    initial = {"adviser": request.GET.get("adviser", ""), "after": queries.newest_entry(package)}
    form = AllocateForm(posted(request), people=queries.advisers_of(package), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.allocate_to_adviser(
                package=package,
                adviser=form.chosen,
                amount=form.amount,
                override=form.cleaned_data["override"],
                after=form.cleaned_data["after"],
                by=request.user,
            )
        except NotNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Allocated to {form.chosen}.")
            return _back(package)
    return _form_page(request, package, form, "Allocate to an adviser", "Allocate")


@require_http_methods(["GET", "HEAD", "POST"])
def money_record(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_run(request, pk)
    form = SpendForm(
        posted(request),
        people=queries.advisers_of(package),
        this_month=_this_month(),
        initial={"after": queries.newest_entry(package)},
    )
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("pounds", "month", "what", "override", "after")}
        try:
            actions.spend(package=package, adviser=form.chosen, by=request.user, **fields)
        except NotNow as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, "The money is recorded.")
            return _back(package)
    return _form_page(request, package, form, "Record money used", "Record")


@require_http_methods(["GET", "HEAD", "POST"])
def days_forecast(request: HttpRequest, pk: int) -> HttpResponse:
    package = to_work(request, pk)
    people = queries.advisers_of(package)
    form = ForecastForm(posted(request), people=people, this_month=_this_month(), initial=_own(request, people))
    if request.method == "POST" and form.is_valid():
        wanted, month = form.cleaned_data["days"], form.cleaned_data["month"]
        actions.forecast(package=package, adviser=form.chosen, month=month, wanted=wanted, by=request.user)
        messages.success(request, f"{said(wanted)} expected of {form.chosen} in {month:%B %Y}.")
        return _back(package)
    return _form_page(request, package, form, "Forecast days", "Save")


def _own(request: HttpRequest, people: list[User]) -> dict:
    """An adviser forecasts their own days, mostly."""
    return {"adviser": request.user.pk} if request.user in people else {}


@require_http_methods(["GET", "HEAD", "POST"])
def entry_reverse(request: HttpRequest, pk: int) -> HttpResponse:
    entry = find(queries.of_entry(request.scope), request.scope, pk=pk)
    request.about = package = entry.package
    check_may(request.scope, Permission.PACKAGE_RUN, package)
    form = ReverseForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actions.reverse(entry=entry, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "The entry is reversed.")
        return _back(package)
    return _form_page(request, package, form, "Reverse an entry", "Reverse it", entry=entry)


@require_POST
def days_give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """What an ended package did not use, to its pot."""
    package = to_run(request, pk)
    returned = actions.give_back(package=package, by=request.user)
    what = f"{in_words(returned)} given back to the pot." if returned else "There was nothing to give back."
    messages.success(request, what)
    return _back(package)


def _form_page(
    request: HttpRequest,
    package: SupportPackage,
    form: AllocateForm | SpendForm | ForecastForm | ReverseForm,
    title: str,
    save: str,
    entry: LedgerEntry | None = None,
) -> HttpResponse:
    budget = queries.budget(package, timezone.localdate())
    context = page_of(request, package, "days", form=form, title=title, save=save, budget=budget, entry=entry)
    return render(request, "support/days/entry_add.html", context)


def _this_month():
    return first_of_month(timezone.localdate())


def _back(package: SupportPackage) -> HttpResponse:
    return redirect("support:package-days", package.pk)

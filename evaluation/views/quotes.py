"""Pages of the quote bank, for evaluators. They show what people wrote, never who; whoever opens one is recorded."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check_anywhere, requires
from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.lists.respond import respond
from commissioning.people import audit
from commissioning.saving import NotNow

from .. import listings
from ..actions import quotes as actions
from ..forms.quotes import ApproveForm, QuoteForm, WithdrawForm
from ..models import Passage, Quote, Respondent, WrittenAnswer
from ..passages import LONGEST
from ..queries import quotes as queries

MOST_WAITING = 50


def _read(request: HttpRequest, respondent: Respondent) -> None:
    if request.method in ("GET", "HEAD"):
        audit.record("answers-read", respondent.group, by=request.user)


def _quote(request: HttpRequest, pk: int) -> Quote:
    check_anywhere(request.scope, Permission.ROUNDS_RUN)
    request.about = get_object_or_404(queries.quotes(), pk=pk)
    _read(request, request.about.respondent)
    return request.about


@requires(Permission.ROUNDS_RUN)
@require_safe
def quote_list(request: HttpRequest) -> HttpResponseBase:
    context = {"noun": "quotes", "waiting": queries.waiting()[:MOST_WAITING]}
    listing = listings.quotes(queries.rounds_quoted())
    return respond(request, listing, queries.quotes(), "evaluation/quotes/quote_list.html", context, about=None)


@requires(Permission.ROUNDS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def quote_add(request: HttpRequest, answer: int) -> HttpResponse:
    row = get_object_or_404(queries.answers(), pk=answer)
    return _add(request, row, row.respondent)


@requires(Permission.ROUNDS_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def quote_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Of what was noted in an interview, once the interview counts."""
    row = get_object_or_404(queries.noted(), pk=pk)
    return _add(request, row, row.interview.invitation.identity.respondent)


def _add(request: HttpRequest, source: WrittenAnswer | Passage, respondent: Respondent) -> HttpResponse:
    _read(request, respondent)
    begun = source.text[:LONGEST] if isinstance(source, Passage) else ""
    form = _form(request, respondent, {"version": 0, "passage": begun, "consent": Quote.Consent.NOT_ASKED})
    if form.is_valid():
        saved = _said(form, lambda: actions.add(source=source, **form.values, by=request.user))
        if saved:
            messages.success(request, "It is in the bank as a draft. See what the check found.")
            return redirect(saved)
    return render(
        request, "evaluation/quotes/quote_edit.html", {"form": form, "source": source, "group": respondent.group}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def quote_edit(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    if quote.state != Quote.State.DRAFT:
        raise NotNow("This quote no longer changes. Withdraw it, and make another.")
    initial = {"version": quote.version, "passage": quote.passage, "consent": quote.consent}
    form = _form(request, quote.respondent, initial)
    if form.is_valid():
        version = form.on_top_of
        saved = _said(form, lambda: actions.save(quote=quote, **form.values, version=version, by=request.user))
        if saved and not saved.conflict:
            return redirect(quote)
        if saved:
            form.theirs = saved.row
            form.put_on_top_of(version=saved.row.version)
    context = {"form": form, "source": quote.source, "group": quote.respondent.group}
    return render(request, "evaluation/quotes/quote_edit.html", context)


def _form(request: HttpRequest, respondent: Respondent, initial: dict) -> QuoteForm:
    asks = respondent.group.interviewed and queries.consent_of(respondent) is None
    return QuoteForm(posted(request), asks_consent=asks, initial=initial)


def _said(form: QuoteForm, save: Callable):
    """None where the passage is not the answer's own words, or is there already."""
    try:
        return save()
    except (actions.NotSaid, NotNow) as reason:
        form.add_error("passage", str(reason))
        return None


@require_safe
def quote_detail(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    return _page(request, quote, None)


def _page(request: HttpRequest, quote: Quote, form: ApproveForm | None) -> HttpResponse:
    shown = queries.shown(quote)
    if form is None:
        form = ApproveForm(explains=bool(shown.to_explain), initial={"version": quote.version})
    return render(request, "evaluation/quotes/quote_detail.html", {"quote": quote, "shown": shown, "form": form})


@require_POST
def quote_mask(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    try:
        actions.mask(quote=quote, by=request.user)
    except actions.NotSaid as reason:
        messages.error(request, f"Nothing was masked. {reason}.")
    else:
        messages.success(request, "What would tell who speaks is masked. Read it again before you approve it.")
    return redirect(quote)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_approve(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    if request.method != "POST":
        return redirect(quote)
    form = ApproveForm(request.POST, explains=bool(queries.shown(quote).to_explain))
    if not form.is_valid():
        return _page(request, quote, form)
    saved = actions.approve(quote=quote, override_reason=form.override_reason, version=form.on_top_of, by=request.user)
    if saved.conflict:
        messages.error(request, "Somebody else changed this quote meanwhile. Read it again before you approve it.")
    else:
        messages.success(request, "The quote is approved.")
    return redirect(quote)


@require_http_methods(["GET", "HEAD", "POST"])
def quote_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    quote = _quote(request, pk)
    form = WithdrawForm(posted(request))
    if form.is_valid():
        actions.withdraw(quote=quote, **form.cleaned_data, by=request.user)
        messages.success(request, "The quote is withdrawn. Your reason is kept.")
        return redirect(quote)
    return render(request, "evaluation/quotes/quote_withdraw.html", {"form": form, "quote": quote})

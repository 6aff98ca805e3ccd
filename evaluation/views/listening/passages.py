"""One passage of the notes: its themes, what of it may be quoted, what the check finds, and its approval."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.govuk.forms import posted

from ...actions import area_passages as actions
from ...actions.quotes import NotSaid
from ...forms.listening import ApproveForm, CodedForm
from ...models import AreaPassage, Interview
from ...queries import listening as queries
from .doors import to_passage


@require_http_methods(["GET", "HEAD", "POST"])
def passage_detail(request: HttpRequest, pk: int) -> HttpResponse:
    passage = to_passage(request, pk)
    form = _coded_form(posted(request), passage)
    save = partial(actions.save, passage=passage, by=request.user)
    try:
        if form.saved(lambda: save(coded=form.coded, version=form.on_top_of)):
            messages.success(request, "Saved.")
            return redirect("evaluation:area-passage-detail", pk)
    except NotSaid as problem:
        form.add_error("quote", str(problem))
    return _page(request, passage, form=form)


def _coded_form(data, passage: AreaPassage) -> CodedForm:
    initial = {name: getattr(passage, name) for name in ("quote", "seen_on", "version")}
    initial["themes"] = [row.theme for row in passage.themes.all()]
    asks = passage.interview.consent_stands == Interview.Consent.ASK
    themes = queries.themes_of(passage.interview.listening)
    return CodedForm(data, themes=themes, asks=asks, initial=initial)


def _page(request: HttpRequest, passage: AreaPassage, **forms) -> HttpResponse:
    [shown] = queries.shown([passage], passage.interview.listening.authority)
    context = {
        "passage": passage,
        "interview": passage.interview,
        "shown": shown,
        "form": _coded_form(None, passage),
        "approve": ApproveForm(explains=bool(shown.to_explain), initial={"version": passage.version}),
        "may_approve": passage.quote and not passage.approved_at and not shown.why_not and not shown.to_mask,
    }
    return render(request, "evaluation/listening/passage_detail.html", context | forms)


@require_POST
def passage_mask(request: HttpRequest, pk: int) -> HttpResponse:
    passage = to_passage(request, pk)
    actions.mask(passage=passage, by=request.user)
    return redirect("evaluation:area-passage-detail", pk)


@require_POST
def passage_approve(request: HttpRequest, pk: int) -> HttpResponse:
    passage = to_passage(request, pk)
    [shown] = queries.shown([passage], passage.interview.listening.authority)
    form = ApproveForm(request.POST, explains=bool(shown.to_explain))
    approve = partial(actions.approve, passage=passage, by=request.user)
    if form.saved(lambda: approve(override_reason=form.override_reason, version=form.on_top_of)):
        messages.success(request, "The next report quotes it.")
        return redirect("evaluation:area-passage-detail", pk)
    if form.theirs:
        messages.warning(request, "It was changed while you read it. Read it again before you approve it.")
        return redirect("evaluation:area-passage-detail", pk)
    return _page(request, passage, approve=form)


@require_POST
def passage_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    passage = to_passage(request, pk)
    actions.withdraw(passage=passage, by=request.user)
    messages.success(request, "No later report quotes it.")
    return redirect("evaluation:area-passage-detail", pk)


@require_POST
def passage_remove(request: HttpRequest, pk: int) -> HttpResponse:
    passage = to_passage(request, pk)
    actions.remove(passage=passage, by=request.user)
    messages.success(request, "Removed. The words stay in the notes.")
    return redirect(passage.interview)

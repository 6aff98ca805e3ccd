"""The champion's pages about partners: who is asked and who has finished, the days, inviting, withdrawing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import posted

from ..actions import partners as actions
from ..forms.partners import WHY, ExtendForm, GroupInviteForm, InviteForm, InviteSeveralForm, WhomForm, WindowForm
from ..models import PartnerKind, Scorer
from ..queries import partners as queries
from ..queries.detail import pages
from .doors import to_convene, to_lead

_PAGES = {
    "alone": "readiness:partner-invite",
    "several": "readiness:partner-invite-several",
    "group": "readiness:group-invite",
    "workshop": "readiness:workshop-add",
}


@require_safe
def partner_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is asked, by kind of partner, and whether each has finished: nothing else before the reveal."""
    assessment = to_convene(request, pk)
    context = {
        "assessment": assessment,
        "partners": queries.partners_of(assessment, request.scope),
        "pages": pages(assessment, request.scope, "partners"),
    }
    return render(request, "readiness/partners/partner_list.html", context)


# --- The days -----------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def window_set(request: HttpRequest, pk: int) -> HttpResponse:
    """The first step of asking the first partner."""
    assessment = to_lead(request, pk)
    form = WindowForm(posted(request), today=timezone.localdate())
    if form.is_valid():
        actions.set_window(assessment=assessment, by=request.user, **form.cleaned_data)
        return redirect("readiness:partner-choose", pk=pk)
    if request.method != "POST" and assessment.views_close_on:
        return redirect("readiness:window-extend", pk=pk)
    return render(request, "readiness/partners/window_set.html", {"assessment": assessment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def window_extend(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = to_lead(request, pk)
    if assessment.views_close_on is None:
        return redirect("readiness:window-set", pk=pk)
    form = ExtendForm(posted(request), closes_on=assessment.views_close_on, today=timezone.localdate())
    if form.is_valid():
        actions.extend_window(assessment=assessment, by=request.user, **form.cleaned_data)
        messages.success(request, "Partners have more time. Those who have not finished hear of it in their next mail.")
        return redirect("readiness:partner-list", pk=pk)
    return render(request, "readiness/partners/window_extend.html", {"assessment": assessment, "form": form})


# --- Asking -------------------------------------------------------------------------------


@require_safe
def partner_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which kind of partner, and how they take part; then the form for that."""
    assessment = to_convene(request, pk)
    leads = queries.leads(assessment, request.scope)
    if leads and assessment.views_close_on is None:
        return redirect("readiness:window-set", pk=pk)
    ways = tuple(_PAGES) if leads else ("workshop",)
    form = WhomForm(request.GET or None, standards=queries.standards_by_kind(assessment), ways=ways)
    if form.is_valid():
        return redirect(_PAGES[form.cleaned_data["way"]], pk=pk, kind=form.cleaned_data["kind"])
    return render(request, "readiness/partners/partner_choose.html", {"assessment": assessment, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def partner_invite(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return _invite(request, pk, kind, InviteForm, actions.invite)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_invite_several(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All or none: with something wrong in a line nobody is asked yet, and every line stays."""
    return _invite(request, pk, kind, InviteSeveralForm, actions.invite)


@require_http_methods(["GET", "HEAD", "POST"])
def group_invite(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return _invite(request, pk, kind, GroupInviteForm, actions.invite_group)


def _invite(
    request: HttpRequest,
    pk: int,
    kind: str,
    form_class: type[InviteForm | InviteSeveralForm],
    act: Callable[..., Any],
) -> HttpResponse:
    assessment = to_lead(request, pk)
    asked = kind_or_404(kind)
    form = form_class(posted(request), initial={"why": WHY[asked]})
    if form.is_valid():
        try:
            act(assessment=assessment, kind=asked, by=request.user, **form.asked)
        except actions.NotAsked as refusal:
            form.refuse(refusal.problems)
        else:
            messages.success(request, form.said)
            return redirect("readiness:partner-list", pk=pk)
    standards = queries.standards_by_kind(assessment).get(asked, 0)
    context = {"assessment": assessment, "kind": asked, "form": form, "standards": standards}
    return render(request, "readiness/partners/partner_invite.html", context)


def kind_or_404(kind: str) -> PartnerKind:
    if kind not in PartnerKind:
        raise Http404
    return PartnerKind(kind)


# --- One partner --------------------------------------------------------------------------


def _to_lead_partner(request: HttpRequest, pk: int, scorer_pk: int) -> Scorer:
    return get_object_or_404(queries.scorers(to_lead(request, pk)), pk=scorer_pk)


@require_safe
def partner_detail(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """Who they are, why they are asked, whether they have finished."""
    scorer = _to_lead_partner(request, pk, scorer_pk)
    assessment = scorer.assessment
    context = {"assessment": assessment, "scorer": scorer, "may_withdraw": queries.may_withdraw(assessment)}
    return render(request, "readiness/partners/partner_detail.html", context)


@require_POST
def partner_link(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """A fresh link for a mail that was lost."""
    scorer = _to_lead_partner(request, pk, scorer_pk)
    actions.send_link_again(scorer=scorer, by=request.user)
    messages.success(request, f"A fresh link is on its way to {scorer}.")
    return redirect("readiness:partner-detail", pk=pk, scorer_pk=scorer_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_withdraw(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """Asks first."""
    scorer = _to_lead_partner(request, pk, scorer_pk)
    if request.method == "POST":
        actions.withdraw(scorer=scorer, by=request.user)
        messages.success(request, f"{scorer} is no longer asked.")
        return redirect("readiness:partner-list", pk=pk)
    context = {"assessment": scorer.assessment, "scorer": scorer}
    return render(request, "readiness/partners/partner_withdraw.html", context)

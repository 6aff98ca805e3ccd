"""The champion's pages about partners: who is asked and who has finished, the days, inviting, withdrawing."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.govuk.forms import Form, posted

from ..actions import partners as actions
from ..forms.partners import WHY, ExtendForm, GroupInviteForm, InviteForm, InviteSeveralForm, WhomForm, WindowForm
from ..models import PartnerKind, Scorer, SelfAssessment
from ..queries import partners as queries
from ..queries.detail import pages
from ..workflow import NotNow
from .doors import not_now, to_convene, to_lead

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
        try:
            actions.set_window(assessment=assessment, by=request.user, **form.cleaned_data)
        except NotNow as reason:
            return not_now(request, reason, assessment)
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
        try:
            actions.extend_window(assessment=assessment, by=request.user, **form.cleaned_data)
        except NotNow as reason:
            return not_now(request, reason, assessment)
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
    assessment, asked = _to_invite(request, pk, kind)
    form = InviteForm(posted(request), initial={"why": WHY[asked]})
    if form.is_valid():
        try:
            actions.invite(
                assessment=assessment,
                kind=asked,
                people_wanted=[form.wanted],
                why=form.cleaned_data["why"],
                by=request.user,
            )
        except actions.NotAsked as refusal:
            form.add_error("email", ValidationError(list(refusal.problems.values())))
        except NotNow as reason:
            return not_now(request, reason, assessment)
        else:
            messages.success(request, f"{form.wanted.name} is asked; an email with their own link is on its way.")
            return redirect("readiness:partner-list", pk=pk)
    return _form_page(request, assessment, asked, form, "partner_invite")


@require_http_methods(["GET", "HEAD", "POST"])
def partner_invite_several(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """All or none: with something wrong in a line nobody is asked yet, and every line stays."""
    assessment, asked = _to_invite(request, pk, kind)
    form = InviteSeveralForm(posted(request), initial={"why": WHY[asked]})
    if form.is_valid():
        try:
            scorers = actions.invite(
                assessment=assessment,
                kind=asked,
                people_wanted=form.wanted,
                why=form.cleaned_data["why"],
                by=request.user,
            )
        except actions.NotAsked as refusal:
            form.refuse(refusal.problems)
        except NotNow as reason:
            return not_now(request, reason, assessment)
        else:
            messages.success(request, f"{len(scorers)} asked; each gets an email with a link of their own.")
            return redirect("readiness:partner-list", pk=pk)
    return _form_page(request, assessment, asked, form, "partner_invite_several")


@require_http_methods(["GET", "HEAD", "POST"])
def group_invite(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    assessment, asked = _to_invite(request, pk, kind)
    form = GroupInviteForm(posted(request), initial={"why": WHY[asked]})
    if form.is_valid():
        try:
            actions.invite_group(
                assessment=assessment,
                kind=asked,
                name=form.cleaned_data["name"],
                convenor=form.wanted,
                why=form.cleaned_data["why"],
                by=request.user,
            )
        except actions.NotAsked as refusal:
            form.add_error("email", ValidationError(list(refusal.problems.values())))
        except NotNow as reason:
            return not_now(request, reason, assessment)
        else:
            messages.success(request, f"{form.wanted.name} is asked to speak for {form.cleaned_data['name']}.")
            return redirect("readiness:partner-list", pk=pk)
    return _form_page(request, assessment, asked, form, "group_invite")


def _to_invite(request: HttpRequest, pk: int, kind: str) -> tuple[SelfAssessment, PartnerKind]:
    assessment = to_lead(request, pk)
    return assessment, kind_or_404(kind)


def kind_or_404(kind: str) -> PartnerKind:
    if kind not in PartnerKind:
        raise Http404
    return PartnerKind(kind)


def _form_page(
    request: HttpRequest, assessment: SelfAssessment, kind: PartnerKind, form: Form, page: str
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "kind": kind,
        "form": form,
        "standards": queries.standards_by_kind(assessment).get(kind, 0),
    }
    return render(request, f"readiness/partners/{page}.html", context)


# --- One partner --------------------------------------------------------------------------


def _to_lead_partner(request: HttpRequest, pk: int, scorer_pk: int) -> tuple[SelfAssessment, Scorer]:
    assessment = to_lead(request, pk)
    return assessment, get_object_or_404(queries.scorers(assessment), pk=scorer_pk)


@require_safe
def partner_detail(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """Who they are, why they are asked, whether they have finished."""
    assessment, scorer = _to_lead_partner(request, pk, scorer_pk)
    context = {"assessment": assessment, "scorer": scorer, "may_withdraw": queries.may_withdraw(assessment)}
    return render(request, "readiness/partners/partner_detail.html", context)


@require_POST
def partner_link(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """A fresh link for a mail that was lost."""
    assessment, scorer = _to_lead_partner(request, pk, scorer_pk)
    try:
        actions.send_link_again(scorer=scorer, by=request.user)
    except NotNow as reason:
        return not_now(request, reason, assessment)
    messages.success(request, f"A fresh link is on its way to {scorer}.")
    return redirect("readiness:partner-detail", pk=pk, scorer_pk=scorer_pk)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_withdraw(request: HttpRequest, pk: int, scorer_pk: int) -> HttpResponse:
    """Asks first."""
    assessment, scorer = _to_lead_partner(request, pk, scorer_pk)
    if request.method == "POST":
        try:
            actions.withdraw(scorer=scorer, by=request.user)
        except NotNow as reason:
            return not_now(request, reason, assessment)
        messages.success(request, f"{scorer} is no longer asked.")
        return redirect("readiness:partner-list", pk=pk)
    return render(request, "readiness/partners/partner_withdraw.html", {"assessment": assessment, "scorer": scorer})

"""Pages about which form of support fits an area: for its director and its local lead, and for nobody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.authorities.models import Authority
from commissioning.govuk.forms import posted

from ..actions import support_form as actions
from ..forms.support_form import AnswersForm, DecisionForm
from ..queries import support_form as queries
from ..support_forms import QUESTIONS, SOURCE


def _to_answer(request: HttpRequest, gss_code: str) -> Authority:
    """To everybody else there is no such page, in the area or outside."""
    return find(queries.areas(request.scope), request.scope, gss_code=gss_code.upper())


@require_safe
def support_form_detail(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_answer(request, gss_code)
    context = {"two": queries.two_sides(authority, request.scope), "source": SOURCE}
    return render(request, "readiness/support_form/support_form_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def support_form_answer(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_answer(request, gss_code)
    two = queries.two_sides(authority, request.scope)
    form = AnswersForm(posted(request), initial=_initial(two))
    if form.saved(lambda: actions.answer(authority=authority, typed=form.typed, by=request.user)):
        messages.success(request, "Your answers are saved.")
        return redirect("readiness:support-form-detail", authority.gss_code)
    theirs = form.theirs and queries.two_sides(authority, request.scope).mine
    context = {"two": two, "form": form, "theirs": theirs}
    return render(request, "readiness/support_form/support_form_answer.html", context)


def _initial(two: queries.TwoSides) -> dict:
    if two.mine is None:
        return {"version": 0}
    answers = queries.answers_of(two.mine.row)
    given = {question.key: answers.of(question) for question in QUESTIONS}
    return {**given, "reasons": two.mine.row.reasons, "version": two.mine.row.version}


@require_http_methods(["GET", "HEAD", "POST"])
def support_form_decide(request: HttpRequest, gss_code: str) -> HttpResponse:
    authority = _to_answer(request, gss_code)
    two = queries.two_sides(authority, request.scope)
    form = DecisionForm(posted(request), initial={"seen": two.decisions[0].row.pk if two.decisions else 0})
    theirs = None
    if request.method == "POST" and form.is_valid():
        saved = actions.decide(authority=authority, decision=form.decision, by=request.user)
        if not saved.conflict:
            messages.success(request, "Your decision is recorded.")
            return redirect("readiness:support-form-detail", authority.gss_code)
        two = queries.two_sides(authority, request.scope)
        theirs = two.decisions[0]
        form.put_on_top_of(seen=saved.row.pk)
    if not two.may_decide:
        return redirect("readiness:support-form-detail", authority.gss_code)
    context = {"two": two, "form": form, "theirs": theirs}
    return render(request, "readiness/support_form/support_form_decide.html", context)

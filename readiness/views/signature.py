"""Pages of the director's signature, of returning it with comments, and of reopening what was signed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import audit
from commissioning.saving import NotNow

from .. import report
from ..actions import agreement as actions
from ..forms.agreement import ReasonForm
from ..forms.signature import SignatureForm
from ..models import SelfAssessment
from ..queries import signature as queries
from ..queries.detail import pages
from ..workflow import Move, State
from .doors import to_do, to_lead
from .moving import make_with_reason


@require_http_methods(["GET", "HEAD", "POST"])
def signature_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything a director wants to know first, then the signature."""
    assessment = to_do(request, pk, Permission.ASSESSMENT_SIGN)
    form = SignatureForm(posted(request))
    if form.is_valid():
        return _sign(request, assessment, form)
    if request.method != "POST" and assessment.state != State.WITH_DIRECTOR:
        return redirect(assessment)
    to_sign = queries.to_sign(assessment) if assessment.state == State.WITH_DIRECTOR else None
    if to_sign is None:
        raise NotNow("It is not with the director, so there is nothing to sign.")
    audit.record("sign-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {
        "assessment": assessment,
        "to_sign": to_sign,
        "form": form,
        "pages": pages(assessment, request.scope, "sign"),
        "who_sees": report.who_sees(),
    }
    return render(request, "readiness/signature/signature_add.html", context)


def _sign(request: HttpRequest, assessment: SelfAssessment, form: SignatureForm) -> HttpResponse:
    """The same signature sent twice in one second is one, and both land on its page."""
    given = {"board_discussed_on": form.board_discussed_on, "comment": form.cleaned_data["comment"]}
    try:
        actions.sign(assessment=assessment, by=request.user, **given)
    except NotNow:
        if not queries.is_signed_alike(assessment, request.user, **given):
            raise
    messages.success(request, "Signed on behalf of the partnership. It is locked, and its report is being made.")
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the champion, with comments."""
    assessment = to_do(request, pk, Permission.ASSESSMENT_SIGN)
    form = ReasonForm(posted(request), label="What do you want changed?", missing="Enter what you want changed")
    page, said = "readiness/signature/assessment_return.html", "Returned to your champion with your comments."
    return make_with_reason(Move.RETURN, actions.return_to_area, assessment, request, form, page, said)


@require_http_methods(["GET", "HEAD", "POST"])
def assessment_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what happens, then opens a new revision of what was signed."""
    assessment = to_lead(request, pk)
    form = ReasonForm(posted(request), label="Why do you reopen it?", missing="Enter why you reopen it")
    page = "readiness/signature/assessment_reopen.html"
    return make_with_reason(Move.REOPEN, actions.reopen, assessment, request, form, page)

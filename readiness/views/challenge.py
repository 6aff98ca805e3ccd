"""Pages of the local lead's challenge and of the area's response."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.permissions import Permission
from commissioning.govuk.forms import posted
from commissioning.people import audit

from ..actions import agreement as actions
from ..forms.agreement import ReasonForm
from ..forms.challenge import FindingForm, ResponseForm
from ..models import SelfAssessment
from ..queries import agreement
from ..queries import challenge as queries
from ..queries.detail import pages
from ..queries.reading import reading_of
from ..workflow import EDITABLE, Move, State
from .doors import to_do, to_lead
from .moving import make, make_with_reason


@require_POST
def challenge_send(request: HttpRequest, pk: int) -> HttpResponse:
    """To the local lead."""
    assessment = to_lead(request, pk)
    make(Move.SEND_FOR_CHALLENGE, actions.send_for_challenge, assessment, request)
    messages.success(request, "Sent to your local lead for challenge.")
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The area takes it back, with a reason its local lead reads."""
    assessment = to_lead(request, pk)
    form = ReasonForm(posted(request), label="Why do you take it back?", missing="Enter why you take it back")
    page = "readiness/challenge/challenge_take_back.html"
    return make_with_reason(Move.TAKE_BACK, actions.take_back, assessment, request, form, page)


# --- The local lead -----------------------------------------------------------------------


def _to_challenge(request: HttpRequest, pk: int) -> SelfAssessment:
    """The local lead's pages open with the challenge, and close while the area agrees levels again."""
    assessment = to_do(request, pk, Permission.CHALLENGE_GIVE)
    if not reading_of(assessment, request.scope).live or not assessment.challenge_round:
        raise PermissionDenied("You read its levels and text when the area sends it to you for challenge.")
    return assessment


def _may_write(request: HttpRequest, assessment: SelfAssessment) -> bool:
    return assessment.state == State.CHALLENGE and request.user.pk not in agreement.led_by(assessment)


@require_safe
def challenge_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every standard with what was found so far."""
    assessment = _to_challenge(request, pk)
    audit.record("challenge-read", assessment, by=request.user, authority_id=assessment.authority_id)
    also_led = request.user.pk in agreement.led_by(assessment)
    context = {
        "assessment": assessment,
        "discussion": queries.discussion(assessment, assessment.challenge_round),
        "pages": pages(assessment, request.scope, "challenge"),
        "under_way": assessment.state == State.CHALLENGE and not also_led,
        "also_led": also_led,
    }
    return render(request, "readiness/challenge/challenge_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard: level, words and evidence beside the descriptors, and what the local lead makes of them."""
    assessment = _to_challenge(request, pk)
    discussion = queries.discussion(assessment, assessment.challenge_round)
    point = _point_or_404(discussion, code)
    form = FindingForm(posted(request), point=point)
    if request.method != "POST":
        audit.record("challenge-read", assessment, by=request.user, authority_id=assessment.authority_id)
    finding = {"assessment": assessment, "standard": point.standard, "by": request.user}
    if form.saved(lambda: actions.save_finding(found=form.found, **finding)):
        return _on_to(assessment, discussion.next_left(point), "challenge")
    context = {"assessment": assessment, "point": point, "before": discussion.before, "conflict": form.theirs}
    context["form"] = form if _may_write(request, assessment) else None
    context["reads_response"] = assessment.state not in (State.CHALLENGE, State.RESPONSE)  # not while it is written
    return render(request, "readiness/challenge/challenge_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def challenge_agree_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first, naming each standard; a POST agrees with all that have no finding yet."""
    assessment = _to_challenge(request, pk)
    if request.method == "POST":
        number = actions.agree_with_the_rest(assessment=assessment, by=request.user)
        messages.success(request, f"You agree with {number} more standard{'s' * (number != 1)}.")
        return redirect("readiness:challenge-detail", pk=pk)
    discussion = queries.discussion(assessment, assessment.challenge_round)
    if not discussion.left or not _may_write(request, assessment):
        return redirect("readiness:challenge-detail", pk=pk)
    context = {"assessment": assessment, "discussion": discussion}
    return render(request, "readiness/challenge/challenge_agree_rest.html", context)


@require_POST
def challenge_give(request: HttpRequest, pk: int) -> HttpResponse:
    """To the area, once every standard has a finding."""
    assessment = _to_challenge(request, pk)
    make(Move.GIVE_CHALLENGE, actions.give_challenge, assessment, request)
    messages.success(request, "Given to the area. You see its response once it is sent to the director.")
    return redirect("readiness:challenge-detail", pk=pk)


# --- The area -----------------------------------------------------------------------------


def _to_respond(request: HttpRequest, pk: int) -> SelfAssessment:
    assessment = to_lead(request, pk)
    if assessment.challenge_given is None:
        raise Http404("No challenge has been given.")
    return assessment


@require_safe
def response_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The challenge with the area's answers, whether it is printed, and the way on to the director."""
    assessment = _to_respond(request, pk)
    audit.record("response-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {
        "assessment": assessment,
        "discussion": queries.discussion(assessment, assessment.challenge_given),
        "pages": pages(assessment, request.scope, "response"),
        "responding": assessment.state == State.RESPONSE,
        "may_print": State(assessment.state) in EDITABLE,
    }
    return render(request, "readiness/challenge/response_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def response_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard: what the local lead said, the area's answer and, if it changes its mind, the level."""
    assessment = _to_respond(request, pk)
    discussion = queries.discussion(assessment, assessment.challenge_given)
    point = _point_or_404(discussion, code)
    if point.found is None or point.agreed is None:
        raise Http404
    form, conflict = ResponseForm(posted(request), point=point), None
    if request.method != "POST":
        audit.record("response-read", assessment, by=request.user, authority_id=assessment.authority_id)
    if form.is_valid():
        answered = _respond(request, assessment, point, form)
        if not answered.conflict:
            return _on_to(assessment, discussion.next_unanswered(point), "response")
        conflict = answered
        level = answered.level or point.agreed
        form.put_on_top_of(version=answered.row.version, level_version=level.version)
    context = {"assessment": assessment, "point": point, "before": discussion.before, "conflict": conflict}
    context["form"] = form if assessment.state == State.RESPONSE else None
    return render(request, "readiness/challenge/response_edit.html", context)


def _respond(
    request: HttpRequest, assessment: SelfAssessment, point: queries.Point, form: ResponseForm
) -> actions.Answered:
    return actions.respond(
        assessment=assessment,
        standard=point.standard,
        response=form.cleaned_data["response"],
        version=form.cleaned_data["version"],
        agreed=form.agreed,
        by=request.user,
    )


@require_POST
def response_print(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the challenge and the response are printed in the report."""
    assessment = _to_respond(request, pk)
    printed = request.POST.get("printed") == "yes"
    actions.print_challenge(assessment=assessment, printed=printed, by=request.user)
    said = "is printed in the report" if printed else "stays out of the report"
    messages.success(request, f"The challenge with your response {said}.")
    return redirect("readiness:response-detail", pk=pk)


def _point_or_404(discussion: queries.Discussion, code: str) -> queries.Point:
    point = discussion.point(code)
    if point is None:
        raise Http404
    return point


def _on_to(assessment: SelfAssessment, point: queries.Point | None, noun: str) -> HttpResponse:
    if point is None:
        return redirect(f"readiness:{noun}-detail", pk=assessment.pk)
    return redirect(f"readiness:{noun}-edit", pk=assessment.pk, code=point.standard.code)

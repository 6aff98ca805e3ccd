"""Pages from the champion's own views to the director's desk: agreeing each level, and the checks before it goes on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.access.registry import panels_for
from commissioning.govuk.forms import posted
from commissioning.people import audit

from ..actions import agreement as actions
from ..forms.agreement import AgreementForm
from ..models import AgreedLevel, SelfAssessment
from ..queries import agreement as queries
from ..queries import assessments
from ..queries.detail import going_on, pages
from ..queries.frozen import latest_snapshot
from ..queries.reports import snapshot_with_document
from ..workflow import Move, State
from .doors import to_lead, to_read_views
from .moving import make


@require_POST
def agreement_begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends the champion's own views. With something missing the check page says what, and nothing is sent."""
    assessment = to_lead(request, pk)
    progress = assessments.progress(assessment)
    if assessment.state == State.OPEN and not progress.is_complete:
        context = {"assessment": assessment, "progress": progress, "incomplete": True}
        return render(request, "readiness/assessment_check.html", context, status=422)
    make(Move.AGREE, actions.begin, assessment, request)
    return redirect("readiness:agreement-detail", pk=pk)


# --- Agreeing -----------------------------------------------------------------------------


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every standard, widest disagreement first, with what is agreed already."""
    assessment = to_read_views(request, pk)
    audit.record("agreement-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {
        "assessment": assessment,
        "agenda": queries.agenda(assessment),
        "pages": pages(assessment, request.scope, "agreeing"),
        "may_write": _may_write(request, assessment),
    }
    return render(request, "readiness/agreement/agreement_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_edit(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One standard: what everybody said, then what is agreed. Who leads it writes; whom they named reads along."""
    assessment = to_read_views(request, pk)
    agenda = queries.agenda(assessment)
    matter = _matter_or_404(agenda, code)
    if request.method == "POST":
        check(request.scope, Permission.ASSESSMENT_LEAD, assessment.authority)
    else:
        audit.record("agreement-read", assessment, by=request.user, authority_id=assessment.authority_id)
    form = AgreementForm(posted(request), standard=matter.standard, initial=AgreementForm.initial_of(matter.agreed))
    level = {"assessment": assessment, "standard": matter.standard, "by": request.user}
    if form.saved(lambda: actions.agree_level(agreed=form.agreed, **level)):
        return _onward(assessment, agenda, matter)
    context = _page(request, assessment, agenda, matter, form, form.theirs)
    return render(request, "readiness/agreement/agreement_edit.html", context)


def _matter_or_404(agenda: queries.Agenda, code: str) -> queries.Matter:
    position = agenda.position(code)
    if position is None:
        raise Http404
    return agenda.matters[position]


def _page(
    request: HttpRequest,
    assessment: SelfAssessment,
    agenda: queries.Agenda,
    matter: queries.Matter,
    form: AgreementForm,
    conflict: AgreedLevel | None,
) -> dict:
    return {
        "assessment": assessment,
        "agenda": agenda,
        "matter": matter,
        "number": agenda.position(matter.standard.code) + 1,
        "previous": agenda.ahead_of(matter),
        "next": agenda.after(matter),
        "form": form if _may_write(request, assessment) else None,
        "conflict": conflict,
        "panels": panels_for("standard", (assessment, matter.standard), area=assessment.authority, scope=request.scope),
    }


def _may_write(request: HttpRequest, assessment: SelfAssessment) -> bool:
    leads = request.scope.may(Permission.ASSESSMENT_LEAD, assessment.authority)
    return leads and State(assessment.state) in (State.AGREEING, State.RESPONSE)


def _onward(assessment: SelfAssessment, agenda: queries.Agenda, matter: queries.Matter) -> HttpResponse:
    """To the next in order of disagreement; after the last to the whole agenda."""
    following = agenda.after(matter)
    if following is None:
        return redirect("readiness:agreement-detail", pk=assessment.pk)
    return redirect("readiness:agreement-edit", pk=assessment.pk, code=following.standard.code)


# --- Going on -----------------------------------------------------------------------------


@require_safe
def agreement_check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, what is worth mending, and where it goes from here."""
    assessment = to_lead(request, pk)
    if State(assessment.state) not in (State.AGREEING, State.RESPONSE):
        return redirect(assessment)
    findings = queries.findings(assessment)
    context = {
        "assessment": assessment,
        "kept_back": [finding for finding in findings if finding.keeps_back],
        "advice": [finding for finding in findings if not finding.keeps_back],
        "going_on": going_on(assessment),
        "pages": pages(assessment, request.scope, "agreeing"),
    }
    return render(request, "readiness/agreement/agreement_check.html", context)


@require_POST
def assessment_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends it to the director."""
    assessment = to_lead(request, pk)
    make(Move.SUBMIT, actions.submit, assessment, request)
    return redirect("readiness:assessment-sent", pk=pk)


@require_safe
def assessment_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmation; it can be bookmarked and stays true."""
    assessment = to_lead(request, pk)
    snapshot = latest_snapshot(assessment)
    if snapshot is None:
        return redirect(assessment)
    context = {"assessment": assessment, **snapshot_with_document(snapshot)}
    return render(request, "readiness/assessment_sent.html", context)


@require_POST
def assessment_resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes up what the director returned."""
    assessment = to_lead(request, pk)
    make(Move.RESUME, actions.resume, assessment, request)
    messages.success(request, "You can change levels and words again. Send it back when you are ready.")
    return redirect(assessment)

"""Pages of evidence: all of it, show or cite a piece, what it serves and how strongly, removing it, its file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import find
from commissioning.documents.scanning import has_scanner
from commissioning.documents.sending import as_attachment
from commissioning.govuk.forms import posted
from commissioning.people import audit

from ..actions import evidence as actions
from ..forms.evidence import AssignForm, ChooseForm, EvidenceForm, RemoveForm, UseForm
from ..models import Evidence, SelfAssessment, Standard
from ..queries import evidence as queries
from ..queries.detail import pages
from ..workflow import EDITABLE, State, check_editable
from .doors import to_lead, to_read


@require_safe
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything shown or cited, and what it serves; for who may change it also what was removed."""
    assessment, reading = to_read(request, pk)
    if not reading.report:
        raise PermissionDenied("The area shares its levels with you, not its evidence.")
    audit.record("evidence-read", assessment, by=request.user, authority_id=assessment.authority_id)
    context = {
        "assessment": assessment,
        "pages": pages(assessment, request.scope, "evidence", reading),
        "reading": reading,
        "pieces": queries.readable_pieces(assessment, request.scope, reading),
        "removed": queries.removed_uses(assessment) if reading.leads else (),
        "editable": reading.leads and State(assessment.state) in EDITABLE,
    }
    return render(request, "readiness/evidence/evidence_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_add(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    assessment = to_lead(request, pk)
    standard = _standard(assessment, code)
    form = EvidenceForm(posted(request), request.FILES if request.method == "POST" else None)
    check_editable(State(assessment.state))
    if form.is_valid():
        added = actions.add(assessment=assessment, standard=standard, told=form.told, by=request.user)
        messages.success(request, _said(added))
        return _to_standard(assessment, standard)
    context = {"assessment": assessment, "standard": standard, "form": form, "scanned": has_scanner()}
    context["offered"] = queries.offered(assessment, standard)
    return render(request, "readiness/evidence/evidence_add.html", context)


def _said(added: Evidence) -> str:
    if added.kind == Evidence.Kind.CITED:
        return "Cited."
    if added.scan == Evidence.Scan.WAITING:
        return "Shown. It can be downloaded as soon as it has been checked for viruses."
    return "Shown."


def _standard(assessment: SelfAssessment, code: str) -> Standard:
    standard = assessment.version.standards.filter(code=code).first()
    if standard is None:
        raise Http404
    return standard


def _to_standard(assessment: SelfAssessment, standard: Standard) -> HttpResponse:
    return redirect("readiness:entry-edit", pk=assessment.pk, code=standard.code)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_choose(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What is there already, from another standard or the occasion before, for this standard too."""
    assessment = to_lead(request, pk)
    standard = _standard(assessment, code)
    offered = queries.offered(assessment, standard)
    form = ChooseForm(posted(request), offered=offered)
    check_editable(State(assessment.state))
    if form.is_valid():
        pieces = form.cleaned_data["pieces"]
        actions.choose(assessment=assessment, standard=standard, pieces=pieces, by=request.user)
        messages.success(request, "Saved.")
        return _to_standard(assessment, standard)
    context = {"assessment": assessment, "standard": standard, "form": form, "offered": offered}
    return render(request, "readiness/evidence/evidence_choose.html", context)


@require_safe
def evidence_detail(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """One piece, with what it serves and what can be done about it."""
    assessment = to_lead(request, pk)
    context = {
        "assessment": assessment,
        "piece": (found := _piece(assessment, piece)),
        "editable": State(assessment.state) in EDITABLE,
        "further": queries.further_standards(assessment, found),
    }
    return render(request, "readiness/evidence/evidence_detail.html", context)


def _piece(assessment: SelfAssessment, pk: int) -> queries.Piece:
    found = queries.piece(assessment, pk)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_assign(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """Further standards for one piece."""
    assessment = to_lead(request, pk)
    found = _piece(assessment, piece)
    form = AssignForm(posted(request), standards=queries.further_standards(assessment, found))
    check_editable(State(assessment.state))
    if form.is_valid():
        actions.assign(assessment=assessment, evidence_id=piece, standards=form.chosen, by=request.user)
        messages.success(request, "Saved.")
        return redirect("readiness:evidence-detail", pk=pk, piece=piece)
    context = {"assessment": assessment, "piece": found, "form": form}
    return render(request, "readiness/evidence/evidence_assign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_remove(request: HttpRequest, pk: int, piece: int) -> HttpResponse:
    """From some of its standards or all, with the reason."""
    assessment = to_lead(request, pk)
    found = _piece(assessment, piece)
    served = [serving.standard for serving in found.serves]
    initial = {"standards": [standard.code for standard in served]}
    form = RemoveForm(posted(request), standards=served, initial=initial)
    check_editable(State(assessment.state))
    if form.is_valid():
        because = form.cleaned_data["because"]
        actions.remove(
            assessment=assessment, evidence_id=piece, standards=form.chosen, because=because, by=request.user
        )
        messages.success(request, "Removed. Your reason is kept.")
        return redirect("readiness:evidence-list", pk=pk)
    context = {"assessment": assessment, "piece": found, "form": form}
    return render(request, "readiness/evidence/evidence_remove.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def use_edit(request: HttpRequest, pk: int, use: int) -> HttpResponse:
    """How strong one piece is for one standard, and a note."""
    assessment = to_lead(request, pk)
    found = queries.use(assessment, use)
    if found is None:
        raise Http404
    initial = {"strength": found.strength, "note": found.note, "version": found.version}
    form = UseForm(posted(request), initial=initial)
    check_editable(State(assessment.state))
    if form.saved(lambda: actions.weigh(use=found, **form.cleaned_data, by=request.user)):
        messages.success(request, "Saved.")
        return redirect("readiness:evidence-detail", pk=pk, piece=found.evidence_id)
    context = {"assessment": assessment, "use": found, "form": form, "theirs": form.theirs}
    return render(request, "readiness/evidence/use_edit.html", context)


@never_cache
@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, as an attachment; who fetched it is recorded. Nothing else on the site leads to it."""
    evidence = find(Evidence, request.scope, pk=pk)
    through = queries.readable_through(evidence, request.scope)
    if through is None:
        raise PermissionDenied("You can see how far the self-assessment has got, but not its evidence.")
    if not evidence.is_open:
        raise Http404
    audit.record("evidence-download", evidence, by=request.user, authority_id=through.authority_id)
    return as_attachment(evidence.file, name=evidence.file_name, content_type=evidence.content_type)

"""After the signature, for whoever gave a view: what was agreed beside what they said, and the feedback report."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commissioning.documents.sending import as_attachment
from commissioning.people import audit

from .. import report
from ..models import Scorer
from ..queries.thanks import Thanks, thanks_of
from .doors import answering


@require_safe
@answering
def thanks_detail(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    thanks = thanks_of(scorer)
    if thanks is None:
        return redirect("readiness:view-detail", pk=scorer.pk)
    audit.record("thanks-read", scorer.assessment, by=scorer.person, authority_id=scorer.assessment.authority_id)
    return render(request, "readiness/giving/thanks_detail.html", {"thanks": thanks, "scorer": scorer})


def _signed(scorer: Scorer) -> Thanks:
    thanks = thanks_of(scorer)
    if thanks is None:
        raise Http404
    return thanks


@require_safe
@answering
def thanks_report(request: HttpRequest, scorer: Scorer) -> HttpResponse:
    """The feedback report on screen; they took part."""
    thanks = _signed(scorer)
    assessment = scorer.assessment
    audit.record("report-read", assessment, by=scorer.person, authority_id=assessment.authority_id)
    found = report.feedback_report(thanks.snapshot)
    context = {"thanks": thanks, "scorer": scorer, "assessment": assessment, "report": found}
    return render(request, "readiness/giving/thanks_report.html", context)


@never_cache
@require_safe
@answering
def thanks_download(request: HttpRequest, scorer: Scorer) -> HttpResponseBase:
    """Its PDF, as an attachment; who fetched it is recorded."""
    document = _signed(scorer).document
    if document is None:
        raise Http404
    audit.record("document-download", document, by=scorer.person, authority_id=document.authority_id)
    return as_attachment(document.file, name=document.file_name, content_type=document.content_type)

"""The workshop pack as a document: a card for each standard, and a tally sheet to write on while people talk."""

import re
import unicodedata
from pathlib import Path

from django.conf import settings
from django.db.models import Exists, Q
from django.template.loader import render_to_string

from commissioning.access.scope import Scope
from commissioning.documents.kinds import BuiltFile, Kind, Progress, Refused, register
from commissioning.documents.models import Document

from .models import PartnerKind, SelfAssessment
from .queries.packs import WORKSHOP_PACK, convened
from .queries.partners import may_convene, standards_asked
from .report_document import PDF

TEMPLATE = "readiness/partners/pack.html"
STYLESHEET = Path(__file__).with_name("workshop_pack.css")


def register_kind() -> None:
    register(Kind(WORKSHOP_PACK, visible_to=visible_to, may=may, build=build))


def visible_to(scope: Scope) -> Q:
    return Q(Exists(convened(scope)))


def may(scope: Scope, document: Document) -> bool:
    return may_convene(_asked_for(document)[0], scope)


def build(document: Document, progress: Progress) -> BuiltFile:
    # Here and not above: web processes register this kind, and must not carry WeasyPrint.
    from commissioning.reporting import pdf

    assessment, kind = _asked_for(document)
    progress(20, "Reading the standards")
    html = as_html(assessment, kind)
    progress(50, "Laying out the cards")
    content = pdf.render(html, stylesheet=pdf.print_stylesheet() + STYLESHEET.read_text(encoding="utf-8"))
    progress(95, "Keeping the file")
    return BuiltFile(file_name(document.title), PDF, content)


def as_html(assessment: SelfAssessment, kind: str) -> str:
    context = {
        "assessment": assessment,
        "kind": PartnerKind(kind).label if kind else "",
        "standards": list(standards_asked(assessment, kind)),
        "programme_name": settings.PROGRAMME_NAME,
    }
    return render_to_string(TEMPLATE, context)


def file_name(title: str) -> str:
    """Letters, digits, spaces and hyphens alone."""
    plain = unicodedata.normalize("NFKD", title.replace("/", "-")).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Za-z0-9 -]", " ", plain).split()) + ".pdf"


def _asked_for(document: Document) -> tuple[SelfAssessment, str]:
    """The self-assessment and the kind of partner the document names; Refused for anything else."""
    params = document.params if isinstance(document.params, dict) else {}
    number, kind = params.get("assessment"), params.get("partner_kind")
    if not isinstance(number, int) or isinstance(number, bool) or kind not in ("", *PartnerKind.values):
        raise Refused("This request names no self-assessment. Ask for the pack again from the partners’ page.")
    rows = SelfAssessment.objects.select_related("authority__region", "version__framework")
    assessment = rows.filter(pk=number, authority=document.authority_id).first()
    if assessment is None:
        raise Refused("The self-assessment this request names does not exist. Ask for the pack again.")
    return assessment, kind

"""Every write about evidence: cited, shown, put to further standards, weighed, removed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from commissioning.documents import scanned
from commissioning.documents.uploads import CheckedFile
from commissioning.jobs import queue
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..models import Evidence, EvidenceUse, SelfAssessment, Standard
from ..queries import evidence as queries
from ..workflow import State, check_editable
from . import moves

MOST_FILES = 100  # of one self-assessment
Kind, Scan = Evidence.Kind, Evidence.Scan


@dataclass(frozen=True)
class Told:
    """What a page sent about a new piece; a file comes with what its content was found to be."""

    title: str
    citation: str = ""
    strength: str = ""
    note: str = ""
    file: File | None = None
    checked: CheckedFile | None = None


def add(*, assessment: SelfAssessment, standard: Standard, told: Told, by: User) -> Evidence:
    """A new piece, cited or shown, serving one standard. The same sent twice is one piece. Raises NotNow."""
    evidence = Evidence(authority_id=assessment.authority_id, kind=Kind.CITED, title=told.title, added_by=by)
    evidence.citation = told.citation
    with scanned.kept_or_gone(evidence), transaction.atomic():
        check_editable(State(moves.lock(assessment).state))
        found = _same(assessment, told) or _keep(assessment, evidence, told, by)
        _use(assessment, found, standard, by, told.strength, told.note)
        return found


def _same(assessment: SelfAssessment, told: Told) -> Evidence | None:
    """The piece that is here already: the same file, or the same words."""
    here = Evidence.objects.filter(pk__in=queries.current_uses(assessment).values("evidence"))
    if told.checked:
        return here.exclude(scan=Scan.INFECTED).filter(checksum=told.checked.checksum).first()
    return here.filter(kind=Kind.CITED, title=told.title, citation=told.citation).first()


def _keep(assessment: SelfAssessment, evidence: Evidence, told: Told, by: User) -> Evidence:
    if told.file and told.checked:
        _check_room(assessment)
        evidence.kind = Kind.SHOWN
        scanned.store(evidence, told.file, told.checked)
    evidence.save(force_insert=True)
    audit.record("evidence-add", evidence, by=by, authority_id=evidence.authority_id)
    if evidence.scan == Scan.WAITING:
        queue.put("readiness.scan_evidence", evidence.pk)
    return evidence


def _check_room(assessment: SelfAssessment) -> None:
    files = queries.current_uses(assessment).filter(evidence__kind=Kind.SHOWN).values("evidence").distinct().count()
    if files >= MOST_FILES:
        raise NotNow(f"A self-assessment can have {MOST_FILES} files. Cite this instead, or remove a file first.")


def _use(
    assessment: SelfAssessment, evidence: Evidence, standard: Standard, by: User, strength: str = "", note: str = ""
) -> None:
    use, created = EvidenceUse.objects.get_or_create(
        evidence=evidence,
        assessment=assessment,
        standard=standard,
        removed_at=None,
        defaults={"strength": strength, "note": note, "added_by": by},
    )
    if created:
        audit.record("evidence-use", use, by=by, authority_id=assessment.authority_id)


@transaction.atomic
def choose(*, assessment: SelfAssessment, standard: Standard, pieces: Iterable[int], by: User) -> None:
    """Pieces that are there already serve this standard too. Those not on offer (any more) are left out."""
    check_editable(State(moves.lock(assessment).state))
    wanted = set(pieces) & {offered.pk for offered in queries.offered(assessment, standard)}
    for evidence in Evidence.objects.select_for_update(of=("self",)).filter(pk__in=wanted, removed_at__isnull=True):
        _use(assessment, evidence, standard, by)


@transaction.atomic
def assign(*, assessment: SelfAssessment, evidence_id: int, standards: Iterable[Standard], by: User) -> None:
    """One piece serves further standards. Raises NotNow when it has been removed meanwhile."""
    check_editable(State(moves.lock(assessment).state))
    if queries.piece(assessment, evidence_id) is None:
        raise NotNow("This piece of evidence has been removed.")
    evidence = Evidence.objects.get(pk=evidence_id)
    for standard in standards:
        _use(assessment, evidence, standard, by)


@transaction.atomic
def weigh(*, use: EvidenceUse, strength: str, note: str, version: int, by: User) -> Saved[EvidenceUse]:
    """How strong a piece is for one standard, and a note. A conflict saves nothing. Raises NotNow."""
    check_editable(State(moves.lock(use.assessment).state))
    row = EvidenceUse.objects.select_for_update(of=("self",)).get(pk=use.pk)
    if row.removed_at:
        raise NotNow("This piece of evidence has been removed.")
    if (row.strength, row.note) == (strength, note):
        return Saved(row)
    if row.version != version:
        return Saved(row, conflict=True)
    row.strength, row.note, row.version = strength, note, row.version + 1
    row.save(update_fields=["strength", "note", "version"])
    audit.record("evidence-weigh", row, by=by, authority_id=use.assessment.authority_id)
    return Saved(row)


@transaction.atomic
def remove(
    *, assessment: SelfAssessment, evidence_id: int, standards: Iterable[Standard], because: str, by: User
) -> None:
    """From these standards; from the last one it served, the piece itself: its row stays, its file only if frozen."""
    check_editable(State(moves.lock(assessment).state))
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence_id)
    gone = {"removed_at": timezone.now(), "removed_by": by, "removed_because": because}
    uses = queries.current_uses(assessment).filter(evidence=evidence, standard__in=standards)
    if not EvidenceUse.objects.filter(pk__in=uses.values("pk")).update(**gone):
        return
    audit.record("evidence-remove", evidence, by=by, authority_id=evidence.authority_id)
    if evidence.uses.filter(removed_at__isnull=True).exists():
        return
    for name, value in gone.items():
        setattr(evidence, name, value)
    if evidence.file and not queries.holding(evidence).exists():
        scanned.destroy_file(evidence, by)
    evidence.save(update_fields=[*gone, "file"])

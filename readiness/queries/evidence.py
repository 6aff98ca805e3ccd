"""Reads about evidence: what serves which standard, who may read a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from commissioning.access.scope import Scope

from ..models import Evidence, EvidenceUse, SelfAssessment, Snapshot, Standard
from .assessments import occasion_before
from .reading import Reading, readable_snapshot, readable_snapshots, reading_of

Scan = Evidence.Scan
STRENGTHS = dict(EvidenceUse.Strength.choices)


@dataclass(frozen=True)
class Serving:
    """A standard that a piece serves. `use` is the row that may be changed; none in what was frozen."""

    standard: Standard
    strength: str
    note: str = ""
    use: int | None = None


@dataclass(frozen=True)
class Piece:
    """A piece of evidence with what it serves, as every page lists it. `download_url` is empty while it is closed."""

    pk: int
    title: str
    citation: str
    file: Evidence | None
    serves: tuple[Serving, ...]

    @property
    def download_url(self) -> str:
        return reverse("readiness:evidence-download", args=[self.pk]) if self.file and self.file.is_open else ""


# --- What there is ------------------------------------------------------------------------


def current_uses(assessment: SelfAssessment) -> QuerySet[EvidenceUse]:
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at__isnull=True)
    return uses.select_related("evidence", "standard").order_by("evidence_id", "standard__order")


def pieces_of(assessment: SelfAssessment) -> list[Piece]:
    """As it stands now."""
    return _pieces(current_uses(assessment))


def pieces_for(assessment: SelfAssessment, standard: Standard) -> list[Piece]:
    """Those that serve one standard, each with that standard alone."""
    return _pieces(current_uses(assessment).filter(standard=standard))


def readable_pieces(assessment: SelfAssessment, scope: Scope, reading: Reading) -> list[Piece]:
    """As it stands, or as it was frozen, whichever this reader may read."""
    if reading.live:
        return pieces_of(assessment)
    snapshot = readable_snapshot(assessment, scope)
    return _frozen_pieces(snapshot) if snapshot else []


def _pieces(uses: Iterable[EvidenceUse]) -> list[Piece]:
    serving: dict[Evidence, list[Serving]] = {}
    for use in uses:
        serves = Serving(use.standard, use.get_strength_display(), use.note, use.pk)
        serving.setdefault(use.evidence, []).append(serves)
    return [_piece(evidence, evidence.title, evidence.citation, serves) for evidence, serves in serving.items()]


def _frozen_pieces(snapshot: Snapshot) -> list[Piece]:
    standards = {standard.code: standard for standard in snapshot.assessment.version.standards.all()}
    told: dict[int, dict] = {}
    serving: dict[int, list[Serving]] = {}
    for record in snapshot.data["standards"]:
        for piece in record.get("evidence", ()):
            told[piece["id"]] = piece
            serves = Serving(standards[record["code"]], STRENGTHS.get(piece["strength"], ""))
            serving.setdefault(piece["id"], []).append(serves)
    rows = Evidence.objects.in_bulk(list(told))
    return [_piece(rows[pk], told[pk]["title"], told[pk]["citation"], serving[pk]) for pk in sorted(told)]


def _piece(evidence: Evidence, title: str, citation: str, serves: list[Serving]) -> Piece:
    file = evidence if evidence.kind == Evidence.Kind.SHOWN else None
    return Piece(evidence.pk, title, citation, file, tuple(serves))


def piece(assessment: SelfAssessment, pk: int) -> Piece | None:
    """One that serves something of this self-assessment now."""
    found = _pieces(current_uses(assessment).filter(evidence=pk))
    return found[0] if found else None


def use(assessment: SelfAssessment, pk: int) -> EvidenceUse | None:
    return current_uses(assessment).filter(pk=pk).first()


def removed_uses(assessment: SelfAssessment) -> QuerySet[EvidenceUse]:
    """What was taken away, when, by whom and why: nothing disappears silently."""
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at__isnull=False)
    return uses.select_related("evidence", "standard", "removed_by").order_by("-removed_at", "-pk")


def further_standards(assessment: SelfAssessment, found: Piece) -> list[Standard]:
    """Those the piece does not serve yet."""
    served = {serving.standard.pk for serving in found.serves}
    return [standard for standard in assessment.version.standards.all() if standard.pk not in served]


@dataclass(frozen=True)
class Offered:
    """A piece that is there already and could serve one more standard; `used_in` is the earlier occasion, if any."""

    pk: int
    title: str
    citation: str
    used_in: str


def offered(assessment: SelfAssessment, standard: Standard) -> list[Offered]:
    """Evidence of this occasion first, then of the one before."""
    before = occasion_before(assessment)
    serving = current_uses(assessment).filter(standard=standard).values("evidence")
    rows = Evidence.objects.filter(authority=assessment.authority_id, removed_at__isnull=True)
    rows = rows.exclude(scan=Scan.INFECTED).exclude(pk__in=serving)
    here = {row.pk: row for row in rows.filter(pk__in=current_uses(assessment).values("evidence"))}
    there = {row.pk: row for row in rows.filter(pk__in=current_uses(before).values("evidence"))} if before else {}
    return [Offered(row.pk, row.title, row.citation, "") for row in here.values()] + [
        Offered(row.pk, row.title, row.citation, before.title) for row in there.values() if row.pk not in here
    ]


# --- Files --------------------------------------------------------------------------------


def readable_through(evidence: Evidence, scope: Scope) -> SelfAssessment | None:
    """A self-assessment that opens this piece to the scope: its evidence as it stands, or a snapshot that holds it."""
    assessments = SelfAssessment.objects.filter(evidence_uses__evidence=evidence).distinct()
    for assessment in assessments.select_related("authority").order_by("-opened_at"):
        serves = current_uses(assessment).filter(evidence=evidence).exists()
        if serves and reading_of(assessment, scope).live:
            return assessment
        if holding(evidence).filter(readable_snapshots(scope), assessment=assessment).exists():
            return assessment
    return None


def holding(evidence: Evidence) -> QuerySet[Snapshot]:
    """What was frozen with this piece in it."""
    return Snapshot.objects.filter(data__contains={"standards": [{"evidence": [{"id": evidence.pk}]}]})

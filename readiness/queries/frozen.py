"""Reads about what was frozen: which snapshot a reader sees, what goes into one, and the export of them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from commissioning.access.registry import panels_for
from commissioning.access.scope import NOBODY

from ..models import Action, Challenge, EvidenceUse, PartnerKind, SelfAssessment, Signature, Snapshot, View
from ..workflow import Move, State
from .standards import PROGRAMME_SET

FEEDBACK_REPORT = "feedback-report"
BOARD_REPORT = "board-report"
REPORT_TABLES = "report-tables"


def standard_records(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Every standard with its agreed level, words, spread of views, challenge and evidence, as a snapshot keeps it."""
    agreed = {level.standard_id: level for level in assessment.agreed_levels.all()}
    challenged = {row.standard_id: row for row in assessment.challenges.filter(round=assessment.challenge_given)}
    views = _views(assessment)
    evidence = _evidence(assessment)
    records = []
    for entry in assessment.entries.select_related("standard"):
        level, challenge = agreed.get(entry.standard_id), challenged.get(entry.standard_id)
        records.append(
            {
                "code": entry.standard.code,
                "level": level.level if level else None,
                "no_level": level.no_level if level else "",
                "target": level.target if level else None,
                "narrative": entry.narrative,
                "since_last_time": entry.since_last_time,
                "rationale": level.rationale if level else "",
                "dissent": level.dissent if level else "",
                "moderated": bool(level and level.moderated),
                "spread": _spread(views.get(entry.standard_id, [])),
                "challenge": _challenge(challenge) if challenge else None,
                "evidence": evidence.get(entry.standard_id, []),
            }
        )
    return records


def _views(assessment: SelfAssessment) -> dict[int, list[View]]:
    """By standard, those that were sent."""
    found: dict[int, list[View]] = {}
    for view in View.objects.filter(scorer__in=assessment.scorers.sent()).select_related("scorer").order_by("pk"):
        found.setdefault(view.standard_id, []).append(view)
    return found


def _spread(views: list[View]) -> dict[str, Any]:
    """How many views and from where to where; independent providers apart, for they are paid by who commissions."""
    provider = PartnerKind.INDEPENDENT_PROVIDER
    return {
        "partners": _range([view for view in views if view.scorer.partner_kind != provider]),
        "independent_providers": _range([view for view in views if view.scorer.partner_kind == provider]),
    }


def _range(views: list[View]) -> dict[str, Any]:
    levels = [view.level for view in views if view.level is not None]
    lows = [view.lowest for view in views if view.lowest is not None]
    highs = [view.highest for view in views if view.highest is not None]
    return {
        "views": sum(view.answer.is_given for view in views),
        "levels": len(levels),
        "lowest": min(levels + lows, default=None),
        "highest": max(levels + highs, default=None),
    }


def _challenge(row: Challenge) -> dict[str, Any]:
    about = {"level": row.level, "no_level": row.no_level}
    return {"finding": row.finding, "reason": row.reason, "response": row.response, "about": about}


def _evidence(assessment: SelfAssessment) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    uses = EvidenceUse.objects.filter(assessment=assessment, removed_at__isnull=True).select_related("evidence")
    for use in uses.order_by("standard__order", "pk"):
        piece = {
            "id": use.evidence_id,
            "kind": use.evidence.kind,
            "title": use.evidence.title,
            "citation": use.evidence.citation,
            "strength": use.strength,
        }
        found.setdefault(use.standard_id, []).append(piece)
    return found


def circumstances(assessment: SelfAssessment) -> dict[str, Any]:
    """What is frozen beside the standards: who took part, the challenge's printing, the signature, the actions, and
    what other parts of the service have to say.
    """
    scorers = assessment.scorers.sent()
    signature = assessment.signatures.filter(revision=assessment.revision).first()
    was_challenged = assessment.challenges.filter(round=assessment.challenge_given).exists()
    return {
        "took_part": [
            {"kind": scorer.kind, "partner_kind": scorer.partner_kind, "present": scorer.present}
            for scorer in scorers.order_by("partner_kind", "kind", "pk")
        ],
        "asked": assessment.scorers.taking_part().count(),
        "challenge_printed": assessment.challenge_printed,
        "was_challenged": was_challenged,
        "why_unchallenged": "" if was_challenged else _why_unchallenged(assessment),
        "signature": _signature(signature) if signature else None,
        "actions": [_action(action) for action in _actions(assessment)],
        "panels": _panels(assessment),
    }


def _why_unchallenged(assessment: SelfAssessment) -> str:
    """As its history says since it was last sent."""
    sent = assessment.moves.filter(move=Move.SUBMIT).first()
    return sent.reason if sent else ""


def _panels(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Tables for the report: each panel's build gives `columns` and `rows` of text, and perhaps an `intro`.

    A report has many readers, so only panels that ask for no permission are in it.
    """
    built = panels_for(FEEDBACK_REPORT, assessment, area=assessment.authority, scope=NOBODY)
    return [
        {
            "key": panel.key,
            "title": panel.title,
            "intro": panel.context.get("intro", ""),
            "columns": list(panel.context["columns"]),
            "rows": [list(row) for row in panel.context["rows"]],
        }
        for panel in built
    ]


def _actions(assessment: SelfAssessment) -> QuerySet[Action]:
    """What is being done: a draft nobody took up is not yet meant, and an action from another self-assessment that
    nobody has signed would tell its readers of a level they may not see.
    """
    own = Q(assessment=assessment) | Q(assessment__state=State.SIGNED)
    return assessment.authority.actions.unfinished().filter(own, drafted=False).prefetch_related("standards")


def _signature(signature: Signature) -> dict[str, Any]:
    discussed = signature.board_discussed_on
    return {
        "as_role": signature.as_role,
        "board_discussed_on": discussed.isoformat() if discussed else None,
        "comment": signature.comment,
        "also_led": signature.also_led,
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "title": action.title,
        "owner": action.owner,
        "due_on": action.due_on.isoformat() if action.due_on else None,
        "measure": action.measure,
        "status": action.status,
        "standards": sorted(standard.code for standard in action.standards.all()),
    }


def latest_snapshot(assessment: SelfAssessment) -> Snapshot | None:
    """The last one kept, sent or signed."""
    return assessment.snapshots.order_by("-made_at", "-id").first()


def newest_snapshot(assessment: SelfAssessment) -> Snapshot | None:
    """The newest signed, else the newest sent."""
    found = {snapshot.moment: snapshot for snapshot in assessment.snapshots.order_by("made_at", "id")}
    return found.get(Snapshot.Moment.SIGNED) or found.get(Snapshot.Moment.SENT)


def annual_assessments(year: int) -> QuerySet[SelfAssessment]:
    rows = SelfAssessment.objects.filter(
        occasion=SelfAssessment.Occasion.ANNUAL, year=year, framework__code=PROGRAMME_SET
    )
    return rows.select_related("authority", "version").order_by("authority__gss_code")


def exported_rows(assessment: SelfAssessment) -> Iterator[list[Any]]:
    """One row a standard, as `interface.md` lays down."""
    snapshot = newest_snapshot(assessment)
    frozen = {record["code"]: record for record in snapshot.data["standards"]} if snapshot else {}
    revision = snapshot.revision if snapshot else 0
    for standard in assessment.version.standards.all():
        record = frozen.get(standard.code, {})
        level, target = record.get("level"), record.get("target")
        yield [
            assessment.authority.gss_code,
            assessment.authority.name,
            assessment.year,
            revision,
            standard.code,
            "" if level is None else level,
            "" if target is None else target,
            "yes" if record.get("moderated") else "no",
        ]

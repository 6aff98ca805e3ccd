"""Reads about what was frozen: which snapshot a reader sees, what goes into one, and the export of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from commissioning.access.registry import panels_for
from commissioning.access.scope import NOBODY

from .. import snapshots, spread
from ..models import Action, Challenge, EvidenceUse, SelfAssessment, Signature, Snapshot
from ..spread import Given
from ..workflow import EDITABLE, Move, State
from .agreement import evidence_by_standard, views_by_standard
from .standards import PROGRAMME_SET

FEEDBACK_REPORT = "feedback-report"
BOARD_REPORT = "board-report"
REPORT_TABLES = "report-tables"


def as_it_stands(assessment: SelfAssessment, moment: str) -> Snapshot:
    """The snapshot that would be kept now. Not saved: whoever keeps it does that."""
    now = timezone.now()
    data = snapshots.build(
        assessment=assessment,
        moment=moment,
        at=now.isoformat(),
        standards=standard_records(assessment),
        about=circumstances(assessment),
    )
    return Snapshot(
        assessment=assessment,
        moment=moment,
        revision=assessment.revision,
        format=snapshots.FORMAT,
        data=data,
        checksum=snapshots.checksum(data),
        made_at=now,
    )


def standard_records(assessment: SelfAssessment) -> list[dict[str, Any]]:
    """Every standard with its agreed level, words, spread of views, challenge and evidence, as a snapshot keeps it."""
    agreed = {level.standard_id: level for level in assessment.agreed_levels.all()}
    challenged = {row.standard_id: row for row in assessment.challenges.filter(round=assessment.challenge_given)}
    views, evidence = views_by_standard(assessment), evidence_by_standard(assessment)
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
                "spread": _spread(views.get(entry.standard_id, ())),
                "challenge": _challenge(challenge) if challenge else None,
                "evidence": [_piece(use) for use in evidence.get(entry.standard_id, ())],
            }
        )
    return records


def _spread(given: Iterable[Given]) -> dict[str, Any]:
    """How many views and from where to where; independent providers apart, for they are paid by who commissions."""
    given = list(given)
    return {
        "partners": _range([view for view in given if not view.apart]),
        "independent_providers": _range([view for view in given if view.apart]),
    }


def _range(given: list[Given]) -> dict[str, Any]:
    found = spread.range_of(given)
    return {
        "views": found.views,
        "levels": sum(view.answer.level is not None for view in given),
        "lowest": found.lowest,
        "highest": found.highest,
    }


def _challenge(row: Challenge) -> dict[str, Any]:
    about = {"level": row.level, "no_level": row.no_level}
    return {"finding": row.finding, "reason": row.reason, "response": row.response, "about": about}


def _piece(use: EvidenceUse) -> dict[str, Any]:
    return {
        "id": use.evidence_id,
        "kind": use.evidence.kind,
        "title": use.evidence.title,
        "citation": use.evidence.citation,
        "strength": use.strength,
    }


def circumstances(assessment: SelfAssessment) -> dict[str, Any]:
    """What is frozen beside the standards: who took part, the challenge's printing, the signature, the actions, and
    what other parts of the service have to say.
    """
    scorers = assessment.scorers.sent()
    signature = assessment.signatures.filter(revision=assessment.revision).first()
    return {
        "took_part": [
            {"kind": scorer.kind, "partner_kind": scorer.partner_kind, "present": scorer.present}
            for scorer in scorers.order_by("partner_kind", "kind", "pk")
        ],
        "asked": assessment.scorers.taking_part().count(),
        **_about_challenge(assessment),
        "signature": _signature(signature) if signature else None,
        "actions": [_action(action) for action in _actions(assessment)],
        "panels": _panels(assessment),
    }


def _about_challenge(assessment: SelfAssessment) -> dict[str, Any]:
    """Nothing before there was one, or before it went on without."""
    was_challenged = assessment.challenges.filter(round=assessment.challenge_given).exists()
    if not was_challenged and State(assessment.state) in EDITABLE | {State.CHALLENGE}:
        return {}
    return {
        "challenge_printed": assessment.challenge_printed,
        "was_challenged": was_challenged,
        "why_unchallenged": "" if was_challenged else why_unchallenged(assessment),
    }


def why_unchallenged(assessment: SelfAssessment) -> str:
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

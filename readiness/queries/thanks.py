"""What those who gave a view may read once it is signed: what was agreed, beside what they said."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from commissioning.documents.models import Document

from ..levels import Answer
from ..models import Playback, Scorer, Snapshot
from .frozen import FEEDBACK_REPORT
from .giving import Question, giving_of, signed_snapshot
from .reports import newest_copy


@dataclass(frozen=True)
class Beside:
    """One standard they were asked about: what was agreed, and what they said."""

    question: Question
    agreed: Answer

    @property
    def differs(self) -> bool:
        return self.agreed != self.question.answer


@dataclass(frozen=True)
class Thanks:
    scorer: Scorer
    snapshot: Snapshot
    standards: tuple[Beside, ...]
    playback_on: date | None
    document: Document | None  # the report's PDF, once it is ready

    @property
    def differing(self) -> int:
        return sum(beside.differs for beside in self.standards)


def thanks_of(scorer: Scorer) -> Thanks | None:
    """From the newest signed snapshot their view went into; None before there is one."""
    snapshot = signed_snapshot(scorer)
    if snapshot is None:
        return None
    frozen = {record["code"]: record for record in snapshot.data["standards"]}
    questions = giving_of(scorer).questions
    return Thanks(
        scorer=scorer,
        snapshot=snapshot,
        standards=tuple(Beside(q, _agreed(frozen.get(q.standard.code, {}))) for q in questions),
        playback_on=Playback.objects.filter(assessment=scorer.assessment).values_list("held_on", flat=True).first(),
        document=_ready(snapshot),
    )


def _agreed(record: dict[str, Any]) -> Answer:
    return Answer(record.get("level"), record.get("no_level", ""))


def _ready(snapshot: Snapshot) -> Document | None:
    document = newest_copy(snapshot, FEEDBACK_REPORT)
    return document if document is not None and document.state == Document.State.DONE else None

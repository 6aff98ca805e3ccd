"""Reads for the director's signature: what changed, where partners disagreed, what was challenged and answered.

From the snapshot that was sent, so that what is read is what is signed. Of what partners think it tells how far
apart they were, never who said what.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from commissioning.people.models import User

from .. import checks
from ..levels import Answer
from ..models import Challenge, SelfAssessment, Snapshot, Standard
from ..spread import Spread
from . import agreement
from .assessments import signed_before
from .frozen import latest_snapshot, why_unchallenged

APART = 2  # levels from which the director is told
FEWEST_VIEWS = 3  # under this, from where to where would tell what one partner said


@dataclass(frozen=True)
class Changed:
    """One standard whose answer is another than before."""

    standard: Standard
    before: Answer
    now: Answer

    @property
    def words(self) -> str:
        if not self.now.level or not self.before.level:
            return f"{self.now.words}; it was {self.before.words}"
        way = "up" if self.now.level > self.before.level else "down"
        return f"{way} from {self.before.level} to {self.now.level}"


@dataclass(frozen=True)
class Comparison:
    """Beside one earlier signature; `compared` counts the standards whose wording can be followed."""

    since: str
    compared: int
    changes: tuple[Changed, ...]


@dataclass(frozen=True)
class Disagreement:
    standard: Standard
    spread: Spread
    dissent: str

    @property
    def words(self) -> str:
        if self.spread.views < FEWEST_VIEWS:
            return f"{self.spread.views} views, some levels apart"
        return self.spread.words


@dataclass(frozen=True)
class Exchange:
    """The local lead's challenge to one level and the area's reply."""

    standard: Standard
    finding: str
    reason: str
    response: str
    about: Answer
    now: Answer


@dataclass(frozen=True)
class ToSign:
    snapshot: Snapshot
    comparisons: tuple[Comparison, ...]
    disagreements: tuple[Disagreement, ...]
    exchanges: tuple[Exchange, ...]
    agreed_with: int  # standards the local lead agrees with
    why_unchallenged: str
    advice: tuple[checks.Finding, ...]


def to_sign(assessment: SelfAssessment) -> ToSign | None:
    """None before anything was sent."""
    snapshot = latest_snapshot(assessment)
    if snapshot is None:
        return None
    standards = {standard.code: standard for standard in assessment.version.standards.all()}
    records = [(standards[record["code"]], record) for record in snapshot.data["standards"]]
    challenged = [(standard, record) for standard, record in records if record.get("challenge")]
    exchanges = tuple(_exchange(standard, record) for standard, record in challenged if _is_disputed(record))
    return ToSign(
        snapshot=snapshot,
        comparisons=tuple(_comparisons(assessment, records)),
        disagreements=_disagreements(records),
        exchanges=exchanges,
        agreed_with=len(challenged) - len(exchanges),
        why_unchallenged="" if challenged else why_unchallenged(assessment),
        advice=tuple(finding for finding in agreement.findings(assessment) if not finding.keeps_back),
    )


def _answer(record: Mapping[str, Any]) -> Answer:
    return Answer(record["level"], record["no_level"])


def _comparisons(assessment: SelfAssessment, records: list[tuple[Standard, dict]]) -> Iterator[Comparison]:
    signed = assessment.snapshots.filter(moment=Snapshot.Moment.SIGNED, revision__lt=assessment.revision).first()
    if signed:
        answers = {record["code"]: _answer(record) for record in signed.data["standards"]}
        yield _comparison(f"revision {signed.revision} was signed", answers, records)
    before = signed_before(assessment)
    if before:
        yield _comparison(f"the {before.title[0].lower()}{before.title[1:]}", before.answers, records)


def _comparison(since: str, before: Mapping[str, Answer], records: list[tuple[Standard, dict]]) -> Comparison:
    followed = [
        (standard, before[standard.code], _answer(record)) for standard, record in records if standard.code in before
    ]
    changes = tuple(Changed(standard, then, now) for standard, then, now in followed if then != now)
    return Comparison(since, len(followed), changes)


def _disagreements(records: list[tuple[Standard, dict]]) -> tuple[Disagreement, ...]:
    """Widest first, from two levels up."""
    found = []
    for standard, record in records:
        partners = record.get("spread", {}).get("partners", {})
        spread = Spread(partners.get("views", 0), partners.get("lowest"), partners.get("highest"))
        if spread.steps >= APART:
            found.append(Disagreement(standard, spread, record.get("dissent", "")))
    return tuple(sorted(found, key=lambda row: (-row.spread.steps, row.standard.order)))


def _is_disputed(record: Mapping[str, Any]) -> bool:
    return record["challenge"]["finding"] != Challenge.Finding.AGREE


def _exchange(standard: Standard, record: Mapping[str, Any]) -> Exchange:
    challenge = record["challenge"]
    return Exchange(
        standard=standard,
        finding=Challenge.Finding(challenge["finding"]).label,
        reason=challenge["reason"],
        response=challenge["response"],
        about=_answer(challenge["about"]),
        now=_answer(record),
    )


def is_signed_alike(assessment: SelfAssessment, by: User, board_discussed_on: date | None, comment: str) -> bool:
    """Whether this very signature stands already: a form sent twice."""
    signature = assessment.signatures.first()
    if signature is None or signature.signed_by_id != by.pk:
        return False
    return (signature.board_discussed_on, signature.comment) == (board_discussed_on, comment)

"""Every write about answers being coded: beginning, one answer's codes, a newer version of the themes, agreement.

Of the sample, nobody writes over another's codes: what each saw first is what the agreement is measured by.
"""

import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from .. import coding as rules
from ..coding import Decided
from ..models import (
    AnswerCode,
    CodedTheme,
    Coding,
    FrameVersion,
    Question,
    RoundGroup,
    SampledAnswer,
    ThemeFrame,
    WrittenAnswer,
)
from ..queries import coding as queries
from ..queries import themes as theme_queries
from . import themes

Turn = AnswerCode.Turn
BY_SOMEBODY_ELSE = "Somebody else has coded this answer, so what you chose was not saved. Go on with the next one."


@transaction.atomic
def begin(*, group: RoundGroup, question: Question, by: User) -> Coding:
    """Freezes the newest version of the themes and draws the sample. Sent twice it begins once."""
    RoundGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    begun = Coding.objects.filter(group=group, question=question).first()
    if begun is not None:
        return begun
    if not queries.may_be_coded(group):
        raise NotNow("Answers are coded once the round has closed, so that nobody sees who answers when.")
    if not queries.answers_to(group, question).exists():
        raise NotNow("Nobody has written anything here, so there is nothing to code.")
    frame = ThemeFrame.objects.filter(
        instrument=group.instrument_version.instrument, question_name=question.name
    ).first()
    if frame is None:
        raise NotNow("This question has no themes yet. Add some before answers are coded.")
    version = themes.freeze(frame.versions.latest("number"), by)
    coding = Coding.objects.create(group=group, question=question, frame_version=version, begun_by=by)
    _draw(coding)
    audit.record("coding-begin", coding, by=by)
    return coding


@transaction.atomic
def draw_more(*, coding: Coding, by: User) -> int:
    """After more answers came: as many more, drawn from those that nobody drew before, as make up the share."""
    drawn = _draw(_lock(coding))
    if drawn:
        audit.record("coding-sample", coding, by=by)
    return drawn


def _draw(coding: Coding) -> int:
    answers = set(queries.answers_to(coding.group, coding.question).values_list("pk", flat=True))
    sample = set(coding.sample.values_list("answer_id", flat=True))
    wanted = max(0, rules.sample_size(len(answers)) - len(sample))
    chosen = random.SystemRandom().sample(sorted(answers - sample), min(wanted, len(answers - sample)))
    SampledAnswer.objects.bulk_create(SampledAnswer(coding=coding, answer_id=answer) for answer in chosen)
    return len(chosen)


@dataclass(frozen=True)
class Chosen:
    """What a coder chose on a page. `frame`: the version of the themes it showed; `seen`: the save it showed, or 0."""

    decided: Decided
    frame: int
    seen: int = 0
    reason: str = ""


@transaction.atomic
def save(*, coding: Coding, answer: WrittenAnswer, turn: str, chosen: Chosen, by: User) -> Saved[AnswerCode]:
    """The same sent twice is one save; on top of somebody else's nothing is overwritten."""
    coding = Coding.objects.select_for_update(of=("self",), no_key=True).get(pk=coding.pk)
    answer = WrittenAnswer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    _check_frame(coding, chosen)
    codes = {code.turn: code for code in queries.codes_of(coding, answer)}
    existing = codes.get(turn)
    _check_turn(coding, answer, turn, codes, by)
    if existing is not None:
        if queries.decided(existing) == chosen.decided and existing.reason == chosen.reason:
            return Saved(existing)
        if existing.version != chosen.seen:
            return Saved(existing, conflict=True)
        if Turn.SECOND in codes and Turn.FIRST in codes and turn != Turn.AGREED:
            raise NotNow("Two people have coded this answer. What each chose is kept; settle it where they differ.")
    elif turn == Turn.AGREED:
        _check_differ(codes)
    code = _write(coding, answer, turn, chosen, existing, by)
    audit.record("answer-code" if turn != Turn.AGREED else "answer-settle", coding, by=by)
    return Saved(code)


def _check_frame(coding: Coding, chosen: Chosen) -> None:
    if coding.frame_version_id != chosen.frame:
        raise NotNow("The themes have changed since you opened this page. Open the answer again, and choose from them.")
    known = set(coding.frame_version.themes.values_list("pk", flat=True))
    if not chosen.decided.themes <= known:
        raise NotNow("One of these is not a theme of this question. Open the answer again, and choose from them.")


def _check_turn(coding: Coding, answer: WrittenAnswer, turn: str, codes: Mapping[str, AnswerCode], by: User) -> None:
    """Who may write here. Of the sample, even whether the other chose the same is not told."""
    if turn == Turn.AGREED:
        if queries.progress(coding).second_left:
            raise NotNow("What differs is settled once the whole sample has been coded twice.")
        return
    if not queries.is_blind(coding, answer):
        if turn == Turn.SECOND and turn not in codes:
            raise NotNow("This answer is not one that a second person codes.")
        return
    existing, other = codes.get(turn), codes.get(Turn.FIRST if turn == Turn.SECOND else Turn.SECOND)
    if existing is not None and existing.coded_by_id != by.pk:
        raise NotNow(BY_SOMEBODY_ELSE)
    if other is not None and other.coded_by_id == by.pk:
        raise NotNow("You have coded this answer already; the other time it is coded by somebody else.")


def _check_differ(codes: Mapping[str, AnswerCode]) -> None:
    if not rules.differ({turn: queries.decided(code) for turn, code in codes.items()}):
        raise NotNow("The two coders chose the same, so there is nothing to settle.")


def _write(
    coding: Coding, answer: WrittenAnswer, turn: str, chosen: Chosen, existing: AnswerCode | None, by: User
) -> AnswerCode:
    code = existing or AnswerCode(
        coding=coding, frame_version_id=coding.frame_version_id, answer=answer, turn=turn, version=0
    )
    code.decision, code.reason = chosen.decided.decision, chosen.reason
    code.coded_by, code.coded_at, code.carried = by, timezone.now(), False
    code.version += 1
    code.save()
    CodedTheme.objects.filter(code=code).delete()
    CodedTheme.objects.bulk_create(CodedTheme(code=code, theme_id=theme) for theme in sorted(chosen.decided.themes))
    return code


@transaction.atomic
def end_sample(*, coding: Coding, because: str, by: User) -> None:
    """Nobody codes a second time any more. The agreement is that of what was coded twice by then. Once."""
    locked = _lock(coding)
    if locked.sample_ended_at is not None:
        return
    if not queries.progress(locked).second_left:
        raise NotNow("The whole sample has been coded twice, so there is nothing to end.")
    locked.sample_ended_at, locked.sample_ended_by, locked.sample_ended_because = timezone.now(), by, because
    locked.save(update_fields=["sample_ended_at", "sample_ended_by", "sample_ended_because"])
    audit.record("coding-sample-end", locked, by=by)


@transaction.atomic
def adopt(*, coding: Coding, version: FrameVersion, by: User) -> int:
    """Goes over to a newer version of the themes; how many decisions were carried.

    What was coded stays as it was, by the version before. What a merge decides is carried at once; where a theme was
    split or left out, or nothing fitted and there are new themes, the answer comes back to be coded.
    """
    locked = _lock(coding)
    current = locked.frame_version
    if version.pk == current.pk:
        return 0
    if version.frame_id != current.frame_id or version.number < current.number:
        raise NotNow("The answers are coded by a newer version already.")
    version = themes.freeze(version, by)
    descent, has_new = theme_queries.descent(current, version)
    rows = [
        (code, became)
        for code in queries.codes(locked)
        if (became := rules.carried(queries.decided(code), descent, has_new=has_new)) is not None
    ]
    _copy(locked, version, rows)
    locked.frame_version = version
    locked.save(update_fields=["frame_version"])
    audit.record("coding-adopt", locked, by=by)
    return len(rows)


def _copy(coding: Coding, version: FrameVersion, rows: Collection[tuple[AnswerCode, Decided]]) -> None:
    copies = AnswerCode.objects.bulk_create(
        AnswerCode(
            coding=coding,
            frame_version=version,
            answer_id=code.answer_id,
            turn=code.turn,
            decision=became.decision,
            reason=code.reason,
            coded_by_id=code.coded_by_id,
            coded_at=code.coded_at,
            carried=True,
        )
        for code, became in rows
    )
    CodedTheme.objects.bulk_create(_coded_themes(copies, rows))


def _coded_themes(copies: Iterable[AnswerCode], rows: Iterable[tuple[AnswerCode, Decided]]) -> Iterable[CodedTheme]:
    for copy, (_, became) in zip(copies, rows, strict=True):
        for theme in sorted(became.themes):
            yield CodedTheme(code=copy, theme_id=theme)


def _lock(coding: Coding) -> Coding:
    rows = Coding.objects.select_for_update(of=("self",))
    return rows.select_related("group__round", "question", "frame_version").get(pk=coding.pk)

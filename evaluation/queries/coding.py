"""Reads about coding: which questions there are, how far it has got, one answer’s page, and what was decided."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from commissioning.people.models import User

from .. import coding as rules
from ..coding import FIRST, SECOND, Decided
from ..instruments.definition import Kind, text_in
from ..models import (
    AnswerCode,
    CodedTheme,
    Coding,
    FrameVersion,
    Question,
    RoundGroup,
    SampledAnswer,
    Theme,
    ThemeFrame,
    WrittenAnswer,
)
from .answering import router_of
from .themes import descent


def may_be_coded(group: RoundGroup) -> bool:
    """Once all its answers are in: who watched them come would learn who answers when."""
    return group.round.is_closed or group.round.imported


def codings() -> QuerySet[Coding]:
    return Coding.objects.select_related(
        "group__round", "question", "frame_version__frame", "sample_ended_by", "begun_by"
    )


def answers_to(group: RoundGroup, question: Question) -> QuerySet[WrittenAnswer]:
    """In the order of their respondents' numbers, which are random."""
    rows = WrittenAnswer.objects.filter(question=question, respondent__group=group)
    return rows.order_by("respondent_id")


def wording(group: RoundGroup, question: Question) -> str:
    """The question as it was put, in the questionnaire's first language."""
    content = router_of(group.instrument_version_id).instrument
    return text_in(content.questions[question.name].labels, content.languages[0], content.languages[0]) or question.name


# --- Which questions there are ------------------------------------------------------------


@dataclass(frozen=True)
class ToCode:
    """A question answered in words, in one group. `coding` None: not begun."""

    group: RoundGroup
    question: Question
    wording: str
    answers: int
    coding: Coding | None


def groups_to_code() -> QuerySet[RoundGroup]:
    """Those of which something is written, the newest round first."""
    written = WrittenAnswer.objects.filter(respondent__group=OuterRef("pk"), question__kind=Kind.TEXT)
    rows = RoundGroup.objects.select_related("round", "instrument_version__instrument")
    return rows.defer("instrument_version__definition").filter(Exists(written)).order_by("-round__frame_on", "pk")


def questions_to_code(group: RoundGroup) -> list[ToCode]:
    counted = dict(
        WrittenAnswer.objects.filter(respondent__group=group, question__kind=Kind.TEXT)
        .values_list("question")
        .annotate(number=Count("pk"))
        .order_by()
    )
    begun = {one.question_id: one for one in codings().filter(group=group)}
    return [
        ToCode(group, question, wording(group, question), counted.get(question.pk, 0), begun.get(question.pk))
        for question in questions_of(group)
    ]


def questions_of(group: RoundGroup) -> QuerySet[Question]:
    """Those answered in words."""
    return Question.objects.filter(version=group.instrument_version_id, kind=Kind.TEXT)


def frame_of(group: RoundGroup, question: Question) -> FrameVersion | None:
    """The newest version of the question's themes, a draft included."""
    frame = ThemeFrame.objects.filter(
        instrument__versions=group.instrument_version_id, question_name=question.name
    ).first()
    return frame.versions.select_related("frame").first() if frame else None


# --- What was decided ---------------------------------------------------------------------


def codes(coding: Coding) -> list[AnswerCode]:
    """By the version of the themes in use, each with the ids of its themes; two queries."""
    rows = list(AnswerCode.objects.filter(coding=coding, frame_version=coding.frame_version_id).order_by("pk"))
    return _with_themes(
        rows, CodedTheme.objects.filter(code__coding=coding, code__frame_version=coding.frame_version_id)
    )


def codes_of(coding: Coding, answer: WrittenAnswer) -> list[AnswerCode]:
    rows = AnswerCode.objects.filter(coding=coding, frame_version=coding.frame_version_id, answer=answer)
    found = list(rows.select_related("coded_by"))
    return _with_themes(found, CodedTheme.objects.filter(code__in=found))


def _with_themes(rows: list[AnswerCode], coded: QuerySet[CodedTheme]) -> list[AnswerCode]:
    themes: dict[int, set[int]] = defaultdict(set)
    for code, theme in coded.order_by().values_list("code_id", "theme_id"):
        themes[code].add(theme)
    for row in rows:
        row.theme_ids = frozenset(themes[row.pk])
    return rows


def decided(code: AnswerCode) -> Decided:
    themes = getattr(code, "theme_ids", None)
    if themes is None:
        themes = frozenset(code.coded_themes.values_list("theme_id", flat=True))
    return Decided(code.decision, themes)


# --- How far it has got -------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    """`second_left`: of the sample, still to be coded a second time; none once the sample is ended."""

    answers: int
    first_left: int
    sample: int
    second_done: int
    second_left: int
    wanted: int

    @property
    def sample_is_short(self) -> bool:
        """More answers came since it was drawn."""
        return self.sample < self.wanted

    @property
    def is_open_to_view(self) -> bool:
        """Whether codes may be read, one by one or counted: nobody is still to code any without them."""
        return not self.second_left and not self.sample_is_short


def progress(coding: Coding) -> Progress:
    answers = answers_to(coding.group, coding.question)
    total = answers.count()
    first = answers.filter(_coded(coding, FIRST)).count()
    sample = SampledAnswer.objects.filter(coding=coding).count()
    twice = answers.filter(sampled__coding=coding).filter(_coded(coding, FIRST), _coded(coding, SECOND)).count()
    ended = coding.sample_ended_at is not None
    wanted = sample if ended else rules.sample_size(total)
    return Progress(total, total - first, sample, twice, 0 if ended else sample - twice, wanted)


def _coded(coding: Coding, turn: str) -> Exists:
    return Exists(_codes(coding, turn))


def _codes(coding: Coding, turn: str) -> QuerySet[AnswerCode]:
    return AnswerCode.objects.filter(answer=OuterRef("pk"), frame_version=coding.frame_version_id, turn=turn)


def is_blind(coding: Coding, answer: WrittenAnswer) -> bool:
    """Whether two people code this answer, each without the other's codes."""
    return coding.sample_ended_at is None and SampledAnswer.objects.filter(coding=coding, answer=answer).exists()


def to_code(coding: Coding, turn: str, by: User) -> QuerySet[WrittenAnswer]:
    """What is left for this person: not what they have coded in the other turn."""
    other = FIRST if turn == SECOND else SECOND
    own = Exists(_codes(coding, other).filter(coded_by=by))
    return turn_answers(coding, turn).exclude(_coded(coding, turn)).exclude(own)


def turn_answers(coding: Coding, turn: str) -> QuerySet[WrittenAnswer]:
    answers = answers_to(coding.group, coding.question)
    return answers.filter(sampled__coding=coding) if turn == SECOND else answers


# --- One answer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class AnswerShown:
    """`mine`: the code that this person may see and change here. `taken`: somebody else has coded it, unseen.
    `proposed`: themes kept of a code that an earlier version holds.
    """

    answer: WrittenAnswer
    themes: tuple[Theme, ...]
    number: int
    of: int
    left: int
    before: int | None
    after: int | None
    mine: AnswerCode | None
    taken: str
    proposed: frozenset[int]
    came_back: bool


def answer_shown(coding: Coding, answer: WrittenAnswer, turn: str, by: User) -> AnswerShown:
    rows = turn_answers(coding, turn)
    here = answer.respondent_id
    found = {code.turn: code for code in codes_of(coding, answer)}
    mine, taken = _seen(coding, answer, turn, found, by)
    earlier = None if mine or taken else _earlier(coding, answer, turn, by)
    return AnswerShown(
        answer=answer,
        themes=tuple(Theme.objects.filter(frame_version=coding.frame_version_id)),
        number=rows.filter(respondent_id__lte=here).count(),
        of=rows.count(),
        left=to_code(coding, turn, by).count(),
        before=rows.filter(respondent_id__lt=here).reverse().values_list("pk", flat=True).first(),
        after=rows.filter(respondent_id__gt=here).values_list("pk", flat=True).first(),
        mine=mine,
        taken=taken,
        proposed=_proposed(coding, earlier),
        came_back=earlier is not None,
    )


def _seen(
    coding: Coding, answer: WrittenAnswer, turn: str, found: Mapping[str, AnswerCode], by: User
) -> tuple[AnswerCode | None, str]:
    code, other = found.get(turn), found.get(FIRST if turn == SECOND else SECOND)
    if not is_blind(coding, answer):
        return code, ""
    if code is not None and code.coded_by_id != by.pk:
        return None, "Somebody else has coded this answer."
    if other is not None and other.coded_by_id == by.pk:
        return None, "You have coded this answer already; the other time it is coded by somebody else."
    return code, ""


def _earlier(coding: Coding, answer: WrittenAnswer, turn: str, by: User) -> AnswerCode | None:
    """By the newest version before; of the sample one's own only."""
    rows = AnswerCode.objects.filter(coding=coding, answer=answer, turn=turn).select_related("frame_version")
    if is_blind(coding, answer):
        rows = rows.filter(coded_by=by)
    return rows.order_by("-frame_version__number").first()


def _proposed(coding: Coding, earlier: AnswerCode | None) -> frozenset[int]:
    if earlier is None:
        return frozenset()
    became, _ = descent(earlier.frame_version, coding.frame_version)
    return rules.proposed(decided(earlier), became)

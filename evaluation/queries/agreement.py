"""How far two coders agree, and where they differ. Read only once the sample has been coded twice."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .. import coding as rules
from ..analysis.kappa import Agreement, Reliability, agreement
from ..coding import AGREED, FIRST, SECOND, Decided
from ..models import AnswerCode, Coding, Theme, WrittenAnswer
from .coding import answers_to, codes, decided


@dataclass(frozen=True)
class Difference:
    """An answer two people coded differently. `agreed` None: still to be settled."""

    answer: WrittenAnswer
    first: AnswerCode
    second: AnswerCode
    agreed: AnswerCode | None


@dataclass(frozen=True)
class AgreementShown:
    """`themes`: each theme’s name with its agreement. `names`: of themes, by id."""

    reliability: Reliability
    themes: tuple[tuple[str, Agreement], ...]
    differences: tuple[Difference, ...]
    names: Mapping[int, str]

    @property
    def unsettled(self) -> int:
        return sum(one.agreed is None for one in self.differences)


def shown(coding: Coding) -> AgreementShown:
    rows = codes(coding)
    names = {theme.pk: theme.name for theme in Theme.objects.filter(frame_version=coding.frame_version_id)}
    found = reliability_of(by_answer(rows), names)
    by_theme = tuple((name, found.themes[str(theme)]) for theme, name in names.items())
    return AgreementShown(found, by_theme, tuple(_differences(coding, rows)), names)


def by_answer(rows: Iterable[AnswerCode]) -> dict[int, dict[str, Decided]]:
    """By answer’s id, what each turn decided."""
    found: dict[int, dict[str, Decided]] = defaultdict(dict)
    for code in rows:
        found[code.answer_id][code.turn] = decided(code)
    return dict(found)


def reliability_of(found: Mapping[int, Mapping[str, Decided]], themes: Iterable[int]) -> Reliability:
    """By theme’s id, as text."""
    first, second = (
        {answer: frozenset(map(str, turns[turn].themes)) for answer, turns in found.items() if turn in turns}
        for turn in (FIRST, SECOND)
    )
    return agreement(first, second, [str(theme) for theme in themes])


def difference(coding: Coding, answer: WrittenAnswer) -> Difference | None:
    rows = [code for code in codes(coding) if code.answer_id == answer.pk]
    return next(_differences(coding, rows), None)


def _differences(coding: Coding, rows: Iterable[AnswerCode]) -> Iterator[Difference]:
    found: dict[int, dict[str, AnswerCode]] = defaultdict(dict)
    for code in rows:
        found[code.answer_id][code.turn] = code
    wanted = {
        answer: turns
        for answer, turns in found.items()
        if rules.differ({turn: decided(code) for turn, code in turns.items()})
    }
    for answer in answers_to(coding.group, coding.question).filter(pk__in=wanted):
        turns = wanted[answer.pk]
        yield Difference(answer, turns[FIRST], turns[SECOND], turns.get(AGREED))

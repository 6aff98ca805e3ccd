"""Reads about which form of support fits an area: what each side may see of the other, and what was decided."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Area, Scope
from commissioning.authorities.models import Authority

from .. import support_forms
from ..models import SupportFormAnswer, SupportFormDecision
from ..support_forms import NO, NOT_SURE, SIDE_OF, WORDS, YES, Answers, Form, Side, Suggestion

_OF_BOOLEAN = {True: YES, False: NO, None: NOT_SURE}
TO_BOOLEAN = {word: value for value, word in _OF_BOOLEAN.items()}


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those for which the person answers; of others there is nothing to see."""
    return Authority.objects.filter(scope.within([Permission.SUPPORT_FORM_ANSWER], "")).select_related("region")


def side_of(scope: Scope, area: Area) -> Side | None:
    held = scope.permissions_in(area)
    return next((side for permission, side in SIDE_OF.items() if permission in held), None)


def answers_of(row: SupportFormAnswer) -> Answers:
    return Answers(
        can_assess=_OF_BOOLEAN[row.can_assess],
        can_plan=_OF_BOOLEAN[row.can_plan],
        can_implement=_OF_BOOLEAN[row.can_implement],
        spread=row.spread or NOT_SURE,
    )


def answer_of(authority: Authority, year: int, side: Side) -> SupportFormAnswer | None:
    rows = SupportFormAnswer.objects.filter(authority=authority, year=year, side=side)
    return rows.select_related("answered_by").first()


@dataclass(frozen=True)
class Told:
    """One side's answers as the page shows them."""

    label: str
    row: SupportFormAnswer
    words: tuple[tuple[str, str], ...]  # question, answer


@dataclass(frozen=True)
class Decided:
    row: SupportFormDecision
    forms: tuple[str, ...]

    @property
    def year_label(self) -> str:
        return years.label(self.row.year)


@dataclass(frozen=True)
class TwoSides:
    """What one side may see. The other's answers come with their own: until then `theirs` is None, and
    `theirs_in` says no more than whether they are there.
    """

    authority: Authority
    year: int
    side: Side
    mine: Told | None
    theirs: Told | None
    theirs_in: bool
    suggestion: Suggestion | None
    apart: tuple[str, ...]  # the questions they answer differently
    decisions: tuple[Decided, ...]

    @property
    def year_label(self) -> str:
        return years.label(self.year)

    @property
    def other_label(self) -> str:
        return support_forms.SIDE_LABELS[self.side.other]

    @property
    def may_decide(self) -> bool:
        return self.suggestion is not None and self.authority.is_current


def two_sides(authority: Authority, scope: Scope) -> TwoSides:
    """This year's, for somebody who answers for the area."""
    year = years.year_of(timezone.localdate())
    side = side_of(scope, authority)
    assert side is not None, "asked for the two sides by somebody on neither"
    mine, other = answer_of(authority, year, side), answer_of(authority, year, side.other)
    both = mine is not None and other is not None
    by_side = {row.side: answers_of(row) for row in (mine, other) if row}
    pair = (by_side[Side.DIRECTOR], by_side[Side.LOCAL_LEAD]) if both else None
    return TwoSides(
        authority=authority,
        year=year,
        side=side,
        mine=_told(mine) if mine else None,
        theirs=_told(other) if both else None,
        theirs_in=other is not None,
        suggestion=support_forms.suggest(*pair) if pair else None,
        apart=tuple(question.text for question in support_forms.differences(*pair)) if pair else (),
        decisions=tuple(decisions(authority)),
    )


def _told(row: SupportFormAnswer) -> Told:
    answers = answers_of(row)
    words = tuple((question.text, answers.words(question)) for question in support_forms.QUESTIONS)
    return Told(support_forms.SIDE_LABELS[Side(row.side)], row, words)


def decisions(authority: Authority) -> list[Decided]:
    """Newest first; none replaces another."""
    rows = SupportFormDecision.objects.filter(authority=authority).select_related("decided_by")
    return [Decided(row, tuple(WORDS[Form(form)] for form in row.forms)) for row in rows]

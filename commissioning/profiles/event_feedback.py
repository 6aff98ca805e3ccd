"""What those who came to an event are asked: three questions on the programme’s scales, and from how many answers on
they are shown. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

ENOUGH = 5  # fewer answers might be told apart


def _scale(best: str, good: str, neither: str, poor: str, worst: str, undecided: str, early: str) -> list:
    keys = ("best", "good", "neither", "poor", "worst", "undecided", "too_early")
    return list(zip(keys, (best, good, neither, poor, worst, undecided, early), strict=True))


EFFECTIVENESS = _scale(
    "Very effective",
    "Effective",
    "Neither effective nor ineffective",
    "Ineffective",
    "Very ineffective",
    "I have not decided",
    "It is too early to tell",
)
IMPACT = _scale(
    "Very positive",
    "Positive",
    "Neither positive nor negative",
    "Negative",
    "Very negative",
    "I have not decided",
    "It is too early to tell",
)
AGREEMENT = _scale(
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
    "Undecided or don’t know",
    "Too early to tell, or not enough evidence",
)


class Question(TextChoices):
    """By the name of the column that holds the answer."""

    EFFECTIVENESS = "effectiveness", "How effective was the event for your work?"
    SKILLS = "skills", "What effect has it had on your skills?"
    PRACTICE = "practice", "“I shall do something differently because of it.” Do you agree?"


SCALES: Mapping[str, list[tuple[str, str]]] = {
    Question.EFFECTIVENESS: EFFECTIVENESS,
    Question.SKILLS: IMPACT,
    Question.PRACTICE: AGREEMENT,
}


@dataclass(frozen=True)
class Counted:
    """How many gave each answer, in the order of the scale, nought too."""

    key: str
    question: str
    answers: tuple[tuple[str, int], ...]
    base: int


def counted(question: Question, given: Iterable[str]) -> Counted:
    tally = Counter(given)
    answers = tuple((label, tally[key]) for key, label in SCALES[question])
    return Counted(question.value, question.label, answers, sum(tally.values()))

"""Whether the same question was put in two rounds. What differs is said in words; then no change is computed.

Reckoned on what a respondent met: the wording, the answers to choose from with their labels and their points, the
scale, and who was asked. The order of the answers, hints, and the questionnaire's other questions do not count.
"""

from .questions import Measured

MARKED = "It is marked as not to be compared between years"
WORDING = "Its wording changed"
SEVERAL = "One answer could be given in one round, several in the other"
CHOICES = "The answers to choose from changed"
LABELS = "The wording of its answers changed"
SCALE = "Its scale changed"
ROUTING = "Who was asked it changed"


def differences(earlier: Measured, later: Measured) -> tuple[str, ...]:
    """Why the two must not be compared, each reason as a sentence without its stop; none when they may be."""
    labels = [{answer.name: _words(answer.label) for answer in one.answers} for one in (earlier, later)]
    values = [{answer.name: answer.value for answer in one.answers} for one in (earlier, later)]
    same_choices = labels[0].keys() == labels[1].keys()
    reasons = {
        MARKED: not (earlier.compares and later.compares),
        WORDING: _words(earlier.text) != _words(later.text),
        SEVERAL: earlier.several != later.several,
        CHOICES: not same_choices,
        LABELS: same_choices and labels[0] != labels[1],
        SCALE: _scale(earlier) != _scale(later) or (same_choices and values[0] != values[1]),
        ROUTING: _routing(earlier) != _routing(later),
    }
    return tuple(reason for reason, holds in reasons.items() if holds)


def _words(text: str) -> list[str]:
    """Spaces and line ends are the sheet's, not the question's."""
    return text.split()


def _scale(question: Measured) -> str:
    """What no answer is a point on has no scale that could change."""
    return question.scale if question.has_scale else ""


def _routing(question: Measured) -> list[list[str]]:
    return [condition.split() for condition in question.conditions]

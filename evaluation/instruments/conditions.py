"""A condition in words, for people who check a questionnaire: “Training” is ticked in “Which of these have you used?”.

Only the forms that questionnaires mostly use; whoever shows a condition shows the expression as well.
"""

from .definition import Instrument, Texts, text_in
from .expressions import parse
from .parsing import Call, Chain, Literal, Node, Reference

LONGEST_LABEL = 80
COMPARED = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}


class _NoWords(Exception):
    """It is of a form that has none."""


def in_words(expression: str, instrument: Instrument, language: str) -> str:
    """ "" where the expression is too unusual."""
    try:
        return _Words(instrument, language).of(parse(expression).root)
    except _NoWords:
        return ""


class _Words:
    def __init__(self, instrument: Instrument, language: str) -> None:
        self.instrument = instrument
        self.language = language

    def of(self, node: Node) -> str:
        if isinstance(node, Chain) and node.rest[0][0] in ("and", "or"):
            return self._joined(node)
        if isinstance(node, Chain) and len(node.rest) == 1:
            return self._compared(node)
        if isinstance(node, Call) and node.function == "not":
            return f"not ({self.of(node.arguments[0])})"
        if isinstance(node, Call) and node.function == "selected":
            question, choice = node.arguments
            return f"{self._choice(question, choice)} is chosen in {self._question(question)}"
        raise _NoWords

    def _joined(self, node: Chain) -> str:
        word = node.rest[0][0]
        parts = [node.first, *(operand for _, operand in node.rest)]
        said = [f"({self.of(part)})" if self._is_joined(part) else self.of(part) for part in parts]
        return f" {word} ".join(said)

    def _is_joined(self, node: Node) -> bool:
        return isinstance(node, Chain) and node.rest[0][0] in ("and", "or")

    def _compared(self, node: Chain) -> str:
        [(operator, right)] = node.rest
        if operator not in COMPARED or not isinstance(right, Literal):
            raise _NoWords
        question = self._question(node.first)
        if right.value == "":
            if operator not in ("=", "!="):
                raise _NoWords
            return f"{question} is {'not answered' if operator == '=' else 'answered'}"
        return f"{question} {COMPARED[operator]} {self._choice(node.first, right)}"

    def _question(self, node: Node) -> str:
        if not isinstance(node, Reference) or not node.name:
            raise _NoWords
        question = self.instrument.questions[node.name]
        return f"“{self._short(question.labels) or node.name}”"

    def _choice(self, question: Node, choice: Node) -> str:
        if not isinstance(question, Reference) or not question.name or not isinstance(choice, Literal):
            raise _NoWords
        if not isinstance(choice.value, str):
            return f"{choice.value:g}"
        choices = self.instrument.choices_of(self.instrument.questions[question.name])
        labels = {each.name: self._short(each.labels) for each in choices}
        return f"“{labels.get(choice.value) or choice.value}”"

    def _short(self, texts: Texts) -> str:
        text = text_in(texts, self.language, self.instrument.languages[0])
        return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"

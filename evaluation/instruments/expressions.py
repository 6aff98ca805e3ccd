"""Expressions of questionnaires: parsed once, then worked out against the answers of one respondent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from .evaluating import Given, Setting, Value, text, truth, value_of
from .parsing import BadExpression, Call, Chain, Literal, Negative, Node, Reference, Unsupported
from .parsing import parse as tree_of

__all__ = ["BadExpression", "Expression", "Given", "Mention", "Unsupported", "evaluate", "holds", "parse", "text"]

Answers = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True)
class Mention:
    """A question that an expression speaks of, and the choice it is held against, None where it is none."""

    name: str
    choice: str | None


@dataclass(frozen=True)
class Expression:
    written: str
    root: Node

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(node.name for node in walk(self.root) if isinstance(node, Reference) and node.name)

    @property
    def mentions_itself(self) -> bool:
        return any(isinstance(node, Reference) and node.name is None for node in walk(self.root))

    @cached_property
    def mentions(self) -> frozenset[Mention]:
        return frozenset(_mentions(self.root))


@lru_cache(maxsize=8192)
def parse(written: str) -> Expression:
    """Raises BadExpression, of which Unsupported is one kind, with what is wrong and where."""
    return Expression(written, tree_of(written))


def evaluate(expression: Expression, answers: Answers, *, today: date, this: str | None = None) -> Value:
    """`answers` by question: one that is not there counts as empty; several choices are one tuple. `this`: what `.`
    stands for."""
    plain = {name: answers[name] for name in expression.names if name in answers}
    return value_of(expression.root, Setting({name: joined(given) for name, given in plain.items()}, this or "", today))


def holds(expression: Expression, answers: Answers, *, today: date, this: str | None = None) -> bool:
    return truth(evaluate(expression, answers, today=today, this=this))


def joined(answer: str | tuple[str, ...]) -> str:
    return answer if isinstance(answer, str) else " ".join(answer)


def walk(node: Node) -> Iterator[Node]:
    yield node
    for part in parts(node):
        yield from walk(part)


def parts(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Chain):
        return (node.first, *(operand for _, operand in node.rest))
    if isinstance(node, Call):
        return node.arguments
    return (node.operand,) if isinstance(node, Negative) else ()


def _mentions(node: Node) -> Iterator[Mention]:
    if isinstance(node, Reference) and node.name:
        yield Mention(node.name, None)  # the whole expression is one reference
    against = _held_against(node)
    for part in parts(node):
        if isinstance(part, Reference):
            if part.name:
                yield Mention(part.name, against)
        else:
            yield from _mentions(part)


def _held_against(node: Node) -> str | None:
    """The one literal that the references right below this node are compared with."""
    compared = isinstance(node, Chain) and len(node.rest) == 1 and node.rest[0][0] in ("=", "!=")
    if not compared and not (isinstance(node, Call) and node.function == "selected"):
        return None
    literals = [part.value for part in parts(node) if isinstance(part, Literal)]
    return text(literals[0]).strip() or None if literals else None

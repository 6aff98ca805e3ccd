"""Expressions of XLSForms, parsed: the subset of XPath that questionnaires here may use.

A small recursive descent. Length and nesting are looked at before it descends, and operators of one rank stand side
by side in one `Chain`, so neither parsing nor evaluating goes deeper than the brackets do.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Union

LONGEST = 500
DEEPEST = 20


class BadExpression(ValueError):
    """What is wrong with an expression, and where in it."""


class Unsupported(BadExpression):
    """Right in XPath or ODK, but not part of the subset."""


@dataclass(frozen=True)
class Literal:
    value: str | float


@dataclass(frozen=True)
class Reference:
    """Another question's answer, or this question's own (`.`): then `name` is None."""

    name: str | None


@dataclass(frozen=True)
class Negative:
    operand: "Node"


@dataclass(frozen=True)
class Chain:
    """Operands with operators of one rank between them, worked out from the left."""

    first: "Node"
    rest: tuple[tuple[str, "Node"], ...]


@dataclass(frozen=True)
class Call:
    """`pattern`: the compiled pattern of a `regex`."""

    function: str
    arguments: tuple["Node", ...]
    pattern: Any = None


Node = Union[Literal, Reference, Negative, Chain, Call]  # noqa: UP007 - the names it joins mention it

# How many arguments each function takes: at least, at most.
FUNCTIONS = {
    "coalesce": (2, 2),
    "count-selected": (1, 1),
    "date": (1, 1),
    "false": (0, 0),
    "if": (3, 3),
    "int": (1, 1),
    "not": (1, 1),
    "number": (1, 1),
    "regex": (2, 2),
    "round": (1, 2),
    "selected": (2, 2),
    "string-length": (1, 1),
    "today": (0, 0),
    "true": (0, 0),
}
RANKS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
MISTAKEN = {"==": "=", "&&": "and", "||": "or", "<>": "!=", "%": "mod", "≠": "!=", "≤": "<=", "≥": ">="}

_TOKENS = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<reference>\$\{[^{}]*\})
    |(?P<string>"[^"]*"|'[^']*')
    |(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    |(?P<mistaken>==|&&|\|\||<>|%|≠|≤|≥)
    |(?P<sign><=|>=|!=|[()=<>+*,-])
    |(?P<path>\.\.|//?|@|\[|\]|::|\|)
    |(?P<this>\.)
    |(?P<word>[^\W\d](?:[\w.:]|-(?=\w))*)""",
    re.VERBOSE,
)
_QUESTION = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class Token(NamedTuple):
    kind: str
    text: str
    place: int  # counted from 1

    def __str__(self) -> str:
        return f"“{self.text}” (character {self.place})"


def parse(text: str) -> Node:
    """The tree of an expression; raises BadExpression with what is wrong and where."""
    if len(text) > LONGEST:
        raise Unsupported(f"it has {len(text)} characters; {LONGEST} is the most")
    tokens = list(_tokens(text))
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth > DEEPEST:
            raise Unsupported(f"brackets are nested more than {DEEPEST} deep at character {token.place}")
    return _Parser([*tokens, Token("end", "", len(text) + 1)]).whole()


def _tokens(text: str) -> Iterator[Token]:
    place = 0
    while place < len(text):
        found = _TOKENS.match(text, place)
        if not found:
            raise BadExpression(_unreadable(text[place], place + 1))
        token = Token(str(found.lastgroup), found.group(), place + 1)
        if token.kind == "mistaken":
            raise BadExpression(f"{token} is not an operator here; write “{MISTAKEN[token.text]}”")
        if token.kind == "path":
            raise Unsupported(f"{token}: paths are not supported; write ${{name}} for another question’s answer")
        if token.kind != "space":
            yield token
        place = found.end()


def _unreadable(character: str, place: int) -> str:
    if character in "\"'":
        return f"the text that begins at character {place} has no closing quotation mark"
    if character == "$":
        return f"the reference at character {place} is not written ${{name}}"
    return f"“{character}” (character {place}) has no meaning in an expression"


class _Parser:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Node:
        if self.now.kind == "end":
            raise BadExpression("it is empty")
        node = self.chain(0)
        if self.now.kind != "end":
            raise BadExpression(f"{self.now} is not expected")
        return node

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.now
        self.at += 1
        return token

    def is_sign(self, text: str) -> bool:
        return self.now.kind == "sign" and self.now.text == text

    def expect(self, text: str, after: Token) -> None:
        if not self.is_sign(text):
            found = f"{self.now}" if self.now.kind != "end" else "the end"
            raise BadExpression(f"“{text}” is missing after {after}: found {found}")
        self.take()

    def chain(self, rank: int) -> Node:
        """Operators of this rank between operands of the next."""
        if rank == len(RANKS):
            return self.signed()
        first, rest = self.chain(rank + 1), []
        while self.now.kind in ("sign", "word") and self.now.text in RANKS[rank]:
            operator = self.take().text
            rest.append((operator, self.chain(rank + 1)))
        return Chain(first, tuple(rest)) if rest else first

    def signed(self) -> Node:
        minuses = 0
        while self.is_sign("-"):
            self.take()
            minuses += 1
        node = self.single()
        if minuses and isinstance(node, Literal) and isinstance(node.value, float):
            return Literal(-node.value if minuses % 2 else node.value)
        if not minuses:
            return node
        return Negative(node) if minuses % 2 else Negative(Negative(node))

    def single(self) -> Node:
        token = self.take()
        reader: Callable[[Token], Node] | None = {
            "number": _number,
            "string": _string,
            "this": _this,
            "reference": _reference,
            "word": self.call,
        }.get(token.kind)
        if reader:
            return reader(token)
        if token.kind == "sign" and token.text == "(":
            node = self.chain(0)
            self.expect(")", token)
            return node
        if token.kind == "end":
            raise BadExpression("it ends too early: a value is missing")
        raise BadExpression(f"{token} stands where a value is expected")

    def call(self, name: Token) -> Node:
        if not self.is_sign("("):
            raise BadExpression(f"{name} has no meaning here: put text in quotation marks, and names in ${{…}}")
        if name.text not in FUNCTIONS:
            raise Unsupported(f"the function {name} is not supported")
        after, arguments = self.take(), []
        if not self.is_sign(")"):
            arguments.append(self.chain(0))
            while self.is_sign(","):
                after = self.take()
                arguments.append(self.chain(0))
        self.expect(")", after)
        return _call(name, tuple(arguments))


def _number(token: Token) -> Node:
    return Literal(float(token.text))


def _string(token: Token) -> Node:
    return Literal(token.text[1:-1])


def _this(token: Token) -> Node:
    return Reference(None)


def _reference(token: Token) -> Node:
    name = token.text[2:-1].strip()
    if not _QUESTION.fullmatch(name):
        raise BadExpression(f"{token} does not hold the name of a question")
    return Reference(name)


def _call(name: Token, arguments: tuple[Node, ...]) -> Call:
    least, most = FUNCTIONS[name.text]
    if not least <= len(arguments) <= most:
        count = str(least) if least == most else f"{least} or {most}"
        raise BadExpression(f"the function {name} takes {count} values, not {len(arguments)}")
    return Call(name.text, arguments, _pattern(name, arguments[1]) if name.text == "regex" else None)


def _pattern(name: Token, node: Node) -> Any:
    """Compiled by an engine that takes linear time whatever the pattern, so none can hold a page up."""
    import re2

    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise Unsupported(f"the pattern of {name} must be written out, in quotation marks")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(node.value, options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error.args[0]
        raise Unsupported(f"the pattern of {name} cannot be used: {reason}") from error

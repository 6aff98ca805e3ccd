"""A questionnaire, read and checked: what `xlsform` makes, the database keeps as JSON, and every page walks.

Texts are by language code; a questionnaire that names no language has one, `""`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

Texts = Mapping[str, str]  # language code → text


class Kind(StrEnum):
    ONE = "select_one"
    SEVERAL = "select_multiple"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    NOTE = "note"
    CALCULATED = "calculate"


class Scale(StrEnum):
    """What the values of a question's choices mean. Its nets: above and below 0, or levels 4–5 and 1–2."""

    AGREEMENT = "agreement"
    IMPACT = "impact"
    MATURITY = "maturity"


@dataclass(frozen=True)
class Choice:
    """`value`: a point on the question's scale; None for an answer that expresses no view."""

    name: str
    labels: Texts
    value: int | None = None


@dataclass(frozen=True)
class Group:
    """Questions that stand together; an outermost group is a page. `row` of the sheet it was read from."""

    name: str
    path: tuple[str, ...]  # the groups around it, outermost first
    labels: Texts = field(default_factory=dict)
    relevant: str = ""
    row: int = 0


@dataclass(frozen=True)
class Question:
    """`relevant`: its own condition; it is asked when those of all groups around it hold too. `required` as well as
    `relevant` and `constraint` are expressions; "" for never, always, anything. `row` of the sheet it was read from.
    """

    name: str
    kind: Kind
    path: tuple[str, ...] = ()
    labels: Texts = field(default_factory=dict)
    hints: Texts = field(default_factory=dict)
    list_name: str = ""
    relevant: str = ""
    required: str = ""
    required_messages: Texts = field(default_factory=dict)
    constraint: str = ""
    constraint_messages: Texts = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    appearance: str = ""
    measure: str = ""
    service: str = ""
    scale: Scale = Scale.AGREEMENT
    compares: bool = True
    row: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether a respondent gives the answer, not the questionnaire."""
        return self.kind not in (Kind.NOTE, Kind.CALCULATED)


Item = Group | Question


@dataclass(frozen=True)
class Instrument:
    """`items` in the order of the sheet: each group before what is in it."""

    code: str
    title: str
    version: str
    languages: tuple[str, ...]  # codes, the default one first
    language_names: Texts
    items: tuple[Item, ...]
    lists: Mapping[str, tuple[Choice, ...]]

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {item.name: item for item in self.items if isinstance(item, Question)}

    @cached_property
    def groups(self) -> dict[tuple[str, ...], Group]:
        """By path and name together."""
        return {(*item.path, item.name): item for item in self.items if isinstance(item, Group)}

    def choices_of(self, question: Question) -> tuple[Choice, ...]:
        return self.lists.get(question.list_name, ())

    def conditions_of(self, question: Question) -> Iterator[str]:
        """Every expression that has to hold for it to be asked: those of the groups around it, then its own."""
        for depth in range(1, len(question.path) + 1):
            if (group := self.groups[question.path[:depth]]).relevant:
                yield group.relevant
        if question.relevant:
            yield question.relevant

    @property
    def checksum(self) -> str:
        """The same for the same questionnaire, whatever rows of the sheet it stands in."""
        return hashlib.sha256(json.dumps(self.as_data(rows=False), sort_keys=True).encode()).hexdigest()

    def as_data(self, *, rows: bool = True) -> dict[str, Any]:
        """Plain JSON, which `from_data` reads back to the same questionnaire."""
        data = json.loads(json.dumps(asdict(self)))
        for item, made_from in zip(data["items"], self.items, strict=True):
            item["is"] = "group" if isinstance(made_from, Group) else "question"
            if not rows:
                del item["row"]
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Instrument":
        lists = {name: tuple(Choice(**choice) for choice in choices) for name, choices in data["lists"].items()}
        items = tuple(_item(dict(item)) for item in data["items"])
        return cls(**{**data, "lists": lists, "items": items, "languages": tuple(data["languages"])})


def text_in(texts: Texts, language: str, default: str) -> str:
    """The text in that language, else in the questionnaire's default one, else "": never another question's."""
    return texts.get(language) or texts.get(default, "")


def _item(data: dict[str, Any]) -> Item:
    kind, path = data.pop("is"), tuple(data["path"])
    if kind == "group":
        return Group(**{**data, "path": path})
    return Question(**{**data, "path": path, "kind": Kind(data["kind"]), "scale": Scale(data["scale"])})

"""Everything about one person, for the person who asks: read by the classification, so that no field is forgotten.

Rows that name them by number, rows that hang on those, rows whose words name them. Secrets are never in it. Of others
it says that they were there and not who: names in rows that are not about the person are left out, and so are words in
rows that somebody else had a hand in.
What nobody may read yet, administrators included, is counted too, with where the person sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import EmailField, ForeignKey, Model, OneToOneField, Q, QuerySet
from django.utils import timezone

from commissioning.access.privacy import Kind
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry, User
from commissioning.profiles.models import Stakeholder
from evaluation.models import Answer, Draft, Passage, WrittenAnswer
from readiness.models import View

from . import naming
from .fields import Column, classified, columns_of
from .naming import Names, names_of

SUBJECT = {"person", "adviser", "user"}  # columns that say whom a row is about, not who wrote it
THIS, ANOTHER = "this person", "another person"
LEFT_OUT = "left out: somebody else had a hand in this row"
OF_OTHERS, NAMES_THEM = "left out: about somebody else", "names this person"
MOST_STEPS = 4  # from a row about them to one that hangs on it

BLIND = (
    "Open to nobody before the champion has it, administrators included. They see it themselves under Self-assessment."
)
SURVEY = "Only those who run the survey may read answers. Ask them for a copy of these."
WITHHELD: dict[type[Model], tuple[str, str]] = {
    View: ("scorer__person", BLIND),
    Answer: ("respondent__identity__person", SURVEY),
    WrittenAnswer: ("respondent__identity__person", SURVEY),
    Draft: ("invitation__person", SURVEY),
    Passage: ("interview__invitation__person", SURVEY),
}


@dataclass(frozen=True)
class Withheld:
    label: str
    number: int
    why: str


@dataclass
class Found:
    """Rows of one model by their keys; `about`: those about them, whose words are theirs to read."""

    model: type[Model]
    keys: set = field(default_factory=set)
    about: set = field(default_factory=set)

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def name(self) -> str:
        return self.model._meta.label

    @property
    def columns(self) -> list[Column]:
        return [column for column in columns_of(self.model) if column.kind is not Kind.SECRET]

    def rows(self) -> QuerySet:
        return self.model._base_manager.filter(pk__in=self.keys).order_by("pk")


@dataclass(frozen=True)
class Everything:
    people: tuple[User, ...]
    known: Names
    found: tuple[Found, ...]
    withheld: tuple[Withheld, ...]


def everything(person: User) -> Everything:
    people = (person, *person.merged.order_by("pk"))
    known, found = names_of(people), dict[type[Model], Found]()
    _named_by_number(people, found)
    _named_in_words(known, found)
    _hanging_on(found)
    for model in WITHHELD:
        found.pop(model, None)
    there = tuple(found[model] for model in classified() if model in found and found[model].keys)
    return Everything(people, known, there, tuple(_withheld(people)))


def _add(found: dict[type[Model], Found], model: type[Model], keys, *, about: bool) -> bool:
    """Whether any of them is new."""
    one = found.setdefault(model, Found(model))
    new = set(keys) - (one.about if about else one.keys)
    one.keys |= new
    if about:
        one.about |= new
    return bool(new)


def _named_by_number(people: tuple[User, ...], found: dict[type[Model], Found]) -> None:
    _add(found, User, [one.pk for one in people], about=True)
    for model in classified():
        for column in columns_of(model):
            if column.names_a_person and model is not User:
                rows = model._base_manager.filter(**{f"{column.field.name}__in": people})
                _add(found, model, rows.values_list("pk", flat=True), about=column.field.name in SUBJECT)
    ids = [one.pk for one in people]
    about_them = Q(actor_id__in=ids) | Q(object_kind=User._meta.label, object_id__in=ids)
    _add(found, AuditEntry, AuditEntry.objects.filter(about_them).values_list("pk", flat=True), about=True)


def _named_in_words(known: Names, found: dict[type[Model], Found]) -> None:
    """Their address says that a row is about them; so does their name on a list of stakeholders."""
    for mention in naming.mentions(known, Kind.PERSONAL):
        listed = mention.column.model is Stakeholder and not naming.is_somebody_else(mention, known)
        about = listed or isinstance(mention.column.field, EmailField)
        _add(found, mention.column.model, [mention.row.pk], about=about)


def _hanging_on(found: dict[type[Model], Found]) -> None:
    """What is about somebody because the row it belongs to is, step by step."""
    for _ in range(MOST_STEPS):
        more = [_step(column, found) for model in classified() for column in columns_of(model)]
        if not any(more):
            return


def _step(column: Column, found: dict[type[Model], Found]) -> bool:
    target = column.field.related_model
    if column.kind is not Kind.PERSONAL or not isinstance(column.field, ForeignKey) or target in (User, Authority):
        return False
    more = False
    if target in found and found[target].about:
        rows = column.model._base_manager.filter(**{f"{column.field.name}__in": found[target].about})
        more = _add(found, column.model, rows.values_list("pk", flat=True), about=True)
    if isinstance(column.field, OneToOneField) and column.model in found and found[column.model].about:
        rows = column.model._base_manager.filter(pk__in=found[column.model].about)
        keys = rows.exclude(**{column.field.name: None}).values_list(column.field.attname, flat=True)
        more = _add(found, target, keys, about=True) or more
    return more


def _withheld(people: tuple[User, ...]) -> Iterator[Withheld]:
    for model, (way, why) in WITHHELD.items():
        number = model._base_manager.filter(**{f"{way}__in": people}).count()
        if number:
            yield Withheld(str(model._meta.verbose_name_plural), number, why)


# --- One row ---------------------------------------------------------------------------------


def cells(found: Found, whole: Everything, row: Model) -> dict[str, Any]:
    """Column → what it says, in plain values."""
    ids = {one.pk for one in whole.people}
    about = row.pk in found.about
    alone = about or not _names_others(found, ids, row)
    return {column.field.name: _cell(column, whole.known, ids, row, about, alone) for column in found.columns}


def _names_others(found: Found, ids: set[int], row: Model) -> bool:
    named = {getattr(row, column.field.attname) for column in found.columns if column.names_a_person}
    return bool(named - ids - {None})


def _cell(column: Column, known: Names, ids: set[int], row: Model, about: bool, alone: bool) -> Any:
    value = getattr(row, column.field.attname)
    if column.names_a_person:
        return None if value is None else THIS if value in ids else ANOTHER
    if value and column.is_text and not about and column.kind is Kind.PERSONAL:
        return NAMES_THEM if known.is_said_in(value) else OF_OTHERS
    if value and not alone and column.kind is Kind.FREE_TEXT:
        return LEFT_OUT
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (str, int, float, bool, list, dict, type(None))):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)

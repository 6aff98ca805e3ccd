"""A person's name and e-mail address in words that others typed: finding them, and putting something else there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import EmailField, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from commissioning.access.privacy import Kind
from commissioning.people.models import ERASED, User

from .fields import Column, columns


@dataclass(frozen=True)
class Names:
    """By what one person is known. `shared`: somebody else here has the same name, so in words it says nothing."""

    number: int
    names: tuple[str, ...]
    emails: tuple[str, ...]
    shared: bool

    @property
    def safe_names(self) -> tuple[str, ...]:
        return () if self.shared else self.names

    @property
    def in_place_of_email(self) -> str:
        """The same wherever it stood, so that what was one stays one."""
        return f"erased-{self.number}"

    def is_said_in(self, text: str) -> bool:
        return self.without(text) != text

    def without(self, text: str, *, of_email: bool = False) -> str:
        """`of_email`: the column takes an address or nothing."""
        for email in self.emails:
            text = _whole(email).sub("" if of_email else self.in_place_of_email, text)
        for name in self.safe_names:
            if " " in name:
                text = _whole(name).sub(ERASED, text)
            elif text.strip().casefold() == name.casefold():  # one word alone may be anybody, or a word
                text = ERASED
        return text


def names_of(people: Iterable[User]) -> Names:
    """Of a row and of those merged into it."""
    people = list(people)
    names = {" ".join(person.full_name.split()) for person in people} - {"", ERASED}
    emails = {person.email for person in people if person.email}
    same = Q(pk__in=[])
    for name in names:
        same |= Q(full_name__iexact=name)
    others = User.objects.filter(same, merged_into__isnull=True).exclude(pk__in=[person.pk for person in people])
    longest_first = sorted(names, key=len, reverse=True)
    return Names(people[0].pk, tuple(longest_first), tuple(sorted(emails)), others.exists())


def _whole(words: str) -> re.Pattern:
    """Not within a longer word or address, however many spaces stand between its words."""
    inner = r"\s+".join(re.escape(word) for word in words.split())
    return re.compile(rf"(?<![\w@]){inner}(?![\w@]|\.\w)" if "@" in words else rf"(?<!\w){inner}(?!\w)", re.I)


@dataclass(frozen=True)
class Mention:
    column: Column
    row: Model

    @property
    def text(self) -> str:
        return str(getattr(self.row, self.column.field.name))


def mentions(known: Names, *kinds: Kind) -> Iterator[Mention]:
    """Every row whose words name them, in columns of these kinds."""
    for column in columns(*kinds):
        if column.is_text or isinstance(column.field, JSONField):
            for row in _maybe(column, known):
                if any(known.is_said_in(text) for text in _strings(getattr(row, column.field.name))):
                    yield Mention(column, row)


def is_somebody_else(mention: Mention, known: Names) -> bool:
    """An address in the same row that is not theirs says so."""
    addresses = [field.name for field in mention.column.model._meta.concrete_fields if isinstance(field, EmailField)]
    others = [getattr(mention.row, name) for name in addresses if getattr(mention.row, name)]
    return bool(others) and not any(known.is_said_in(address) for address in others)


def _maybe(column: Column, known: Names):
    """What the database finds by a part of it; the words are looked at one by one after that."""
    found = Q(pk__in=[])
    for part in (*known.emails, *(name.split()[-1] for name in known.safe_names)):
        found |= Q(text_looked_at__icontains=part)
    rows = column.model._base_manager.annotate(text_looked_at=Cast(column.field.name, TextField()))
    return rows.filter(found).order_by("pk")


def _strings(value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def erase(mention: Mention, known: Names) -> None:
    """Raises nothing for what is too long: what stands in its place may be longer than a short name was."""
    field = mention.column.field
    value = _without(getattr(mention.row, field.name), known, isinstance(field, EmailField))
    if isinstance(value, str) and field.max_length:
        value = value[: field.max_length]
    mention.column.model._base_manager.filter(pk=mention.row.pk).update(**{field.name: value})


def _without(value, known: Names, of_email: bool):
    if isinstance(value, str):
        return known.without(value, of_email=of_email)
    if isinstance(value, dict):
        return {key: _without(one, known, of_email) for key, one in value.items()}
    if isinstance(value, list):
        return [_without(one, known, of_email) for one in value]
    return value

"""What a list offers, declared once: the only names and values an address can ask for.

Whatever comes from the address bar is looked up here or refused; none of it reaches the database as a name.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import F, Q
from django.http import QueryDict

from commissioning.govuk.forms import FilterForm

PAGE_SIZE = 50
LONGEST_SEARCH = 100
# In the box: what cannot be seen is taken out of it, and an address carries only so much.
MOST_TYPED = 4 * LONGEST_SEARCH
RESERVED = frozenset({"q", "sort", "page", "format"})


@dataclass(frozen=True)
class Option:
    """One value of a filter, and the rows it lets through."""

    value: str
    label: str
    where: Q


@dataclass(frozen=True)
class Filter:
    """A filter is its name in the address. Several values may hold, and rows that fit any of them are shown; or
    exactly one holds, and then the option whose value is empty is how the list starts.
    """

    name: str
    label: str
    options: tuple[Option, ...]

    @classmethod
    def any_of(cls, name: str, label: str, lookup: str, choices: Iterable[tuple[str, Any]]) -> "Filter":
        """Checkboxes: the rows whose column has any of the values ticked."""
        return cls(name, label, tuple(Option(value, str(text), Q(**{lookup: value})) for value, text in choices))

    @classmethod
    def one_of(cls, name: str, label: str, lookup: str, choices: Iterable[tuple[str, Any]], *, all: str) -> "Filter":
        """A select, which takes less room: the rows whose column has the value chosen, or `all` of them."""
        options = cls.any_of(name, label, lookup, choices).options
        return cls(name, label, (Option("", all, Q()), *options))

    @property
    def single(self) -> bool:
        return any(option.value == "" for option in self.options)

    def field(self) -> forms.Field:
        choices = [(option.value, option.label) for option in self.options]
        if self.single:
            return forms.ChoiceField(label=self.label, choices=choices, required=False)
        widget = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(label=self.label, choices=choices, widget=widget, required=False)


@dataclass(frozen=True)
class Sort:
    """An order people can choose by a column's heading: upwards under its name, downwards under `-name`."""

    name: str
    columns: tuple[str, ...]
    never_empty: bool = False

    def order(self, descending: bool) -> list[Any]:
        """Only the first column turns round; rows that lack a value come last either way, and among equal rows
        each keeps its place from page to page. An index is read backwards only for a column said to be never empty.
        """
        first, *rest = self.columns
        if self.never_empty and descending:
            return [f"-{first}", *rest, "-pk"]
        turned = F(first).desc(nulls_last=True) if descending else first  # PostgreSQL's own upward order
        return [turned, *rest, "pk"]


@dataclass(frozen=True)
class Column:
    """A column of the file: its heading, the value's lookup, and how to write what is not written as it stands."""

    heading: str
    lookup: str
    write: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class Listing:
    """The whole declaration. The first of the sorts is the list's own order, unless `starts` names another, such as
    "-when"; `search` names the columns looked in, following relations only to one (`authority__name`), for a row must
    not be found twice.

    `key` is the list’s name in the trail: taking the file is recorded as `KEY-export`, for every list there is. Where
    rows are people (`of_people`), each page shown is recorded too, as `KEY-read`. Where a column only names somebody
    beside something else, `names_beside` says why reading a page is not.
    """

    sorts: tuple[Sort, ...]
    columns: tuple[Column, ...]
    file_name: str
    key: str
    of_people: bool = False
    names_beside: str = ""
    search: tuple[str, ...] = ()
    search_label: str = "Search"
    own_search: bool = False  # the box is the list's; the view has looked, by means of its own
    filters: tuple[Filter, ...] = ()
    starts: str = ""
    page_size: int = PAGE_SIZE
    most_paged: int = 0  # of a list without end: no more rows than this are counted and paged through

    def __post_init__(self) -> None:
        names = [choice.name for choice in self.filters]
        if len(set(names)) < len(names) or RESERVED & set(names):
            raise ValueError(f"Filters need names of their own, other than {', '.join(sorted(RESERVED))}: {names}")

    @property
    def has_search(self) -> bool:
        return bool(self.search) or self.own_search

    def form(self, data: QueryDict) -> FilterForm:
        """The search box and the filters, showing what the address asks for."""
        form = FilterForm(data)
        if self.has_search:
            box = forms.SearchInput({"maxlength": MOST_TYPED})
            form.fields["q"] = forms.CharField(label=self.search_label, required=False, widget=box)
        for choice in self.filters:
            form.fields[choice.name] = choice.field()
        return form

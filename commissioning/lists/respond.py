"""The list page's view, but for what is shown in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from commissioning.govuk.forms import FilterForm

from . import trail
from .asked import Asked
from .declare import Listing
from .files import csv_response


@dataclass(frozen=True)
class Shown:
    """What the template needs beside the components' own means: they write links from `request.GET`.

    `sort` is the order in force as the address writes it; `narrowed` says whether search or filters are in use;
    `most_paged`, where there are more rows than that, how many of them can be paged through.
    """

    page: Page
    form: FilterForm
    sort: str
    narrowed: bool
    most_paged: int = 0


class Pages(Paginator):
    """Puts the rows in order by their keys alone, and fetches whole rows for the one page: what a row carries along is
    then not read, nor sorted, for all the others.
    """

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        last = min(number * self.per_page, self.count)
        keys = list(self.object_list.values_list("pk", flat=True)[(number - 1) * self.per_page : last])
        rows = {row.pk: row for row in self.object_list.order_by().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


class _FirstOnes(Pages):
    """Counts no further than `most`, and one more to see that there are."""

    def __init__(self, rows: QuerySet, page_size: int, most: int) -> None:
        super().__init__(rows, page_size)
        self.most = most

    @cached_property
    def found(self) -> int:
        return self.object_list.order_by().values("pk")[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self.found, self.most)


def respond(
    request: HttpRequest,
    listing: Listing,
    rows: QuerySet,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    about: Model | None,
    made: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
) -> HttpResponseBase:
    """Page, file or redirect; the template finds a `Shown` as `list`.

    `rows` is what the reader may see, with `select_related` for whatever the template follows: one query counts, one
    orders and one fetches, for one row as for fifty. `made`: what is shown in place of so many rows, where that is more
    than the database can say of each; the file’s columns are then its attributes. `about` is what the trail says was
    read or taken: the row whose list it is, or None for one over many; a request that is refused leaves no entry.
    """
    asked = Asked.read(listing, request.GET)
    if _typed(request) not in ("", asked.search):
        return redirect(_address(request, q=asked.search))
    found = asked.narrow(rows)
    if asked.format == "csv":
        file = csv_response(listing.columns, found, name=listing.file_name, made=made)
        trail.taken(request, listing, about)
        return file
    pages = _pages(found, listing)
    try:
        page = pages.page(request.GET.get("page") or 1)
    except InvalidPage:
        return redirect(_address(request, page=""))
    if made is not None:
        page.object_list = made(list(page.object_list))
    narrowed = any(any(request.GET.getlist(name)) for name in ("q", *(choice.name for choice in listing.filters)))
    more = isinstance(pages, _FirstOnes) and pages.found > pages.most
    shown = Shown(page, listing.form(request.GET), asked.sort_key, narrowed, listing.most_paged if more else 0)
    answer = render(request, template, {**(context or {}), "list": shown})
    trail.shown(request, listing, about)
    return answer


def _pages(found: QuerySet, listing: Listing) -> Paginator:
    if listing.most_paged:
        return _FirstOnes(found, listing.page_size, listing.most_paged)
    return Pages(found, listing.page_size)


def _typed(request: HttpRequest) -> str:
    """The search as it stands in the address; the page shows it again, so what cannot be shown is redirected away."""
    return " ".join(request.GET.getlist("q"))


def _address(request: HttpRequest, **changes: str) -> str:
    """This address with some parameters changed, or dropped when empty."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path

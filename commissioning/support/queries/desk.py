"""The programme’s desk: what is not as it should be, how many packages are at each stage, who carries how much."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.http import urlencode

from commissioning.authorities.models import Authority
from commissioning.people.queries import directory

from .. import desk
from ..desk import KINDS, Exceptional, Found
from ..models import LedgerEntry, SupportPackage, TeamMember
from ..workflow import ABOUT, ENDED, OPEN, Stage
from .detail import Shown
from .exceptions import exceptions

MOST_URGENT = 10  # a screen of them; the counts lead to all
FIRST_FEW = 3  # of each stage, on the board
Entry, Part = LedgerEntry.Kind, TeamMember.Part

PAGES = (
    ("desk-detail", "Exceptions"),
    ("desk-list", "All packages"),
    ("desk-workload", "Workload"),
    ("desk-money", "Days and money"),
    ("desk-flow", "Flow"),
)


def pages(here: str) -> list[Shown]:
    return [Shown(label, reverse(f"support:{name}"), name == here) for name, label in PAGES]


def table_url(**chosen: str | int) -> str:
    """The desk’s table, narrowed so: what a number links to."""
    return f"{reverse('support:desk-list')}?{urlencode(chosen)}"


# --- Exceptions ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """How many packages have one exception, and the way to all of them."""

    kind: Exceptional
    number: int
    url: str


@dataclass(frozen=True)
class Row:
    """One exception of one package, in words, with the page where it is put right."""

    package: SupportPackage
    kind: Exceptional
    reason: str
    age: int
    url: str

    @property
    def address(self) -> str:
        """For a mail."""
        return settings.SITE_ADDRESS + self.url


@dataclass(frozen=True)
class Exceptions:
    tallies: tuple[Tally, ...]
    urgent: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.urgent)


def overview(today: date) -> Exceptions:
    found = exceptions(today)
    return Exceptions(
        tallies=tuple(tallies(found)), urgent=tuple(in_words(found[:MOST_URGENT], today)), total=len(found)
    )


def often_changed(today: date) -> list[directory.OftenChanged]:
    """Areas to which the programme has sent a third local lead within twelve months: an exception of its own making."""
    return directory.often_changed(Authority.objects.current(), today)


def tallies(found: Iterable[Found]) -> list[Tally]:
    """Only of what there is, in the order of the table."""
    numbers = Counter(one.kind.key for one in found)
    kinds = [kind for kind in KINDS.values() if numbers[kind.key]]
    return [Tally(kind, numbers[kind.key], table_url(exception=kind.key)) for kind in kinds]


def in_words(found: Iterable[Found], today: date) -> list[Row]:
    found = list(found)
    shown = ("reference", "title", "stage", "authority__short_name")
    rows = SupportPackage.objects.select_related("authority").only(*shown)
    known = rows.in_bulk({one.package_id for one in found})
    return [_in_words(one, known[one.package_id], today) for one in found]


def _in_words(found: Found, package: SupportPackage, today: date) -> Row:
    return Row(
        package=package,
        kind=found.kind,
        reason=desk.reason(found.kind, package.at),
        age=found.age(today),
        url=reverse(f"support:{found.kind.page}", args=[package.pk]),
    )


# --- The board ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Card:
    """A package as the board shows it."""

    pk: int
    reference: str
    title: str
    since: datetime
    area: str

    @property
    def url(self) -> str:
        return reverse("support:package-detail", args=[self.pk])


@dataclass(frozen=True)
class Column:
    """One stage: how many packages are at it, and those that have been there longest."""

    stage: Stage
    label: str
    number: int
    url: str
    first: tuple[Card, ...]


def board() -> list[Column]:
    """The open stages with their first few; of those that end a package, how many. Two queries."""
    rows = SupportPackage.objects.sent().order_by().values_list("stage").annotate(Count("pk"))
    numbers = dict(rows)
    first = _first_few()
    shown = [stage for stage in Stage if stage in OPEN or stage in ENDED]
    return [
        Column(stage, ABOUT[stage].label, numbers.get(stage, 0), table_url(stage=stage.value), first.get(stage, ()))
        for stage in shown
    ]


def _first_few() -> dict[str, tuple[Card, ...]]:
    fields = ("pk", "reference", "title", "stage", "stage_since", "authority__short_name")
    of_stages = [
        SupportPackage.objects.sent()
        .filter(stage=stage.value)
        .order_by("stage_since", "pk")
        .values(*fields)[:FIRST_FEW]
        for stage in sorted(OPEN)
    ]
    one, *rest = of_stages
    found: dict[str, tuple[Card, ...]] = {}
    for row in one.union(*rest, all=True):
        found[row["stage"]] = (*found.get(row["stage"], ()), Card(*(row[name] for name in fields if name != "stage")))
    return found

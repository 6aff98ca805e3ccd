"""What the week’s mail to programme leads and package leads says: exceptions by kind, the most urgent, next dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commissioning.access.permissions import Permission
from commissioning.people.models import User
from commissioning.people.queries import holders_anywhere, scope_of
from commissioning.reporting.calendar_file import Entry

from ..desk import Found
from ..models import DigestSent
from ..workflow import OPEN, Stage
from . import calendar
from .desk import Row, Tally, in_words, tallies
from .exceptions import exceptions, leads_in_role

MOST = 10
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Section:
    """Exceptions: how many of each kind, and the most urgent of them."""

    tallies: tuple[Tally, ...]
    urgent: tuple[Row, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.urgent)


@dataclass(frozen=True)
class Digest:
    """One person’s week. `programme`: all there is, for those who run it; `own`: of the packages they lead."""

    person: User
    week: date
    programme: Section | None
    own: Section | None
    dates: tuple[Entry, ...]

    @property
    def has_something(self) -> bool:
        return bool((self.programme and self.programme.total) or (self.own and self.own.total) or self.dates)


def monday(today: date) -> date:
    return today - timedelta(days=today.weekday())


@dataclass(frozen=True)
class Week:
    """What all the mails of a week are made from, found once."""

    today: date
    found: tuple[Found, ...]
    led: dict[int, frozenset[int]]  # person → packages
    programme: frozenset[int]


def week(today: date) -> Week:
    led: dict[int, set[int]] = {}
    for person, package in _led():
        led.setdefault(person, set()).add(package)
    return Week(
        today=today,
        found=tuple(exceptions(today)),
        led={person: frozenset(packages) for person, packages in led.items()},
        programme=frozenset(held.person_id for held in holders_anywhere(Permission.PACKAGE_RUN)),
    )


def _led() -> Iterable[tuple[int, int]]:
    """Whoever is in role to lead it, of packages that are open, and of closed ones: they are looked at again."""
    return leads_in_role(OPEN | {Stage.CLOSED}).values_list("person", "led").distinct()


def waiting(of: Week) -> list[User]:
    """Who may have a mail coming and has not had this week’s."""
    told = DigestSent.objects.filter(week=monday(of.today)).values("person")
    people = User.objects.filter(pk__in={*of.led, *of.programme}, is_active=True, email__isnull=False)
    return list(people.exclude(pk__in=told).order_by("pk"))


def digest(person: User, of: Week) -> Digest:
    led = of.led.get(person.pk, frozenset())
    return Digest(
        person=person,
        week=monday(of.today),
        programme=_section(of.found, of.today) if person.pk in of.programme else None,
        own=_section([one for one in of.found if one.package_id in led], of.today) if led else None,
        dates=_dates(person, of.today) if led else (),
    )


def _section(found: Iterable[Found], today: date) -> Section:
    found = list(found)
    return Section(tuple(tallies(found)), tuple(in_words(found[:MOST], today)), len(found))


def _dates(person: User, today: date) -> tuple[Entry, ...]:
    """Of the next two weeks, as their calendar has them."""
    return tuple(one for one in calendar.entries(scope_of(person)) if today <= one.on <= today + AHEAD)

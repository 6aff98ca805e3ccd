"""Two events that were held, with who came and what some of them said, and one that is open for booking; and what the
two areas name as their priorities and would welcome. All of it made up.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle
from uuid import NAMESPACE_URL, uuid5

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.profiles.actions import attendance, bookings, event_feedback, said
from commissioning.profiles.actions import events as actions
from commissioning.profiles.models import Booking, Commissioner, Event, Priority, WelcomedSupport
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.services import Service

from .clock import as_of
from .places import DURHAM, EALING

ANSWERS = (
    ("best", "good", "best", "Working through a real agreement, clause by clause."),
    ("good", "good", "good", ""),
    ("good", "neither", "good", "More time with the finance officer."),
    ("neither", "too_early", "undecided", ""),
    ("good", "best", "good", "I now know whom to ring."),
    ("poor", "neither", "neither", "Too much for one morning."),
)
PRIORITIES = {
    DURHAM: (
        ("director", "care", "Fewer children placed more than 20 miles from home"),
        ("champion", "partnership", "One plan with health for short breaks"),
        ("board", "wellbeing", "Shorter waits for a first conversation"),
    ),
    EALING: (
        ("director", "savings", "Savings that do not come out of early help"),
        ("champion", "market", "Enough foster homes for brothers and sisters"),
        ("board", "safeguarding", ""),
    ),
}


WELCOMED = {
    DURHAM: (
        ("champion", "joint", "Somebody who has pooled a budget for short breaks"),
        ("director", "leadership", "Time for assistant directors to think together"),
    ),
    EALING: (
        ("champion", "market", "Help to talk with small providers about what is needed"),
        ("director", "joint", ""),
    ),
}


def make(*, this_year: int, programme: User) -> None:
    """Names of those who come are the areas’ commissioners and champions."""
    for model, by_area in ((Priority, PRIORITIES), (WelcomedSupport, WELCOMED)):
        for gss_code, named in by_area.items():
            _said(model, Authority.objects.get(gss_code=gss_code), this_year, named)
    today = timezone.localdate()
    for title, service, ago in (
        ("Pooled budgets: who decides, who pays", Service.TRAINING, 70),
        ("Regional network, autumn", Service.NETWORKING, 35),
    ):
        _held(title, service, today - timedelta(days=ago), programme)
    ahead = _planned("Commissioning for outcomes", Service.TRAINING, today + timedelta(days=24), programme, places=6)
    if not ahead.bookings.exists():
        for row in list(_listed())[:4]:
            guest = bookings.Guest(row.person.full_name, row.person.email, row.authority)
            bookings.book_for(event=ahead, guest=guest, by=programme)
        durham = Authority.objects.get(gss_code=DURHAM)
        bookings.book(event=ahead, authority=durham, by=_champion(durham))


def _said(model: type[Priority] | type[WelcomedSupport], area: Authority, year: int, named: tuple) -> None:
    """What somebody changed since is left as it is."""
    if model.objects.filter(authority=area).exists():
        return
    by = _champion(area)
    for said_by, kind, words in named:
        typed = said.Typed(kind, year, said_by, words, Sensitivity.PROGRAMME)
        said.add(model, authority=area, typed=typed, by=by)


def _champion(area: Authority) -> User:
    return next(iter(holders(Permission.COMMISSIONERS_KEEP, area))).person


def _listed() -> Iterator[Commissioner]:
    rows = Commissioner.objects.kept().filter(left_on__isnull=True, person__email__isnull=False)
    yield from rows.select_related("person", "authority").order_by("pk")


def _planned(title: str, service: str, day: date, by: User, *, places: int) -> Event:
    """The same title is the same event, however often the demonstration is filled."""

    def at(hour: int) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour)))

    typed = actions.Typed(
        title=title,
        about="A day with people who have done it, and time for your own case.",
        service=service,
        region_id=None,
        roles=[],
        starts_at=at(10),
        ends_at=at(15),
        place="Leeds, Carriageworks",
        online_link="",
        places=places,
        closes_on=day - timedelta(days=3),
    )
    key = uuid5(NAMESPACE_URL, f"demonstration:{title}")
    found = Event.objects.filter(key=key).first()
    return found or actions.open_for_booking(event=actions.add(typed=typed, key=key, by=by), by=by)


def _held(title: str, service: str, day: date, by: User) -> None:
    with as_of(day - timedelta(days=21)):
        event = _planned(title, service, day, by, places=30)
        if event.bookings.exists():
            return
        for row in list(_listed())[::9][:12]:
            guest = bookings.Guest(row.person.full_name, row.person.email, row.authority)
            bookings.book_for(event=event, guest=guest, by=by)
    with as_of(day + timedelta(days=1)):
        rows = list(event.bookings.filter(state=Booking.State.BOOKED).order_by("pk"))
        marks = {row.pk: "absent" if number % 6 == 5 else "came" for number, row in enumerate(rows)}
        attendance.mark(event=event, marks=marks, because="", version=event.version, by=by)
        came = event.bookings.filter(attendance="came").select_related("person").order_by("pk")[:7]
        for row, answers in zip(came, cycle(ANSWERS), strict=False):
            event_feedback.give(booking=row, said=event_feedback.Said(*answers), by=row.person)

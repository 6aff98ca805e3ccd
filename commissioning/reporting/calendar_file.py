"""Days and hours as an iCalendar file (RFC 5545), for calendar programs. Pure.

The library escapes what the format gives a meaning to (commas, line ends) and folds long lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """A whole day, or with `until` from one moment to another. `uid` tells it from the others, and stays when it moves;
    `path` is its page on the site.
    """

    uid: str
    on: date | datetime
    title: str
    path: str
    until: datetime | None = None
    place: str = ""


def written(entries: Iterable[Entry], *, name: str, site: str, at: datetime) -> bytes:
    """`name`: what the calendar is called; `site`: the address its pages are at; `at`: when it is made."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{name}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT6H")
    host = site.partition("//")[2]
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@{host}")
        event.add("dtstamp", at)
        _add_time(event, entry)
        event.add("summary", entry.title)
        event.add("url", site + entry.path)
        if entry.place:
            event.add("location", entry.place)
        calendar.add_component(event)
    return calendar.to_ical()


def _add_time(event: Event, entry: Entry) -> None:
    """Moments are written in universal time: on a night when clocks change there is no mistaking them."""
    if isinstance(entry.on, datetime) and entry.until:
        event.add("dtstart", entry.on.astimezone(UTC))
        event.add("dtend", entry.until.astimezone(UTC))
    else:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")  # it takes nobody's day up

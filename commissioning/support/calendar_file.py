"""Days as an iCalendar file (RFC 5545), for calendar programs that fetch an address. Pure.

The library escapes what the format gives a meaning to (commas, line ends) and folds long lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    """A whole day. `uid` tells it from the others, and stays when its day moves; `path` is its page on the site."""

    uid: str
    on: date
    title: str
    path: str


def written(entries: Iterable[Entry], *, name: str, site: str, at: datetime) -> bytes:
    """`name`: what the calendar is called; `site`: the address its pages are at; `at`: when it is made."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{name}//support packages//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-published-ttl", "PT6H")
    host = site.partition("//")[2]
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@{host}")
        event.add("dtstamp", at)
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("url", site + entry.path)
        event.add("transp", "TRANSPARENT")  # it takes nobody's day up
        calendar.add_component(event)
    return calendar.to_ical()

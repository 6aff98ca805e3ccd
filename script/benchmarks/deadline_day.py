"""The last day of a campaign, on loopback: people save standard after standard while reports are made (quality 42).

Each person reads a page and saves it, twelve times, at moments spread over the whole time; the reports are all queued
at its beginning. There are never more requests under way than people, and nobody goes on after the end: a site that is
too slow shows in the times, not in a heap of threads. Signing in is left out, for a password is made to be slow: the
sessions are there beforehand.

    python -m benchmarks.deadline_day [--full]      (through script/load, which brings the database)
"""

import argparse
import html
import logging
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import django

PEOPLE_AN_HOUR, REPORTS_AN_HOUR, HOUR = 600, 300, 3600
SAVES = 12  # of each person: as many as there are standards
PARTNERS = 3  # of each area, beside its champion
PATIENCE = 3600  # seconds for the reports after the last save
TOLD_OFF = "govuk-error-summary"  # the same page again, with what is wrong
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"')


@dataclass(frozen=True)
class Pace:
    """`share` of the hour's people and reports, in so many seconds."""

    seconds: int
    share: float = 1.0

    @property
    def people(self) -> int:
        return max(1, round(PEOPLE_AN_HOUR * self.seconds / HOUR * self.share))

    @property
    def reports(self) -> int:
        return max(1, round(REPORTS_AN_HOUR * self.seconds / HOUR * self.share))


@dataclass(frozen=True)
class Desk:
    """Somebody with a session, the pages they will save, and what they write there besides a level."""

    session: str
    pages: tuple[str, ...]
    field: str  # "narrative" of a champion, "line" of a partner
    name: str


@dataclass
class Seen:
    """`reads`, `saves`: seconds each; `acknowledged`: what was typed into pages that then led on to the next."""

    reads: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Day:
    """What one pace came to. `waits`: seconds from asking for a report to its file."""

    pace: Pace
    seen: Seen
    lost: tuple[str, ...]
    waits: tuple[float, ...]
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.seen.errors and not self.lost and len(self.waits) == self.pace.reports

    def __str__(self) -> str:
        seen = self.seen
        return (
            f"{self.pace.people:>4} people, {self.pace.reports:>3} reports in {self.pace.seconds:>4} s: "
            f"{len(seen.acknowledged)} saved, {len(seen.errors)} errors, {len(self.lost)} lost; "
            f"pages {_times(seen.reads)}, saves {_times(seen.saves)}; reports {_times(self.waits)}, "
            f"all done after {self.seconds:.0f} s"
        )


def _times(seconds: Sequence[float]) -> str:
    if not seconds:
        return "none"
    return f"{_at(seconds, 50):.2f} s, p95 {_at(seconds, 95):.2f} s, most {max(seconds):.2f} s"


def _at(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] if len(seconds) > 1 else seconds[0]


# --- The people -------------------------------------------------------------------------------


class Person(Thread):
    def __init__(self, desk: Desk, address: str, moments: Iterable[float], seen: Seen) -> None:
        super().__init__(daemon=True)
        from tests.support.visitor import Visitor

        self.desk, self.moments, self.seen = desk, list(moments), seen
        self.browser = Visitor(address)
        self.browser.carry(desk.session)

    def run(self) -> None:
        for page, moment in zip(self.desk.pages, self.moments, strict=True):
            time.sleep(max(0.0, moment - time.monotonic()))
            self._save(page)

    def _save(self, path: str) -> None:
        words = f"{self.desk.name} on {path.strip('/').rpartition('/')[2]}"
        began = time.perf_counter()
        status, page = self.browser.get(path)
        read = time.perf_counter()
        if status != 200:
            self.seen.errors.append(f"GET {status}")
            return
        answer = {"level": "3", "completed": "yes", self.desk.field: words}
        status, after = self.browser.send(path, {**_hidden(page), **answer})
        self.seen.reads.append(read - began)
        self.seen.saves.append(time.perf_counter() - read)
        if status == 200 and TOLD_OFF not in after:
            self.seen.acknowledged.append(words)
        else:
            self.seen.errors.append(f"POST {status}")


def _hidden(page: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


# --- One day ----------------------------------------------------------------------------------


def play(site, pace: Pace, desks: Sequence[Desk], reports: Sequence[int]) -> Day:
    """`reports`: Documents that nobody has been told of. Returns when the last of them is made."""
    from .processes import queue, wait_for

    chance, seen, began = random.Random(42), Seen(), time.monotonic()
    moments = ([began + chance.uniform(0, pace.seconds) for _ in desk.pages] for desk in desks)
    people = [Person(desk, site.address, sorted(when), seen) for desk, when in zip(desks, moments, strict=True)]
    queue(site, reports)
    for person in people:
        person.start()
    for person in people:
        person.join()
    wait_for(reports)
    return Day(pace, seen, tuple(_lost(seen)), tuple(_waits(reports)), time.monotonic() - began)


def _lost(seen: Seen) -> Iterator[str]:
    """What the site said it had, and has not."""
    from readiness.models import StandardEntry, View

    kept = {*StandardEntry.objects.values_list("narrative", flat=True), *View.objects.values_list("line", flat=True)}
    yield from (words for words in seen.acknowledged if words not in kept)


def _waits(reports: Sequence[int]) -> Iterator[float]:
    from commissioning.documents.models import Document

    for asked, done in Document.objects.filter(pk__in=reports).values_list("created_at", "finished_at"):
        yield (done - asked).total_seconds()


# --- Who sits there ---------------------------------------------------------------------------


def desks(number: int) -> list[Desk]:
    """Four in each area, champion and partners, of an assessment in progress; as many areas as that takes, but for the
    one whose reports are made.
    """
    from commissioning.authorities.models import Authority

    made: list[Desk] = []
    for area in Authority.objects.current().filter(appointments=None).order_by("gss_code"):
        if len(made) >= number:
            break
        made += _area(area)
    assert len(made) >= number, "there are not so many areas"
    return made[:number]


def _area(area) -> Iterator[Desk]:
    from django.utils import timezone

    from commissioning import years
    from commissioning.access.roles import Role
    from readiness.models import Standard
    from tests.support import assessments, partners, people

    champion = people.in_role(Role.CHAMPION, area)
    year = years.year_of(timezone.localdate())
    assessment = partners.asking(assessments.opened(champion, area, year=year))
    codes = list(Standard.objects.filter(version=assessment.version).order_by("code").values_list("code", flat=True))
    pages = tuple(f"/readiness/{assessment.pk}/standards/{code}/" for code in codes)
    yield Desk(_session(champion), pages[:SAVES], "narrative", f"{area.gss_code} champion")
    for number in range(PARTNERS):
        scorer = partners.invited(assessment, "schools", email=f"{area.gss_code}.{number}@example.org".lower())
        asked = [one.standard.code for one in _questions(scorer)]
        own = tuple(partners.own(scorer, "standards", code) for code in asked)
        yield Desk(_session(scorer.person), own[:SAVES], "line", f"{area.gss_code} partner {number}")


def _questions(scorer):
    from readiness.queries.giving import giving_of

    return giving_of(scorer).questions


def _session(person) -> str:
    from django.conf import settings

    from tests.conftest import browser_of

    return browser_of(person).cookies[settings.SESSION_COOKIE_NAME].value


# --- The command ------------------------------------------------------------------------------


@contextmanager
def open_site(folder: Path) -> Iterator:
    """Two web workers and two that make documents, as one machine would have them, on a database made for it."""
    from . import scratch
    from .printing import a_report
    from .processes import a_site

    with scratch.database(a_report) as name, a_site(folder, name) as site:
        site.start_web()
        site.start_worker(concurrency=2)
        yield site


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="script/load", description="Plays the last day of a campaign; prints times.")
    parser.add_argument("--full", action="store_true", help="the hour itself, in place of two minutes at three paces")
    paces = [Pace(HOUR)] if parser.parse_args(arguments).full else [Pace(120, share) for share in (0.25, 0.5, 1.0)]
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["EXTRA_HOSTS"] = "testserver"
        django.setup()
        logging.getLogger("commissioning.jobs").setLevel(logging.ERROR)  # what is set up beforehand needs no queue
        from . import scratch
        from .printing import asked

        try:
            days = []
            for number, pace in enumerate(paces):
                with open_site(Path(folder) / str(number)) as site:
                    days.append(play(site, pace, desks(pace.people), asked(pace.reports)))
                print(days[-1], flush=True)
        finally:
            scratch.end()
    return 0 if all(day.is_good for day in days) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Pages against a bare view that replays their SQL: what templates, permissions and forms cost beside the database.

Both are asked through Django's own handler in one process, one request after the other: what is compared is what one
web process can serve, without the network and gunicorn, which would cost both the same and make the page look better.
"""

import os
from collections.abc import Callable, Iterator
from functools import cache
from unittest import mock

from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.programme import demo
from commissioning.programme.matrix import undone
from readiness import comparison, publication, snapshots
from readiness.models import ComparisonPublication, SelfAssessment
from readiness.queries import assessments as tasks
from readiness.queries import comparison as comparisons
from readiness.workflow import State
from tests.conftest import browser_of
from tests.support import assessments, scale
from tests.support.people import EALING, area, in_role
from tests.support.site import DEMO_PASSWORD

from . import replay, scratch
from .running import Bench, Clock, Entry, Goal, Line, Measured, at_least, at_most

SCORE = Goal("score_post", "requests/s", at_least(0.6))
AUTHORITY = Goal("page_authority", "requests/s", at_least(0.5))
AUTHORITY_QUERIES = Goal("page_authority_queries", "queries", at_most(25))
BENCHMARK = Goal("benchmark_page", "s", at_most(2))

IN_A_ROW = 20  # requests to one measurement
Ask = Callable[[], HttpResponseBase]


@override_settings(DEMO_MODE=True)
@mock.patch.dict(os.environ, DEMO_PASSWORD=DEMO_PASSWORD)
def demonstration() -> None:
    """Two years of it; reports wait for a worker that never comes."""
    call_command("seed_demo", verbosity=0)


def someone(account: str) -> Client:
    return browser_of(User.objects.get(email=demo.email_of(account)))


# --- A page and its replay --------------------------------------------------------------------


def statements_behind(ask: Ask) -> list[str]:
    """Of a second visit: a process that has served the page before knows what never changes."""
    with undone():
        ask()
    with undone(), CaptureQueriesContext(connection) as captured:
        ask()
    return replay.statements_of(captured)


def seconds_of(ask: Ask) -> Measured:
    """Of one request, out of many; each is undone, so that every one of them finds the same."""

    def measured() -> float:
        seconds = 0.0
        for _ in range(IN_A_ROW):
            with undone(), Clock() as clock:
                answer = ask()
                _ = answer.content
            seconds += clock.seconds
            assert answer.status_code in (200, 302), answer.status_code
        return seconds / IN_A_ROW

    return measured


def replayed(statements: list[str]) -> Measured:
    bare = Client()

    def measured() -> float:
        replay.remember(statements)
        with replay.BARE:
            return seconds_of(lambda: bare.get(replay.ADDRESS))()

    return measured


def each_second(seconds: Measured) -> Measured:
    return lambda: 1 / seconds()


# --- Saving a standard ------------------------------------------------------------------------


def score_post(bench: Bench) -> Iterator[Entry]:
    """A champion saves one standard that was saved before; what is sent is checked, kept with its history, and leads to
    the next. The same statements are sent by the bare view, in one transaction too.
    """
    with scratch.database():
        assessment = assessments.answered()
        browser = browser_of(assessments.champion_of(assessment))
        address = f"/readiness/{assessment.pk}/standards/S01/"
        version = tasks.task(assessment, "S01").entry.version
        typed = assessments.typed("4", "Because partners now agree it every autumn.", version=version)

        def save() -> HttpResponseBase:
            return browser.post(address, typed)

        assert tasks.task(assessment, "S01").answer.value == "3"
        with undone():
            assert save().status_code == 302
            assert tasks.task(assessment, "S01").answer.value == "4"
        statements = statements_behind(save)
        yield bench.against(SCORE, each_second(seconds_of(save)), each_second(replayed(statements)), size=1)


# --- The authority's page ---------------------------------------------------------------------


def page_authority(bench: Bench) -> Iterator[Entry]:
    """County Durham's in the demonstration, as its champion sees it: every panel has something to say."""
    with scratch.database(demonstration):
        browser = someone("champion")
        address = f"/authorities/{demo.DURHAM}/"

        def ask() -> HttpResponseBase:
            return browser.get(address)

        statements = statements_behind(ask)
        ours, theirs = each_second(seconds_of(ask)), each_second(replayed(statements))
        yield bench.against(AUTHORITY, ours, theirs, size=len(statements))
        yield AUTHORITY_QUERIES.reached(len(statements), size=1)


# --- Beside other areas -----------------------------------------------------------------------


@cache
def a_country(years: int, contributors: int) -> scratch.Fill:
    """Every area's signed self-assessments of so many years, and each year's publication."""

    def fill() -> None:
        this_year = timezone.localdate().year
        scale.a_country(range(this_year - years, this_year), contributors=contributors)
        for year in range(this_year - years, this_year):
            _published(year)

    return fill


def _published(year: int) -> None:
    campaign = scale.a_campaign(year)
    campaign.closed_at = timezone.now()
    campaign.save()
    told = publication.publish(
        comparisons.signed_by(campaign, campaign.closed_at),
        comparisons.sections_by_standard(campaign),
        comparisons.neighbours(),
    )
    ComparisonPublication.objects.create(
        campaign=campaign,
        number=1,
        format=comparison.FORMAT,
        data=told,
        checksum=snapshots.checksum(told),
        made_at=campaign.closed_at,
    )


def benchmark_page(bench: Bench) -> Iterator[Entry]:
    """An area beside England, over the years: what the page reads was published when each campaign closed."""
    years, contributors = bench.size(2, 5), bench.size(2, 8)
    with scratch.database(a_country(years, contributors)):
        browser = browser_of(in_role(Role.CHAMPION, area(EALING)))
        address = f"/readiness/comparison/{EALING}/?group={comparison.ENGLAND}"

        def ask() -> HttpResponseBase:
            return browser.get(address)

        statements = statements_behind(ask)
        assert len(ask().content) > 20_000, "the page compares nothing"
        signed = SelfAssessment.objects.filter(state=State.SIGNED).count()
        assert signed == years * Authority.objects.current().count()
        yield bench.against(BENCHMARK, seconds_of(ask), replayed(statements), size=signed)


LINES: dict[str, Line] = {
    "score_post": score_post,
    "page_authority": page_authority,
    "page_authority_queries": page_authority,
    "benchmark_page": benchmark_page,
}

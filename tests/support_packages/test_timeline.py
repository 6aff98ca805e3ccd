"""The timeline of a package, narrowed, paged and as a file; and who looked."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.support.models import PackageEvent
from commissioning.support.queries.looks import package_history
from tests.support.delivering import Cast, cast
from tests.support.pages import text
from tests.support.people import in_role

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def work(register) -> Cast:
    return cast()


def lines(work: Cast, number: int, **more) -> None:
    row = {"package": work.package, "kind": "risk", "text": "Risk raised", "on": timezone.localdate(), "by": work.lead}
    PackageEvent.objects.bulk_create(PackageEvent(**{**row, **more}) for _ in range(number))


def test_everything_that_happened_is_there_newest_first(work):
    page = text(work.by["champion"].get(work.at("timeline")))
    expected = ["Delivery began", "Agreed", "Scoping began", "Taken up by the programme", "Requested"]
    places = [page.index(f">{one}<") for one in expected]
    assert places == sorted(places)


def test_narrowed_by_kind_person_and_day(work):
    lines(work, 1, text="The one of the adviser", by=work.adviser)
    lines(work, 1, text="A decision", kind="decision")
    browser = work.by["champion"]
    page = text(browser.get(work.at("timeline"), {"kind": "decision"}))
    assert "A decision" in page
    assert "The one of the adviser" not in page
    page = text(browser.get(work.at("timeline"), {"q": work.adviser.full_name}))
    assert "The one of the adviser" in page
    assert "A decision" not in page
    assert "A decision" in text(browser.get(work.at("timeline"), {"within": "7"}))
    assert browser.get(work.at("timeline"), {"within": "8"}).status_code == 400
    assert browser.get(work.at("timeline"), {"kind": "'; drop"}).status_code == 400


def test_hostile_text_is_text_and_the_file_is_recorded(work):
    lines(work, 1, text=HOSTILE, more="=cmd|' /C calc'!A0")
    browser = work.by["lead"]
    assert HOSTILE.encode() not in browser.get(work.at("timeline")).content
    file = b"".join(browser.get(work.at("timeline") + "?format=csv")).decode()
    assert "'=cmd|" in file
    assert AuditEntry.objects.filter(verb="timeline-export", object_id=work.package.pk).count() == 1


def test_two_thousand_lines_take_as_many_queries_as_a_few_and_are_quick(work):
    browser = work.by["champion"]

    def asked(page: str = "1") -> tuple[int, float]:
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(work.at("timeline"), {"page": page}).status_code == 200
        return len(queries), time.perf_counter() - began

    lines(work, 60)  # two pages
    asked()
    few, _ = asked()
    lines(work, 1940)
    many, seconds = asked()
    assert many == few
    assert seconds < 1
    assert asked("40")[0] == few
    page = text(browser.get(work.at("timeline")))
    assert page.count("moj-timeline__item") == 50


# --- Who looked ---------------------------------------------------------------------------


def looks(work: Cast) -> list[tuple[str, str]]:
    return list(package_history(work.package).order_by("pk").values_list("reader", "verb"))


@pytest.mark.parametrize("who", ["lead", "adviser", "programme"])
def test_the_area_sees_who_of_outside_looked(work, who):
    person = getattr(work, who)
    for path in ("sessions", "plan", "files", "messages", "timeline"):
        assert work.by[who].get(work.at(path)).status_code == 200
    assert looks(work) == [(person.full_name, "package-read")] * 5
    page = text(work.by["champion"].get(work.at("timeline")))
    assert person.full_name in page.partition("Who looked")[2]


def test_the_area_itself_is_not_listed_but_what_it_takes_as_a_file_is(work):
    for who in ("champion", "director"):
        assert work.by[who].get(work.at("messages")).status_code == 200
        assert b"".join(work.by[who].get(work.at("sessions") + "?format=csv"))
    assert looks(work) == [(work.champion.full_name, "sessions-export"), (work.director.full_name, "sessions-export")]
    page = text(work.by["lead"].get(work.at("who-looked")))
    assert "The sessions, as a file" in page
    assert "Commissioning champion" in page


def test_who_is_turned_away_has_not_looked(work, client_as):
    assert client_as(Role.REGIONAL_LEAD).get(work.at("timeline")).status_code == 403
    assert looks(work) == []


def test_the_list_of_looks_is_the_same_work_for_fifty_as_for_one(work):
    def many(number: int) -> None:
        entry = {"verb": "package-read", "object_kind": "support.SupportPackage", "object_id": work.package.pk}
        entry |= {"authority_id": work.package.authority_id, "actor_id": in_role(Role.LOCAL_LEAD).pk}
        AuditEntry.objects.bulk_create(AuditEntry(**entry) for _ in range(number))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert work.by["champion"].get(work.at("who-looked")).status_code == 200
        return len(queries)

    many(1)
    asked()
    before = asked()
    many(49)
    assert asked() == before

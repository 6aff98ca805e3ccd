"""One line on one page of paper: tagged, the requester’s alone, and only while they may see all that is in it."""

import pytest

from commissioning.access.roles import Role
from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.actions import end_now
from commissioning.people.models import RoleAppointment
from commissioning.support.actions import requests
from commissioning.support.models import Criterion, SupportPackage
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.pdf import reading
from tests.support.assessments import opened, signed
from tests.support.packages import a_package, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, in_role
from tests.support.published import published_levels

S08 = f"/authorities/{DURHAM}/line-of-sight/S08/"


@pytest.fixture
def package(register) -> SupportPackage:
    signed(opened(year=2025), "2")
    package = a_package(Stage.DELIVERY)
    signed(opened(people_for(package).champion, year=2026), "3")
    return package


def asked(person) -> Document:
    """By that person, made as the worker would."""
    browser_of(person).post(f"{S08}print/")
    document = Document.objects.filter(kind="line-of-sight").latest("pk")
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.DONE, document.reason
    return document


def content_of(document: Document) -> bytes:
    with document.file.open() as file:
        return file.read()


def status(document: Document, person) -> int:
    return browser_of(person).get(f"/documents/{document.pk}/").status_code


def test_one_tagged_page_with_what_its_reader_sees(package):
    published_levels()
    long = "Commissioning for children with complex needs across council, health and schools " * 6
    for _ in range(12):
        Criterion.objects.create(package=package, text=long[:500])
    document = asked(people_for(package).champion)
    content = content_of(document)
    with reading.opened(content) as opened_pdf:
        assert len(opened_pdf.pages) == 1
        assert opened_pdf.Root.MarkInfo.Marked
        assert {"/H1", "/H2", "/LI"} <= {str(tag.get("/S")) for tag in reading.tags(opened_pdf)}
    words = reading.text_of(content)
    for expected in ("a sequence, not a cause", "Level 2", "Level 3", package.title, "And 10 more", "61.5 %"):
        assert expected in words, expected


def test_it_is_the_requester_s_alone(package):
    people = people_for(package)
    document = asked(people.champion)
    assert status(document, people.champion) == 200
    for other in (people.director, people.local_lead, people.programme, in_role(Role.ADMINISTRATOR)):
        assert status(document, other) == 404


def test_it_holds_what_its_reader_may_see_and_no_more(package):
    words = reading.text_of(content_of(asked(in_role(Role.SENIOR_LEADER))))
    assert "Not shared with you" in words
    assert package.title not in words
    assert "Level 3" not in words


def test_it_goes_when_what_it_rests_on_is_no_longer_shown(package):
    programme = people_for(package).programme
    document = asked(programme)
    assert status(document, programme) == 200
    requests.share(package=package, codes=(), by=people_for(package).champion)
    assert status(document, programme) == 404


def test_it_goes_with_the_role(package):
    leader = people_for(package).local_lead
    document = asked(leader)
    in_role(Role.CONTRIBUTOR)
    appointment = RoleAppointment.objects.get(person=leader)
    end_now(appointment=appointment, by=None)
    assert status(document, leader) != 200


def test_asked_twice_is_one_page_while_it_is_made(package):
    browser = browser_of(people_for(package).champion)
    browser.post(f"{S08}print/")
    browser.post(f"{S08}print/")
    assert Document.objects.filter(kind="line-of-sight").count() == 1
    assert "Waiting" in text(browser.get(S08))


def test_it_is_asked_for_where_the_page_is_seen(package, client_as):
    assert client_as(Role.EVALUATOR).post(f"{S08}print/").status_code == 404
    assert client_as(Role.ADMINISTRATOR).get(f"{S08}print/").status_code == 405

"""Asking for support: a draft of the area’s own, then a request with a reference."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.support.actions import requests
from commissioning.support.models import SupportPackage
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.packages import a_draft, a_request, champion_of, typed
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db


def posted(**more) -> dict:
    words = {
        "title": "One list of providers",
        "kind": "market",
        "need": "Nobody knows who provides what.",
        "hoped": "Families find help sooner.",
        "tried": "",
        "standards": ["S11"],
        "shares": "on",
        "version": "0",
    }
    return {**words, **more}


def test_from_a_standard_to_a_request_with_a_reference(register):
    champion = in_role(Role.CHAMPION)
    browser = browser_of(champion)
    page = browser.get(f"/support/new/{DURHAM}/?standard=S11")
    assert "Support with" in page.content.decode()
    answer = browser.post(f"/support/new/{DURHAM}/", posted(), follow=True)
    assert answer.status_code == 200, text(answer)
    package = SupportPackage.objects.get()
    assert package.at is Stage.DRAFT
    assert package.reference == ""
    sent = browser.post(f"/support/{package.pk}/move/send/", {"stage": "draft"}, follow=True)
    package.refresh_from_db()
    assert (package.stage, package.reference) == ("request", f"SP-{package.pk:05}")
    assert package.reference in text(sent)
    assert OutgoingEmail.objects.filter(recipient=champion.email, subject__contains=package.reference).exists()


def test_a_draft_is_the_areas_own(register, client_as):
    draft = a_draft()
    for role in set(Role) - {Role.CHAMPION}:
        assert client_as(role).get(f"/support/{draft.pk}/").status_code == 404, role
    assert client_as(Role.CHAMPION, area(EALING)).get(f"/support/{draft.pk}/").status_code == 404


def test_what_is_missing_is_said_and_nothing_is_sent(register):
    draft = a_draft(kind="", need=" ", hoped="")
    browser = browser_of(champion_of(area()))
    page = browser.get(f"/support/{draft.pk}/move/send/")
    assert "Select the kind of support" in text(page)
    assert browser.post(f"/support/{draft.pk}/move/send/", {"stage": "draft"}).status_code == 409
    draft.refresh_from_db()
    assert draft.at is Stage.DRAFT


def test_likely_duplicates_are_pointed_out(register):
    first = a_request(kind="joint", standards=("S08",))
    draft = a_draft(kind="market", standards=("S08",))
    page = browser_of(champion_of(area())).get(f"/support/{draft.pk}/move/send/")
    assert first.reference in text(page)


def test_two_people_reword_one_request(register):
    package = a_request()
    champion = champion_of(area())
    now = package.version
    requests.save(package=package, typed=typed(title="Theirs", version=now), by=champion)
    browser = browser_of(champion)
    answer = browser.post(f"/support/{package.pk}/request/", posted(title="Mine", version=str(now)))
    assert "Theirs" in text(answer)
    assert 'value="Mine"' in answer.content.decode()
    package.refresh_from_db()
    assert package.title == "Theirs"


def test_sent_twice_is_one_draft(register):
    champion = in_role(Role.CHAMPION)
    browser = browser_of(champion)
    for _ in range(2):
        browser.post(f"/support/new/{DURHAM}/", posted())
    assert SupportPackage.objects.count() == 1


def test_only_the_champion_asks(register, client_as):
    for role in set(Role) - {Role.CHAMPION}:
        answer = client_as(role).get(f"/support/new/{DURHAM}/")
        assert answer.status_code in (403, 404), role
    assert client_as(Role.CHAMPION, area(EALING)).get(f"/support/new/{DURHAM}/").status_code == 404


def test_a_proposal_for_several_areas_begins_with_them(register):
    browser = browser_of(in_role(Role.CHAMPION))
    address = f"/support/new/{DURHAM}/?kind=market&areas={EALING},nonsense,{DURHAM}"
    assert 'value="market"' in browser.get(address).content.decode()
    browser.post(address, posted())
    package = SupportPackage.objects.get()
    parts = {part.authority.gss_code: part.share for part in package.areas.filter(left_on__isnull=True)}
    assert parts == {DURHAM: 50, EALING: 50}

"""The way in by a one-use link: scanners, forwarding, a second use, a newer link, somebody else's browser, no trace."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from readiness.actions import partners
from readiness.models import ScorerLink
from readiness.tasks import thank
from tests.conftest import browser_of
from tests.support.assessments import champion_of, opened
from tests.support.pages import text
from tests.support.partners import (
    asking,
    clock,
    group,
    invited,
    link_to,
    london,
    mails,
    own,
    sent,
    signed,
)
from tests.support.partners import opened as link_opened
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db

USED = "This link has been used or has run out"


@pytest.fixture
def scorer(register):
    return invited(asking())


def follow(client: Client, path: str):
    return client.get(path, follow=True)


def test_looking_uses_nothing_up_and_says_whose_it_is(scorer):
    for _ in range(3):
        page = text(follow(Client(), link_to(scorer)))
        assert "This link is for Ann Lee" in page
        assert scorer.person.email not in page
        assert "9 standards, about 20 minutes" in page
    assert Client().head(link_to(scorer)).status_code == 302
    assert scorer.links.get().opened_at is None


def test_the_token_leaves_the_address_at_once_and_goes_to_no_other_site(scorer):
    response = Client().get(link_to(scorer))
    assert response["Location"] == "/readiness/view/"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-cache" in response["Cache-Control"]


def test_the_form_passes_the_check_that_browsers_are_put_to(scorer):
    """With a page that sends no referrer, a browser's Origin would be null and the form refused."""
    client = Client(enforce_csrf_checks=True)
    response = client.get(link_to(scorer), follow=True)
    assert response["Referrer-Policy"] == "same-origin"
    token = response.context["csrf_token"]
    response = client.post("/readiness/view/", {"csrfmiddlewaretoken": str(token)})
    assert response["Location"] == own(scorer)
    assert client.get(own(scorer)).status_code == 200


def test_neither_database_nor_session_holds_the_token(scorer):
    token = link_to(scorer).rstrip("/").rpartition("/")[2]
    client = link_opened(scorer)
    assert not ScorerLink.objects.filter(token_hash=token).exists()
    assert token not in str(dict(client.session))


def test_the_token_is_never_logged(scorer, caplog):
    token = link_to(scorer).rstrip("/").rpartition("/")[2]
    with caplog.at_level(logging.DEBUG):
        client = link_opened(scorer)
        client.post(link_to(scorer))
        client.get(f"/readiness/view/{token}/x/")
    handler = logging.getLogger().handlers[0]
    lines = [handler.format(record) for record in caplog.records if all(f.filter(record) for f in handler.filters)]
    assert any("Not Found" in line for line in lines)
    assert token not in "".join(lines)


def test_opened_twice_the_second_is_told_and_gets_a_fresh_one(scorer):
    first = link_opened(scorer)
    stranger = Client()
    response = follow(stranger, link_to(scorer))
    assert response.status_code == 410
    assert USED in text(response)
    assert scorer.person.email not in text(response)
    assert stranger.post("/readiness/view/").status_code == 410
    assert stranger.get(own(scorer)).status_code == 404
    assert "Look in your email" in text(stranger.post("/readiness/view/again/"))
    assert len(mails(scorer.person.email)) == 2
    assert first.get(own(scorer)).status_code == 200, "an open session goes on until a newer link is opened"


def test_the_browser_that_used_it_goes_on_with_the_same_link(scorer):
    client = link_opened(scorer)
    assert client.get(link_to(scorer), follow=True).redirect_chain[-1][0] == own(scorer)
    assert client.post("/readiness/view/")["Location"] == own(scorer)


def test_a_newer_link_ends_the_session_of_the_older(scorer):
    old = link_opened(scorer)
    old.get(link_to(scorer))
    old.post("/readiness/view/again/")
    new = link_opened(scorer)
    assert new.get(own(scorer)).status_code == 200
    response = old.post(
        own(scorer, "standards", "S01"), {"level": "2", "line": "Written in the old window", "version": 0}
    )
    assert response.status_code == 404
    assert "Written in the old window" in text(response)
    assert "it offers you a fresh one" in text(response)
    assert not scorer.views.exists()


def used(scorer) -> str:
    path = link_to(scorer)
    link_opened(scorer)
    return path


def expired(scorer) -> str:
    path = link_to(scorer)
    ScorerLink.objects.update(expires_at=timezone.now())
    return path


def replaced(scorer) -> str:
    path = link_to(scorer)
    partners.send_link_again(scorer=scorer, by=champion_of(scorer.assessment))
    return path


def withdrawn(scorer) -> str:
    path = link_to(scorer)
    partners.withdraw(scorer=scorer, by=champion_of(scorer.assessment))
    return path


def made_up(scorer) -> str:
    return "/readiness/view/" + "x" * 43 + "/"


def body(response) -> str:
    return re.sub(r'(nonce|value)="[^"]+"', "", text(response))


@pytest.mark.parametrize("how", [used, expired, replaced, withdrawn])
def test_one_page_and_one_answer_for_every_link_that_does_not_work(scorer, how):
    path, never = how(scorer), made_up(scorer)
    answers = []
    for address in (path, never):
        client = Client()
        page = follow(client, address)
        assert page.status_code == 410
        answers.append((body(page), body(client.post("/readiness/view/again/"))))
    assert answers[0] == answers[1]
    assert USED in answers[0][0]


def test_a_fresh_link_goes_to_the_first_address_a_few_times_an_hour(scorer):
    path = used(scorer)
    client = Client()
    client.get(path)
    for _ in range(6):
        assert client.post("/readiness/view/again/").status_code == 200
    assert len(mails(scorer.person.email)) == 3  # the invitation's own is the first of them
    with clock(timezone.now() + timedelta(minutes=61)):
        client = Client()
        client.get(path)
        client.post("/readiness/view/again/")
    assert len(mails(scorer.person.email)) == 4


def test_somebody_withdrawn_gets_no_fresh_link(scorer):
    path = withdrawn(scorer)
    client = Client()
    client.get(path)
    client.post("/readiness/view/again/")
    assert len(mails(scorer.person.email)) == 1


def test_who_is_signed_in_as_somebody_else_cannot_use_it(scorer):
    """A contributor who forwards the link to the champion opens nothing."""
    champion = browser_of(champion_of(scorer.assessment))
    response = champion.get(link_to(scorer), follow=True)
    assert response.status_code == 409
    assert "This link is for Ann Lee" in text(response)
    assert champion.post("/readiness/view/").status_code == 409
    assert champion.get(own(scorer)).status_code == 404
    assert scorer.links.get().opened_at is None


def test_who_signs_in_where_a_link_was_opened_does_not_become_that_person(scorer):
    client = link_opened(scorer)
    assert client.get(own(scorer)).status_code == 200
    client.force_login(champion_of(scorer.assessment), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(own(scorer)).status_code == 404
    assert "Ann Lee" not in text(client.get("/readiness/views/"))


def test_two_areas_in_one_browser(scorer):
    client = link_opened(scorer)
    ealing = area(EALING)
    other = invited(asking(opened(in_role(Role.CHAMPION, ealing), ealing)), email=scorer.person.email)
    link_opened(other, client)
    page = text(client.get("/readiness/views/"))
    assert "County Durham" in page
    assert "Ealing" in page
    for one in (scorer, other):
        assert client.get(own(one)).status_code == 200


def test_pages_can_be_closed_on_a_shared_computer(scorer):
    client = link_opened(scorer)
    assert "Your pages are closed" in text(client.post("/readiness/view/leave/"))
    assert client.get(own(scorer)).status_code == 404
    assert USED in text(follow(client, link_to(scorer)))


def test_before_the_first_day_nothing_is_used_up(register):
    assessment = opened()
    today = timezone.localdate()
    first = today + timedelta(days=10)
    partners.set_window(assessment=assessment, opens_on=first, closes_on=first, by=champion_of(assessment))
    scorer = invited(assessment)
    client = Client()
    page = text(client.get(link_to(scorer), follow=True))
    assert f"Views can be given from {first.day} {first:%B %Y}" in page
    assert "I am the person named here" not in page
    assert client.post("/readiness/view/").status_code == 409
    assert scorer.links.get().opened_at is None
    with clock(london(first.year, first.month, first.day, 0, 0, 1)):
        assert link_opened(scorer).get(own(scorer)).status_code == 200


def test_after_the_last_day_a_link_opens_what_was_said_to_read(scorer):
    with clock(timezone.now() + timedelta(days=21)):
        path = link_to(scorer)
        client = Client()
        assert USED in text(follow(client, path))
        client.post("/readiness/view/again/")
        client = link_opened(scorer)
        page = text(client.get(own(scorer)))
        assert "The time for giving views ended" in page
        assert "Check answers and send" not in page


def test_an_open_visit_ends_by_itself(scorer):
    client = link_opened(scorer)
    with clock(timezone.now() + timedelta(hours=13)):
        assert client.get(own(scorer)).status_code == 404


def test_history_does_not_tell_that_somebody_began(scorer):
    link_opened(scorer)
    area = AuditEntry.objects.filter(authority_id=scorer.assessment.authority_id)
    assert AuditEntry.objects.filter(verb="view-link-open").exists()
    assert not area.filter(verb__in=["view-link-open", "view-save"]).exists()


def test_the_convenor_of_a_group_comes_in_the_same_way(register):
    scorer = group(asking(), name="Heads of schools")
    page = text(link_opened(scorer).get(own(scorer)))
    assert "The view of Heads of schools" in page
    assert "Who was there" in page


def test_thanks_lead_back_in(register):
    scorer = sent(invited(asking()))
    signed(scorer.assessment)
    thank(scorer.assessment_id)
    client = link_opened(scorer)
    assert "See what was agreed" in text(client.get(own(scorer)))

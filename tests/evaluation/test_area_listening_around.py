"""Listening to an area as other pages know of it: its timeline and brief, its package, the list, and a long silence."""

import csv
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries import scope_of
from commissioning.programme.area.known import known
from commissioning.programme.contact import finding
from commissioning.programme.contact.rules import Rule
from commissioning.saving import NotNow
from commissioning.support.workflow import Stage
from evaluation.actions import area_interviews, area_reports, listening
from evaluation.actions.area_reports import Played
from evaluation.models import AreaInterview, Heard, Listening, ListeningMember
from evaluation.queries.listening import LINK_LASTS, why_not_quoted
from tests.conftest import browser_of
from tests.evaluation.test_area_listening_report import heard_by_three, released, written
from tests.support import listening as scenes
from tests.support.packages import a_package, people_for
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db
TIMELINE = f"/authorities/{DURHAM}/timeline/?kind=listening"
LIST = "/evaluation/listening/"
PURPOSE = "What helps here"
TOLD = "What we heard, version 1: told"


@pytest.fixture
def scene(register):
    return scenes.begun()


def titles(browser) -> set[str]:
    return {entry.happened.title for entry in browser.get(TIMELINE).context["list"].page.object_list}


def told(scene) -> None:
    """Heard, written up, released and talked through."""
    heard_by_three(scene)
    written(scene)
    report = released(scene)
    played = Played(held_on=date(2026, 3, 20), came="Heads of service", number=9, disputed="", changed="")
    area_reports.add_playback(listening=report.listening, played=played, by=scene.lead)


def named(scene, role: Role = Role.EVALUATOR):
    somebody = in_role(role)
    listening.name(listening=scene.listening, person=somebody, by=scene.lead)
    return somebody


# --- The timeline -------------------------------------------------------------------------


def test_the_area_reads_of_the_listening_and_nothing_of_the_interviews(scene):
    told(scene)
    for reader in (scene.champion, in_role(Role.DIRECTOR)):
        browser = browser_of(reader)
        assert titles(browser) == {
            "Listening to the area: begun",
            TOLD,
            "What we heard: talked through with the area",
        }
        page = text(browser.get(TIMELINE))
        assert PURPOSE in page
        assert "Interview with" not in page
        assert not any(name in page for name in scene.people)


def test_who_carries_it_out_reads_when_interviews_were_and_not_with_whom(scene):
    told(scene)
    scenes.held(scene, "Amina Barrow", "Dev Ellwood", held_on=date(2026, 3, 5))
    for reader in (scene.lead, named(scene)):
        found = titles(browser_of(reader))
        assert {"Interview with one person", "Interview with 2 people together", TOLD} <= found
        page = text(browser_of(reader).get(TIMELINE))
        assert not any(name in page for name in scene.people)


@pytest.mark.parametrize(
    "role", [Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD, Role.EVALUATOR]
)
def test_nobody_else_reads_that_there_was_any(scene, role):
    told(scene)
    browser = browser_of(in_role(role))
    found = {entry.happened.title for entry in browser.get(TIMELINE).context["list"].page.object_list}
    assert not any("istening" in title or "nterview" in title or "heard" in title for title in found)
    offered = 'value="listening"' in text(browser.get(TIMELINE))
    assert offered is (role is Role.EVALUATOR)  # who may be named anywhere


def test_a_report_that_the_area_does_not_have_is_not_on_it(scene):
    heard_by_three(scene)
    written(scene)
    area_reports.make(listening=scene.listening, by=scene.lead)
    for reader in (scene.champion, scene.lead):
        assert TOLD not in titles(browser_of(reader))


def test_whoever_was_taken_off_reads_no_interviews_any_more(scene):
    heard_by_three(scene)
    reader = named(scene)
    assert "Interview with one person" in titles(browser_of(reader))
    listening.leave(member=ListeningMember.objects.get(person=reader), by=scene.lead)
    assert titles(browser_of(reader)) == set()


def test_the_timeline_asks_as_much_for_one_interview_as_for_many(scene):
    scenes.held(scene, "Amina Barrow")
    browser = browser_of(scene.lead)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(TIMELINE)
        return len(caught)

    asked()
    one = asked()
    for _ in range(12):
        scenes.held(scene, "Bryn Castell")
    assert asked() == one


# --- The brief ----------------------------------------------------------------------------


def said_of_it(person) -> list[str]:
    return [one for one in known(area(), scope_of(person)).told if "interviews" in one]


def test_the_brief_says_what_need_not_be_asked_again(scene):
    day = timezone.localdate()
    under_way = f"Being heard in interviews since {day.day} {day:%B %Y}: {PURPOSE}"
    assert said_of_it(scene.lead) == [under_way]
    told(scene)
    back = f"Told back on {day.day} {day:%B %Y}: what people here said in interviews."
    assert said_of_it(scene.lead) == [back, under_way]
    assert said_of_it(scene.champion) == [back, under_way]
    listening.end(listening=scene.listening, by=scene.lead)
    assert said_of_it(scene.lead) == [back]


@pytest.mark.parametrize("role", [Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD, Role.EVALUATOR])
def test_the_brief_of_others_says_nothing_of_it(scene, role):
    told(scene)
    assert said_of_it(in_role(role)) == []


def test_who_was_named_reads_nothing_of_it_in_a_brief_that_outlives_their_part(scene):
    assert said_of_it(named(scene)) == []


# --- A package and its listening ----------------------------------------------------------


@pytest.fixture
def for_package(scene) -> Listening:
    package = a_package(Stage.DELIVERY)
    Listening.objects.filter(pk=scene.listening.pk).update(package=package)
    scene.listening.refresh_from_db()
    return scene.listening


def test_package_and_listening_lead_to_each_other(scene, for_package):
    package = for_package.package
    for reader in (scene.lead, scene.champion):
        browser = browser_of(reader)
        assert f'href="{scene.home}"' in text(browser.get(package.get_absolute_url()))
        assert f'href="{package.get_absolute_url()}"' in text(browser.get(scene.home))


def test_a_package_says_nothing_of_listening_to_whoever_may_not_see_it(scene, for_package):
    page = for_package.package.get_absolute_url()
    for reader in (people_for(for_package.package).programme, in_role(Role.REGIONAL_LEAD)):
        shown = text(browser_of(reader).get(page))
        assert for_package.package.title in shown
        assert "Listening for this package" not in shown
        assert scene.home not in shown


def test_who_was_named_to_help_does_not_learn_the_package(scene, for_package):
    browser = browser_of(named(scene))
    for address in (scene.home, LIST, LIST + "?format=csv"):
        response = browser.get(address)
        body = b"".join(response).decode() if response.streaming else text(response)
        assert PURPOSE in body, address
        assert for_package.package.title not in body, address
        assert for_package.package.reference not in body, address


# --- The list -----------------------------------------------------------------------------


def rows(browser, query: str = "") -> list[dict]:
    body = b"".join(browser.get(f"{LIST}?format=csv{query}")).decode("utf-8-sig")
    return list(csv.DictReader(body.splitlines()))


def elsewhere(scene) -> Listening:
    return listening.begin(
        authority=area(EALING),
        purpose="What gets in the way",
        guides=scene.listening.guides.all(),
        package=None,
        by=in_role(Role.LOCAL_LEAD, area(EALING)),
    )


def test_the_list_holds_what_the_reader_may_see(scene):
    other = elsewhere(scene)
    assert [row["purpose"] for row in rows(browser_of(scene.champion))] == [PURPOSE]
    assert [row["purpose"] for row in rows(browser_of(scene.lead))] == [PURPOSE]
    helper = named(scene, Role.ADVISER)
    assert [row["purpose"] for row in rows(browser_of(helper))] == [PURPOSE]
    listening.name(listening=other, person=helper, by=other.begun_by)
    browser = browser_of(helper)
    assert {row["gss_code"] for row in rows(browser)} == {DURHAM, EALING}
    assert [row["gss_code"] for row in rows(browser, "&q=gets in the way")] == [EALING]
    page = text(browser.get(LIST))
    assert f'href="{scene.home}"' in page
    assert f'href="{other.get_absolute_url()}"' in page
    assert rows(browser_of(in_role(Role.EVALUATOR))) == []
    assert AuditEntry.objects.filter(verb="listenings-export", actor_id=helper.pk).exists()


def test_the_list_is_sorted_and_narrowed(scene):
    elsewhere(scene)
    told(scene)
    listening.end(listening=scene.listening, by=scene.lead)
    both = in_role(Role.LOCAL_LEAD)
    RoleAppointment.objects.create(
        person=both, role=Role.LOCAL_LEAD.value, authority=area(EALING), starts_on=timezone.localdate()
    )
    browser = browser_of(both)
    assert [row["gss_code"] for row in rows(browser, "&sort=area")] == [DURHAM, EALING]
    assert [row["gss_code"] for row in rows(browser, "&state=open")] == [EALING]
    (ended,) = rows(browser, "&state=ended")
    assert ended["told_at"][:10] == timezone.localdate().isoformat()


@pytest.mark.parametrize("role", [Role.PROGRAMME_LEAD, Role.REGIONAL_LEAD, Role.CONTRIBUTOR, Role.ADMINISTRATOR])
def test_who_may_see_no_listening_has_no_list(scene, role):
    assert browser_of(in_role(role)).get(LIST).status_code == 403


def test_the_ways_to_the_list(scene):
    assert f'href="{LIST}"' in text(browser_of(scene.champion).get(area().get_absolute_url()))
    assert f'href="{LIST}"' in text(browser_of(in_role(Role.EVALUATOR)).get("/evaluation/"))
    assert f'href="{LIST}"' not in text(browser_of(in_role(Role.PROGRAMME_LEAD)).get("/evaluation/"))


def test_the_list_asks_as_much_for_one_as_for_many(scene):
    reader = named(scene)
    browser = browser_of(reader)

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            browser.get(LIST)
        return len(caught)

    asked()
    one = asked()
    for place in Authority.objects.current().exclude(pk=area().pk)[:30]:
        made = Listening.objects.create(authority=place, purpose="Another", begun_by=scene.lead)
        ListeningMember.objects.create(listening=made, person=reader, named_by=scene.lead)
    assert asked() == one
    assert len(rows(browser)) == 31


# --- Quoted or not, said anew by the link -------------------------------------------------


def answered(scene, *names: str, consent: str = "no", on_the_day: str = "yes") -> tuple[AreaInterview, list[str]]:
    """Checked by each of them with that consent; and the links they hold."""
    interview = scenes.held(scene, *names, consent=on_the_day)
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    links = [scenes.link_to(scene.people[name]) for name in names]
    for path in links:
        client = Client()
        client.get(path)
        said = {"said": "right", "wished": "", "consent": consent, "version": interview.notes_version + 1}
        assert client.post(RESPOND, said).status_code == 200
    return interview, links


RESPOND = "/respond/notes/"


def says(path: str, consent: str):
    client = Client()
    client.get(path)
    return client.post(RESPOND, {"consent": consent})


def stands(interview: AreaInterview) -> str:
    return AreaInterview.objects.get(pk=interview.pk).consent_stands


def test_whoever_restricted_it_opens_it_again_by_the_same_link_and_it_is_recorded(scene):
    interview, (path,) = answered(scene, "Amina Barrow")
    row = scenes.passage(scene, interview)
    assert why_not_quoted(row) == "Somebody in it does not want to be quoted."
    client = Client()
    client.get(path)
    page = client.get(RESPOND).content.decode()
    assert "May we quote from our conversation?" in page
    assert "<strong>no</strong>" in page
    assert scenes.SAID not in page
    for consent, verb in (("ask", "area-consent-open"), ("yes", "area-consent-open"), ("no", "area-consent-close")):
        assert "Thank you" in says(path, consent).content.decode()
        assert stands(interview) == consent
        last = AuditEntry.objects.filter(object_kind="evaluation.Heard").latest("pk")
        assert (last.verb, last.actor_id, last.authority_id) == (verb, None, area().pk)
    assert AreaInterview.objects.get(pk=interview.pk).is_checked


def test_the_same_said_twice_is_recorded_once(scene):
    _, (path,) = answered(scene, "Amina Barrow")
    for _ in range(2):
        assert says(path, "yes").status_code == 200
    assert AuditEntry.objects.filter(verb="area-consent-open").count() == 1


def test_once_the_area_has_the_report_it_can_only_be_made_closer(scene):
    interview, (path,) = answered(scene, "Amina Barrow", consent="ask")
    for name in ("Bryn Castell", "Cora Denholm"):
        scenes.counted(scene, name)
    written(scene)
    released(scene)
    refused = says(path, "yes")
    assert "Select whether passages may be quoted" in refused.content.decode()
    assert stands(interview) == "ask"
    with pytest.raises(NotNow, match="The area has the report now"):
        area_interviews.change_consent(digest=Heard.objects.get(interview=interview).token_hash, consent="yes")
    assert says(path, "no").status_code == 200
    assert stands(interview) == "no"
    client = Client()
    client.get(path)
    assert "tell whoever talked to you" in client.get(RESPOND).content.decode()


def test_of_a_group_and_of_the_day_the_closest_still_stands(scene):
    interview, (first, second) = answered(scene, "Amina Barrow", "Bryn Castell")
    assert says(first, "yes").status_code == 200
    assert stands(interview) == "no"  # the other one's
    assert says(second, "yes").status_code == 200
    assert stands(interview) == "yes"
    on_the_day, (path,) = answered(scene, "Cora Denholm", on_the_day="no", consent="ask")
    assert says(path, "yes").status_code == 200
    assert stands(on_the_day) == "no"


@pytest.mark.parametrize("consent", ["", "maybe", "YES", "<script>"])
def test_nonsense_about_being_quoted_changes_nothing(scene, consent):
    interview, (path,) = answered(scene, "Amina Barrow")
    assert "Select whether passages may be quoted" in says(path, consent).content.decode()
    assert stands(interview) == "no"


def test_a_link_that_ran_out_was_replaced_or_has_ended_changes_nothing(scene):
    interview, (path,) = answered(scene, "Amina Barrow")
    Heard.objects.update(sent_at=timezone.now() - LINK_LASTS, checked_at=timezone.now())
    assert says(path, "yes").status_code == 410
    Heard.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    listening.end(listening=scene.listening, by=scene.lead)
    assert says(path, "yes").status_code == 410
    assert stands(interview) == "no"


def test_a_newer_link_asks_anew_and_the_older_leads_nowhere(scene):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    old = scenes.link_to(scene.people["Amina Barrow"])
    client = Client()
    client.get(old)
    wish = {"said": "change", "wished": "Sometimes", "consent": "no", "version": interview.notes_version + 1}
    client.post(RESPOND, wish)
    scenes.noted(scene, interview, "Sometimes.")
    area_interviews.send(interview=interview, by=scene.lead)
    assert says(old, "yes").status_code == 410
    fresh = Client()
    fresh.get(scenes.link_to(scene.people["Amina Barrow"]))
    assert "Sometimes." in fresh.get(RESPOND).content.decode()
    assert AreaInterview.objects.get(pk=interview.pk).standing == "Waiting for a check"


def test_who_has_answered_is_no_longer_waited_for(scene):
    interview, _ = answered(scene, "Amina Barrow")
    scenes.noted(scene, scenes.held(scene, "Bryn Castell"))
    Heard.objects.filter(interview=interview).update(checked_notes=0)  # as after a changed word
    assert AreaInterview.objects.get(pk=interview.pk).standing == "Being written"


# --- A long silence -----------------------------------------------------------------------


def silent() -> list[str]:
    return [one.words for one in finding.reasons(timezone.localdate()) if one.rule is Rule.SILENCE]


def test_an_interview_is_contact_until_half_a_year_has_passed(scene):
    today = timezone.localdate()
    RoleAppointment.objects.filter(authority=area()).update(starts_on=today - timedelta(days=400))
    assert len(silent()) == 1
    scenes.held(scene, "Amina Barrow", held_on=today - timedelta(days=181))
    assert silent() == []
    last = today - timedelta(days=182)
    AreaInterview.objects.update(held_on=last)
    assert silent() == [
        f"We have not been in touch since {last.day} {last:%B %Y}. Is there anything you would like to talk through?"
    ]


def test_talking_a_report_through_is_contact_and_an_interview_still_to_come_is_not(scene):
    today = timezone.localdate()
    RoleAppointment.objects.filter(authority=area()).update(starts_on=today - timedelta(days=400))
    scenes.held(scene, "Esme Fairhurst", held_on=today - timedelta(days=300))
    AreaInterview.objects.update(held_on=today + timedelta(days=3))
    assert len(silent()) == 1
    told(scene)
    AreaInterview.objects.update(held_on=today - timedelta(days=300))
    played = scene.listening.playbacks.get()
    played.held_on = today - timedelta(days=20)
    played.save()
    assert silent() == []

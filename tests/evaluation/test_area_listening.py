"""Listening to an area: who sees what of it, whom it hears, and how notes come to count."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions as people_actions
from commissioning.people.models import AuditEntry, OutgoingEmail
from commissioning.profiles.actions import stakeholders
from commissioning.saving import NotNow
from evaluation.actions import area_interviews, listening
from evaluation.models import AreaInterview, AreaNote, Heard, Listening, ListeningMember
from evaluation.queries import listening as queries
from tests.conftest import browser_of
from tests.support import listening as scenes
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(register):
    return scenes.begun()


@pytest.fixture
def lead(scene):
    return browser_of(scene.lead)


def test_it_begins_on_its_page_once(register, client_as):
    scenes.with_guides()
    client = client_as(Role.LOCAL_LEAD)
    path = f"/evaluation/areas/{area().gss_code}/listening/"
    page = client.get(path).content.decode()
    assert "six themes" in page
    assert "three sets of questions" in page
    assert "Select one guide or more" in client.post(path, {"purpose": "What helps"}).content.decode()
    posted = {"purpose": "What helps", "guides": [one.pk for one in queries.guides()]}
    first = client.post(path, posted)
    assert first.status_code == 302
    assert client.post(path, posted)["Location"] == first["Location"]
    assert client.post(path, posted | {"purpose": "Something else"}).status_code == 409
    assert Listening.objects.count() == 1
    panel = client.get(area().get_absolute_url()).content.decode()
    assert "Listening to the area" in panel
    assert first["Location"] in panel


SEES_PLAN = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD}


@pytest.mark.parametrize("role", Role)
def test_the_plan_is_there_for_the_area_and_its_lead_alone(scene, client_as, role):
    """A second champion or director is acting; whoever else asks is told that there is no such page."""
    acting = {"is_acting": True} if role is Role.CHAMPION else {}
    person = scene.champion if role is Role.CHAMPION else in_role(role, **acting)
    page = browser_of(person).get(scene.home)
    assert page.status_code == (200 if role in SEES_PLAN else 404)
    if role in (Role.CHAMPION, Role.DIRECTOR):
        assert "Amina Barrow" in page.content.decode()
        assert "Record an interview" not in page.content.decode()


@pytest.mark.parametrize("role", [Role.CHAMPION, Role.DIRECTOR, Role.EVALUATOR, Role.ADVISER, Role.PROGRAMME_LEAD])
def test_what_was_said_is_not_there_for_anybody_else(scene, role):
    interview = scenes.counted(scene, "Amina Barrow")
    passage = scenes.passage(scene, interview)
    person = scene.champion if role is Role.CHAMPION else in_role(role)
    client = browser_of(person)
    for path in (interview.get_absolute_url(), f"/evaluation/area-passages/{passage.pk}/"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}", {}).status_code in (404, 405)
    themes = client.get(f"{scene.home}themes/")
    assert themes.status_code == (403 if role in SEES_PLAN else 404)
    assert scenes.SAID not in themes.content.decode()


def test_an_evaluator_or_adviser_reads_it_while_named(scene, lead):
    interview = scenes.counted(scene, "Amina Barrow")
    evaluator = in_role(Role.EVALUATOR)
    client = browser_of(evaluator)
    assert lead.post(f"{scene.home}name/", {"person": evaluator.pk}).status_code == 302
    assert scene.home in OutgoingEmail.objects.get(recipient=evaluator.email).body
    assert scenes.SAID in client.get(interview.get_absolute_url()).content.decode()
    assert AuditEntry.objects.filter(actor_id=evaluator.pk, verb="area-notes-read", object_id=interview.pk).exists()
    assert client.post(f"{scene.home}end/").status_code == 403
    assert client.post(f"{scene.home}name/", {"person": evaluator.pk}).status_code == 403
    member = ListeningMember.objects.get()
    assert lead.post(f"{scene.home}members/{member.pk}/leave/").status_code == 302
    assert client.get(interview.get_absolute_url()).status_code == 404


def test_nobody_who_speaks_for_the_area_is_named_or_reads_whatever_else_they_are(scene):
    with pytest.raises(NotNow, match="speaks for this area"):
        listening.name(listening=scene.listening, person=scene.champion, by=scene.lead)
    people_actions.appoint(person=scene.champion, role=Role.EVALUATOR, authority=None, region=None, by=None)
    with pytest.raises(NotNow, match="speaks for this area"):
        listening.name(listening=scene.listening, person=scene.champion, by=scene.lead)
    people_actions.appoint(person=scene.champion, role=Role.LOCAL_LEAD, authority=scene.authority, region=None, by=None)
    interview = scenes.counted(scene, "Amina Barrow")
    assert browser_of(scene.champion).get(interview.get_absolute_url()).status_code == 404
    with pytest.raises(PermissionDenied):
        area_interviews.send(interview=interview, by=scene.champion)


def test_the_local_lead_of_another_area_finds_nothing(scene):
    other = in_role(Role.LOCAL_LEAD, area(EALING))
    assert browser_of(other).get(scene.home).status_code == 404
    with pytest.raises(PermissionDenied):
        listening.end(listening=scene.listening, by=other)


# --- Interviews ---------------------------------------------------------------------------


def held_post(scene, *names, **more):
    guide = queries.guides().get(instrument__slug="listening-themes")
    people = [scene.people[name].pk for name in names]
    return scenes.day_parts() | {
        "kind": "single", "people": people, "present": "", "others": "", "guide": guide.pk, "consent": "yes",
        "version": 0, **more,
    }  # fmt: skip


def test_one_person_is_heard_through_the_pages(scene, lead):
    added = lead.post(f"{scene.home}interviews/add/", held_post(scene, "Amina Barrow"))
    assert added.status_code == 302
    again = lead.post(f"{scene.home}interviews/add/", held_post(scene, "Amina Barrow"))
    assert again["Location"] == added["Location"]
    home = added["Location"]
    first = lead.get(home).content.decode().split(f'href="{home}notes/')[1].split('"')[0]
    path = f"{home}notes/{first}"
    page = lead.get(path).content.decode()
    assert "What does commissioning mean to you" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    saved = lead.post(path, {"seen": seen, "q-understanding_means": "Five things to five people."})
    assert saved["Location"].startswith(f"{home}notes/")
    assert AreaNote.objects.get().text == "Five things to five people."
    assert "Five things to five people." in lead.get(home).content.decode()
    plan = lead.get(scene.home).content.decode()
    assert "Heard on their own" in plan
    assert "1 person from 1 side heard in 1 interview" in " ".join(plan.split())
    assert "Eight people or more" in plan


def test_a_group_says_how_many_were_there(scene, lead):
    path = f"{scene.home}interviews/add/"
    two = ("Amina Barrow", "Bryn Castell")
    assert "Select one person" in lead.post(path, held_post(scene, *two)).content.decode()
    few = lead.post(path, held_post(scene, *two, "Cora Denholm", kind="group", present="2"))
    assert "Enter a number that includes everybody you selected" in few.content.decode()
    none = lead.post(path, held_post(scene, *two, kind="group")).content.decode()
    assert "Enter how many were there" in none
    assert lead.post(path, held_post(scene, *two, kind="group", present="6")).status_code == 302
    assert AreaInterview.objects.get().present == 6
    assert "Heard in a group" in lead.get(scene.home).content.decode()


def test_only_those_are_heard_whom_the_champion_agreed(scene):
    stranger = stakeholders.Typed("Una Gale", "Chair", "Forum", "other", None, "", "single", "")
    row = stakeholders.add(authority=scene.authority, typed=stranger, by=scene.champion)
    scene.people["Una Gale"] = row
    with pytest.raises(NotNow, match="the champion agreed"):
        scenes.held(scene, "Una Gale")


def test_notes_saved_by_two_at_once_are_not_lost(scene, lead):
    interview = scenes.held(scene, "Amina Barrow")
    path = f"{interview.get_absolute_url()}notes/4/"
    page = lead.get(path).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    name = page.split('name="q-')[1].split('"')[0]
    scenes.noted(scene, interview, "Theirs", question=name)
    mine = lead.post(path, {"seen": seen, f"q-{name}": "Mine"})
    assert mine.status_code == 200
    assert "Not saved yet" in mine.content.decode()
    assert "Theirs" in mine.content.decode()
    assert "Mine" in mine.content.decode()
    assert AreaNote.objects.get().text == "Theirs"


def test_who_was_heard_saved_by_two_at_once_is_not_lost(scene, lead):
    interview = scenes.held(scene, "Amina Barrow")
    path = f"{interview.get_absolute_url()}edit/"
    assert lead.post(path, held_post(scene, "Bryn Castell", version=1)).status_code == 302
    conflict = lead.post(path, held_post(scene, "Cora Denholm", version=1)).content.decode()
    assert "Not saved yet" in conflict
    assert "Bryn Castell" in conflict
    assert Heard.objects.get().stakeholder == scene.people["Bryn Castell"]


# --- Their check --------------------------------------------------------------------------


def checked(path: str, **more):
    client = Client()
    assert client.get(path)["Location"] == "/respond/notes/"
    page = client.get("/respond/notes/").content.decode()
    version = re.search(r'name="version"[^>]*?value="(\d+)"|value="(\d+)"[^>]*?name="version"', page)
    said = {"said": "right", "wished": "", "consent": "yes", "version": version[1] or version[2]}
    return page, client.post("/respond/notes/", said | more)


def test_they_check_the_notes_by_a_link_that_works_once(scene, lead):
    interview = scenes.held(scene, "Amina Barrow")
    assert lead.post(f"{interview.get_absolute_url()}send/").status_code == 409  # nothing is noted yet
    scenes.noted(scene, interview)
    assert lead.post(f"{interview.get_absolute_url()}send/").status_code == 302
    path = scenes.link_to(scene.people["Amina Barrow"])
    page, done = checked(path)
    assert scenes.SAID in page
    assert "Thank you" in done.content.decode()
    interview.refresh_from_db()
    assert interview.is_checked
    again = Client()
    again.get(path)
    assert scenes.SAID not in again.get("/respond/notes/").content.decode()
    assert "Checked" in lead.get(interview.get_absolute_url()).content.decode()


def test_opening_the_link_uses_nothing_up_and_the_token_leaves_the_address(scene):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    path = scenes.link_to(scene.people["Amina Barrow"])
    for _ in range(3):
        client = Client()
        opened = client.get(path)
        assert opened["Referrer-Policy"] == "no-referrer"
        assert client.get(opened["Location"]).status_code == 200
    assert Client().get("/respond/notes/").status_code == 410
    wrong = Client()
    wrong.get("/respond/notes/" + "x" * 43 + "/")
    assert wrong.get("/respond/notes/").status_code == 410


def test_a_wish_opens_the_notes_and_a_changed_word_has_to_be_checked_again(scene, lead):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    first = scenes.link_to(scene.people["Amina Barrow"])
    _, refused = checked(first, said="change")
    assert "Enter what has to be changed" in refused.content.decode()
    checked(first, said="change", wished="I said <b>sometimes</b>")
    page = lead.get(interview.get_absolute_url()).content.decode()
    assert "A change is asked for" in page
    assert "I said &lt;b&gt;sometimes&lt;/b&gt;" in page
    with pytest.raises(NotNow, match="wants the notes changed"):
        area_interviews.count_unchecked(interview=interview, because="Quicker", by=scene.lead)
    scenes.noted(scene, interview, "Sometimes.")
    area_interviews.send(interview=interview, by=scene.lead)
    second = scenes.link_to(scene.people["Amina Barrow"])
    assert second != first
    checked(second)
    interview.refresh_from_db()
    assert interview.is_checked
    with pytest.raises(NotNow, match="no longer change"):
        scenes.noted(scene, interview, "Never.")


def test_nobody_approves_words_they_have_not_seen(scene):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    _, refused = checked(scenes.link_to(scene.people["Amina Barrow"]), version=1)
    assert refused.status_code == 409
    assert not Heard.objects.get().checked_at


def test_of_a_group_everybody_checks_and_the_closest_consent_stands(scene, lead):
    interview = scenes.held(scene, "Amina Barrow", "Bryn Castell", present=5)
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    checked(scenes.link_to(scene.people["Amina Barrow"]))
    interview.refresh_from_db()
    assert not interview.counts
    sent = OutgoingEmail.objects.count()
    area_interviews.send(interview=interview, by=scene.lead)  # pressed twice
    assert OutgoingEmail.objects.count() == sent
    Heard.objects.update(sent_at=timezone.now() - timedelta(minutes=2))
    area_interviews.send(interview=interview, by=scene.lead)  # again, to the one who has not answered
    assert OutgoingEmail.objects.count() == sent + 1
    checked(scenes.link_to(scene.people["Bryn Castell"]), consent="no")
    interview.refresh_from_db()
    assert interview.counts
    assert interview.consent_stands == "no"


def test_a_link_runs_out(scene):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    Heard.objects.update(sent_at=timezone.now() - queries.LINK_LASTS)
    client = Client()
    client.get(scenes.link_to(scene.people["Amina Barrow"]))
    assert client.get("/respond/notes/").status_code == 410


def test_once_ended_nothing_changes_and_links_lead_nowhere(scene, lead):
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    assert lead.post(f"{scene.home}end/").status_code == 302
    assert lead.post(f"{scene.home}end/").status_code == 302
    client = Client()
    client.get(scenes.link_to(scene.people["Amina Barrow"]))
    assert client.get("/respond/notes/").status_code == 410
    assert lead.post(f"{interview.get_absolute_url()}send/").status_code == 409
    page = lead.get(scene.home).content.decode()
    assert "Ended" in page
    assert "Record an interview" not in page


def test_the_plan_takes_as_many_queries_for_one_as_for_many(scene, lead):
    scenes.counted(scene, "Amina Barrow")
    lead.get(scene.home)
    with CaptureQueriesContext(connection) as one:
        lead.get(scene.home)
    for name in ("Bryn Castell", "Cora Denholm", "Dev Ellwood"):
        scenes.counted(scene, name)
    with CaptureQueriesContext(connection) as many:
        lead.get(scene.home)
    assert len(many) == len(one)

"""The local lead's challenge and the area's response: who reads and writes, rounds, two people at once, ways back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness.actions import agreement
from readiness.levels import Answer
from readiness.models import Challenge, Evidence, EvidenceUse, SelfAssessment
from readiness.queries.agreement import challengers
from tests.conftest import browser_of
from tests.support.agreeing import said
from tests.support.assessments import agreeing, challenging, champion_of, opened, responding, signed, submitted
from tests.support.pages import at, hidden, text
from tests.support.people import EALING, area, in_role

pytestmark = pytest.mark.django_db


def finding(found: str = "agree", reason: str = "", version: int = 0) -> dict:
    """The local lead's form as a browser sends it."""
    return {"finding": found, "reason": reason, "version": version}


def reply(words: str = "We stay where we are", value: str = "3", version: int = 1, **more) -> dict:
    """The area's form as a browser sends it."""
    return {"response": words, "level": value, "rationale": "", "version": version, "level_version": 1, **more}


@pytest.fixture
def lead():
    """The local lead's browser; `lead.assessment` waits for their challenge."""
    assessment = challenging()
    client = browser_of(challengers(assessment)[0].person)
    client.assessment = assessment
    client.at = lambda *parts: at(client.assessment, *parts)
    return client


@pytest.fixture
def champion():
    """The champion's browser; S03 and S08 of `champion.assessment` look lower to the local lead."""
    assessment = responding(lower=("S03", "S08"))
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    client.at = lambda *parts: at(client.assessment, *parts)
    return client


def state(assessment: SelfAssessment) -> str:
    assessment.refresh_from_db()
    return assessment.state


def challenge(assessment: SelfAssessment, code: str = "S01") -> Challenge | None:
    return assessment.challenges.filter(standard__code=code).order_by("round").last()


# --- The local lead -----------------------------------------------------------------------


def test_one_page_shows_what_the_area_says_beside_the_descriptors(client_as):
    assessment = agreeing(opened())
    standard = assessment.version.standards.get(code="S01")
    said(assessment, value="1", line="Never for the local lead")
    agreed = agreement.Agreed(Answer(3), 4, "The board settled it", "Schools see a 2", 1)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=agreed, by=champion_of(assessment))
    piece = Evidence.objects.create(
        authority=assessment.authority, kind="cited", title="Board paper 7", citation="12 May, item 4"
    )
    EvidenceUse.objects.create(evidence=piece, assessment=assessment, standard=standard, strength="others")
    lead = client_as(Role.LOCAL_LEAD)
    challenging(assessment)
    page = text(lead.get(at(assessment, "challenge", "S01")))
    for shown in ("3 – Progress", "Because", "The board settled it", "Schools see a 2", "Board paper 7", "item 4"):
        assert shown in page
    assert standard.level_texts[2][:40] in page
    assert "Never for the local lead" not in page
    overview = text(lead.get(at(assessment, "challenge")))
    assert "12 of 12 standards are left" in overview
    assert "Never for the local lead" not in overview


def test_last_times_signed_level_stands_beside(client_as):
    first = signed(opened(year=2025), "2")
    lead = client_as(Role.LOCAL_LEAD)
    now = challenging(opened(champion_of(first)))
    assert "2 – Agreement, and a beginning" in text(lead.get(at(now, "challenge", "S01")))
    assert "Last time" in text(lead.get(at(now, "challenge")))


def test_each_finding_is_kept_and_leads_to_the_next_left(lead):
    response = lead.post(lead.at("challenge", "S01"), finding())
    assert response["Location"] == lead.at("challenge", "S02")
    lead.post(lead.at("challenge", "S03"), finding("higher", "The peer visit said so"))
    assert "10 of 12 standards are left" in text(lead.get(lead.at("challenge")))
    row = challenge(lead.assessment, "S03")
    assert (row.finding, row.reason, row.level, row.given_by) == ("higher", "The peer visit said so", 3, lead.person)
    assert lead.post(lead.at("challenge", "S02"), finding())["Location"] == lead.at("challenge", "S04")


def test_after_the_last_comes_the_overview_and_the_button(lead):
    for number in range(1, 12):
        lead.post(lead.at("challenge", f"S{number:02}"), finding())
    assert "Give the challenge" not in text(lead.get(lead.at("challenge")))
    assert lead.post(lead.at("challenge", "S12"), finding())["Location"] == lead.at("challenge")
    assert "Give the challenge to the area" in text(lead.get(lead.at("challenge")))


@pytest.mark.parametrize("found", ["lower", "higher"])
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_difference_needs_a_reason(lead, found, reason):
    page = text(lead.post(lead.at("challenge", "S01"), finding(found, reason)))
    assert f"Say why it looks {found} to you" in page
    assert challenge(lead.assessment) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"finding": ""}, "Select whether you agree"),
        ({"finding": "worse"}, "Select whether you agree"),
        ({"reason": "w" * 10_001}, "must be 10000 characters or fewer"),
        ({"version": "x"}, "had lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(lead, wrong, says):
    response = lead.post(lead.at("challenge", "S01"), {**finding("lower", "Kept on the page"), **wrong})
    assert says in text(response)
    assert "reason" in wrong or "Kept on the page" in text(response)
    assert challenge(lead.assessment) is None


def test_hostile_text_is_shown_as_text(lead):
    lead.post(lead.at("challenge", "S01"), finding("lower", "<script>alert(1)</script>"))
    assert "<script>alert(1)" not in text(lead.get(lead.at("challenge", "S01")))


def test_the_same_finding_twice_is_one_save(lead):
    for _ in range(2):
        assert lead.post(lead.at("challenge", "S01"), finding("lower", "Why")).status_code == 302
    assert challenge(lead.assessment).version == 1


def test_two_local_leads_do_not_overwrite_each_other(lead, client_as):
    other = client_as(Role.LOCAL_LEAD)
    other.post(lead.at("challenge", "S01"), finding("higher", "Theirs"))
    page = text(lead.post(lead.at("challenge", "S01"), finding("lower", "Mine")))
    assert "while you were writing" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert hidden(page) == "1"
    assert challenge(lead.assessment).reason == "Theirs"
    lead.post(lead.at("challenge", "S01"), finding("lower", "Mine", 1))
    assert challenge(lead.assessment).reason == "Mine"


def test_agreeing_with_the_rest_asks_first_and_leaves_what_was_said(lead):
    lead.post(lead.at("challenge", "S05"), finding("lower", "Too early"))
    page = text(lead.get(lead.at("challenge", "agree-rest")))
    assert "4. Outcomes that can be seen: 3 – Progress" in page
    assert "5. Needs understood" not in page
    assert lead.assessment.challenges.count() == 1
    assert lead.post(lead.at("challenge", "agree-rest"))["Location"] == lead.at("challenge")
    findings = list(lead.assessment.challenges.values_list("finding", flat=True))
    assert (findings.count("agree"), findings.count("lower")) == (11, 1)
    again = lead.post(lead.at("challenge", "agree-rest"), follow=True)
    assert "You agree with 0 more standards" in text(again)
    assert lead.get(lead.at("challenge", "agree-rest"))["Location"] == lead.at("challenge")


def test_it_is_given_once_all_is_looked_at(lead):
    response = lead.post(lead.at("challenge", "give"))
    assert response.status_code == 409
    assert "12 are left" in text(response)
    lead.post(lead.at("challenge", "agree-rest"))
    for _ in range(2):  # a double click lands where the first did
        assert lead.post(lead.at("challenge", "give"))["Location"] == lead.at("challenge")
    assert state(lead.assessment) == "response"
    assert lead.assessment.challenge_given == 1
    assert lead.assessment.moves.filter(move="give-challenge").count() == 1


def test_once_given_it_is_read_and_not_changed(lead):
    lead.post(lead.at("challenge", "agree-rest"))
    lead.post(lead.at("challenge", "give"))
    assert 'name="finding"' not in text(lead.get(lead.at("challenge", "S01")))
    response = lead.post(lead.at("challenge", "S01"), finding("lower", "A late long thought " * 4, 1))
    assert response.status_code == 409
    assert "A late long thought" in text(response)
    assert challenge(lead.assessment).finding == "agree"


def test_the_area_sees_nothing_before_it_is_given(lead):
    lead.post(lead.at("challenge", "S01"), finding("lower", "A first thought"))
    champion = browser_of(champion_of(lead.assessment))
    assert champion.get(lead.at("response")).status_code == 404
    for parts in ((), ("agreeing", "S01"), ("standards", "S01")):
        assert "A first thought" not in text(champion.get(lead.at(*parts)))


def test_who_read_the_levels_is_recorded(lead):
    lead.get(lead.at("challenge"))
    lead.get(lead.at("challenge", "S01"))
    entries = AuditEntry.objects.filter(verb="challenge-read", object_id=lead.assessment.pk)
    assert list(entries.values_list("actor_id", flat=True)) == [lead.person.pk] * 2


def test_the_pages_cost_the_same_however_much_was_found(lead, django_assert_num_queries):
    pages = [lead.at("challenge"), lead.at("challenge", "S01")]
    counted = []
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            lead.get(page)
        counted.append(len(queries))
    for number in range(1, 13):
        lead.post(lead.at("challenge", f"S{number:02}"), finding("lower", "Why", 0))
    for page, number in zip(pages, counted, strict=True):
        with django_assert_num_queries(number):
            lead.get(page)
    assert max(counted) <= 32, counted


# --- Who may challenge --------------------------------------------------------------------


CHALLENGE_PAGES = [("challenge",), ("challenge", "S01"), ("challenge", "agree-rest"), ("challenge", "give")]


@pytest.mark.parametrize("parts", CHALLENGE_PAGES, ids="/".join)
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.PROGRAMME_LEAD])
def test_challenging_is_for_the_local_lead(lead, client_as, role, parts):
    assert client_as(role).post(lead.at(*parts), finding()).status_code in (403, 405)
    assert not lead.assessment.challenges.exists()


@pytest.mark.parametrize(
    "parts", [*CHALLENGE_PAGES, ("challenge", "send"), ("challenge", "take-back"), ("response",)], ids="/".join
)
def test_another_areas_challenge_does_not_exist(lead, client_as, parts):
    for role in (Role.LOCAL_LEAD, Role.CHAMPION):
        stranger = client_as(role, area(EALING))
        assert stranger.get(lead.at(*parts)).status_code in (404, 405)
        assert stranger.post(lead.at(*parts)).status_code in (404, 405)
    assert state(lead.assessment) == "challenge"


@pytest.mark.parametrize("parts", CHALLENGE_PAGES[:3], ids="/".join)
@pytest.mark.parametrize("made", [lambda: opened(), agreeing])
def test_levels_stay_closed_until_it_is_sent(client_as, made, parts):
    lead = client_as(Role.LOCAL_LEAD)
    response = lead.get(at(made(), *parts))
    assert response.status_code == 403
    assert "when the area sends it to you" in text(response)


def test_whoever_led_it_cannot_challenge_it(client_as):
    assessment = opened()
    was_champion = browser_of(champion_of(assessment))
    people.appoint(person=champion_of(assessment), role=Role.LOCAL_LEAD, authority=area(), by=None)
    challenging(assessment)
    assert challengers(assessment)[0].person != champion_of(assessment)
    page = text(was_champion.get(at(assessment, "challenge")))
    assert "another local lead challenges it" in page
    assert "Agree with all" not in page
    for parts, form in (
        (("challenge", "S01"), finding()),
        (("challenge", "agree-rest"), {}),
        (("challenge", "give"), {}),
    ):
        response = was_champion.post(at(assessment, *parts), form)
        assert response.status_code == 409
    assert not assessment.challenges.exists()


def test_whoever_only_agreed_a_level_led_it_too():
    assessment = agreeing()
    second = in_role(Role.CONTRIBUTOR)
    people.end_now(appointment=champion_of(assessment).appointments.get(), by=None)
    people.appoint(person=second, role=Role.CHAMPION, authority=area(), by=None)
    standard = assessment.version.standards.get(code="S01")
    agreed = agreement.Agreed(Answer(2), None, "", "", 1)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=agreed, by=second)
    people.appoint(person=second, role=Role.LOCAL_LEAD, authority=area(), by=None)
    assert challengers(assessment) == []


# --- Ways back ----------------------------------------------------------------------------


def test_the_area_takes_it_back_with_a_reason(lead):
    champion = browser_of(champion_of(lead.assessment))
    lead.post(lead.at("challenge", "S01"), finding("lower", "Half done"))
    address = lead.at("challenge", "take-back")
    assert address in text(champion.get(lead.at()))
    page = text(champion.post(address, {"reason": " "}))
    assert "Enter why you take it back" in page
    assert state(lead.assessment) == "challenge"
    for _ in range(2):
        response = champion.post(address, {"reason": "A board paper changed S04"})
        assert response["Location"] == lead.assessment.get_absolute_url()
    assert state(lead.assessment) == "agreeing"
    assert lead.assessment.moves.filter(move="take-back").count() == 1
    response = lead.post(lead.at("challenge", "S01"), finding("lower", "Typed meanwhile, with care " * 3))
    assert response.status_code == 403
    assert "Typed meanwhile" in text(response)


def test_what_was_taken_back_is_in_no_snapshot_and_a_new_round_begins(lead):
    assessment, champion = lead.assessment, champion_of(lead.assessment)
    lead.post(lead.at("challenge", "S01"), finding("lower", "Half done"))
    agreement.take_back(assessment=assessment, by=champion, reason="Changed")
    people.end_now(appointment=lead.person.appointments.get(), by=None)
    agreement.submit(assessment=assessment, by=champion)
    frozen = assessment.snapshots.get().data
    assert frozen["was_challenged"] is False
    assert {record["challenge"] for record in frozen["standards"]} == {None}


def test_a_new_round_shows_the_earlier_findings_beside(lead):
    assessment, champion = lead.assessment, champion_of(lead.assessment)
    lead.post(lead.at("challenge", "S01"), finding("lower", "Half done"))
    agreement.take_back(assessment=assessment, by=champion, reason="Changed")
    agreement.send_for_challenge(assessment=assessment, by=champion)
    assessment.refresh_from_db()
    assert assessment.challenge_round == 2
    page = text(lead.get(lead.at("challenge", "S01")))
    assert "In the round before" in page
    assert "Half done" in page
    assert hidden(page) == "0"
    assert "12 of 12 standards are left" in text(lead.get(lead.at("challenge")))


def test_when_the_post_falls_vacant_the_champion_is_told_and_sends_it_on(lead):
    champion = browser_of(champion_of(lead.assessment))
    lead.post(lead.at("challenge", "S01"), finding("lower", "Half done"))
    people.end_now(appointment=lead.person.appointments.get(), by=None)
    page = text(champion.get(lead.at()))
    assert "No local lead can challenge it now" in page
    assert "Send to the director" in page
    assert champion.post(lead.at("submit"))["Location"] == lead.at("sent")
    frozen = lead.assessment.snapshots.get().data
    assert frozen["was_challenged"] is False
    assert lead.assessment.moves.first().reason.startswith("Without a challenge")


def test_while_somebody_can_challenge_it_is_not_passed_by(lead):
    champion = browser_of(champion_of(lead.assessment))
    assert "Send to the director" not in text(champion.get(lead.at()))
    assert champion.post(lead.at("submit")).status_code == 409
    assert state(lead.assessment) == "challenge"


def test_once_given_it_cannot_be_taken_back():
    assessment = responding()
    with pytest.raises(NotNow, match="cannot be taken back"):
        agreement.take_back(assessment=assessment, by=champion_of(assessment), reason="Too late")


# --- The response -------------------------------------------------------------------------


def test_the_area_reads_each_difference_with_its_reason(champion):
    page = text(champion.get(champion.at("response")))
    assert "2 of 12 levels look different to your local lead" in page
    assert "2 still need your response" in page
    assert "S03 looks lower from outside" in page
    assert "Send to the director" not in page
    assert AuditEntry.objects.filter(verb="response-read").count() == 1


def test_answering_leads_through_the_open_points_to_the_director(champion):
    response = champion.post(champion.at("response", "S03"), reply())
    assert response["Location"] == champion.at("response", "S08")
    assert champion.post(champion.at("response", "S08"), reply())["Location"] == champion.at("response")
    assert "Send to the director" in text(champion.get(champion.at("response")))
    assert champion.post(champion.at("submit"))["Location"] == champion.at("sent")
    record = next(r for r in champion.assessment.snapshots.get().data["standards"] if r["code"] == "S03")
    assert record["challenge"] == {
        "finding": "lower",
        "reason": "S03 looks lower from outside",
        "response": "We stay where we are",
        "about": {"level": 3, "no_level": ""},
    }


def test_an_open_point_keeps_it_back(champion):
    champion.post(champion.at("response", "S03"), reply())
    response = champion.post(champion.at("submit"))
    assert response.status_code == 409
    assert "still needs a response on 1 of the standards" in text(response)


def test_the_area_may_change_its_mind_with_why(champion):
    form = reply("You are right", "2", rationale="Schools have left the pilot")
    champion.post(champion.at("response", "S03"), form)
    row = champion.assessment.agreed_levels.get(standard__code="S03")
    assert (row.level, row.rationale, row.version) == (2, "Schools have left the pilot", 2)
    found = challenge(champion.assessment, "S03")
    assert (found.level, found.response) == (3, "You are right")  # what it was said of stays true
    assert "Your level now: <strong>2 – Agreement" in text(champion.get(champion.at("response")))


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (reply(""), "Enter your response to the challenge"),
        (reply("Right", "2"), "Say why the level changes"),
        (reply("Right", ""), "Select one of the levels"),
        (reply("Right", "7"), "Select one of the levels"),
        (reply("w" * 10_001), "must be 10000 characters or fewer"),
        (reply(version=""), "had lost its place"),
        (reply(level_version="x"), "had lost its place"),
    ],
)
def test_what_is_wrong_with_a_response_is_said_and_nothing_is_saved(champion, form, says):
    assert says in text(champion.post(champion.at("response", "S03"), form))
    assert challenge(champion.assessment, "S03").response == ""
    assert champion.assessment.agreed_levels.get(standard__code="S03").version == 1


def test_the_same_response_twice_is_one_save(champion):
    for _ in range(2):
        assert champion.post(champion.at("response", "S03"), reply()).status_code == 302
    assert challenge(champion.assessment, "S03").version == 2


def test_a_response_on_top_of_anothers_saves_nothing(champion):
    champion.post(champion.at("response", "S03"), reply("Theirs"))
    page = text(champion.post(champion.at("response", "S03"), reply("Mine", "2", rationale="Because")))
    assert "while you were writing" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert (hidden(page), hidden(page, "level_version")) == ("2", "1")
    assert champion.assessment.agreed_levels.get(standard__code="S03").level == 3
    champion.post(champion.at("response", "S03"), reply("Mine", "2", 2, rationale="Because"))
    assert challenge(champion.assessment, "S03").response == "Mine"
    assert champion.assessment.agreed_levels.get(standard__code="S03").level == 2


def test_a_level_agreed_elsewhere_meanwhile_saves_nothing_either(champion):
    assessment = champion.assessment
    standard = assessment.version.standards.get(code="S03")
    theirs = agreement.Agreed(Answer(4), None, "Seen again", "", 1)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=theirs, by=champion.person)
    page = text(champion.post(champion.at("response", "S03"), reply("Mine", "2", rationale="Because")))
    assert "while you were writing" in page
    assert "Seen again" in page
    assert challenge(assessment, "S03").response == ""
    assert hidden(page, "level_version") == "2"


def test_a_point_agreed_with_may_be_answered_and_need_not(champion):
    assert champion.get(champion.at("response", "S01")).status_code == 200
    assert champion.post(champion.at("response", "S01"), reply("")).status_code == 302
    assert champion.get(champion.at("response", "S99")).status_code == 404


def test_the_area_decides_whether_it_is_printed(champion):
    assert "stay out of the feedback report" in text(champion.get(champion.at("response")))
    for _ in range(2):
        champion.post(champion.at("response", "print"), {"printed": "yes"})
    champion.assessment.refresh_from_db()
    assert champion.assessment.challenge_printed
    assert AuditEntry.objects.filter(verb="challenge-print").count() == 1
    champion.post(champion.at("response", "print"), {"printed": "no"})
    champion.assessment.refresh_from_db()
    assert not champion.assessment.challenge_printed


def test_after_it_is_sent_neither_response_nor_printing_changes(champion):
    for code in ("S03", "S08"):
        champion.post(champion.at("response", code), reply())
    champion.post(champion.at("submit"))
    assert champion.post(champion.at("response", "print"), {"printed": "yes"}).status_code == 409
    late = champion.post(champion.at("response", "S03"), reply("A late long thought " * 4, version=2))
    assert late.status_code == 409
    assert "A late long thought" in text(late)
    assert 'name="response"' not in text(champion.get(champion.at("response", "S03")))


@pytest.mark.parametrize("role", [Role.LOCAL_LEAD, Role.DIRECTOR, Role.CONTRIBUTOR])
@pytest.mark.parametrize("parts", [("response",), ("response", "S03")], ids="/".join)
def test_responding_is_for_the_champion(champion, client_as, role, parts):
    assert client_as(role).get(champion.at(*parts)).status_code == 403


def test_the_local_lead_reads_the_response_once_it_is_sent(champion):
    lead = browser_of(challengers(champion.assessment)[0].person)
    champion.post(champion.at("response", "S03"), reply("Our careful answer"))
    assert "Our careful answer" not in text(lead.get(champion.at("challenge", "S03")))
    assert "Our careful answer" not in text(lead.get(champion.at("challenge")))
    champion.post(champion.at("response", "S08"), reply())
    champion.post(champion.at("submit"))
    assert "Our careful answer" in text(lead.get(champion.at("challenge", "S03")))


# --- In later rounds and revisions --------------------------------------------------------


def test_what_the_director_returned_may_go_straight_back_with_its_challenge(client_as):
    assessment = submitted(responding())
    champion, director = champion_of(assessment), in_role(Role.DIRECTOR)
    agreement.return_to_area(assessment=assessment, by=director, reason="Say more on S04")
    agreement.resume(assessment=assessment, by=champion)
    page = text(browser_of(champion).get(at(assessment, "checks")))
    assert "Send to the local lead for challenge" in page
    assert "It was challenged already" in page
    agreement.submit(assessment=assessment, by=champion)
    assert assessment.moves.first().reason == "Challenged before; sent straight back to the director."
    assert assessment.snapshots.first().data["was_challenged"] is True


def test_a_second_round_taken_back_leaves_the_first_in_place():
    assessment = submitted(responding())
    champion, director = champion_of(assessment), in_role(Role.DIRECTOR)
    agreement.return_to_area(assessment=assessment, by=director, reason="Look again at S04")
    agreement.resume(assessment=assessment, by=champion)
    agreement.send_for_challenge(assessment=assessment, by=champion)
    with pytest.raises(NotNow):  # it waits with somebody who can challenge it
        agreement.submit(assessment=assessment, by=champion)
    agreement.take_back(assessment=assessment, by=champion, reason="No time left")
    agreement.submit(assessment=assessment, by=champion)
    assessment.refresh_from_db()
    assert (assessment.challenge_round, assessment.challenge_given) == (2, 1)
    frozen = assessment.snapshots.first().data["standards"]
    assert {record["challenge"]["finding"] for record in frozen} == {"agree"}


def test_a_reopened_one_is_challenged_again():
    assessment = submitted(responding())
    champion = champion_of(assessment)
    agreement.sign(assessment=assessment, by=in_role(Role.DIRECTOR), board_discussed_on=date(2026, 9, 1))
    agreement.reopen(assessment=assessment, by=champion, reason="A review found more")
    with pytest.raises(NotNow, match="Send it to your local lead first"):
        agreement.submit(assessment=assessment, by=champion)

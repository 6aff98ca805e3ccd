"""From the champion's views to agreed levels: who reads and writes, what the pages show, two people at once, checks."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness.actions import agreement
from readiness.levels import Answer
from readiness.models import Action, AgreedLevel, NamedReader, SelfAssessment, Standard, View
from readiness.queries import agreement as queries
from tests.conftest import browser_of
from tests.support.agreeing import agreed, said
from tests.support.assessments import (
    agreeing,
    answer,
    answered,
    challenging,
    champion_of,
    opened,
    responding,
    signed,
    submitted,
    typed,
)
from tests.support.pages import at, hidden, text
from tests.support.people import EALING, area, in_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion():
    """The champion's browser; `champion.assessment` is theirs, with nothing answered yet."""
    assessment = opened()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    client.at = lambda *parts: at(client.assessment, *parts)
    return client


def standard(assessment: SelfAssessment, code: str = "S01") -> Standard:
    return assessment.version.standards.get(code=code)


def level(assessment: SelfAssessment, code: str = "S01") -> AgreedLevel | None:
    return assessment.agreed_levels.filter(standard__code=code).first()


def settle(assessment: SelfAssessment, code: str = "S01", value: str = "3", version: int = 0, by=None):
    wanted = agreement.Agreed(Answer.parse(value), None, "", "", version)
    return agreement.agree_level(
        assessment=assessment, standard=standard(assessment, code), agreed=wanted, by=by or champion_of(assessment)
    )


# --- Sending one's own views --------------------------------------------------------------


def test_the_check_page_says_what_freezes_and_what_opens(champion):
    answered(champion.assessment)
    page = text(champion.get(champion.at("check")))
    assert "Send your views and start agreeing" in page
    assert "Your own levels are frozen" in page
    assert "What partners have sent opens to you" in page


def test_sending_views_freezes_them_and_opens_agreeing(champion):
    answered(champion.assessment)
    said(champion.assessment, value="4")
    response = champion.post(champion.at("agreeing", "begin"))
    assert response["Location"] == champion.at("agreeing")
    champion.assessment.refresh_from_db()
    scorer = champion.assessment.scorers.get(kind="champion")
    assert (champion.assessment.state, scorer.person) == ("agreeing", champion.person)
    assert scorer.sent_at
    assert not champion.assessment.agreed_levels.exists()  # partners spoke, so the levels are still to be agreed


def test_views_sent_twice_are_sent_once(champion):
    answered(champion.assessment)
    for _ in range(2):
        assert champion.post(champion.at("agreeing", "begin"))["Location"] == champion.at("agreeing")
    assert list(champion.assessment.moves.values_list("move", flat=True)) == ["agree", "open"]


def test_with_nobody_else_asked_the_champions_levels_are_the_agreed_ones(champion):
    agreeing(champion.assessment)
    rows = champion.assessment.agreed_levels.all()
    assert {(row.level, row.moderated, row.version) for row in rows} == {(3, False, 1)}
    page = text(champion.get(champion.at("agreeing")))
    assert "12 of 12 levels agreed" in page
    assert "1 view, at 3" in page


def test_the_champions_level_stays_as_sent_and_the_words_stay_open(champion):
    agreeing(champion.assessment)
    page = text(champion.get(champion.at("standards", "S01")))
    assert 'name="level"' not in page
    assert "Your own view was <strong>3 – Progress towards the standard</strong>" in page
    assert champion.at("agreeing", "S01") in page
    forged = typed("5", "New words", version=1)
    response = champion.post(champion.at("standards", "S01"), forged, follow=True)
    assert "Your own level was sent before" in text(response)
    entry = champion.assessment.entries.get(standard__code="S01")
    assert (entry.narrative, entry.version) == ("New words", 2)
    assert View.objects.get(scorer__assessment=champion.assessment, standard=entry.standard).level == 3


@pytest.mark.parametrize("junk", ["9", "x", "<b>", ""])
def test_a_level_forged_into_the_words_form_breaks_nothing(champion, junk):
    agreeing(champion.assessment)
    assert champion.post(champion.at("standards", "S02"), typed(junk, "Mine", version=1)).status_code == 302
    assert champion.assessment.entries.get(standard__code="S02").narrative == "Mine"


def test_words_are_asked_for_at_the_level_agreed(champion):
    assessment = agreeing(champion.assessment)
    settle(assessment, value="4", version=1)
    page = text(champion.post(champion.at("standards", "S01"), typed("", "", version=1)))
    assert "Say briefly what shows level 4" in page
    assert not assessment.entries.get(standard__code="S01").completed


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (lambda assessment: assessment, "Until you send your views, only you see this"),
        (agreeing, "Your local lead reads it once you send it for challenge"),
        (responding, "You, the people you name and your local lead see this"),
    ],
    ids=["open", "agreeing", "response"],
)
def test_the_standard_page_says_truly_who_reads_it(champion, made, says):
    made(champion.assessment)
    assert says in text(champion.get(champion.at("standards", "S01")))


# --- Who may ------------------------------------------------------------------------------


ADDRESSES = [("agreeing",), ("agreeing", "S01"), ("checks",)]


@pytest.mark.parametrize("parts", ADDRESSES, ids="/".join)
@pytest.mark.parametrize(
    "role", [Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR, Role.SENIOR_LEADER, Role.REGIONAL_LEAD]
)
def test_what_partners_said_is_for_the_champion(champion, client_as, role, parts):
    agreeing(champion.assessment)
    said(champion.assessment, line="Never for their eyes")
    response = client_as(role).get(champion.at(*parts))
    assert response.status_code == 403
    assert "Never for their eyes" not in text(response)


@pytest.mark.parametrize("parts", [*ADDRESSES, ("agreeing", "begin"), ("submit",), ("resume",)], ids="/".join)
def test_another_areas_pages_do_not_exist(champion, client_as, parts):
    agreeing(champion.assessment)
    stranger = client_as(Role.CHAMPION, area(EALING))
    for ask in (stranger.get, stranger.post):
        assert ask(champion.at(*parts)).status_code in (404, 405)
    assert stranger.post(champion.at(*parts)).status_code in (404, 405)
    champion.assessment.refresh_from_db()
    assert champion.assessment.state == "agreeing"


def named(champion, role: Role = Role.CONTRIBUTOR):
    reader = in_role(role)
    NamedReader.objects.create(assessment=champion.assessment, person=reader, named_by=champion.person)
    return browser_of(reader)


def test_somebody_named_reads_along_and_does_not_write(champion):
    agreeing(champion.assessment)
    said(champion.assessment, line="Heard in the room")
    facilitator = named(champion)
    assert facilitator.get(champion.at("agreeing")).status_code == 200
    page = text(facilitator.get(champion.at("agreeing", "S01")))
    assert "Heard in the room" in page
    assert 'name="level"' not in page
    assert facilitator.post(champion.at("agreeing", "S01"), agreed("5")).status_code == 403
    assert level(champion.assessment).level == 3


@pytest.mark.parametrize("parts", [("agreeing",), ("agreeing", "S01")], ids="/".join)
def test_nothing_opens_before_the_champions_own_views_are_in(champion, parts):
    said(champion.assessment, line="Blind until then")
    response = champion.get(champion.at(*parts))
    assert response.status_code == 403
    assert "Blind until then" not in text(response)


def test_once_the_time_is_over_views_open_but_nothing_is_agreed_before_ones_own_are_sent(champion):
    said(champion.assessment, line="In time")
    yesterday = timezone.localdate() - timedelta(days=1)
    SelfAssessment.objects.update(views_open_on=yesterday, views_close_on=yesterday)
    page = text(champion.get(champion.at("agreeing", "S01")))
    assert "In time" in page
    assert 'name="level"' not in page
    response = champion.post(
        champion.at("agreeing", "S01"), agreed("5", version=0, rationale="Long careful words " * 3)
    )
    assert response.status_code == 409
    assert "Long careful words" in text(response)
    assert not champion.assessment.agreed_levels.exists()


def test_who_read_what_partners_said_is_recorded(champion):
    agreeing(champion.assessment)
    champion.get(champion.at("agreeing"))
    champion.get(champion.at("agreeing", "S01"))
    entries = AuditEntry.objects.filter(verb="agreement-read", object_id=champion.assessment.pk)
    assert (
        list(entries.values_list("actor_id", "authority_id"))
        == [(champion.person.pk, champion.assessment.authority_id)] * 2
    )


# --- What the pages show ------------------------------------------------------------------


def test_the_widest_disagreement_comes_first(champion):
    answered(champion.assessment)
    said(champion.assessment, only={"S05": "1", "S09": "5"})
    said(champion.assessment, "schools", only={"S05": "4"})
    said(champion.assessment, "independent_provider", only={"S12": "1"})  # stands apart, so moves nothing up
    sent(champion)
    page = text(champion.get(champion.at("agreeing")))
    in_order = [matter.standard.number for matter in queries.agenda(champion.assessment).matters]
    assert in_order == [5, 9, 1, 2, 3, 4, 6, 7, 8, 10, 11, 12]
    links = re.findall(r'<th scope="row"[^>]*> <a class="govuk-link" href="[^"]*/agreeing/S(\d\d)/"', page)
    assert [int(number) for number in links] == in_order
    assert "3 views, from 1 to 4" in page


def sent(champion) -> SelfAssessment:
    """The champion's views are sent, whatever partners have said so far."""
    agreement.begin(assessment=champion.assessment, by=champion.person)
    champion.assessment.refresh_from_db()
    return champion.assessment


def cells(page: str, label: str) -> list[str]:
    row = re.search(rf'<th scope="row" class="govuk-table__header"> {label}.*?</tr>', page)[0]
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_one_standard_shows_who_said_what_by_kind_and_never_who(champion):
    answered(champion.assessment)
    said(champion.assessment, value="2", line="Budgets are still apart")
    said(champion.assessment, value="4", line="It works in the north")
    said(champion.assessment, "schools", "dont_know")
    said(champion.assessment, "voluntary", "3", room=(9, 1, 4), line="We differ")
    said(champion.assessment, "independent_provider", "1", line="Nobody asks us")
    sent(champion)
    page = text(champion.get(champion.at("agreeing", "S01")))
    assert cells(page, "Health") == ["0", "1", "0", "1", "0", "0", "0"]
    assert cells(page, "Schools") == ["0", "0", "0", "0", "0", "1", "0"]
    assert cells(page, "Commissioning champion") == ["0", "0", "1", "0", "0", "0", "0"]
    assert cells(page, "Independent provider") == ["1", "0", "0", "0", "0", "0", "0"]
    assert "A group of 9 people, with views from 1 to 4" in page
    assert page.index("Budgets are still apart") < page.index("It works in the north") < page.index("We differ")
    assert "Shown apart" in page
    assert "How many said which level: 5 views, from 1 to 4" in page
    assert "A partner with a name" not in page
    assert "Because" in page  # the area's own words


def test_a_withdrawn_or_unsent_view_is_not_shown(champion):
    answered(champion.assessment)
    gone = said(champion.assessment, value="5", line="Withdrawn")
    gone.withdrawn_at = timezone.now()
    gone.save(update_fields=["withdrawn_at"])
    said(champion.assessment, value="1", line="Not sent", sent=False)
    sent(champion)
    page = text(champion.get(champion.at("agreeing", "S01")))
    assert "1 view, at 3" in page
    assert "Withdrawn" not in page
    assert "Not sent" not in page


def test_everybody_may_not_know(champion):
    answered(champion.assessment, "dont_know")
    for kind in ("health", "schools", "police"):
        said(champion.assessment, kind, "dont_know")
    sent(champion)
    assert "4 views, no level" in text(champion.get(champion.at("agreeing")))
    response = champion.post(champion.at("agreeing", "S01"), agreed("dont_know", version=0))
    assert response.status_code == 302
    assert level(champion.assessment).answer == Answer(no_level="dont_know")


def test_hostile_text_is_shown_as_text(champion):
    answered(champion.assessment)
    said(champion.assessment, line="<script>alert(1)</script>\u202e")
    sent(champion)
    settle(champion.assessment, "S01")
    hostile = agreed(version=1, rationale="<img src=x onerror=1>", dissent="<script>2</script>")
    champion.post(champion.at("agreeing", "S01"), hostile)
    page = text(champion.get(champion.at("agreeing", "S01")))
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_last_times_signed_level_stands_beside_and_is_never_filled_in(champion):
    signed(answered(champion.assessment, "4"))
    now = opened(champion.person, year=2027)
    said(now, value="2")
    agreeing(now, "3")
    page = text(champion.get(at(now, "agreeing", "S01")))
    assert "you agreed: <strong>4 – Very good progress</strong>" in page
    assert "checked" not in page
    assert "Last time" in text(champion.get(at(now, "agreeing")))


@pytest.mark.slow
def test_two_hundred_views_cost_as_many_queries_as_one(champion, django_assert_num_queries):
    answered(champion.assessment)
    said(champion.assessment)
    sent(champion)
    pages = [champion.at("agreeing"), champion.at("agreeing", "S01"), champion.at("checks")]
    counted = []
    for page in pages:
        with CaptureQueriesContext(connection) as one:
            champion.get(page)
        counted.append(len(one))
    kinds = ("health", "schools", "voluntary", "police", "independent_provider")
    for number in range(199):
        said(champion.assessment, kinds[number % 5], str(1 + number % 5), line="As we see it")
    for page, number in zip(pages, counted, strict=True):
        with django_assert_num_queries(number):
            champion.get(page)
    assert "162 views, from 1 to 4" in text(champion.get(champion.at("agreeing")))
    assert max(counted) <= 30, counted


def test_an_unknown_standard_is_not_found(champion):
    agreeing(champion.assessment)
    assert champion.get(champion.at("agreeing", "S99")).status_code == 404
    assert champion.post(champion.at("agreeing", "S99"), agreed()).status_code == 404


# --- Saving what is agreed ----------------------------------------------------------------


@pytest.fixture
def meeting(champion):
    """While levels are being agreed with one partner, nothing settled yet."""
    answered(champion.assessment)
    said(champion.assessment, value="2", only={"S04": "5"})
    sent(champion)
    return champion


def test_saving_leads_to_the_next_in_the_order_of_disagreement(meeting):
    form = agreed("4", 0, target="5", rationale="The ICB matched it", dissent="Schools: not yet")
    response = meeting.post(meeting.at("agreeing", "S04"), form)
    assert response["Location"] == meeting.at("agreeing", "S01")
    row = level(meeting.assessment, "S04")
    assert (row.level, row.target, row.rationale, row.dissent) == (4, 5, "The ICB matched it", "Schools: not yet")
    assert (row.moderated, row.version, row.agreed_by) == (True, 1, meeting.person)


def test_after_the_last_comes_the_whole_agenda(meeting):
    response = meeting.post(meeting.at("agreeing", "S12"), agreed("3", 0))
    assert response["Location"] == meeting.at("agreeing")
    page = text(meeting.get(meeting.at("agreeing", "S12")))
    assert "Previous standard" in page
    assert "Next standard" not in page


def test_the_first_page_of_the_meeting_has_no_previous(meeting):
    page = text(meeting.get(meeting.at("agreeing", "S04")))
    assert "1 of 12, 0 agreed" in page
    assert "Previous standard" not in page


def test_notes_can_be_kept_before_a_level_is_settled(meeting):
    meeting.post(meeting.at("agreeing", "S01"), agreed("", 0, target="4", dissent="Police want to think"))
    row = level(meeting.assessment)
    assert (row.answer.is_given, row.target, row.dissent) == (False, None, "Police want to think")
    assert "0 of 12 levels agreed" in text(meeting.get(meeting.at("agreeing")))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"level": "6"}, "Select one of the levels"),
        ({"level": "<script>"}, "Select one of the levels"),
        ({"target": "0"}, "Select one of the levels to aim for"),
        ({"rationale": "w" * 10_001}, "must be 10000 characters or fewer"),
        ({"dissent": "before\x00after"}, "Null characters are not allowed"),
        ({"version": ""}, "had lost its place"),
        ({"version": "-1"}, "had lost its place"),
        ({"version": "99999999999999999999"}, "had lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(meeting, wrong, says):
    form = {**agreed("4", 0, rationale="Kept on the page"), **wrong}
    response = meeting.post(meeting.at("agreeing", "S01"), form)
    assert response.status_code == 200
    assert says in text(response)
    assert "rationale" in wrong or "Kept on the page" in text(response)
    assert level(meeting.assessment) is None


def test_an_empty_form_is_answered(meeting):
    assert meeting.post(meeting.at("agreeing", "S01"), {}).status_code == 200


def test_the_same_form_twice_is_one_save(meeting):
    for _ in range(2):
        assert meeting.post(meeting.at("agreeing", "S01"), agreed("4", 0)).status_code == 302
    assert level(meeting.assessment).version == 1
    assert AuditEntry.objects.filter(verb="level-agree").count() == 1


def test_the_second_to_save_is_told_and_loses_nothing(meeting):
    settle(meeting.assessment, value="2", by=meeting.person)
    response = meeting.post(meeting.at("agreeing", "S01"), agreed("4", 0, rationale="Mine"))
    page = text(response)
    assert response.status_code == 200
    assert "while you were writing" in page
    assert "2 – Agreement, and a beginning" in page
    assert "Mine" in page
    assert level(meeting.assessment).level == 2
    assert hidden(page) == "1"
    assert meeting.post(meeting.at("agreeing", "S01"), agreed("4", 1, rationale="Mine")).status_code == 302
    assert (level(meeting.assessment).level, level(meeting.assessment).version) == (4, 2)


def test_one_view_alone_is_not_moderated(champion):
    agreeing(champion.assessment)
    settle(champion.assessment, value="4", version=1)
    assert not level(champion.assessment).moderated


def test_a_view_that_comes_later_makes_a_level_settled_again_moderated(champion):
    agreeing(champion.assessment)
    said(champion.assessment, value="5")
    page = text(champion.get(champion.at("checks")))
    assert "1 view came in after its level was agreed" in page
    settle(champion.assessment, value="3", version=1)
    assert level(champion.assessment).moderated


@pytest.mark.parametrize("made", [challenging, submitted, signed])
def test_elsewhere_the_levels_are_read_and_not_written(champion, made):
    made(champion.assessment)
    page = text(champion.get(champion.at("agreeing", "S01")))
    assert 'name="level"' not in page
    assert "Level aimed for" in page
    response = champion.post(champion.at("agreeing", "S01"), agreed("5", rationale="Long careful words " * 3))
    assert response.status_code == 409
    assert "Long careful words" in text(response)
    assert level(champion.assessment).level == 3


def test_raw_views_are_kept_beside_what_was_signed(champion):
    answered(champion.assessment)
    said(champion.assessment, value="1", line="We said so then")
    sent(champion)
    for number in range(1, 13):
        settle(champion.assessment, f"S{number:02}")
    signed(champion.assessment)
    assert "We said so then" in text(champion.get(champion.at("agreeing", "S01")))


# --- The champion changes -----------------------------------------------------------------


def test_a_new_champion_goes_on_where_the_old_one_stopped(champion):
    answer(champion.assessment, "S01", "2")
    people.end_now(appointment=champion.person.appointments.get(), by=None)
    successor = browser_of(in_role(Role.CHAMPION))
    assert "1 of 12 standards completed" in text(successor.get(champion.at()))
    successor.post(champion.at("standards", "S01"), typed("4", "Seen afresh", version=1))
    for number in range(2, 13):
        successor.post(champion.at("standards", f"S{number:02}"), typed())
    assert successor.post(champion.at("agreeing", "begin"))["Location"] == champion.at("agreeing")
    scorer = champion.assessment.scorers.get()
    assert (scorer.person, scorer.views.get(standard__code="S01").level) == (successor.person, 4)
    assert champion.get(champion.at("agreeing")).status_code == 403


# --- The checks ---------------------------------------------------------------------------


def test_the_checks_link_to_where_each_is_mended(meeting):
    Action.objects.create(
        authority=meeting.assessment.authority, assessment=meeting.assessment, title="Map what is spent"
    )
    answer(meeting.assessment, "S02", "3", version=1, completed=False)
    page = text(meeting.get(meeting.at("checks")))
    assert "What keeps it here" in page
    assert "1. A shared vision that leaders use has no agreed level yet" in page
    assert f'href="{meeting.at("agreeing", "S01")}"' in page
    assert f'href="{meeting.at("standards", "S02")}"' in page
    assert "“Map what is spent” has nobody who answers for it and no date" in page
    assert "/readiness/actions/" in page
    assert "Send to the" not in page


def test_a_draft_nobody_took_up_and_a_finished_action_are_not_looked_at(meeting):
    about = {"authority": meeting.assessment.authority, "assessment": meeting.assessment}
    Action.objects.create(**about, title="Only drafted", drafted=True)
    Action.objects.create(**about, title="Long done", status="done")
    page = text(meeting.get(meeting.at("checks")))
    assert "Only drafted" not in page
    assert "Long done" not in page


def test_advice_says_that_it_is_advice_and_keeps_nothing_back(champion):
    in_role(Role.LOCAL_LEAD)
    agreeing(champion.assessment)
    wanted = agreement.Agreed(Answer(3), 2, "", "", 1)
    agreement.agree_level(
        assessment=champion.assessment, standard=standard(champion.assessment), agreed=wanted, by=champion.person
    )
    page = text(champion.get(champion.at("checks")))
    assert "This is advice" in page
    assert "the level aimed for, 2, is below the level agreed, 3" in page
    assert "Send to the local lead for challenge" in page
    assert "Send to the director" not in page
    response = champion.post(champion.at("challenge", "send"))
    assert response["Location"] == champion.assessment.get_absolute_url()
    champion.assessment.refresh_from_db()
    assert champion.assessment.state == "challenge"


def test_without_another_local_lead_it_goes_to_the_director_and_says_why(champion):
    people.appoint(person=champion.person, role=Role.LOCAL_LEAD, authority=area(), by=None)
    agreeing(champion.assessment)
    page = text(champion.get(champion.at("checks")))
    assert "no local lead who did not lead it is in role" in page
    assert "Send to the local lead" not in page
    assert champion.post(champion.at("challenge", "send")).status_code == 409
    assert champion.post(champion.at("submit"))["Location"] == champion.at("sent")
    move = champion.assessment.moves.first()
    assert (move.move, move.reason.startswith("Without a challenge")) == ("submit", True)


@pytest.mark.parametrize("address", [("submit",), ("challenge", "send")], ids="/".join)
def test_nothing_goes_on_while_something_is_missing(meeting, address):
    response = meeting.post(meeting.at(*address))
    assert response.status_code == 409
    assert "Still to do: S01" in text(response)
    meeting.assessment.refresh_from_db()
    assert meeting.assessment.state == "agreeing"


def test_a_challenge_cannot_be_passed_by(champion):
    in_role(Role.LOCAL_LEAD)
    agreeing(champion.assessment)
    response = champion.post(champion.at("submit"))
    assert response.status_code == 409
    assert "Send it to your local lead first" in text(response)


@pytest.mark.parametrize("made", [lambda assessment: assessment, challenging, submitted, signed])
def test_the_checks_are_there_while_something_can_be_mended(champion, made):
    made(champion.assessment)
    assert champion.get(champion.at("checks"))["Location"] == champion.assessment.get_absolute_url()


def test_only_who_leads_agrees_a_level():
    assessment = agreeing()
    with pytest.raises(Exception, match="This is for people in these roles"):
        settle(assessment, value="5", version=1, by=person())
    with pytest.raises(NotNow):
        settle(opened(authority=area(EALING)))

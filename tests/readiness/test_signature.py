"""The director's signature, returning, reopening: who, what they read first, vacancies, one person in two posts."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry, User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness import report
from readiness.actions import agreement
from readiness.levels import Answer
from readiness.models import SelfAssessment, Signature
from readiness.queries.agreement import challengers
from readiness.queries.reading import readable_snapshot
from tests.conftest import browser_of
from tests.support.agreeing import said
from tests.support.assessments import (
    agreeing,
    answered,
    challenging,
    champion_of,
    opened,
    responding,
    signed,
    submitted,
)
from tests.support.pages import at, text
from tests.support.people import EALING, area, in_role, person
from tests.support.remembered import remembered

pytestmark = pytest.mark.django_db


def signing(discussed: date | None = None, comment: str = "") -> dict:
    """The director's form as a browser sends it."""
    form = {"discussed": "yes" if discussed else "no", "comment": comment}
    parts = (discussed.day, discussed.month, discussed.year) if discussed else ("", "", "")
    return form | dict(zip(("discussed_on-day", "discussed_on-month", "discussed_on-year"), parts, strict=True))


@remembered
def before_a_director() -> tuple[User, SelfAssessment]:
    return in_role(Role.DIRECTOR), submitted()


@pytest.fixture
def director():
    """The director's browser; `director.assessment` waits for their signature."""
    person, assessment = before_a_director()
    client = browser_of(person)
    client.assessment = assessment
    client.at = lambda *parts: at(client.assessment, *parts)
    return client


def state(assessment: SelfAssessment) -> str:
    assessment.refresh_from_db()
    return assessment.state


# --- What a director reads first ----------------------------------------------------------


def test_what_changed_since_it_was_last_signed(client_as):
    first = signed(answered(opened(year=2025), "2"))
    now = agreeing(opened(champion_of(first)))
    standard = now.version.standards.get(code="S01")
    same = agreement.Agreed(Answer(2), None, "", "", 1)
    agreement.agree_level(assessment=now, standard=standard, agreed=same, by=champion_of(now))
    submitted(now)
    page = text(browser_of(first.signatures.get().signed_by).get(at(now, "sign")))
    assert "Since the annual self-assessment 2025/26: 11 of 12 standards changed" in page
    assert "2. Clear decisions and accountability: up from 2 to 3" in page
    assert "1. A shared vision that leaders use: " not in page


def test_the_first_one_has_nothing_to_compare_with(director):
    assert "Nothing was signed before" in text(director.get(director.at("sign")))


def test_where_partners_disagreed_without_who_said_what(client_as):
    assessment = answered()
    said(assessment, value="3", only={"S05": "1"}, line="Health says so")
    said(assessment, "schools", only={"S05": "4", "S06": "4"})
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    assessment.refresh_from_db()
    for standard in assessment.version.standards.all():
        settled = agreement.Agreed(Answer(3), None, "", "Health waits for data" if standard.code == "S05" else "", 0)
        agreement.agree_level(assessment=assessment, standard=standard, agreed=settled, by=champion_of(assessment))
    director = client_as(Role.DIRECTOR)
    submitted(assessment)
    page = text(director.get(at(assessment, "sign")))
    assert "5. Needs understood with children, families and the front line: 3 views, from 1 to 4" in page
    assert "Health waits for data" in page
    assert "6. Money matched to priorities and prevention: 3 views" not in page  # one level apart
    assert "Health says so" not in page


def test_of_two_views_the_director_is_not_told_from_where_to_where(client_as):
    """The champion's and one partner's: that would tell what the partner said."""
    assessment = answered()
    said(assessment, value="5")
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    for standard in assessment.version.standards.all():
        settled = agreement.Agreed(Answer(3), None, "", "", 0)
        agreement.agree_level(assessment=assessment, standard=standard, agreed=settled, by=champion_of(assessment))
    assessment.refresh_from_db()
    director = client_as(Role.DIRECTOR)
    submitted(assessment)
    page = text(director.get(at(assessment, "sign")))
    assert "2 views, some levels apart" in page
    assert "from 3 to 5" not in page


def test_the_challenge_and_the_reply(client_as):
    assessment = responding(lower=("S03",))
    agreement.respond(
        assessment=assessment,
        standard=assessment.version.standards.get(code="S03"),
        response="We have asked schools again",
        version=1,
        by=champion_of(assessment),
    )
    director = client_as(Role.DIRECTOR)
    submitted(assessment)
    page = text(director.get(at(assessment, "sign")))
    assert "The local lead agrees with 11 of the levels and sees 1 differently" in page
    assert "S03 looks lower from outside" in page
    assert "We have asked schools again" in page
    assert "The area has chosen not to print the challenge" in page


def test_why_there_was_no_challenge_and_what_the_checks_found(client_as):
    assessment = agreeing()
    standard = assessment.version.standards.get(code="S04")
    low = agreement.Agreed(Answer(3), 1, "", "", 1)
    agreement.agree_level(assessment=assessment, standard=standard, agreed=low, by=champion_of(assessment))
    director = client_as(Role.DIRECTOR)
    submitted(assessment)
    page = text(director.get(at(assessment, "sign")))
    assert "Without a challenge: no local lead who did not lead it is in role" in page
    assert "the level aimed for, 1, is below the level agreed, 3" in page
    assert "Who can see this" in page
    assert at(assessment, "report") in page
    assert AuditEntry.objects.filter(verb="sign-read", actor_id=director.person.pk).count() == 1


def test_the_page_costs_the_same_however_much_was_said(client_as, django_assert_max_num_queries):
    assessment = responding(lower=tuple(f"S{number:02}" for number in range(1, 13)))
    for row in assessment.challenges.select_related("standard"):
        agreement.respond(
            assessment=assessment, standard=row.standard, response="So be it", version=1, by=champion_of(assessment)
        )
    director = client_as(Role.DIRECTOR)
    submitted(assessment)
    quiet = submitted(opened(authority=area(EALING)))
    other = client_as(Role.DIRECTOR, area(EALING))
    with CaptureQueriesContext(connection) as queries:
        other.get(at(quiet, "sign"))
    with django_assert_max_num_queries(len(queries)):
        director.get(at(assessment, "sign"))


# --- Signing ------------------------------------------------------------------------------


def test_the_director_signs_on_behalf_of_the_partnership(director):
    assert "awaits your signature" in text(director.get("/"))
    page = text(director.post(director.at("sign"), signing(date(2026, 5, 12), "Well argued"), follow=True))
    assert "Signed on behalf of the partnership" in page
    assert state(director.assessment) == "signed"
    signature = Signature.objects.get()
    assert (signature.signed_by, signature.board_discussed_on) == (director.person, date(2026, 5, 12))
    assert (signature.comment, signature.also_led) == ("Well argued", False)
    assert signature.as_role == "Director of children’s services"
    frozen = director.assessment.snapshots.get(moment="signed").data["signature"]
    assert frozen["board_discussed_on"] == "2026-05-12"
    assert Document.objects.count() == 2  # of what was sent, of what was signed
    assert "awaits your signature" not in text(director.get("/"))


def test_a_board_that_has_not_discussed_it_is_an_answer(director):
    director.post(director.at("sign"), signing())
    assert Signature.objects.get().board_discussed_on is None


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"discussed": ""}, "Select whether the board has discussed it"),
        ({"discussed": "maybe"}, "Select whether the board has discussed it"),
        ({"discussed": "yes"}, "Enter the day the board discussed it"),
        ({"discussed": "yes", "discussed_on-day": "31"}, "must include a month and year"),
        ({"discussed": "no", "comment": "w" * 10_001}, "must be 10000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(director, form, says):
    response = director.post(director.at("sign"), {**signing(comment="Kept on the page"), **form})
    assert response.status_code == 200
    assert says in text(response)
    assert "comment" in form or "Kept on the page" in text(response)
    assert state(director.assessment) == "with_director"


def test_a_board_cannot_have_discussed_it_tomorrow(director):
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = text(director.post(director.at("sign"), signing(tomorrow)))
    assert "must be on or before" in page
    with pytest.raises(NotNow, match="cannot be in the future"):
        agreement.sign(assessment=director.assessment, by=director.person, board_discussed_on=tomorrow)
    assert state(director.assessment) == "with_director"


def test_the_same_signature_twice_is_one(director):
    for _ in range(2):
        response = director.post(director.at("sign"), signing(comment="Once"))
        assert response["Location"] == director.assessment.get_absolute_url()
    assert (Signature.objects.count(), director.assessment.snapshots.count()) == (1, 2)


def test_another_text_after_signing_comes_back(director):
    director.post(director.at("sign"), signing(comment="Once"))
    response = director.post(director.at("sign"), signing(comment="A second thought, at some length " * 2))
    assert response.status_code == 409
    assert "A second thought" in text(response)
    assert Signature.objects.get().comment == "Once"


SIGN_PAGES = [("sign",), ("return",)]


@pytest.mark.parametrize("parts", SIGN_PAGES, ids="/".join)
@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CHAMPION, 403),
        (Role.LOCAL_LEAD, 403),
        (Role.CONTRIBUTOR, 403),
        (Role.PROGRAMME_LEAD, 403),
        (Role.EVALUATOR, 404),
    ],
)
def test_signing_and_returning_are_for_the_director(director, client_as, role, status, parts):
    client = browser_of(champion_of(director.assessment)) if role is Role.CHAMPION else client_as(role)
    for response in (client.get(director.at(*parts)), client.post(director.at(*parts), signing() | {"reason": "x"})):
        assert response.status_code == status
    assert state(director.assessment) == "with_director"


@pytest.mark.parametrize("parts", [*SIGN_PAGES, ("reopen",)], ids="/".join)
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.CHAMPION])
def test_another_areas_signature_does_not_exist(director, client_as, role, parts):
    stranger = client_as(role, area(EALING))
    assert stranger.get(director.at(*parts)).status_code == 404
    assert stranger.post(director.at(*parts), signing()).status_code == 404


@pytest.mark.parametrize("parts", SIGN_PAGES, ids="/".join)
@pytest.mark.parametrize("made", [lambda: agreeing(), signed])
def test_there_is_nothing_to_sign_when_it_is_elsewhere(client_as, parts, made):
    assessment = made()
    signature = assessment.signatures.first()
    director = browser_of(signature.signed_by) if signature else client_as(Role.DIRECTOR)
    assert director.get(at(assessment, *parts))["Location"] == assessment.get_absolute_url()
    form = signing(comment="A careful comment for nobody " * 2) | {"reason": "A careful comment for nobody " * 2}
    response = director.post(at(assessment, *parts), form)
    assert response.status_code == 409
    assert "A careful comment for nobody" in text(response)


# --- Who is in the post -------------------------------------------------------------------


def test_somebody_whose_directorship_ended_is_refused_and_keeps_what_they_typed(director):
    people.end_now(appointment=director.person.appointments.get(), by=None)
    form = signing(comment="A careful comment, typed before it ended " * 2)
    response = director.post(director.at("sign"), form)
    assert response.status_code == 403
    assert "A careful comment, typed before it ended" in text(response)
    people.appoint(person=director.person, role=Role.CONTRIBUTOR, authority=area(), by=None)
    response = director.post(director.at("sign"), form)
    assert response.status_code == 403
    assert "A careful comment, typed before it ended" in text(response)
    with pytest.raises(PermissionDenied):
        agreement.sign(assessment=director.assessment, by=director.person)
    assert state(director.assessment) == "with_director"


def test_the_new_director_signs_what_waits(director, client_as):
    people.end_now(appointment=director.person.appointments.get(), by=None)
    successor = client_as(Role.DIRECTOR)
    assert "awaits your signature" in text(successor.get("/"))
    successor.post(director.at("sign"), signing())
    assert Signature.objects.get().signed_by == successor.person


def test_a_vacancy_is_said_and_an_acting_director_signs_as_acting(director, client_as):
    people.end_now(appointment=director.person.appointments.get(), by=None)
    champion = browser_of(champion_of(director.assessment))
    page = text(champion.get(director.at()))
    assert "The post of director of children’s services is vacant" in page
    assert "acting director, who can then sign" in page
    acting = client_as(Role.DIRECTOR, acting=True)
    assert "is vacant" not in text(champion.get(director.at()))
    acting.post(director.at("sign"), signing())
    assert Signature.objects.get().as_role == "Acting director of children’s services"


def test_who_is_both_director_and_acting_signs_as_director(director):
    people.appoint(
        person=director.person,
        role=Role.DIRECTOR,
        authority=area(EALING),
        by=None,
        acting=True,
    )
    director.post(director.at("sign"), signing())
    assert Signature.objects.get().as_role == "Director of children’s services"


def test_champion_and_director_in_one_person_sign_and_it_is_recorded():
    assessment = submitted()
    both = browser_of(champion_of(assessment))
    people.appoint(person=champion_of(assessment), role=Role.DIRECTOR, authority=area(), by=None)
    both.post(at(assessment, "sign"), signing())
    assert Signature.objects.get().also_led is True
    assert assessment.snapshots.get(moment="signed").data["signature"]["also_led"] is True
    assert "The same person led the self-assessment and signed it" in text(both.get(at(assessment, "report")))


def test_who_led_it_earlier_also_led_it():
    assessment = submitted()
    former = champion_of(assessment)
    people.end_now(appointment=former.appointments.get(), by=None)
    people.appoint(person=former, role=Role.DIRECTOR, authority=area(), by=None)
    agreement.sign(assessment=assessment, by=former)
    assert Signature.objects.get().also_led is True


def test_the_first_director_need_not_be_the_one_who_signed_last_year(director):
    agreement.sign(assessment=director.assessment, by=director.person)
    with pytest.raises(PermissionDenied):
        agreement.sign(assessment=director.assessment, by=person())


# --- Returning ----------------------------------------------------------------------------


def test_returning_needs_comments_and_the_champion_takes_it_up(director):
    page = text(director.post(director.at("return"), {"reason": "  "}))
    assert "Enter what you want changed" in page
    assert state(director.assessment) == "with_director"
    comments = "Standard 4 says less than the board paper does"
    for _ in range(2):
        response = director.post(director.at("return"), {"reason": comments})
        assert response["Location"] == director.assessment.get_absolute_url()
    assert state(director.assessment) == "returned"
    assert director.assessment.moves.filter(move="return").count() == 1
    champion = browser_of(champion_of(director.assessment))
    assert "was returned by your director" in text(champion.get("/"))
    page = text(champion.get(director.at()))
    assert comments in page
    assert "Take it up again" in page
    assert 'href="' + director.at("standards", "S01") not in page
    champion.post(director.at("resume"))
    assert state(director.assessment) == "agreeing"
    agreement.submit(assessment=director.assessment, by=champion_of(director.assessment))
    assert "Signed" in text(director.post(director.at("sign"), signing(), follow=True))
    assert director.assessment.snapshots.count() == 3  # sent, sent again, signed


def test_nothing_changes_between_returned_and_taken_up(director):
    agreement.return_to_area(assessment=director.assessment, by=director.person, reason="Look again")
    champion = browser_of(champion_of(director.assessment))
    form = {"narrative": "Words typed too early, at some length", "completed": "yes", "version": 1}
    response = champion.post(director.at("standards", "S01"), form)
    assert response.status_code == 409
    assert "Words typed too early" in text(response)


@pytest.mark.parametrize("role", [Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD, Role.CONTRIBUTOR, Role.SENIOR_LEADER])
def test_why_it_was_returned_is_for_those_who_work_on_it(director, client_as, role):
    """The reason may speak of levels; who sees the stage sees only that it was returned."""
    agreement.return_to_area(assessment=director.assessment, by=director.person, reason="Level 4 on S05 is too kind")
    page = text(client_as(role).get(director.at()))
    assert "Returned by the director" in page
    assert "too kind" not in page
    for reader in (champion_of(director.assessment), director.person, in_role(Role.LOCAL_LEAD)):
        assert "too kind" in text(browser_of(reader).get(director.at()))


# --- Reopening ----------------------------------------------------------------------------


@pytest.fixture
def champion():
    """The champion's browser; `champion.assessment` is signed."""
    assessment = signed()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    client.at = lambda *parts: at(client.assessment, *parts)
    return client


def test_reopening_says_what_happens_and_needs_a_reason(champion):
    assert champion.at("reopen") in text(champion.get(champion.at()))
    page = text(champion.get(champion.at("reopen")))
    assert "A new revision begins, number 2" in page
    assert "Revision 1 stays signed and readable" in page
    assert "Enter why you reopen it" in text(champion.post(champion.at("reopen"), {}))
    assert state(champion.assessment) == "signed"
    for _ in range(2):
        response = champion.post(champion.at("reopen"), {"reason": "A review found more"})
        assert response["Location"] == champion.assessment.get_absolute_url()
    assert state(champion.assessment) == "agreeing"
    assert champion.assessment.revision == 2


def sign_again(assessment: SelfAssessment) -> None:
    agreement.submit(assessment=assessment, by=champion_of(assessment))
    director = assessment.signatures.first().signed_by
    agreement.sign(assessment=assessment, by=director)
    assessment.refresh_from_db()


def test_the_signed_revision_stays_until_the_new_one_is_signed(champion):
    first = champion.assessment.snapshots.get(moment="signed")
    director = champion.assessment.signatures.get().signed_by
    agreement.reopen(assessment=champion.assessment, by=champion.person, reason="A review found more")
    assert report.feedback_report(first).superseded_by == ""
    assert readable_snapshot(champion.assessment, scope_of(director)) == first
    standard = champion.assessment.version.standards.get(code="S01")
    lower = agreement.Agreed(Answer(2), None, "", "", 1)
    agreement.agree_level(assessment=champion.assessment, standard=standard, agreed=lower, by=champion.person)
    agreement.submit(assessment=champion.assessment, by=champion.person)
    assert report.feedback_report(first).superseded_by == ""
    page = text(browser_of(director).get(champion.at("sign")))
    assert "Since revision 1 was signed: 1 of 12 standards changed" in page
    assert "1. A shared vision that leaders use: down from 3 to 2" in page
    agreement.sign(assessment=champion.assessment, by=director)
    assert report.feedback_report(first).superseded_by == "revision 2, signed"
    newest = champion.assessment.snapshots.first()
    assert (newest.revision, report.feedback_report(newest).superseded_by) == (2, "")
    assert Signature.objects.count() == 2


def test_a_third_revision_takes_the_place_of_both(champion):
    for _ in range(2):
        agreement.reopen(assessment=champion.assessment, by=champion.person, reason="Again")
        sign_again(champion.assessment)
    signed_ones = champion.assessment.snapshots.filter(moment="signed").order_by("revision")
    said_of = [report.feedback_report(snapshot).superseded_by for snapshot in signed_ones]
    assert said_of == ["revision 3, signed", "revision 3, signed", ""]


def test_not_while_a_later_one_of_its_kind_is_open(champion):
    opened(champion.person, year=2027)
    response = champion.post(champion.at("reopen"), {"reason": "A long explanation of why it must be reopened"})
    assert response.status_code == 409
    assert "has a later annual self-assessment in progress" in text(response)
    assert "A long explanation" in text(response)
    assert state(champion.assessment) == "signed"
    assert champion.assessment.revision == 1


@pytest.mark.parametrize("role", [Role.LOCAL_LEAD, Role.CONTRIBUTOR])
def test_reopening_is_for_the_champion(champion, client_as, role):
    assert client_as(role).post(champion.at("reopen"), {"reason": "Mine"}).status_code == 403
    director = browser_of(champion.assessment.signatures.get().signed_by)
    assert director.post(champion.at("reopen"), {"reason": "Mine"}).status_code == 403


def test_what_is_not_signed_cannot_be_reopened(director):
    champion = browser_of(champion_of(director.assessment))
    assert champion.get(director.at("reopen"))["Location"] == director.assessment.get_absolute_url()
    assert champion.post(director.at("reopen"), {"reason": "Too early"}).status_code == 409


# --- Nonsense -----------------------------------------------------------------------------

EVERY_PAGE = [
    *((name,) for name in ("agreeing", "checks", "submit", "sent", "resume", "challenge", "response", "sign")),
    *((name,) for name in ("return", "reopen", "check")),
    *(("agreeing", code) for code in ("begin", "S01", "S99", "%00", "a b")),
    *(("challenge", code) for code in ("send", "take-back", "agree-rest", "give", "S01", "S99")),
    *(("response", code) for code in ("print", "S01", "S99")),
    ("standards", "S01"),
]
NONSENSE = [
    {},
    dict.fromkeys(
        ("level", "target", "version", "level_version", "finding", "printed", "discussed", "completed", "occasion"),
        "\u202e'; DROP TABLE --",
    ),
    {
        "reason": "a\x00b",
        "response": "a\x00b",
        "comment": "a\x00b",
        "narrative": "\ufffe",
        "version": "1e9",
        "level": "٣",
    },
]


@pytest.mark.slow
@pytest.mark.parametrize(
    "made", [opened, agreeing, challenging, responding, submitted, signed], ids=lambda made: made.__name__
)
def test_nonsense_is_answered_in_every_state(made):
    """With a page or a refusal, by whoever sends it; and moves nothing."""
    assessment = made()
    before = state(assessment)
    readers = [champion_of(assessment), in_role(Role.LOCAL_LEAD)]
    readers.append(assessment.signatures.first().signed_by if made is signed else in_role(Role.DIRECTOR))
    buttons = {("agreeing", "begin"), ("submit",), ("resume",), ("challenge", "send"), ("challenge", "give")}
    for client in map(browser_of, readers):
        for parts in EVERY_PAGE:
            assert client.get(at(assessment, *parts)).status_code in (200, 302, 403, 404, 405, 409), parts
            for junk in NONSENSE if parts not in buttons else ():
                response = client.post(at(assessment, *parts), junk)
                assert response.status_code in (200, 302, 403, 404, 405, 409, 422), (parts, junk)
    assert state(assessment) == before


# --- The page of it all, and home ---------------------------------------------------------


def links(page: str) -> list[str]:
    navigation = re.search(r'<nav class="moj-sub-navigation".*?</nav>', page)[0]
    return re.findall(r'href="([^"]+)"', navigation)


@pytest.mark.slow
def test_the_pages_offered_are_those_the_reader_may_open(director, client_as):
    everybody = {
        role: client_as(role) for role in (Role.CONTRIBUTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.SENIOR_LEADER)
    }
    everybody[Role.CHAMPION] = browser_of(champion_of(director.assessment))
    everybody[Role.DIRECTOR] = director
    offered = {}
    for role, client in everybody.items():
        offered[role] = links(text(client.get(director.at())))
        for address in offered[role]:
            assert client.get(address).status_code == 200, (role, address)
    assert director.at("sign") in offered[Role.DIRECTOR]
    assert director.at("agreeing") in offered[Role.CHAMPION]
    assert director.at("agreeing") not in offered[Role.DIRECTOR]
    for role in (Role.REGIONAL_LEAD, Role.SENIOR_LEADER, Role.CONTRIBUTOR):
        assert offered[role] == [director.at()]


@pytest.mark.slow
def test_home_shows_each_what_waits_for_them(client_as):
    lead, director = client_as(Role.LOCAL_LEAD), client_as(Role.DIRECTOR)
    assessment = answered()
    champion = browser_of(champion_of(assessment))
    assert "Check your answers and send your views" in text(champion.get("/"))
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    assert "Every level is agreed" in text(champion.get("/"))
    agreement.send_for_challenge(assessment=assessment, by=champion_of(assessment))
    assert "Nothing waits for you today" in text(champion.get("/"))
    assert "awaits your challenge" in text(lead.get("/"))
    agreement.agree_with_the_rest(assessment=assessment, by=challengers(assessment)[0].person)
    agreement.give_challenge(assessment=assessment, by=challengers(assessment)[0].person)
    assert "Every point has your response" in text(champion.get("/"))
    assert "awaits your challenge" not in text(lead.get("/"))
    assert "awaits your signature" not in text(director.get("/"))
    agreement.submit(assessment=assessment, by=champion_of(assessment))
    assert "awaits your signature" in text(director.get("/"))


def test_home_comes_in_order_of_urgency_and_costs_the_same_for_many(client_as, django_assert_num_queries):
    director = client_as(Role.DIRECTOR)
    submitted()
    with CaptureQueriesContext(connection) as one:
        director.get("/")
    for number in range(1, 6):
        place = area(f"E0900000{number}")
        people.appoint(person=director.person, role=Role.DIRECTOR, authority=place, by=None)
        submitted(opened(authority=place))
    with django_assert_num_queries(len(one)):
        director.get("/")
    people.appoint(person=director.person, role=Role.CHAMPION, authority=area("E09000009"), by=None)
    page = text(director.get("/"))
    assert page.index("awaits your signature") < page.index("Start the self-assessment")

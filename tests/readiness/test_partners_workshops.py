"""Meeting partners: who may enter a workshop and when, two facilitators, the printed cards, who is named."""

import re

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness import workshop_pack
from readiness.actions import agreement, giving, readers
from readiness.actions.packs import request_pack
from readiness.models import AssessmentMove, NamedReader, PartnerKind, Scorer
from readiness.queries.reading import reading_of
from tests.conftest import browser_of
from tests.pdf import reading
from tests.support.assessments import answered, champion_of, opened
from tests.support.pages import text
from tests.support.partners import agreed, asking, invited, own, page_of, say, sent, view
from tests.support.partners import answered as all_answered
from tests.support.people import EALING, area, in_role, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def champion():
    assessment = asking()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


@pytest.fixture
def facilitator(champion):
    """Named by the champion; in a role in the area."""
    client = browser_of(in_role(Role.SENIOR_LEADER))
    client.assessment = champion.assessment
    readers.name_reader(assessment=champion.assessment, person=client.person, by=champion.person)
    return client


def own_views_in(champion) -> None:
    answered(champion.assessment)
    agreement.begin(assessment=champion.assessment, by=champion.person)


def workshop(client, name: str = "Parents’ forum", kind: str = "children_and_young_people") -> Scorer:
    return giving.add_workshop(assessment=client.assessment, kind=PartnerKind(kind), name=name, by=client.person)


# --- Naming -------------------------------------------------------------------------------


def test_the_champion_names_somebody_in_role_and_ends_it_both_recorded(champion):
    named, other = in_role(Role.SENIOR_LEADER), in_role(Role.CONTRIBUTOR, area(EALING))
    address = page_of(champion.assessment, "name")
    page = text(champion.get(address))
    assert named.full_name in page
    assert other.full_name not in page
    assert champion.person.full_name not in page.split("<main")[1]
    assert "Select a person" in text(champion.post(address, {}))
    for _ in range(2):
        champion.post(address, {"person": named.pk})
    row = NamedReader.objects.get()
    assert (row.person, row.named_by) == (named, champion.person)
    assert named.full_name in AssessmentMove.objects.get(move="name").reason
    assert "Somebody named to read partners’ views" in text(champion.get(f"/readiness/{champion.assessment.pk}/"))
    end = page_of(champion.assessment, "named", row.pk, "end")
    for _ in range(2):
        assert champion.post(end).status_code == 302
    row.refresh_from_db()
    assert row.ended_by == champion.person
    assert AssessmentMove.objects.filter(move="unname").count() == 1
    assert set(AuditEntry.objects.filter(verb__startswith="reader-").values_list("verb", flat=True)) == {
        "reader-name",
        "reader-end",
    }


@pytest.mark.parametrize("whom", ["outside", "nobody", "champion"])
def test_only_people_in_role_in_the_area_can_be_named(champion, whom):
    people = {"outside": in_role(Role.DIRECTOR, area(EALING)), "nobody": person(), "champion": champion.person}
    response = champion.post(page_of(champion.assessment, "name"), {"person": people[whom].pk})
    assert response.status_code == 200
    with pytest.raises(NotNow, match="Only people in a role in the area"):
        readers.name_reader(assessment=champion.assessment, person=people[whom], by=champion.person)
    assert not NamedReader.objects.exists()


def test_whoever_was_named_loses_it_with_their_role(facilitator):
    assert facilitator.get(page_of(facilitator.assessment)).status_code == 200
    RoleAppointment.objects.filter(person=facilitator.person).update(revoked_at=timezone.now())
    assert facilitator.get(page_of(facilitator.assessment)).status_code in (403, 404)


def test_a_facilitator_finds_their_way(facilitator):
    assert "/readiness/views/" in text(facilitator.get("/"))
    assert page_of(facilitator.assessment) in text(facilitator.get("/readiness/views/"))
    page = text(facilitator.get(page_of(facilitator.assessment)))
    assert "Enter a workshop" in page
    assert "Ask a partner" not in page
    choose = text(facilitator.get(page_of(facilitator.assessment, "ask")))
    assert 'value="workshop"' in choose
    assert 'value="alone"' not in choose
    for parts in (["ask", "gp"], ["days"], ["name"]):
        assert facilitator.get(page_of(facilitator.assessment, *parts)).status_code == 403


# --- Entering a workshop ----------------------------------------------------------------------


def test_a_facilitator_enters_a_workshop_at_any_time(facilitator):
    response = facilitator.post(
        page_of(facilitator.assessment, "ask", "children_and_young_people", "workshop"), {"name": "Parents’ forum"}
    )
    scorer = Scorer.objects.get(kind="group")
    assert response["Location"] == own(scorer)
    assert (scorer.person, scorer.entered_by) == (None, facilitator.person)
    held = {"held_on-day": "5", "held_on-month": "1", "held_on-year": "2026"}
    facilitator.post(own(scorer, "group"), {"name": "Parents’ forum", "present": "12", "version": 0} | held)
    for code in ("S04", "S05", "S09"):
        facilitator.post(own(scorer, "standards", code), view("2", "They said", lowest="1", highest="4"))
    assert facilitator.post(own(scorer, "send"))["Location"] == own(scorer)
    scorer.refresh_from_db()
    assert (scorer.present, scorer.views.count(), scorer.sent_at is not None) == (12, 3, True)
    assert "They said" in text(facilitator.get(own(scorer)))


def test_the_same_workshop_added_twice_is_one(facilitator):
    assert workshop(facilitator) == workshop(facilitator, "parents’ FORUM")
    assert Scorer.objects.filter(kind="group").count() == 1


def test_the_champion_enters_none_before_their_own_views_are_in(champion):
    address = page_of(champion.assessment, "ask", "gp", "workshop")
    response = champion.post(address, {"name": "Practice managers’ meeting of the north"})
    assert response.status_code == 409
    assert "Send your own views first" in text(response)
    assert "Practice managers’ meeting of the north" in text(response)
    assert not Scorer.objects.filter(kind="group").exists()
    own_views_in(champion)
    assert champion.post(address, {"name": "Practice managers"}).status_code == 302


def test_before_the_reveal_each_sees_only_what_they_entered(champion, facilitator):
    theirs = all_answered(workshop(facilitator), "1", "A line from the room")
    second = browser_of(in_role(Role.DIRECTOR))
    readers.name_reader(assessment=champion.assessment, person=second.person, by=champion.person)
    for client in (champion, second):
        for parts in ([], ["check"], ["standards", "S05"], ["group"]):
            assert client.get(own(theirs, *parts)).status_code == 404
        assert client.post(own(theirs, "standards", "S05"), view("5")).status_code == 404
        page = text(client.get(page_of(champion.assessment)))
        assert "Parents’ forum" in page
        assert own(theirs) not in page
    assert own(theirs) in text(facilitator.get(page_of(champion.assessment)))
    own_views_in(champion)
    for client in (champion, second, facilitator):
        assert "A line from the room" in text(client.get(own(theirs, "check")))


def test_a_facilitator_who_becomes_champion_answers_first(champion, facilitator):
    theirs = all_answered(workshop(facilitator), "1", "A line from the room")
    RoleAppointment.objects.filter(person=champion.person).update(revoked_at=timezone.now())
    people.appoint(person=facilitator.person, role=Role.CHAMPION, authority=area(), by=None)
    assert facilitator.get(own(theirs)).status_code == 404


def test_ending_it_ends_the_facilitator_s_pages_and_keeps_the_entry(champion, facilitator):
    scorer = all_answered(workshop(facilitator))
    readers.end_reader(reader=NamedReader.objects.get(), by=champion.person)
    assert facilitator.get(own(scorer)).status_code == 404
    assert facilitator.post(own(scorer, "send")).status_code == 404
    assert scorer.views.count() == 3


def test_two_facilitators_at_once_lose_nothing(champion, facilitator):
    own_views_in(champion)
    scorer = workshop(facilitator)
    address = own(scorer, "standards", "S05")
    for client in (champion, facilitator):
        assert re.search(r'name="version"[^>]*value="0"', text(client.get(address)))
    facilitator.post(address, view("2", "What the facilitator heard", lowest="1", highest="3"))
    facilitator.post(own(scorer, "standards", "S09"), view("2"))
    page = text(champion.post(address, view("4", "What the champion heard", lowest="4", highest="5")))
    for words in ("Not saved yet", "What the facilitator heard", "1 to 3", "What the champion heard"):
        assert words in page
    kept = scorer.views.get(standard__code="S05")
    assert (kept.level, kept.line) == (2, "What the facilitator heard")
    held = {"held_on-day": "5", "held_on-month": "1", "held_on-year": "2026"}
    facilitator.post(own(scorer, "group"), {"name": "Forum", "present": "12", "version": 0} | held)
    page = text(champion.post(own(scorer, "group"), {"name": "The forum", "present": "13", "version": 0} | held))
    assert "12 present" in page
    assert 'value="13"' in page
    scorer.refresh_from_db()
    assert (scorer.label, scorer.present) == ("Forum", 12)


def test_a_workshop_of_another_area_does_not_exist(champion, facilitator):
    ealing = area(EALING)
    other = browser_of(in_role(Role.CHAMPION, ealing))
    other.assessment = asking(opened(other.person, ealing))
    own_views_in(other)
    theirs = workshop(other)
    for client in (champion, facilitator):
        assert client.get(own(theirs)).status_code == 404
        assert client.get(page_of(other.assessment)).status_code == 404


def test_a_reader_who_is_asked_too_reads_others_after_their_own(champion, facilitator):
    asked = invited(champion.assessment, "council", email=facilitator.person.email)
    own_views_in(champion)
    scope = scope_of(facilitator.person)
    assert not reading_of(champion.assessment, scope).views
    sent(asked)
    assert reading_of(champion.assessment, scope).views


def test_nothing_is_entered_once_it_is_over(champion, facilitator):
    scorer = workshop(facilitator)
    say(scorer, "S05", "2")
    type(champion.assessment).objects.update(views_open_on="2026-01-01", views_close_on="2026-01-31")
    assert facilitator.post(own(scorer, "standards", "S05"), view("5", version=1)).status_code == 409
    address = page_of(champion.assessment, "ask", "gp", "workshop")
    assert facilitator.post(address, {"name": "Too late"}).status_code == 409
    assert "Enter a workshop" not in text(facilitator.get(page_of(champion.assessment)))


# --- The pack -----------------------------------------------------------------------------------


def silent(percent: int, step: str) -> None:
    pass


def test_the_pack_is_asked_for_and_lists_what_was_made(champion):
    address = page_of(champion.assessment, "pack")
    assert "Select one" in text(champion.post(address, {}))
    response = champion.post(address, {"kind": "gp"})
    document = Document.objects.get(kind="workshop-pack")
    assert response["Location"] == document.get_absolute_url()
    assert document.params == {"assessment": champion.assessment.pk, "partner_kind": "gp"}
    assert document.title == "Workshop pack, County Durham, 2026/27, GP or primary care"
    assert champion.post(address, {"kind": "gp"})["Location"] == document.get_absolute_url()
    assert Document.objects.filter(kind="workshop-pack").count() == 1
    assert document.title in text(champion.get(address))


@pytest.mark.parametrize(("kind", "cards"), [("gp", 3), ("", 12)])
def test_the_worker_makes_a_tagged_pdf_of_cards_and_a_tally_sheet(champion, kind, cards):
    document = request_pack(assessment=champion.assessment, partner_kind=kind, by=champion.person)
    built = workshop_pack.build(document, silent)
    pages = reading.pages_of(built.content)
    assert len(pages) == cards + 2
    assert "Needs understood with children" in " ".join(pages)
    assert ("A shared vision that leaders use" in " ".join(pages)) is (cards == 12)
    for words in ("Fully achieved means", "Level"):
        assert words in pages[1]
    assert "Tally sheet" in pages[-1]
    pdf = reading.opened(built.content)
    tags = {str(tag.S) for tag in reading.tags(pdf)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Caption"} <= tags
    assert str(pdf.Root.Lang) == "en-GB"
    box = [float(side) for side in pdf.pages[0].MediaBox]
    assert (round(box[2]), round(box[3])) == (595, 842)
    assert built.name.endswith(".pdf")
    assert built.name.startswith("Workshop pack County Durham 2026-27")


def test_leads_and_named_may_have_it_and_nobody_else(champion, facilitator):
    document = request_pack(assessment=champion.assessment, partner_kind="gp", by=champion.person)
    others = [in_role(role) for role in (Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR, Role.ADMINISTRATOR)]
    others.append(in_role(Role.CHAMPION, area(EALING)))
    for who, allowed in [(champion.person, True), (facilitator.person, True), *((who, False) for who in others)]:
        scope = scope_of(who)
        assert workshop_pack.may(scope, document) is allowed
        assert Document.objects.visible_to(scope).filter(pk=document.pk).exists() is allowed
    readers.end_reader(reader=NamedReader.objects.get(), by=champion.person)
    assert not Document.objects.visible_to(scope_of(facilitator.person)).exists()
    for who in others[:2]:
        assert browser_of(who).get(page_of(champion.assessment, "pack")).status_code == 403


@pytest.mark.parametrize(
    "params", [{}, [], {"assessment": "1", "partner_kind": ""}, {"assessment": 10**9, "partner_kind": ""}]
)
def test_a_request_that_names_nothing_is_refused(champion, params):
    document = request_pack(assessment=champion.assessment, partner_kind="gp", by=champion.person)
    document.params = params
    with pytest.raises(Refused, match="Ask for the pack again"):
        workshop_pack.build(document, silent)


def test_a_pack_of_another_area_s_self_assessment_is_refused(champion):
    document = request_pack(assessment=champion.assessment, partner_kind="gp", by=champion.person)
    document.authority = area(EALING)
    with pytest.raises(Refused, match="does not exist"):
        workshop_pack.build(document, silent)


def test_one_partner_only_and_all_dont_know(champion):
    """Don't know is an answer: the levels are agreed as anywhere, and nothing divides by nothing."""
    sent(invited(champion.assessment), "dont_know")
    assessment = agreed(champion.assessment, "dont_know")
    agreement.submit(assessment=assessment, by=champion.person)
    record = assessment.snapshots.get().data["standards"][4]
    assert (record["no_level"], record["spread"]["partners"]["views"]) == ("dont_know", 2)

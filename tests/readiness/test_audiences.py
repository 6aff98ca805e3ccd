"""What each audience sees of a self-assessment, in words and as a preview, before anything is sent or shared."""

import pytest

from commissioning.access.roles import ROLES, Role
from commissioning.people.models import AuditEntry
from readiness.actions import agreement
from readiness.models import AgreedLevel, Snapshot
from readiness.queries import audiences
from readiness.workflow import State
from tests.conftest import browser_of
from tests.support.agreeing import said
from tests.support.assessments import agreeing, answered, champion_of, opened, signed, submitted
from tests.support.pages import text
from tests.support.sharing import shared

pytestmark = pytest.mark.django_db

REPORT_READERS = ("commissioning-champion", "director-of-childrens-services", "local-lead", "contributor-who-took-part")
STAGE_READERS = ("senior-leader", "regional-lead", "programme-lead", "contributor-who-did-not-take-part")


def page(assessment, *parts: str) -> str:
    return "/".join([f"/readiness/{assessment.pk}/audiences", *parts, ""])


@pytest.fixture
def champion():
    """A champion with a signed self-assessment."""
    assessment = signed()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


@pytest.fixture
def agreeing_champion():
    """A champion who is agreeing levels, with every standard at 3 but the first, which nobody has agreed."""
    assessment = agreeing()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


# --- In words -----------------------------------------------------------------------------


def test_the_audiences_page_says_what_each_sees_now_and_once_signed(champion):
    shared(champion.assessment)
    champion.assessment = agreement.reopen(assessment=champion.assessment, by=champion.person, reason="The board met")
    rows = {row.who: row for row in audiences.audiences_of(champion.assessment)}
    assert rows["Director of children’s services"].now == (
        "How far it has got.",
        "The report that was signed, with its evidence.",
    )
    assert rows["Director of children’s services"].once_signed == (
        "How far it has got.",
        "Levels, text and evidence as they stand.",
    )
    assert rows["Regional lead"].now[-1] == "The levels that were signed, because they are shared."
    assert rows["Programme lead"].now == ("How far it has got.",)
    assert rows["Everybody in other areas"].now == rows["Adviser"].now == ()
    shown = text(champion.get(page(champion.assessment)))
    for row in rows.values():
        assert row.who in shown


def test_every_role_has_a_line_on_the_audiences_page():
    lines = [who for who, _ in audiences.readers()]
    for definition in ROLES.values():
        assert any(line.startswith(definition.label) for line in lines), definition.label


def test_every_reader_has_an_address_of_their_own():
    keys = [row.key for row in map(_row, audiences.readers())]
    assert all(keys)
    assert len(set(keys)) == len(keys)
    assert "board" not in keys


def _row(reader):
    who, _ = reader
    return audiences.Row(who, (), (), None, ())


# --- As they will see it ------------------------------------------------------------------


@pytest.mark.parametrize("audience", REPORT_READERS)
def test_readers_of_the_report_are_previewed_the_report_as_it_would_be_signed(agreeing_champion, audience):
    said(agreeing_champion.assessment, "health", "1")
    shown = text(agreeing_champion.get(page(agreeing_champion.assessment, audience)))
    assert "if it were signed as it stands now" in shown
    assert "At a glance" in shown
    assert "Where partners saw it differently" in shown
    assert "This version" not in shown
    assert "The director has it" not in shown
    assert "without a challenge" not in shown
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("audience", STAGE_READERS)
def test_those_who_see_the_stage_are_previewed_no_level(agreeing_champion, audience):
    shown = text(agreeing_champion.get(page(agreeing_champion.assessment, audience)))
    assert "How far it has got." in shown
    assert "At a glance" not in shown
    assert "3 – Progress" not in shown


def test_somebody_who_sees_nothing_is_previewed_nothing(agreeing_champion):
    shown = text(agreeing_champion.get(page(agreeing_champion.assessment, "everybody-in-other-areas")))
    assert "Nothing of this self-assessment." in shown
    assert "At a glance" not in shown


def test_levels_shared_alone_are_previewed_alone(champion):
    shared(champion.assessment)
    shown = text(champion.get(page(champion.assessment, "regional-lead")))
    assert "You share the levels alone with them" in shown
    assert "3 – Progress towards the standard" in shown
    assert "At a glance" not in shown


def test_the_preview_follows_what_is_agreed_and_the_report_kept_afterwards_says_the_same(agreeing_champion):
    assessment = agreeing_champion.assessment
    AgreedLevel.objects.filter(assessment=assessment, standard__code="S01").update(level=5, rationale="All five boards")
    before = _chapters_of_standards(agreeing_champion.get(page(assessment, "local-lead")))
    assert "All five boards" in before
    sent = submitted(assessment)
    after = _chapters_of_standards(agreeing_champion.get(f"/readiness/{sent.pk}/report/"))
    assert before == after


def _chapters_of_standards(response) -> str:
    """What the report says of every standard; the chapters before also tell how it was sent."""
    shown = text(response)
    return shown[shown.index('id="section-1"') : shown.index('id="method"')]


def test_the_board_is_previewed_its_two_pages(agreeing_champion):
    shown = text(agreeing_champion.get(page(agreeing_champion.assessment, "board")))
    assert "What your board will see" in shown
    assert "Priorities to talk about" in shown


def test_a_standard_nobody_agreed_yet_is_previewed_as_not_answered(agreeing_champion):
    AgreedLevel.objects.filter(assessment=agreeing_champion.assessment, standard__code="S01").delete()
    response = agreeing_champion.get(page(agreeing_champion.assessment, "local-lead"))
    assert response.status_code == 200
    assert "Not answered" in text(response)


def test_before_levels_are_being_agreed_there_is_nothing_to_preview(client_as):
    client = client_as(Role.CHAMPION)
    assessment = answered(opened(client.person))
    for part in ("local-lead", "board"):
        response = client.get(page(assessment, part))
        assert response.status_code == 409
        assert "once your own views are sent" in text(response)
    assert "audiences/local-lead" not in text(client.get(page(assessment)))


def test_a_preview_is_listed_among_who_looked(agreeing_champion):
    agreeing_champion.get(page(agreeing_champion.assessment, "local-lead"))
    assert AuditEntry.objects.filter(verb="report-read", actor_id=agreeing_champion.person.pk).count() == 1


def test_an_audience_that_does_not_exist_is_not_found(agreeing_champion):
    assert agreeing_champion.get(page(agreeing_champion.assessment, "everybody")).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [(Role.DIRECTOR, 403), (Role.LOCAL_LEAD, 403), (Role.CONTRIBUTOR, 403), (Role.EVALUATOR, 404)]
)
def test_only_the_champion_previews(agreeing_champion, client_as, role, status):
    client = client_as(role, agreeing_champion.assessment.authority)
    for part in ("", "local-lead", "board"):
        address = page(agreeing_champion.assessment, part) if part else page(agreeing_champion.assessment)
        assert client.get(address).status_code == status


def test_a_reopened_one_is_previewed_as_it_stands_not_as_it_was_signed(champion):
    by = champion_of(champion.assessment)
    assessment = agreement.reopen(assessment=champion.assessment, by=by, reason="The board met")
    AgreedLevel.objects.filter(assessment=assessment, standard__code="S01").update(rationale="Seen anew")
    assert assessment.state == State.AGREEING
    assert "Seen anew" in text(champion.get(page(assessment, "local-lead")))

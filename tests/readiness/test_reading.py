"""What one person may read, at the edges: when partners' views open, who counts as having taken part, whom naming
helps. The whole table is in `test_who_sees_what`.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import ROLES, Role
from commissioning.access.scope import Grant, Scope
from commissioning.people import actions as people
from commissioning.people.models import RoleAppointment
from commissioning.people.queries import scope_of
from readiness import visibility
from readiness.actions import agreement, readers
from readiness.models import Scorer, SelfAssessment
from readiness.queries.reading import is_revealed, readable_snapshot, reading_of
from readiness.visibility import Reader, Standing
from readiness.workflow import State
from tests.support.agreeing import said
from tests.support.assessments import agreeing, answered, champion_of, opened, signed
from tests.support.people import in_role

pytestmark = pytest.mark.django_db


def reads(assessment, person):
    return reading_of(assessment, scope_of(person))


def london(monkeypatch, *moment: int) -> None:
    """The clock, from now on."""
    now = datetime(*moment, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def assessment():
    """Every standard answered and one partner's views in, the champion's own not sent yet."""
    found = answered(opened())
    said(found)
    return found


def with_window(assessment, last_day: date) -> SelfAssessment:
    assessment.views_open_on, assessment.views_close_on = date(2027, 3, 1), last_day
    assessment.save()
    return assessment


def partner(assessment, *, sent: bool = True):
    """A contributor who was asked for a view."""
    person = in_role(Role.CONTRIBUTOR)
    scorer = said(assessment, sent=sent)
    scorer.person = person
    scorer.save()
    return person


# --- When partners' views open --------------------------------------------------------------


def test_the_champion_answers_first_like_anyone(assessment):
    champion = champion_of(assessment)
    assert not reads(assessment, champion).views
    assert reads(agreeing_now(assessment), champion).views


def agreeing_now(assessment) -> SelfAssessment:
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    return SelfAssessment.objects.select_related("authority").get(pk=assessment.pk)


def test_or_the_time_is_over_after_its_last_day_in_london(assessment, monkeypatch):
    with_window(assessment, date(2027, 6, 30))
    london(monkeypatch, 2027, 6, 30, 23, 59)
    assert not is_revealed(assessment)
    london(monkeypatch, 2027, 7, 1, 0, 0)
    assert is_revealed(assessment)
    assert reads(assessment, champion_of(assessment)).views


def test_whoever_owes_a_view_reads_others_after_their_own(assessment):
    person = partner(assessment, sent=False)
    readers.name_reader(assessment=assessment, person=person, by=champion_of(assessment))
    found = agreeing_now(assessment)
    assert (reads(found, person).views, reads(found, person).live) == (False, False)
    Scorer.objects.filter(person=person).update(sent_at=timezone.now())
    assert (reads(found, person).views, reads(found, person).live) == (True, True)


def test_unless_their_time_is_over_or_they_were_withdrawn(assessment, monkeypatch):
    late, withdrawn = partner(assessment, sent=False), partner(assessment, sent=False)
    for person in (late, withdrawn):
        readers.name_reader(assessment=assessment, person=person, by=champion_of(assessment))
    Scorer.objects.filter(person=withdrawn).update(withdrawn_at=timezone.now())
    found = with_window(agreeing_now(assessment), date(2027, 6, 30))
    london(monkeypatch, 2027, 6, 30, 12)
    assert [reads(found, person).views for person in (late, withdrawn)] == [False, True]
    london(monkeypatch, 2027, 7, 1, 12)
    assert [reads(found, person).views for person in (late, withdrawn)] == [True, True]


# --- Naming -----------------------------------------------------------------------------------


def test_while_it_is_open_a_named_person_does_not_read_the_champions_own_view(assessment):
    person = in_role(Role.CONTRIBUTOR)
    readers.name_reader(assessment=assessment, person=person, by=champion_of(assessment))
    assert not reads(assessment, person).live
    assert reads(agreeing_now(assessment), person).live


def test_naming_ends_with_the_naming_and_with_the_role():
    found = agreeing()
    for end in ("naming", "role"):
        person = in_role(Role.CONTRIBUTOR)
        named = readers.name_reader(assessment=found, person=person, by=champion_of(found))
        assert reads(found, person).views
        if end == "naming":
            readers.end_reader(reader=named, by=champion_of(found))
        else:
            people.end_now(appointment=RoleAppointment.objects.get(person=person), by=None)
        reading = reads(found, person)
        assert (reading.views, reading.live) == (False, False)


# --- Taking part ------------------------------------------------------------------------------


def test_who_took_part_reads_what_was_signed_and_who_did_not_send_or_was_withdrawn_does_not():
    found = agreeing()
    took, unsent, withdrawn = partner(found), partner(found, sent=False), partner(found)
    Scorer.objects.filter(person=withdrawn).update(withdrawn_at=timezone.now())
    found = signed(found)
    for person, expected in ((took, True), (unsent, False), (withdrawn, False)):
        assert reads(found, person).signed == expected
        assert (readable_snapshot(found, scope_of(person)) is not None) == expected


def test_having_taken_part_helps_nobody_whose_role_has_ended():
    found = agreeing()
    person = partner(found)
    found = signed(found)
    people.end_now(appointment=RoleAppointment.objects.get(person=person), by=None)
    assert not reads(found, person).signed
    assert readable_snapshot(found, scope_of(person)) is None


def test_a_group_without_a_person_is_nobodys_part():
    """A scope that names nobody must not match rows that have nobody."""
    found = agreeing()
    said(found, room=(5, 2, 4))
    found = signed(found)
    nameless = Scope((Grant(Role.CONTRIBUTOR, found.authority_id),))
    assert not reading_of(found, nameless).signed
    assert readable_snapshot(found, nameless) is None


# --- The rule itself --------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", Role)
def test_before_anything_is_signed_no_share_opens_anything(role, state):
    everything = dict.fromkeys(visibility.AUDIENCES, frozenset({"levels", "report"}))
    standing = Standing(state, revealed=True, signed=False, shared=everything)
    assert visibility.reading(Reader(ROLES[role].permissions), standing).shared == frozenset()


@pytest.mark.parametrize("role", Role)
def test_only_who_leads_it_and_whom_they_name_ever_read_single_views(role):
    held = ROLES[role].permissions
    for state in State:
        standing = Standing(state, revealed=True, signed=True)
        reading = visibility.reading(Reader(held, took_part=True), standing)
        assert reading.views == (Permission.ASSESSMENT_LEAD in held)


def test_everybody_whose_role_opens_levels_sees_what_was_signed_in_words():
    standing = Standing(State.AGREEING, revealed=True, signed=True)
    for definition in ROLES.values():
        words = " ".join(visibility.in_words(Reader(definition.permissions), standing))
        opens = bool(definition.permissions & visibility.SIGNED_OPEN)
        assert ("signed" in words or "as they stand" in words) == opens, definition.label

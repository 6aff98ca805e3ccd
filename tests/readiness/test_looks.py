"""The area sees who looked: every page that shows what it says of itself records the read, in words, with the role."""

import csv
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people import audit
from commissioning.people.models import AuditEntry, RoleAppointment
from commissioning.people.queries.readers import AT_THE_SERVER
from readiness.actions import readers
from readiness.models import EvidenceUse
from readiness.queries import looks
from tests.conftest import browser_of
from tests.support.agreeing import said
from tests.support.assessments import agreeing, challenging, champion_of, opened, responding, signed, submitted
from tests.support.made import make_files
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role, refused
from tests.support.sharing import shared

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment():
    """Signed, and seen by nobody yet."""
    return signed()


def looks_of(assessment, **query) -> str:
    """The champion's page."""
    return text(browser_of(champion_of(assessment)).get(f"/readiness/{assessment.pk}/looks/", query))


def listed(assessment) -> list[tuple[str, str, str]]:
    """Newest first: who, in which role, what, as the file has it."""
    response = browser_of(champion_of(assessment)).get(f"/readiness/{assessment.pk}/looks/", {"format": "csv"})
    rows = csv.DictReader(b"".join(response.streaming_content).decode("utf-8-sig").splitlines())
    return [(row["who"], row["role_that_day"], row["read"]) for row in rows]


# --- Every read is recorded ---------------------------------------------------------------

# The page, the stage it is read in, who reads it, and the verb that is recorded.
READS = [
    ("agreeing/", agreeing, Role.CHAMPION, "agreement-read"),
    ("agreeing/S01/", agreeing, Role.CHAMPION, "agreement-read"),
    ("challenge/", challenging, Role.LOCAL_LEAD, "challenge-read"),
    ("challenge/S01/", challenging, Role.LOCAL_LEAD, "challenge-read"),
    ("response/", responding, Role.CHAMPION, "response-read"),
    ("response/S01/", responding, Role.CHAMPION, "response-read"),
    ("sign/", submitted, Role.DIRECTOR, "sign-read"),
    ("report/", submitted, Role.DIRECTOR, "report-read"),
    ("report/", signed, Role.CONTRIBUTOR, "report-read"),
    ("evidence/", signed, Role.LOCAL_LEAD, "evidence-read"),
    ("shared/", signed, Role.REGIONAL_LEAD, "share-read"),
]


@pytest.mark.parametrize(("path", "stage", "role", "verb"), READS, ids=[f"{read[0]}{read[2]}" for read in READS])
def test_each_page_that_shows_levels_records_the_read_in_words(path, stage, role, verb):
    lead, found = in_role(Role.LOCAL_LEAD), agreeing(opened(in_role(Role.CHAMPION)))
    partner = took_part(found)
    found = stage(found)
    if found.state == "signed":
        shared(found)
    reader = {Role.CHAMPION: champion_of(found), Role.LOCAL_LEAD: lead, Role.CONTRIBUTOR: partner}.get(role)
    reader = reader or in_role(role)
    browser, before = browser_of(reader), AuditEntry.objects.count()
    assert browser.get(f"/readiness/{found.pk}/{path}").status_code == 200
    entry = AuditEntry.objects.latest("pk")
    assert AuditEntry.objects.count() == before + 1
    assert (entry.verb, entry.actor_id) == (verb, reader.pk)
    assert looks.LOOKS[verb] in looks_of(found)


def took_part(assessment):
    """A contributor whose view is in."""
    person = in_role(Role.CONTRIBUTOR, assessment.authority)
    scorer = said(assessment)
    scorer.person = person
    scorer.save()
    return person


def test_a_partner_who_reads_what_was_agreed_is_listed(assessment):
    found = agreeing(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)))
    person = took_part(found)
    found = signed(found)
    scorer = found.scorers.get(person=person)
    for path in ("thanks", "report"):
        assert browser_of(person).get(f"/readiness/views/{scorer.pk}/{path}/").status_code == 200
    read = [what for who, _, what in listed(found) if who == person.full_name]
    assert read == [looks.LOOKS["report-read"], looks.LOOKS["thanks-read"]]


def test_a_file_of_the_report_is_listed_with_the_report_it_is_of(assessment):
    document = Document.objects.get(params={"snapshot": assessment.snapshots.get(moment="signed").pk})
    make_files()
    director = assessment.signatures.get().signed_by
    assert b"".join(browser_of(director).get(f"/documents/{document.pk}/download/")) == b"made"
    assert listed(assessment) == [(director.full_name, "Director of children’s services", "The report, as a file")]


def test_a_file_of_evidence_is_listed_with_every_occasion_it_serves(assessment):
    standard = assessment.version.standards.first()
    evidence = assessment.authority.evidence.create(kind="shown", title="Paper", file="x.pdf", size=4, scan="clean")
    EvidenceUse.objects.create(evidence=evidence, assessment=assessment, standard=standard)
    lead = in_role(Role.LOCAL_LEAD)
    audit.record("evidence-download", evidence, by=lead, authority_id=assessment.authority_id)
    assert listed(assessment) == [(lead.full_name, "Local lead", "A file of evidence")]


def test_an_export_by_name_is_listed_without_a_person(assessment, tmp_path):
    call_command("export_assessments", year=assessment.year, output=tmp_path / "levels.csv")
    assert listed(assessment) == [(AT_THE_SERVER, "", "Levels or report by name, in an export")]
    assert "Levels or report by name, in an export" in looks_of(assessment, who="outside")


def test_a_read_of_all_the_years_together_is_listed(assessment):
    director = assessment.signatures.get().signed_by
    assert browser_of(director).get(f"/readiness/over-time/{DURHAM}/").status_code == 200
    assert listed(assessment)[0][2] == "The signed levels over the years"


def test_writing_and_what_shows_no_level_is_no_look(assessment):
    browser = browser_of(champion_of(assessment))
    for path in ("", "sharing/", "audiences/", "looks/", "playback/"):
        assert browser.get(f"/readiness/{assessment.pk}/{path}").status_code == 200
    assert browser_of(in_role(Role.PROGRAMME_LEAD)).get(f"/readiness/{assessment.pk}/").status_code == 200
    assert listed(assessment) == []
    assert "Nobody has looked yet" in looks_of(assessment)


def test_a_refused_read_is_no_look(assessment):
    assert browser_of(in_role(Role.PROGRAMME_LEAD)).get(f"/readiness/{assessment.pk}/shared/").status_code == 403
    assert listed(assessment) == []


def test_reads_of_another_occasion_or_area_are_not_listed(assessment):
    other = signed(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)))
    director = other.signatures.get().signed_by
    browser_of(director).get(f"/readiness/{other.pk}/report/")
    assert listed(assessment) == []
    assert len(listed(other)) == 1


# --- Who it was, and what they held that day ----------------------------------------------


def read(assessment, person) -> None:
    """A read of the report by that person, now."""
    audit.record("report-read", assessment, by=person, authority_id=assessment.authority_id)


def test_the_role_is_the_one_held_on_the_day_of_the_read(assessment, monkeypatch):
    monday = datetime(2027, 3, 1, 12, tzinfo=ZoneInfo("Europe/London"))
    tuesday = monday.date() + timedelta(days=1)
    person = in_role(Role.LOCAL_LEAD, starts_on=monday.date() - timedelta(days=30), ends_on=tuesday)
    people.appoint(
        person=person,
        role=Role.REGIONAL_LEAD,
        region=area().region,
        by=None,
        starts_on=monday.date() + timedelta(days=2),
    )
    expected = []
    for day, role in ((0, "Local lead"), (1, "Local lead"), (2, "Regional lead")):
        monkeypatch.setattr(timezone, "now", lambda day=day: monday + timedelta(days=day))
        read(assessment, person)
        expected.append((person.full_name, role, "The feedback report, on screen"))
    assert listed(assessment) == expected[::-1]


def test_a_day_is_a_day_in_london(assessment, monkeypatch):
    """Half past midnight on 2 June in London is still 1 June in UTC."""
    person = in_role(Role.LOCAL_LEAD, starts_on=datetime(2027, 6, 2).date())
    moment = datetime(2027, 6, 2, 0, 30, tzinfo=ZoneInfo("Europe/London"))
    monkeypatch.setattr(timezone, "now", lambda: moment)
    read(assessment, person)
    assert listed(assessment)[0][1] == "Local lead"


def test_a_role_ended_at_once_no_longer_counts_from_then_on(assessment):
    person = in_role(Role.LOCAL_LEAD)
    read(assessment, person)
    people.end_now(appointment=RoleAppointment.objects.get(person=person), by=None)
    read(assessment, person)
    assert [role for _, role, _ in listed(assessment)] == ["", "Local lead"]


def test_acting_and_several_roles_are_said(assessment):
    person = in_role(Role.LOCAL_LEAD)
    people.appoint(person=person, role=Role.DIRECTOR, authority=area(), by=None, acting=True)
    people.appoint(person=person, role=Role.CHAMPION, authority=area(EALING), by=None)
    read(assessment, person)
    assert listed(assessment)[0][1] == "Acting director of children’s services; local lead"


def test_a_partner_without_a_role_gave_a_view(assessment):
    person = people.add_person(full_name="Came by a link", email="link@example.org", by=None)
    said_by = said(assessment)
    said_by.person = person
    said_by.save()
    read(assessment, person)
    assert listed(assessment)[0][1] == "Partner who gave a view"
    assert "Came by a link" not in looks_of(assessment, who="outside").split("<tbody")[-1]


# --- The list -----------------------------------------------------------------------------


def test_the_list_is_narrowed_to_readers_from_outside(assessment):
    own = [champion_of(assessment), assessment.signatures.get().signed_by, in_role(Role.CONTRIBUTOR)]
    outside = [in_role(Role.LOCAL_LEAD), in_role(Role.PROGRAMME_LEAD), in_role(Role.ADMINISTRATOR)]
    for person in own + outside:
        read(assessment, person)
    everybody, outsiders = looks_of(assessment), looks_of(assessment, who="outside").split("<tbody")[1]
    assert all(person.full_name in everybody for person in own + outside)
    assert [person.full_name in outsiders for person in own + outside] == [False] * 3 + [True] * 3


def test_newest_come_first_and_the_order_can_be_turned(assessment):
    first, second = in_role(Role.LOCAL_LEAD), in_role(Role.PROGRAMME_LEAD)
    read(assessment, first)
    read(assessment, second)
    for sort, order in (("", [second, first]), ("-when", [second, first]), ("when", [first, second])):
        shown = looks_of(assessment, sort=sort).split("<tbody")[1]
        assert sorted(order, key=lambda person: shown.index(person.full_name)) == order


def test_a_name_can_be_searched_and_a_kind_chosen(assessment):
    first, second = in_role(Role.LOCAL_LEAD), in_role(Role.PROGRAMME_LEAD)
    read(assessment, first)
    audit.record("share-read", assessment, by=second, authority_id=assessment.authority_id)
    assert second.full_name not in looks_of(assessment, q=first.full_name).split("<tbody")[1]
    assert first.full_name not in looks_of(assessment, what="share-read").split("<tbody")[1]


@pytest.mark.parametrize("query", [{"what": "standard-save"}, {"who": "x' OR 1=1"}, {"sort": "actor_id"}])
def test_what_the_list_does_not_know_is_refused(assessment, query):
    browser = browser_of(champion_of(assessment))
    assert browser.get(f"/readiness/{assessment.pk}/looks/", query).status_code == 400


def test_the_list_costs_the_same_for_one_read_as_for_fifty(assessment, django_assert_num_queries):
    browser = browser_of(champion_of(assessment))
    path = f"/readiness/{assessment.pk}/looks/"
    read(assessment, in_role(Role.LOCAL_LEAD))
    with CaptureQueriesContext(connection) as one:
        browser.get(path)
    for _ in range(49):
        read(assessment, in_role(Role.CONTRIBUTOR))
    with django_assert_num_queries(len(one)):
        assert "50 reads" in text(browser.get(path))


# --- Who may ------------------------------------------------------------------------------


def test_the_director_sees_the_list_too(assessment):
    director = assessment.signatures.get().signed_by
    assert browser_of(director).get(f"/readiness/{assessment.pk}/looks/").status_code == 200


@pytest.mark.parametrize(("role", "status"), refused(Role.CHAMPION, Role.DIRECTOR))
def test_nobody_else_sees_who_looked(assessment, client_as, role, status):
    assert client_as(role).get(f"/readiness/{assessment.pk}/looks/").status_code == status


def test_a_named_person_who_reads_views_is_listed(assessment):
    found = agreeing(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)))
    facilitator = in_role(Role.CONTRIBUTOR, area(EALING))
    readers.name_reader(assessment=found, person=facilitator, by=champion_of(found))
    assert browser_of(facilitator).get(f"/readiness/{found.pk}/agreeing/").status_code == 200
    assert listed(found) == [(facilitator.full_name, "Contributor", looks.LOOKS["agreement-read"])]

"""From opening to the signed snapshot: task list, check, submission, who sees what, exports."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commissioning import years
from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness import snapshots
from readiness.actions import agreement
from readiness.actions import assessments as actions
from readiness.models import AgreedLevel, AssessmentMove, SelfAssessment, Snapshot
from readiness.queries import frozen
from tests.support.assessments import agreeing, answer, answered, champion_of, opened, signed, submitted
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db
ANNUAL = {"occasion": "annual", "set_code": "good-commissioning", "about_package": ""}


def address(assessment: SelfAssessment, *parts: str) -> str:
    return "/".join(["/readiness", str(assessment.pk), *parts, ""])


# --- Opening ------------------------------------------------------------------------------


def test_the_champion_starts_this_years_assessment(client_as):
    client = client_as(Role.CHAMPION)
    assert "Start the self-assessment" in text(client.get("/"))
    assert "Start now" in text(client.get(f"/readiness/start/{DURHAM}/"))
    response = client.post(f"/readiness/start/{DURHAM}/", ANNUAL)
    assessment = SelfAssessment.objects.get()
    assert response["Location"] == assessment.get_absolute_url()
    assert (assessment.year, assessment.entries.count()) == (years.year_of(date.today()), 12)


def test_starting_twice_opens_one(client_as):
    client = client_as(Role.CHAMPION)
    client.post(f"/readiness/start/{DURHAM}/", ANNUAL)
    response = client.post(f"/readiness/start/{DURHAM}/", ANNUAL)
    assert response.status_code == 409
    assert "has a self-assessment for" in text(response)
    assert SelfAssessment.objects.get().get_absolute_url() in text(response)
    assert SelfAssessment.objects.count() == 1


def test_an_unfinished_year_comes_before_the_next():
    first = opened(year=2025)
    with pytest.raises(NotNow, match="finish that one first"):
        actions.open_assessment(authority=first.authority, year=2026, by=champion_of(first))


def test_the_database_knows_one_open_annual_an_area():
    first = opened(year=2025)
    twin = SelfAssessment(
        authority=first.authority, version=first.version, framework=first.framework, occasion="annual", year=2026
    )
    with pytest.raises(IntegrityError, match="one_open_of_a_kind"), transaction.atomic():
        twin.save()


@pytest.mark.parametrize(("role", "status"), [(Role.DIRECTOR, 403), (Role.CONTRIBUTOR, 403), (Role.EVALUATOR, 404)])
def test_only_the_champion_starts(client_as, role, status):
    assert client_as(role).post(f"/readiness/start/{DURHAM}/").status_code == status
    assert not SelfAssessment.objects.exists()


def test_another_area_cannot_be_started(client_as):
    client = client_as(Role.CHAMPION)
    for code in (EALING, "E99999999"):
        assert client.post(f"/readiness/start/{code}/").status_code == 404


# --- Task list and check ------------------------------------------------------------------


def test_the_task_list_shows_how_far_each_standard_is(client_as):
    client = client_as(Role.CHAMPION)
    assessment = opened(client.person)
    answer(assessment, "S01")
    answer(assessment, "S02", completed=False)
    page = text(client.get(address(assessment)))
    assert "1 of 12 standards completed" in page
    assert (page.count("Not yet started"), page.count("In progress")) == (10, 2)  # one of them the assessment's own


def test_the_check_page_says_what_is_missing_and_sending_is_refused(client_as):
    client = client_as(Role.CHAMPION)
    assessment = answered(opened(client.person))
    answer(assessment, "S07", "3", version=1, completed=False)
    response = client.post(address(assessment, "agreeing", "begin"))
    assert response.status_code == 422
    assert "Complete standard 7" in text(response)
    assessment.refresh_from_db()
    assert assessment.state == "open"
    assert assessment.scorers.get().sent_at is None


def test_nothing_goes_to_the_director_before_views_are_sent(client_as):
    client = client_as(Role.CHAMPION)
    assessment = answered(opened(client.person))
    assert client.post(address(assessment, "submit")).status_code == 409
    assert not Snapshot.objects.exists()


# --- Submission ---------------------------------------------------------------------------


def test_sending_freezes_a_snapshot_and_asks_for_the_report(client_as):
    client = client_as(Role.CHAMPION)
    assessment = answered(opened(client.person))
    response = client.post(address(assessment, "agreeing", "begin"))
    assert response["Location"] == address(assessment, "agreeing")
    response = client.post(address(assessment, "submit"))
    assert response["Location"] == address(assessment, "sent")
    page = text(client.get(response["Location"]))
    assert "Sent to your director" in page
    snapshot = Snapshot.objects.get()
    assert snapshot.checksum == snapshots.checksum(snapshot.data)
    assert [record["level"] for record in snapshot.data["standards"]] == [3] * 12
    assert Document.objects.get().params == {"snapshot": snapshot.pk}


def test_sending_twice_sends_once(client_as):
    client = client_as(Role.CHAMPION)
    assessment = agreeing(opened(client.person))
    for _ in range(2):
        response = client.post(address(assessment, "submit"))
        assert response["Location"] == address(assessment, "sent")
    assert (Snapshot.objects.count(), Document.objects.count()) == (1, 1)


def test_the_champions_views_become_the_agreed_levels_unmoderated():
    assessment = submitted()
    levels = AgreedLevel.objects.filter(assessment=assessment)
    assert {(level.level, level.moderated) for level in levels} == {(3, False)}
    assert assessment.scorers.get().sent_at


def test_a_snapshot_cannot_be_changed_by_the_site():
    submitted()
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Snapshot.objects.update(checksum="")


def test_history_names_who_moved_it_when():
    assessment = signed()
    moves = list(AssessmentMove.objects.filter(assessment=assessment).values_list("move", "from_state", "to_state"))
    assert moves == [
        ("sign", "with_director", "signed"),
        ("submit", "agreeing", "with_director"),
        ("agree", "open", "agreeing"),
        ("open", "", "open"),
    ]


def test_only_the_director_in_role_signs():
    assessment = submitted()
    with pytest.raises(PermissionDenied):
        agreement.sign(assessment=assessment, by=champion_of(assessment))
    with pytest.raises(PermissionDenied):
        agreement.sign(assessment=assessment, by=in_role(Role.DIRECTOR, area(EALING)))
    assessment.refresh_from_db()
    assert assessment.state == "with_director"


def test_signing_keeps_a_second_snapshot_and_the_newest_signed_counts():
    assessment = signed()
    assert set(assessment.snapshots.values_list("moment", flat=True)) == {"sent", "signed"}
    assert frozen.newest_snapshot(assessment).moment == "signed"


# --- Who sees what ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        (Role.CHAMPION, "sent", 200),
        (Role.DIRECTOR, "sent", 200),
        (Role.LOCAL_LEAD, "sent", 200),
        (Role.CONTRIBUTOR, "sent", 403),
        (Role.SENIOR_LEADER, "sent", 403),
        (Role.REGIONAL_LEAD, "signed", 403),
        (Role.PROGRAMME_LEAD, "signed", 403),
        (Role.ADMINISTRATOR, "signed", 403),
        (Role.ADVISER, "signed", 404),
        (Role.EVALUATOR, "signed", 404),
    ],
)
def test_levels_are_for_those_the_table_names(client_as, role, state, status):
    client = client_as(role)
    champion = client.person if role is Role.CHAMPION else None
    assessment = submitted(opened(champion)) if state == "sent" or role is Role.DIRECTOR else signed(opened(champion))
    assert client.get(address(assessment, "report")).status_code == status


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.CONTRIBUTOR])
def test_while_it_is_open_others_see_the_stage_and_no_level(client_as, role):
    assessment = opened()
    answer(assessment, "S01", "4", "A sentence nobody else may read yet")
    client = client_as(role)
    page = text(client.get(address(assessment)))
    assert "In progress" in page
    assert "A sentence nobody else" not in page
    assert "Very good progress" not in page
    for part in ("report", "check", "standards/S01"):
        assert client.get(address(assessment, part)).status_code in (403, 409)


def test_the_list_shows_only_areas_in_scope(client_as):
    opened()
    opened(authority=area(EALING))
    page = text(client_as(Role.REGIONAL_LEAD).get("/readiness/"))
    assert "County Durham" in page
    assert "Ealing" not in page


def test_the_list_costs_the_same_for_one_row_as_for_many(client_as, django_assert_num_queries):
    client = client_as(Role.PROGRAMME_LEAD)
    opened()
    with CaptureQueriesContext(connection) as one:
        client.get("/readiness/")
    for number in range(1, 11):
        opened(authority=area(f"E0900000{number}" if number < 10 else "E09000010"))
    with django_assert_num_queries(len(one)):
        client.get("/readiness/")


# --- The command line ---------------------------------------------------------------------


def exported(tmp_path, year: int) -> list[dict]:
    call_command("export_assessments", year=year, output=tmp_path / "levels.csv", stdout=io.StringIO())
    return list(csv.DictReader((tmp_path / "levels.csv").read_text().splitlines()))


def test_levels_are_exported_as_laid_down(tmp_path):
    submitted(opened(authority=area(EALING)))
    opened()
    rows = exported(tmp_path, 2026)
    assert list(rows[0]) == ["gss_code", "authority", "year", "revision", "standard", "level", "target", "moderated"]
    of = {code: [row for row in rows if row["gss_code"] == code] for code in (DURHAM, EALING)}
    assert {(row["revision"], row["level"]) for row in of[DURHAM]} == {("0", "")}
    assert {(row["revision"], row["level"], row["moderated"]) for row in of[EALING]} == {("1", "3", "no")}
    assert [row["standard"] for row in of[EALING]] == [f"S{number:02}" for number in range(1, 13)]


def test_an_answer_without_a_level_is_exported_empty(tmp_path):
    assessment = answered()
    answer(assessment, "S01", "dont_know", version=1)
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    agreement.submit(assessment=assessment, by=champion_of(assessment))
    assert exported(tmp_path, 2026)[0]["level"] == ""


def test_an_export_is_recorded_in_each_areas_history(tmp_path):
    assessment = opened()
    exported(tmp_path, 2026)
    entry = AuditEntry.objects.get(verb="levels-export")
    assert (entry.actor_id, entry.authority_id) == (None, assessment.authority_id)


@pytest.mark.usefixtures("files_of_the_template")
def test_what_has_gone_wrong_is_found():
    submitted()
    call_command("check_integrity", stdout=io.StringIO())
    SelfAssessment.objects.update(state="signed")
    with pytest.raises(CommandError, match="1 findings"):
        call_command("check_integrity", stderr=io.StringIO())

"""The feedback report as a document: who may have it, what it refuses, and the same from the shell."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.access.scope import NOBODY
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from readiness import report, report_document
from readiness.actions import agreement
from readiness.actions import reports as actions
from readiness.queries import assessments as queries
from readiness.queries import frozen
from tests.pdf import reading
from tests.support import assessments
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db

READERS = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD}


def silent(percent: int, step: str) -> None:
    pass


@pytest.fixture
def sent(register):
    return assessments.submitted()


@pytest.fixture
def document(sent) -> Document:
    return actions.request_feedback_report(assessment=sent, by=assessments.champion_of(sent))


def test_the_worker_s_file(document):
    steps = []
    built = report_document.build(document, lambda percent, step: steps.append((percent, step)))

    assert built.name == "County Durham feedback report 2026-27 revision 1.pdf"
    assert built.content_type == "application/pdf"
    assert "Because" in reading.text_of(built.content)
    assert 3 <= len(steps) <= 5
    assert steps == sorted(steps)
    assert all(len(step) <= 80 for _, step in steps)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_area_s_own_readers_of_levels_may_have_it(document, role):
    scope = scope_of(document.requested_by if role is Role.CHAMPION else in_role(role))

    assert report_document.may(scope, document) is (role in READERS)
    assert Document.objects.visible_to(scope).filter(pk=document.pk).exists() is (role in READERS)


@pytest.mark.parametrize("role", sorted(READERS))
def test_the_same_roles_elsewhere_may_not(document, role):
    scope = scope_of(in_role(role, area(EALING)))

    assert not report_document.may(scope, document)
    assert not Document.objects.visible_to(scope).exists()
    assert not Document.objects.visible_to(NOBODY).exists()


@pytest.mark.parametrize(
    "params", [{}, {"snapshot": "1"}, {"snapshot": True}, {"snapshot": 10**12}, {"snapshot": None}, []]
)
def test_a_request_that_names_no_snapshot_is_refused(document, params):
    document.params = params

    with pytest.raises(Refused, match="Ask for the report again"):
        report_document.build(document, silent)


def test_another_area_s_snapshot_is_refused(document):
    document.authority = area(EALING)

    with pytest.raises(Refused, match="does not exist"):
        report_document.build(document, silent)


def test_a_snapshot_that_no_longer_matches_its_checksum_is_refused(sent):
    snapshot = frozen.newest_snapshot(sent)
    snapshot.data["standards"][0]["level"] = 5

    with pytest.raises(Refused, match="no longer matches its checksum"):
        report_document.make(snapshot, silent)


def test_a_snapshot_of_another_format_is_refused(sent):
    snapshot = frozen.newest_snapshot(sent)
    snapshot.format = 99

    with pytest.raises(Refused, match="format 99"):
        report_document.make(snapshot, silent)


def test_it_is_compared_with_the_last_signed_year_and_with_no_other(register):
    found = None
    for code, levels in ((EALING, {2024: "1", 2025: "5"}), (DURHAM, {2024: "1", 2025: "2", 2026: "3"})):
        champion, director = (in_role(role, area(code)) for role in (Role.CHAMPION, Role.DIRECTOR))
        for year, level in levels.items():
            found = assessments.answered(assessments.opened(champion, area(code), year), level)
            agreement.begin(assessment=found, by=champion)
            agreement.submit(assessment=found, by=champion)
            agreement.sign(assessment=found, by=director)
    newest = report.feedback_report(frozen.newest_snapshot(found))
    middle = report.feedback_report(frozen.newest_snapshot(found.authority.assessments.get(year=2025)))

    assert newest.comparison.label == "2025/26"
    assert {standard.change for standard in newest.standards} == {"1 level higher"}
    assert middle.comparison.label == "2024/25"


def test_a_first_year_is_compared_with_nothing(register):
    found = report.feedback_report(frozen.newest_snapshot(assessments.signed()))

    assert found.comparison is None


def test_the_signed_version_takes_the_place_of_the_sent_one(sent):
    first = frozen.newest_snapshot(sent)
    agreement.sign(assessment=sent, by=in_role(Role.DIRECTOR))
    second = frozen.newest_snapshot(sent)

    assert report.feedback_report(first).superseded_by == "revision 1, signed"
    found = report.feedback_report(second)
    assert found.superseded_by == ""
    assert [m.at for m in found.milestones] == [first.made_at, second.made_at]


def test_who_sees_it_is_read_from_the_permissions(register):
    assert report.who_sees() == ("Commissioning champion", "Director of children’s services", "Local lead")


def test_the_report_costs_as_many_queries_for_any_number_of_words(sent, django_assert_max_num_queries):
    snapshot = frozen.newest_snapshot(sent)

    with django_assert_max_num_queries(16):
        report.feedback_report(snapshot)


def test_on_screen_it_says_the_same(client_as, register):
    client = client_as(Role.CHAMPION)
    assessment = assessments.opened(client.person)
    assessments.answer(assessment, "S01", "4", "<b>Bold</b> & <img src=x>")
    for task in queries.progress(assessment).missing:
        assessments.answer(assessment, task.standard.code, "3")
    agreement.begin(assessment=assessment, by=client.person)
    agreement.submit(assessment=assessment, by=client.person)
    page = client.get(reverse("readiness:report-detail", args=[assessment.pk])).content.decode()

    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;img src=x&gt;" in page
    assert "1 of the 12 standards is at level 4 or 5" in page
    assert "Not signed yet." in page
    assert "Make the spreadsheet" in page
    assert " style=" not in page
    assert "<style" not in page


def test_the_command_writes_the_worker_s_file(sent, document, tmp_path, capsys):
    file = tmp_path / "report.pdf"
    call_command("render_feedback_report", "--authority", DURHAM, "--year", "2026", "-o", str(file))

    assert file.read_bytes() == report_document.build(document, silent).content
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert line.startswith("Feedback report of County Durham 2026/27, revision 1, sent to the director: ")
    assert AuditEntry.objects.filter(verb="report-render", authority_id=sent.authority_id, actor_id=None).exists()


def test_the_command_says_what_is_missing(register, tmp_path):
    def run(code: str, year: str, file=tmp_path / "report.pdf") -> str:
        with pytest.raises(CommandError) as error:
            call_command("render_feedback_report", "--authority", code, "--year", year, "-o", str(file))
        return str(error.value)

    assert run("E99999999", "2026") == "There is no authority with the ONS code E99999999."
    assert run(DURHAM, "2026") == "County Durham has no annual self-assessment for 2026/27."
    assessments.opened()
    assert run(DURHAM, "2026") == "County Durham has not sent its self-assessment for 2026/27 to the director yet."
    assert not (tmp_path / "report.pdf").exists()
    assessments.submitted(assessments.opened(authority=area(EALING)))
    assert "could not be written" in run(EALING, "2026", tmp_path / "no such folder" / "report.pdf")

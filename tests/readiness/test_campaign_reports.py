"""Every signed report of a campaign in one zip: who may, who sees it was done, what is in it, what if one fails."""

import csv
import hashlib
import io
import zipfile
from datetime import date

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents import tasks
from commissioning.documents.actions import request_document
from commissioning.documents.kinds import Refused
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness import campaign_reports, report_document
from readiness.actions import campaign_reports as bulk
from readiness.actions import campaigns
from readiness.models import Campaign, Snapshot
from readiness.queries import looks
from tests.conftest import browser_of
from tests.support import assessments
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.remembered import remembered
from tests.support.reports import content_of, made, revision_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

LEEDS, KENT, HARTLEPOOL = "E08000035", "E10000016", "E06000001"
ADDRESS = f"/readiness/campaigns/{assessments.YEAR}/reports/"


@pytest.fixture
def campaign() -> Campaign:
    return a_campaign()


@remembered
def a_campaign() -> Campaign:
    """Three areas of four have signed; Kent has not."""
    codes = (DURHAM, EALING, LEEDS, KENT)
    made = campaigns.create_campaign(
        year=assessments.YEAR,
        opens_on=date(2026, 4, 1),
        closes_on=date(2027, 3, 31),
        areas=[area(code) for code in codes],
        by=None,
    )
    for code in (DURHAM, EALING, LEEDS):
        assessments.signed(assessments.opened(authority=area(code)))
    assessments.submitted(assessments.opened(authority=area(KENT)))
    Document.objects.all().delete()  # the reports asked for on the way
    return made


@pytest.fixture
def admin():
    return in_role(Role.ADMINISTRATOR)


@pytest.fixture
def quick(monkeypatch):
    """Reports of a few bytes; how many were made, by area."""
    rendered: list[str] = []

    def laid_out(html: str) -> bytes:
        rendered.append(html)
        return f"%PDF of report {len(rendered)}".encode()

    monkeypatch.setattr(report_document, "laid_out", laid_out)
    return rendered


def run(document: Document) -> Document:
    """As workers would, one after the other, until nothing is left on the queue."""
    while waiting := list(Document.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True)):
        for pk in waiting:
            tasks.make(pk)
    return Document.objects.get(pk=document.pk)


def opened(document: Document) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content_of(document)))


def contents(document: Document) -> dict[str, dict]:
    text = opened(document).read("contents.csv").decode("utf-8-sig")
    return {row["gss_code"]: row for row in csv.DictReader(io.StringIO(text))}


# --- Who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_it_is_an_administrator_s_act(client_as, campaign, role):
    client = client_as(role, area(HARTLEPOOL))

    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS).status_code == 403
    assert not Document.objects.exists()


def test_the_page_says_that_each_area_will_see_it(campaign, admin):
    page = browser_of(admin).get(ADDRESS).content.decode()

    assert "3 areas have a signed report." in page
    assert "Each of the areas sees among who looked that you took them out, and when." in page
    assert "Who sees what" in page


def test_a_year_without_a_campaign_does_not_exist(campaign, admin):
    assert browser_of(admin).get("/readiness/campaigns/1999/reports/").status_code == 404


def test_asking_is_in_the_history_of_every_area_in_it_and_of_no_other(campaign, admin, quick):
    response = browser_of(admin).post(ADDRESS)
    entries = AuditEntry.objects.filter(verb="levels-export", actor_id=admin.pk)

    assert response.status_code == 302
    assert set(entries.values_list("authority_id", flat=True)) == {area(code).pk for code in (DURHAM, EALING, LEEDS)}
    durham = area(DURHAM).assessments.get()
    assert [entry.reader for entry in looks.looks_at(durham)] == [admin.full_name]
    assert not looks.looks_at(area(KENT).assessments.get()).exists()


def test_asked_twice_it_is_one(campaign, admin, quick):
    first, again = (bulk.request_campaign_reports(campaign=campaign, by=admin) for _ in range(2))

    assert first == again
    assert AuditEntry.objects.filter(verb="levels-export").count() == 3
    run(first)
    assert bulk.request_campaign_reports(campaign=campaign, by=admin) != first, "a new one, once that is made"


def test_before_anybody_signed_there_is_nothing_to_take_out(admin):
    empty = campaigns.create_campaign(
        year=2030, opens_on=date(2030, 4, 1), closes_on=date(2031, 3, 31), areas=[area()], by=None
    )

    with pytest.raises(NotNow, match="No area of this campaign has signed yet"):
        bulk.request_campaign_reports(campaign=empty, by=admin)
    client = browser_of(admin)
    assert client.post("/readiness/campaigns/2030/reports/").status_code == 409
    assert "Take the reports out</button>" not in client.get("/readiness/campaigns/2030/reports/").content.decode()


def test_whoever_stopped_being_administrator_gets_no_zip(campaign, admin, quick):
    document = bulk.request_campaign_reports(campaign=campaign, by=admin)
    admin.appointments.update(revoked_at=timezone.now())

    assert run(document).reason == "The person who asked for this is no longer allowed to have it."
    assert browser_of(admin).get(f"/documents/{document.pk}/download/").status_code in (403, 404)


def test_only_administrators_see_and_download_the_zip(campaign, admin, quick, client_as):
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))

    assert b"".join(browser_of(admin).get(f"/documents/{document.pk}/download/")) == content_of(document)
    for role in (Role.PROGRAMME_LEAD, Role.EVALUATOR, Role.CHAMPION):
        assert client_as(role, area(HARTLEPOOL)).get(f"/documents/{document.pk}/download/").status_code == 404


def test_its_parts_are_the_areas_own_and_no_administrator_s(campaign, admin, quick, client_as):
    """The administrator has the zip; each report in it is a document for those who read that area’s report."""
    run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    part = Document.objects.get(parent__isnull=False, authority=area(DURHAM))

    assert part.requested_by is None
    assert browser_of(admin).get(part.get_absolute_url()).status_code == 404
    champion = browser_of(assessments.champion_of(area(DURHAM).assessments.get()))
    assert champion.get(part.get_absolute_url()).status_code == 200


# --- What is in it ------------------------------------------------------------------------


def test_every_signed_report_with_a_list_of_contents_and_checksums(campaign, admin, quick):
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    rows, archive = contents(document), opened(document)

    assert (document.state, document.note, document.file_name) == ("done", "", "Feedback reports 2026-27.zip")
    assert set(rows) == {DURHAM, EALING, LEEDS}
    assert rows[DURHAM]["file"] == "E06000047 County Durham feedback report 2026-27 revision 1.pdf"
    assert set(archive.namelist()) == {row["file"] for row in rows.values()} | {"contents.csv"}
    for row in rows.values():
        content = archive.read(row["file"])
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert (len(content), row["not_made_because"]) == (int(row["bytes"]), "")
    assert archive.testzip() is None


def test_of_a_reopened_one_the_newest_revision_that_was_signed(campaign, admin, quick):
    assessment = area(DURHAM).assessments.get()
    revision_of(assessment, 2)
    revision_of(assessment, 3, moment="sent")

    assert contents(run(bulk.request_campaign_reports(campaign=campaign, by=admin)))[DURHAM]["revision"] == "2"


def test_progress_counts_reports_and_few_wait_on_the_queue_at_once(campaign, admin, quick, monkeypatch):
    monkeypatch.setattr(campaign_reports, "AT_ONCE", 1)
    document = bulk.request_campaign_reports(campaign=campaign, by=admin)
    tasks.make(document.pk)
    steps = []
    while part := Document.objects.filter(parent=document, state="queued").first():
        steps.append(Document.objects.get(pk=document.pk).step)
        assert Document.objects.filter(parent=document, state="queued").count() == 1
        tasks.make(part.pk)

    assert steps == ["0 of 3 reports", "1 of 3 reports", "2 of 3 reports"]


def test_a_report_that_stands_is_not_made_again(campaign, admin, quick):
    snapshot = Snapshot.objects.get(assessment__authority=area(DURHAM), moment="signed")
    own = request_document(
        kind="feedback-report", title="Own", authority=area(DURHAM), params={"snapshot": snapshot.pk}, by=None
    )
    own = made(own)
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))

    assert len(quick) == 3
    assert contents(document)[DURHAM]["sha256"] == own.checksum


def test_one_that_is_on_its_way_for_somebody_else_is_waited_for(campaign, admin, quick):
    snapshot = Snapshot.objects.get(assessment__authority=area(DURHAM), moment="signed")
    request_document(
        kind="feedback-report", title="Own", authority=area(DURHAM), params={"snapshot": snapshot.pk}, by=None
    )
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    tasks.requeue_stranded()  # nobody tells the whole that a stranger’s document has ended

    assert run(document).state == "done"
    assert len(quick) == 3


def test_a_copy_beside_other_areas_is_never_packed(campaign, admin, quick):
    snapshot = Snapshot.objects.get(assessment__authority=area(DURHAM), moment="signed")
    params = {"snapshot": snapshot.pk, "compared": True}
    request = {"kind": "feedback-report", "title": "Own", "params": params, "by": None}
    own = made(request_document(authority=area(DURHAM), **request))
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))

    assert own.state == "done"
    assert contents(document)[DURHAM]["sha256"] != own.checksum
    assert not Document.objects.filter(parent=document, params__compared=True).exists()


def test_one_that_cannot_be_made_is_listed_with_its_reason(campaign, admin, quick, monkeypatch):
    laid_out = report_document.laid_out

    def refuse_one(html: str) -> bytes:
        if "County Durham" in html:
            raise Refused("This report cannot be made. =It is too long.")
        return laid_out(html)

    monkeypatch.setattr(report_document, "laid_out", refuse_one)
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    rows = contents(document)

    assert document.state == "done"
    assert document.note == "One report is not in it. contents.csv in the zip lists every area, and says why."
    assert rows[DURHAM]["not_made_because"] == "This report cannot be made. =It is too long."
    assert (rows[DURHAM]["file"], rows[DURHAM]["sha256"]) == ("", "")
    assert len(opened(document).namelist()) == 3
    assert document.note in browser_of(admin).get(ADDRESS).content.decode()


@pytest.mark.parametrize("harm", ["lost", "changed"])
def test_a_file_that_is_lost_or_changed_is_listed_and_never_packed(campaign, admin, quick, harm):
    document = bulk.request_campaign_reports(campaign=campaign, by=admin)
    tasks.make(document.pk)
    while Document.objects.filter(parent=document, state="queued").exists():
        tasks.make(Document.objects.filter(parent=document, state="queued").first().pk)
    part = Document.objects.get(parent=document, authority=area(DURHAM))
    if harm == "lost":
        part.file.storage.delete(part.file.name)
    else:
        with part.file.storage.open(part.file.name, "wb") as file:
            file.write(b"somebody else's levels")
    rows = contents(run(document))

    assert rows[DURHAM]["file"] == ""
    assert (
        rows[DURHAM]["not_made_because"] == {"lost": campaign_reports.LOST, "changed": campaign_reports.CHANGED}[harm]
    )


def test_asking_again_after_a_failure_makes_only_what_is_missing(campaign, admin, quick, monkeypatch):
    laid_out = report_document.laid_out
    monkeypatch.setattr(report_document, "laid_out", lambda html: 1 / 0 if "Ealing" in html else laid_out(html))
    run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    monkeypatch.setattr(report_document, "laid_out", laid_out)
    again = run(bulk.request_campaign_reports(campaign=campaign, by=admin))

    assert again.note == ""
    assert len(quick) == 3
    assert Document.objects.filter(parent=again).count() == 1


@pytest.mark.parametrize("params", [{}, {"campaign": 10**9, "snapshots": []}, {"campaign": None, "snapshots": None}])
def test_a_request_that_names_nothing_is_refused(campaign, params):
    document = request_document(kind="campaign-reports", title="x", authority=None, params=params, by=None)

    assert "Ask for the reports again" in run(document).reason


def test_as_many_queries_to_look_at_its_parts_for_three_areas_as_for_one(
    campaign, admin, quick, django_assert_num_queries
):
    document = run(bulk.request_campaign_reports(campaign=campaign, by=admin))
    for snapshots in (document.params["snapshots"], document.params["snapshots"][:1]):
        document.params = document.params | {"snapshots": snapshots}
        with django_assert_num_queries(2):
            campaign_reports.parts(document)

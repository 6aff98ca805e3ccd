"""Files of a package: added, scanned, downloaded by those inside, removed with a reason."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.support import tasks
from commissioning.support.actions import files as actions
from commissioning.support.models import PackageFile, SupportPackage
from commissioning.support.workflow import Stage
from tests.support import clamd as scanners
from tests.support import files
from tests.support.delivering import Cast, cast
from tests.support.packages import a_package
from tests.support.pages import text
from tests.support.people import EALING, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(register, settings) -> Cast:
    settings.CLAMAV_ADDRESS = ""
    return cast()


def upload(content: bytes | None = None, name: str = "plan.pdf", **more) -> dict:
    return {"title": "Joint plan", "file": SimpleUploadedFile(name, content or files.pdf()), **more}


def added(work: Cast, who: str = "champion", **more) -> PackageFile:
    answer = work.by[who].post(work.at("files", "add"), upload(**more))
    assert answer.status_code == 302, text(answer)
    return PackageFile.objects.latest("pk")


def download(browser, work: Cast, file: PackageFile):
    """The answer; `sent` is what came with it."""
    answer = browser.get(work.at("files", file.pk, "download"))
    answer.sent = answer.getvalue()
    for close in answer._resource_closers:
        close()
    return answer


def on_disk() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


@pytest.mark.parametrize("who", ["champion", "director", "lead", "adviser", "programme"])
def test_those_inside_add_and_download_and_it_is_recorded(work, who):
    file = added(work, who)
    answer = download(work.by["champion"], work, file)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer.sent[:4] == b"%PDF"
    downloads = AuditEntry.objects.filter(verb="package-file-download", object_id=file.pk)
    assert downloads.get().actor_id == work.champion.pk
    assert "plan" not in on_disk()[0].name, "nothing a person chose reaches the disk"
    assert "File added: Joint plan" in work.lines()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Enter what it is"),
        ({"title": "x" * 201}, "200 characters"),
        ({"file": ""}, "Choose the file"),
        ({"file": SimpleUploadedFile("empty.pdf", b"")}, "The file is empty"),
        ({"file": SimpleUploadedFile("page.html", b"<html>")}, "We cannot take .html files"),
        ({"file": SimpleUploadedFile("plan.pdf", b"MZ not a PDF")}, "PDF"),
        ({"file": SimpleUploadedFile("plan.docx", files.lying_bomb())}, ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(work, fields, message):
    answer = work.by["lead"].post(work.at("files", "add"), upload() | fields)
    assert answer.status_code == 200
    assert message in text(answer)
    assert not PackageFile.objects.exists()
    assert on_disk() == []


def test_the_same_file_twice_is_one(work):
    content = files.pdf()
    assert added(work, content=content) == added(work, "lead", content=content, title="Another name")
    assert len(on_disk()) == 1


def test_a_package_has_room_for_so_many_and_what_does_not_fit_is_not_left_on_the_disk(work, monkeypatch):
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    added(work, content=b"One", name="a.txt")
    answer = work.by["champion"].post(work.at("files", "add"), upload(b"Two", "b.txt"))
    assert answer.status_code == 409
    assert len(on_disk()) == 1


def test_removed_with_a_reason_its_row_stays(work, django_capture_on_commit_callbacks):
    file = added(work)
    page = work.at("files", file.pk, "remove")
    assert "Say why it is removed" in text(work.by["champion"].post(page, {"because": ""}))
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            assert work.by["champion"].post(page, {"because": "An old <b>draft</b>"}).status_code == 302
    assert on_disk() == []
    assert download(work.by["champion"], work, file).status_code == 404
    removed = text(work.by["lead"].get(work.at("files") + "?removed=yes"))
    assert "An old &lt;b&gt;draft&lt;/b&gt;" in removed
    assert "Joint plan" not in text(work.by["lead"].get(work.at("files")))
    assert AuditEntry.objects.filter(verb="package-file-file-delete", object_id=file.pk).count() == 1


def test_who_may_remove_and_who_may_not(work):
    of_the_team = added(work, "adviser", content=b"One", name="a.txt")
    assert work.by["champion"].get(work.at("files", of_the_team.pk, "remove")).status_code == 403
    assert work.by["champion"].post(work.at("files", of_the_team.pk, "remove"), {"because": "x"}).status_code == 403
    of_the_area = added(work, "champion", content=b"Two", name="b.txt")
    assert work.by["adviser"].get(work.at("files", of_the_area.pk, "remove")).status_code == 200


def test_nobody_from_outside_downloads(work, client_as):
    file = added(work)
    for role, status in (
        (Role.REGIONAL_LEAD, 403),
        (Role.EVALUATOR, 404),
        (Role.ADVISER, 404),
        (Role.CONTRIBUTOR, 404),
    ):
        assert client_as(role).get(work.at("files", file.pk, "download")).status_code == status
    assert client_as(Role.CHAMPION, area(EALING)).get(work.at("files", file.pk, "download")).status_code == 404
    other = a_package(Stage.SCOPING, area(EALING))
    path = f"/support/{other.pk}/files/{file.pk}/download/"
    assert work.by["programme"].get(path).status_code == 404
    assert not AuditEntry.objects.filter(verb="package-file-download").exists()


def test_once_declined_nothing_is_added(work):
    file = added(work)
    SupportPackage.objects.filter(pk=work.package.pk).update(stage="declined")
    assert work.by["lead"].post(work.at("files", "add"), upload(b"New", "n.txt")).status_code == 409
    assert work.by["lead"].post(work.at("files", file.pk, "remove"), {"because": "x"}).status_code == 409
    assert len(on_disk()) == 1


# --- The scanner --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with scanners.running(tmp_path_factory.mktemp("clamd")) as made:
        yield made


def test_a_file_waits_for_its_scan_and_an_infected_one_is_destroyed(
    work, clamd, settings, django_capture_on_commit_callbacks
):
    settings.CLAMAV_ADDRESS = clamd.address
    with django_capture_on_commit_callbacks() as put:
        clean = added(work)
    assert (clean.scan, len(put)) == ("waiting", 1)
    assert download(work.by["lead"], work, clean).status_code == 404
    assert "is being checked for viruses" in text(work.by["lead"].get(work.at("files")))
    tasks.scan_file(clean.pk)
    tasks.scan_file(clean.pk)  # delivered twice
    assert download(work.by["lead"], work, clean).status_code == 200
    bad = added(work, content=scanners.EICAR, name="notes.txt")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_waiting_files()
    bad.refresh_from_db()
    assert (bad.scan, bool(bad.file), len(on_disk())) == ("infected", False, 1)
    assert "A virus was found" in text(work.by["lead"].get(work.at("files")))
    assert AuditEntry.objects.filter(verb="package-file-infected", object_id=bad.pk).count() == 1
    assert work.by["lead"].post(work.at("files", bad.pk, "remove"), {"because": "Infected"}).status_code == 302


def test_as_many_queries_for_fifty_files_as_for_one(work):
    def many(number: int) -> None:
        row = {
            "package": work.package,
            "title": "x",
            "file": "packages/x",
            "file_name": "x.pdf",
            "size": 1,
            "scan": "clean",
        }
        PackageFile.objects.bulk_create(PackageFile(**row, added_by=work.lead) for _ in range(number))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert work.by["lead"].get(work.at("files")).status_code == 200
        return len(queries)

    many(1)
    asked()
    before = asked()
    many(49)
    assert asked() == before

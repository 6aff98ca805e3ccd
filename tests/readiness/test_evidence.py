"""Evidence cited and shown: who may add, read and remove it, what a file may be, and the scanner (quality 6, 20)."""

import hashlib
import os
import re
import resource
import urllib.request
import uuid
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents import scanned
from commissioning.people import actions as people
from commissioning.people.models import AuditEntry, RoleAppointment
from readiness import tasks
from readiness.actions import evidence as actions
from readiness.actions import sharing
from readiness.models import Evidence, EvidenceUse, SelfAssessment
from tests.conftest import browser_of
from tests.support import clamd as scanners
from tests.support import files, site
from tests.support.assessments import agreeing, answered, champion_of, opened, signed, submitted
from tests.support.pages import text
from tests.support.people import EALING, PASSWORD, area
from tests.support.visitor import Visitor

PDF = files.pdf()
CITED = {"kind": "cited", "title": "Board paper 7", "citation": "Children’s partnership board, 12 May, item 4"}


@pytest.fixture
def champion():
    """The champion's browser; `champion.assessment` is theirs."""
    assessment = opened()
    client = browser_of(champion_of(assessment))
    client.assessment = assessment
    return client


def upload(content: bytes = PDF, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shown(content: bytes = PDF, name: str = "plan.pdf", **more) -> dict:
    return {"kind": "shown", "title": "Joint plan", "file": upload(content, name), **more}


def on(assessment: SelfAssessment, path: str) -> str:
    return f"/readiness/{assessment.pk}/{path}"


def add(client, fields: dict, code: str = "S01"):
    return client.post(on(client.assessment, f"standards/{code}/evidence/add/"), fields)


def only() -> Evidence:
    return Evidence.objects.get()


def given(client, fields: dict | None = None, code: str = "S01") -> Evidence:
    """A piece, through its page."""
    assert add(client, fields or CITED, code).status_code == 302
    return Evidence.objects.latest("pk")


def download(client, evidence: Evidence):
    """The answer; `sent` is what came with it."""
    response = client.get(f"/readiness/evidence/{evidence.pk}/download/")
    response.sent = response.getvalue()
    for close in response._resource_closers:  # not `close`, which ends the test's connection too
        close()
    return response


def on_disk() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]


def strengths(evidence: Evidence) -> dict[str, str]:
    uses = evidence.uses.filter(removed_at__isnull=True).select_related("standard")
    return {use.standard.code: use.strength for use in uses}


# --- Cite it ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_citing_needs_no_file_and_leads_back_to_the_standard(champion):
    page = on(champion.assessment, "standards/S01/")
    assert "Show or cite evidence" in text(champion.get(page))
    response = add(champion, {**CITED, "strength": "others", "note": "Page 3"})
    assert response["Location"] == page
    assert "Board paper 7" in text(champion.get(page))
    assert "Others outside the council would accept it" in text(champion.get(page))
    assert strengths(only()) == {"S01": "others"}
    assert AuditEntry.objects.filter(verb="evidence-add", object_id=only().pk, actor_id=champion.person.pk).exists()


@pytest.mark.django_db
def test_the_strength_of_evidence_leaves_the_level_alone(champion):
    answered(champion.assessment, "2")
    before = list(champion.assessment.scorers.get().views.values_list("level", flat=True))
    given(champion, {**CITED, "strength": "own"})
    use = EvidenceUse.objects.get()
    champion.post(on(champion.assessment, f"evidence/uses/{use.pk}/"), {"strength": "others", "note": "", "version": 0})
    assert strengths(only()) == {"S01": "others"}
    assert list(champion.assessment.scorers.get().views.values_list("level", flat=True)) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Select whether you cite it or show it"),
        ({"kind": "borrowed", "title": "x"}, "Select whether you cite it or show it"),
        ({"kind": "cited", "title": "", "citation": "x"}, "Enter what it is"),
        ({"kind": "cited", "title": "Kept"}, "Enter where it can be found"),
        ({"kind": "shown", "title": "Kept"}, "Choose the file you want to show"),
        ({**CITED, "strength": "very"}, "Select how strong it is from the list"),
        ({**CITED, "title": "x" * 201}, "must be 200 characters or less"),
        ({**CITED, "note": "x" * 501}, "must be 500 characters or less"),
        ({**CITED, "title": "a\0b"}, "Null characters are not allowed"),
        ({**CITED, "file": upload()}, "You chose a file"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(champion, fields, message):
    response = add(champion, fields)
    assert response.status_code == 200
    assert message in text(response)
    assert not Evidence.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db
def test_hostile_words_are_shown_as_words(champion):
    given(champion, {**CITED, "title": "<script>alert(1)</script>", "citation": "<img src=x>", "note": "<b>"})
    piece = only()
    for path in ("standards/S01/", "evidence/", f"evidence/{piece.pk}/", f"evidence/{piece.pk}/remove/"):
        page = text(champion.get(on(champion.assessment, path)))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert(1)" not in page
        assert "<img src=x>" not in page


@pytest.mark.django_db
def test_every_page_where_evidence_is_given_says_never_to_include_children(champion):
    for path in ("standards/S01/evidence/add/", "evidence/"):
        assert "individual children or families" in text(champion.get(on(champion.assessment, path)))


# --- Show it ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_file_is_stored_under_a_random_name_outside_what_is_served(champion, settings):
    piece = given(champion, shown(name="../../Joint plan.PDF"))
    assert (piece.file_name, piece.content_type, piece.size) == ("Joint plan.pdf", "application/pdf", len(PDF))
    assert piece.checksum == hashlib.sha256(PDF).hexdigest()
    (stored,) = on_disk()
    assert uuid.UUID(stored.name)
    assert not stored.is_relative_to(settings.STATIC_ROOT)
    for address in (f"/{piece.file.name}", f"/media/{piece.file.name}", f"/static/{piece.file.name}"):
        assert champion.get(address).status_code == 404


@pytest.mark.django_db
def test_it_is_downloaded_as_an_attachment_that_can_do_nothing_and_that_is_recorded(champion):
    piece = given(champion, shown(b"Minutes <b>&amp; then", "notes.txt"))
    response = download(champion, piece)
    assert response.sent == b"Minutes <b>&amp; then"
    assert response["Content-Disposition"] == 'attachment; filename="notes.txt"'
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert "no-store" in response["Cache-Control"]
    entry = AuditEntry.objects.get(verb="evidence-download")
    assert (entry.object_id, entry.actor_id) == (piece.pk, champion.person.pk)
    assert entry.authority_id == champion.assessment.authority_id


@pytest.mark.django_db
def test_20_a_name_that_would_say_more_in_a_header_does_not(champion):
    piece = given(champion, shown(name="plan; filename=evil.exe\u202e – é.pdf"))
    header = download(champion, piece)["Content-Disposition"]
    assert header == "attachment; filename*=utf-8''plan%3B%20filename%3Devil.exe%20%E2%80%93%20%C3%A9.pdf"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<!doctype html><script>alert(1)</script>", "board.png"),
        (b"", "empty.pdf"),
        (files.bomb(), "plan.docx"),
        (files.word(("word/vbaProject.bin", b"x")), "plan.docx"),
        (PDF + files.archive(("evil.js", b"x")), "plan.pdf"),
        (PDF, "plan.exe"),
        (b"<svg onload='alert(1)'/>", "picture.svg"),
    ],
    ids=["HTML as PNG", "empty", "zip bomb", "macros", "polyglot", "program by name", "SVG"],
)
def test_20_a_hostile_file_is_refused_on_the_page_and_not_kept(champion, content, name):
    response = add(champion, {"kind": "shown", "title": "What I typed", "file": upload(content, name)})
    assert response.status_code == 200
    assert 'href="#id_file"' in text(response)
    assert "What I typed" in text(response)
    assert not Evidence.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db
def test_20_a_file_above_the_limit_is_refused_in_words_and_a_request_above_it_at_the_door(champion, settings):
    one_too_many = b"x" * (settings.LARGEST_FILE + 1)
    assert "The file must be 10 MB or smaller" in text(add(champion, shown(one_too_many, "notes.txt")))
    response = add(champion, shown(b"x" * settings.LARGEST_REQUEST, "notes.txt"))
    assert response.status_code == 413
    assert not Evidence.objects.exists()
    assert on_disk() == []


@pytest.mark.django_db
def test_when_something_else_is_wrong_the_file_has_to_be_chosen_again_and_that_is_said(champion):
    response = add(champion, shown(title="", note="Remembered"))
    assert "Choose the file again" in text(response)
    assert "Remembered" in text(response)
    assert on_disk() == []


@pytest.mark.django_db
def test_the_same_sent_twice_is_one_piece_and_one_file(champion):
    given(champion)
    given(champion)
    assert Evidence.objects.count() == 1
    given(champion, shown())
    given(champion, shown())
    assert Evidence.objects.count() == 2
    assert len(on_disk()) == 1
    given(champion, shown(), "S02")
    assert strengths(Evidence.objects.get(kind="shown")) == {"S01": "", "S02": ""}
    assert len(on_disk()) == 1


@pytest.mark.django_db
def test_files_have_their_number(champion, monkeypatch):
    monkeypatch.setattr(actions, "MOST_FILES", 1)
    given(champion, shown())
    response = add(champion, shown(b"Another", "notes.txt", note="What I had written about it, in some more words"))
    assert response.status_code == 409
    assert "What I had written about it" in text(response)
    assert len(on_disk()) == 1


@pytest.mark.django_db
def test_36_a_full_disk_keeps_neither_half_a_file_nor_a_row(champion):
    told = actions.Told("Joint plan", file=upload(bytes(200_000)), checked=_as_checked(200_000))
    standard = champion.assessment.version.standards.get(code="S01")
    with room_for(100_000), pytest.raises(OSError):  # noqa: PT011 - whatever the disk says
        actions.add(assessment=champion.assessment, standard=standard, told=told, by=champion.person)
    assert not Evidence.objects.exists()
    assert on_disk() == []


def _as_checked(size: int):
    from commissioning.documents.uploads import CheckedFile

    return CheckedFile("notes.txt", "text/plain", size, "0" * 64)


@contextmanager
def room_for(size: int):
    """No file of this process can grow further than that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


# --- One piece, several standards ---------------------------------------------------------


@pytest.mark.django_db
def test_one_piece_serves_further_standards_each_with_a_strength_of_its_own(champion):
    piece = given(champion, {**CITED, "strength": "others"})
    page = on(champion.assessment, f"evidence/{piece.pk}/standards/")
    assert champion.post(page, {"standards": ["S02", "S05"]}).status_code == 302
    assert strengths(piece) == {"S01": "others", "S02": "", "S05": ""}
    champion.post(page, {"standards": ["S02"]})
    assert EvidenceUse.objects.count() == 3
    assert "Select at least one standard" in text(champion.post(page, {"standards": ["S01"]}))
    assert "Select at least one standard" in text(champion.post(page, {}))


@pytest.mark.django_db
def test_what_is_here_already_can_be_chosen_for_another_standard(champion):
    piece = given(champion)
    assert "Choose from 1 piece" in text(champion.get(on(champion.assessment, "standards/S03/evidence/add/")))
    page = on(champion.assessment, "standards/S03/evidence/choose/")
    assert champion.post(page, {"pieces": [piece.pk]})["Location"] == on(champion.assessment, "standards/S03/")
    assert set(strengths(piece)) == {"S01", "S03"}
    assert "serves this standard already" in text(champion.get(page))


@pytest.mark.django_db
def test_the_evidence_of_the_occasion_before_is_offered_again(champion):
    before = champion.assessment
    piece = given(champion, {**CITED, "strength": "others"})
    removed = given(champion, {**CITED, "title": "Taken away"})
    _remove(champion, removed)
    signed(before)
    champion.assessment = opened(champion.person, year=before.year + 1)
    page = on(champion.assessment, "standards/S01/evidence/choose/")
    assert f"From: {before.title}" in text(champion.get(page))
    assert "Taken away" not in text(champion.get(page))
    champion.post(page, {"pieces": [piece.pk]})
    assert champion.assessment.evidence_uses.get().strength == "", "its strength is to be looked at again"
    assert before.evidence_uses.filter(removed_at__isnull=True).get().strength == "others"


@pytest.mark.django_db
def test_4_evidence_of_another_area_cannot_be_taken_in(champion):
    elsewhere = opened(authority=area(EALING))
    standard = elsewhere.version.standards.get(code="S01")
    theirs = actions.add(
        assessment=elsewhere, standard=standard, told=actions.Told("Theirs", "x"), by=champion_of(elsewhere)
    )
    given(champion)
    response = champion.post(on(champion.assessment, "standards/S02/evidence/choose/"), {"pieces": [theirs.pk]})
    assert "Select at least one piece from the list" in text(response)
    assert "Theirs" not in text(response)
    for path in ("", "standards/", "remove/"):
        assert champion.get(on(champion.assessment, f"evidence/{theirs.pk}/{path}")).status_code == 404
    use = theirs.uses.get()
    assert champion.get(on(champion.assessment, f"evidence/uses/{use.pk}/")).status_code == 404


@pytest.mark.django_db
def test_28_two_people_weighing_one_piece_never_overwrite_each_other_unknowingly(champion):
    given(champion)
    use = EvidenceUse.objects.get()
    page = on(champion.assessment, f"evidence/uses/{use.pk}/")
    assert champion.post(page, {"strength": "own", "note": "Mine", "version": 0}).status_code == 302
    response = champion.post(page, {"strength": "others", "note": "Written meanwhile", "version": 0})
    assert "Not saved yet" in text(response)
    assert "Mine" in text(response)
    assert "Written meanwhile" in text(response)
    use.refresh_from_db()
    assert (use.strength, use.note, use.version) == ("own", "Mine", 1)
    assert re.search(r'name="version"[^>]*value="1"', text(response))
    assert champion.post(page, {"strength": "own", "note": "Mine", "version": 0}).status_code == 302, "sent twice"
    assert champion.post(page, {"strength": "others", "note": "", "version": 1}).status_code == 302
    assert "had lost its place" in text(champion.post(page, {"strength": "own", "note": "", "version": "x"}))


# --- Removing -----------------------------------------------------------------------------


def _remove(client, piece: Evidence, standards: tuple[str, ...] = ("S01",), because: str = "It was the draft"):
    page = on(client.assessment, f"evidence/{piece.pk}/remove/")
    return client.post(page, {"standards": standards, "because": because})


@pytest.mark.django_db
def test_removed_with_its_reason_the_row_stays_and_the_file_goes(champion, django_capture_on_commit_callbacks):
    piece = given(champion, shown())
    assert "Enter why you remove it" in text(_remove(champion, piece, because=" "))
    assert len(on_disk()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert _remove(champion, piece).status_code == 302
    piece.refresh_from_db()
    assert (piece.removed_by, piece.removed_because, bool(piece.file)) == (champion.person, "It was the draft", False)
    assert piece.checksum
    assert on_disk() == []
    assert download(champion, piece).status_code in (403, 404)
    page = text(champion.get(on(champion.assessment, "evidence/")))
    assert "It was the draft" in page
    assert "Joint plan" in page
    assert "Joint plan" not in text(champion.get(on(champion.assessment, "standards/S01/")))
    verbs = set(AuditEntry.objects.filter(object_id=piece.pk).values_list("verb", flat=True))
    assert {"evidence-remove", "evidence-file-delete"} <= verbs
    assert _remove(champion, piece).status_code == 404, "sent twice"


@pytest.mark.django_db
def test_removed_from_one_standard_it_goes_on_serving_the_other(champion, django_capture_on_commit_callbacks):
    piece = given(champion, shown())
    given(champion, shown(), "S02")
    with django_capture_on_commit_callbacks(execute=True):
        _remove(champion, piece)
    piece.refresh_from_db()
    assert (set(strengths(piece)), piece.removed_at) == ({"S02"}, None)
    assert len(on_disk()) == 1
    assert given(champion, shown()) == piece
    assert set(strengths(piece)) == {"S01", "S02"}, "and can be put back"


@pytest.mark.django_db
def test_what_was_frozen_keeps_its_file_for_those_who_read_the_report(
    champion, client_as, django_capture_on_commit_callbacks
):
    from readiness.actions import moves
    from readiness.workflow import Move

    piece = given(champion, shown())
    signed(champion.assessment)
    moves.advance(assessment=champion.assessment, move=Move.REOPEN, by=champion.person, reason="One figure was wrong")
    with django_capture_on_commit_callbacks(execute=True):
        assert _remove(champion, piece).status_code == 302
    piece.refresh_from_db()
    assert piece.removed_at
    assert len(on_disk()) == 1
    director = browser_of(RoleAppointment.objects.get(role=Role.DIRECTOR, authority=area()).person)
    assert "Joint plan" in text(director.get(on(champion.assessment, "evidence/")))
    assert download(director, piece).status_code == 200
    assert download(champion, piece).status_code == 200


@pytest.mark.django_db
def test_removing_it_this_year_leaves_last_years_as_it_was(champion, django_capture_on_commit_callbacks):
    piece, before = given(champion, shown()), champion.assessment
    signed(before)
    champion.assessment = opened(champion.person, year=before.year + 1)
    champion.post(on(champion.assessment, "standards/S01/evidence/choose/"), {"pieces": [piece.pk]})
    with django_capture_on_commit_callbacks(execute=True):
        _remove(champion, piece)
    piece.refresh_from_db()
    assert piece.removed_at is None
    assert len(on_disk()) == 1
    assert "Joint plan" in text(champion.get(on(before, "evidence/")))


# --- Who may ------------------------------------------------------------------------------

TO_CHANGE = (
    "standards/S01/evidence/add/",
    "standards/S01/evidence/choose/",
    "evidence/{piece}/",
    "evidence/{piece}/standards/",
    "evidence/{piece}/remove/",
    "evidence/uses/{use}/",
)


def addresses(assessment: SelfAssessment, piece: Evidence) -> list[str]:
    return [on(assessment, path.format(piece=piece.pk, use=piece.uses.first().pk)) for path in TO_CHANGE]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.LOCAL_LEAD, Role.CONTRIBUTOR, Role.REGIONAL_LEAD])
def test_2_only_who_leads_it_changes_evidence(champion, client_as, role):
    piece = given(champion, shown())
    other = client_as(role)
    for address in addresses(champion.assessment, piece):
        assert other.get(address).status_code == 403
        if not address.endswith(f"/evidence/{piece.pk}/"):  # which takes no POST
            assert other.post(address, CITED).status_code == 403
    assert other.get(on(champion.assessment, "evidence/")).status_code == 403
    assert download(other, piece).status_code == 403
    assert Evidence.objects.count() == 1


@pytest.mark.django_db
def test_1_another_areas_evidence_does_not_exist(champion, client_as):
    piece = given(champion, shown())
    other = client_as(Role.CHAMPION, area(EALING))
    for address in [*addresses(champion.assessment, piece), on(champion.assessment, "evidence/")]:
        assert other.get(address).status_code == 404
        if "evidence/add" in address or "uses" in address:
            assert other.post(address, CITED).status_code == 404
    unknown = other.get("/readiness/evidence/999999/download/")
    theirs = download(other, piece)
    assert theirs.status_code == unknown.status_code == 404


@pytest.mark.django_db
def test_6_when_the_permission_ends_the_file_does_not_exist_any_more(champion):
    piece = given(champion, shown())
    assert download(champion, piece).status_code == 200
    people.end_now(appointment=RoleAppointment.objects.get(person=champion.person), by=None)
    assert download(champion, piece).status_code == 403, "who has no role left is told so on every page"
    people.appoint(person=champion.person, role=Role.CONTRIBUTOR, authority=area(EALING), by=None)
    assert download(champion, piece).status_code == 404


@pytest.mark.django_db
def test_nobody_signed_in_is_asked_to_sign_in(champion, client):
    piece = given(champion, shown())
    assert "/accounts/login/" in download(client, piece)["Location"]


@pytest.mark.django_db
def test_the_director_reads_it_from_the_moment_it_is_with_them(champion, client_as):
    piece = given(champion, shown())
    director = client_as(Role.DIRECTOR)
    assert download(director, piece).status_code == 403
    submitted(champion.assessment)
    assert download(director, piece).status_code == 200
    page = text(director.get(on(champion.assessment, "evidence/")))
    assert "Joint plan" in page
    assert "Remove" not in page
    assert AuditEntry.objects.filter(verb="evidence-read", actor_id=director.person.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("what", "status"), [("report", 200), ("levels", 403)])
def test_whom_the_report_is_shared_with_reads_its_evidence_and_whom_the_levels_not(champion, client_as, what, status):
    piece = given(champion, shown())
    later = signed(champion.assessment)
    regional = client_as(Role.REGIONAL_LEAD)
    wanted = sharing.Wanted("region", what, "Planning joint support", timezone.localdate() + timedelta(days=3))
    sharing.share(assessment=later, wanted=wanted, by=champion.person)
    assert regional.get(on(later, "evidence/")).status_code == status
    assert download(regional, piece).status_code == status


@pytest.mark.django_db
def test_what_is_no_longer_in_the_areas_hands_cannot_be_changed(champion):
    piece = given(champion)
    use = piece.uses.get()
    submitted(champion.assessment)
    tried = [
        add(champion, {**CITED, "title": "A title I had thought of for quite some time, late"}),
        champion.post(on(champion.assessment, "standards/S02/evidence/choose/"), {"pieces": [piece.pk]}),
        champion.post(on(champion.assessment, f"evidence/{piece.pk}/standards/"), {"standards": ["S02"]}),
        champion.post(on(champion.assessment, f"evidence/uses/{use.pk}/"), {"strength": "own", "version": 0}),
        _remove(champion, piece),
    ]
    assert [response.status_code for response in tried] == [409] * 5
    assert "A title I had thought of" in text(tried[0])
    assert strengths(piece) == {"S01": ""}


@pytest.mark.django_db
def test_while_levels_are_being_agreed_evidence_can_be_added(champion):
    agreeing(champion.assessment)
    given(champion)
    assert "To show or cite more" in text(champion.get(on(champion.assessment, "evidence/")))


@pytest.mark.django_db
def test_as_many_queries_for_fifty_pieces_as_for_one(champion):
    pages = [on(champion.assessment, "evidence/"), on(champion.assessment, "standards/S01/")]
    given(champion, {**CITED, "title": "Number 0"})
    for page in pages:
        champion.get(page)
    before = [_queries(champion, page) for page in pages]
    for number in range(1, 50):
        given(champion, {**CITED, "title": f"Number {number}"}, "S01")
    champion.get(pages[0])  # reads what was said after each
    assert [_queries(champion, page) for page in pages] == before


def _queries(client, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


# --- The scanner --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with scanners.running(tmp_path_factory.mktemp("clamd")) as made:
        yield made


@pytest.fixture
def scanner(clamd, settings):
    settings.CLAMAV_ADDRESS = clamd.address
    return clamd


@pytest.mark.django_db
def test_a_file_waits_for_its_scan_and_nobody_can_download_it_before(
    champion, scanner, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as put:
        piece = given(champion, shown())
    assert piece.scan == "waiting"
    assert len(put) == 1, "the scan is asked for with the commit"
    assert download(champion, piece).status_code == 404
    assert "is being checked for viruses" in text(champion.get(on(champion.assessment, "evidence/")))
    tasks.scan_evidence(piece.pk)
    tasks.scan_evidence(piece.pk)  # delivered twice
    piece.refresh_from_db()
    assert piece.scan == "clean"
    assert download(champion, piece).status_code == 200


@pytest.mark.django_db
def test_20_eicar_is_found_destroyed_and_said(champion, scanner, django_capture_on_commit_callbacks):
    piece = given(champion, shown(scanners.EICAR, "notes.txt"))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_evidence(piece.pk)
    piece.refresh_from_db()
    assert (piece.scan, bool(piece.file), on_disk()) == ("infected", False, [])
    assert download(champion, piece).status_code == 404
    for path in ("evidence/", f"evidence/{piece.pk}/"):
        assert "A virus was found" in text(champion.get(on(champion.assessment, path)))
    assert AuditEntry.objects.filter(verb="evidence-infected", object_id=piece.pk).count() == 1
    assert "Joint plan" not in text(champion.get(on(champion.assessment, "standards/S02/evidence/choose/")))
    again = given(champion, shown(scanners.EICAR, "notes.txt"))
    assert again != piece, "it is scanned afresh"
    with django_capture_on_commit_callbacks(execute=True):
        assert _remove(champion, piece).status_code == 302


@pytest.mark.django_db
def test_20_eicar_inside_a_document_is_found(champion, scanner, django_capture_on_commit_callbacks):
    piece = given(champion, shown(files.word(("word/embeddings/a.txt", scanners.EICAR)), "plan.docx"))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_evidence(piece.pk)
    piece.refresh_from_db()
    assert piece.scan == "infected"


@pytest.mark.django_db
def test_with_the_scanner_away_it_stays_waiting_and_is_scanned_when_it_is_back(champion, tmp_path, settings):
    with scanners.running(tmp_path / "clamd") as away:
        settings.CLAMAV_ADDRESS = away.address
        piece = given(champion, shown())
        away.stop()
        tasks.scan_evidence(piece.pk)
        tasks.scan_waiting_evidence()
        piece.refresh_from_db()
        assert (piece.scan, bool(piece.scanned_at)) == ("waiting", True)
        assert download(champion, piece).status_code == 404
        away.start()
        tasks.scan_waiting_evidence()
    piece.refresh_from_db()
    assert piece.scan == "clean"


@pytest.mark.django_db
def test_one_that_the_scanner_chokes_on_holds_up_no_other(champion, scanner, monkeypatch):
    """Tried last the next time."""
    first = given(champion, shown(b"First", "notes.txt"))
    second = given(champion, shown(b"Second", "notes.txt"))
    real = scanned.verdict_on

    def choking(file):
        if file.read(1) == b"F":
            raise scanned.ScannerAway("cannot look at this")
        file.seek(0)
        return real(file)

    monkeypatch.setattr(scanned, "verdict_on", choking)
    tasks.scan_waiting_evidence()
    tasks.scan_waiting_evidence()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.scan, second.scan) == ("waiting", "clean")


@pytest.mark.django_db
def test_without_a_scanner_a_file_is_marked_and_scanned_once_there_is_one(champion, clamd, settings):
    settings.CLAMAV_ADDRESS = ""
    assert "no virus scanner" in text(champion.get(on(champion.assessment, "standards/S01/evidence/add/")))
    piece = given(champion, shown())
    assert piece.scan == "not_scanned"
    assert "Not checked for viruses" in text(champion.get(on(champion.assessment, "evidence/")))
    assert download(champion, piece).status_code == 200
    tasks.scan_waiting_evidence()
    piece.refresh_from_db()
    assert piece.scan == "not_scanned"
    settings.CLAMAV_ADDRESS = clamd.address
    tasks.scan_waiting_evidence()
    piece.refresh_from_db()
    assert piece.scan == "clean"


@pytest.mark.django_db
def test_a_file_removed_while_it_waits_is_not_scanned(champion, scanner, django_capture_on_commit_callbacks):
    piece = given(champion, shown())
    with django_capture_on_commit_callbacks(execute=True):
        _remove(champion, piece)
    tasks.scan_evidence(piece.pk)
    tasks.scan_waiting_evidence()
    piece.refresh_from_db()
    assert piece.scan == "waiting"


@pytest.mark.django_db
def test_a_file_that_is_lost_from_the_disk_stops_no_sweep(champion, scanner):
    lost = given(champion, shown(b"First", "notes.txt"))
    Path(lost.file.path).unlink()
    other = given(champion, shown(b"Second", "notes.txt"))
    tasks.scan_waiting_evidence()
    other.refresh_from_db()
    assert other.scan == "clean"


# --- Real processes -----------------------------------------------------------------------


@pytest.mark.slow
def test_20_eicar_shown_to_the_running_site_is_gone_before_anybody_can_fetch_it(
    clamd, tmp_path, worker_id, settings, django_db_blocker
):
    """Browser to web to queue to worker to clamd, all of them real."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]  # the site knows no quick ones
    with (
        django_db_blocker.unblock(),
        site.running(tmp_path / "site", f"test_scan_{worker_id}_{os.getpid()}", CLAMAV_ADDRESS=clamd.address) as made,
    ):
        with made.data():
            assessment = opened()
            email = champion_of(assessment).email
        made.start_worker()
        made.start_web()
        visitor = Visitor(made.address)
        visitor.sign_in(email, PASSWORD)
        for content in (b"A clean note", scanners.EICAR):
            _send(visitor, on(assessment, "standards/S01/evidence/add/"), content)

        def verdicts() -> list[str]:
            with made.data():
                return list(Evidence.objects.order_by("pk").values_list("scan", flat=True))

        site.until(lambda: verdicts() == ["clean", "infected"], "both verdicts", lambda: "")
        assert "A virus was found" in visitor.get(on(assessment, "evidence/"))[1]
        kept = [path for path in (tmp_path / "site/data/files/evidence").rglob("*") if path.is_file()]
        assert [(path.read_bytes(), path.stat().st_mode & 0o777) for path in kept] == [(b"A clean note", 0o600)]


def _send(visitor: Visitor, path: str, content: bytes) -> None:
    """A file as a browser sends it."""
    token = visitor.get(path)[1].partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = {"csrfmiddlewaretoken": token, "kind": "shown", "title": f"Note of {len(content)} bytes"}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    parts.append('--x\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n\r\n')
    body = "".join(parts).encode() + content + b"\r\n--x--\r\n"
    asked = urllib.request.Request(visitor.address + path, body, {"Content-Type": "multipart/form-data; boundary=x"})
    with visitor._open(asked, timeout=60) as answer:
        assert answer.status == 200
        assert "Show or cite evidence" in answer.read().decode()

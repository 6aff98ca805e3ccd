"""A copy of everything about one person: complete by the classification, naming nobody else, safe to open."""

import csv
import io
import json
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people import actions
from commissioning.people.models import AuditEntry, HeldPost, OutgoingEmail, User
from commissioning.profiles.models import HistoryEntry, Stakeholder
from commissioning.programme.protection import erasing, export, subject
from commissioning.programme.protection.fields import columns
from commissioning.support.models import Adviser, SavedFilter
from readiness.models import View
from tests.support import partners
from tests.support.people import area, in_role, person

pytestmark = pytest.mark.usefixtures("register")
NAME, EMAIL = "Quilla Erasmus-Vane", "quilla.vane@council.example"


def somebody(name: str = NAME) -> User:
    return actions.add_person(full_name=name, email=EMAIL, job_title="Head of it all", by=None)


def made(one: User, by: User | None = None) -> dict[str, bytes]:
    """The files of the copy, by name, as the worker makes it."""
    document = export.request(person=one, by=by or in_role(Role.ADMINISTRATOR))
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == "done", document.reason
    with document.file.open() as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(files: dict[str, bytes], model: str) -> list[dict]:
    return json.loads(files[f"{model}.json"])


def test_their_account_their_roles_and_what_hangs_on_them_are_in_it():
    one = somebody()
    actions.appoint(person=one, role=Role.ADVISER, by=None)
    adviser = Adviser.objects.create(person=one, employer_name="Vane Ltd", about="Knows markets", days_a_month=4)
    adviser.away.create(first=timezone.localdate(), last=timezone.localdate(), why="Operation")
    SavedFilter.objects.create(person=one, name="Mine", query="q=1")
    HeldPost.objects.create(person=one, path="/", body="typed=this")
    files = made(one)
    assert [(row["full_name"], row["email"], row["job_title"]) for row in rows(files, "people.User")] == [
        (NAME, EMAIL, "Head of it all")
    ]
    assert [row["role"] for row in rows(files, "people.RoleAppointment")] == ["adviser"]
    assert [row["why"] for row in rows(files, "support.Away")] == ["Operation"]
    assert [row["name"] for row in rows(files, "support.SavedFilter")] == ["Mine"]
    assert [row["body"] for row in rows(files, "people.HeldPost")] == ["typed=this"]
    assert rows(files, "people.RoleAppointment")[0]["person"] == "this person"


def test_what_names_them_in_words_is_in_it():
    one = somebody()
    lead = in_role(Role.LOCAL_LEAD)
    Stakeholder.objects.create(
        authority=area(), name="Q. Vane", job="Head", organisation="Council", side="council", hearing="single",
        email=EMAIL.upper(), why_they_matter="Holds the purse", recorded_by=lead,
    )  # fmt: skip
    OutgoingEmail.objects.create(
        recipient=EMAIL, sender="s@x.example", subject="Hello", body="secret link", message_id="m",
        next_attempt_at=timezone.now(),
    )  # fmt: skip
    files = made(one)
    [listed] = rows(files, "profiles.Stakeholder")
    assert (listed["why_they_matter"], listed["recorded_by"]) == ("Holds the purse", "another person")
    [mail] = rows(files, "people.OutgoingEmail")
    assert mail["subject"] == "Hello"
    assert "body" not in mail, "secrets are never in it"


def test_of_others_it_says_that_they_were_there_and_not_who():
    one, other = somebody(), person("Bystander Blackwood")
    entry = {
        "authority": area(),
        "kind": "turbulence",
        "title": "T",
        "narrative": "About both",
        "starts_on": timezone.localdate(),
        "precision": "day",
        "strength": False,
        "sensitivity": "area",
    }
    HistoryEntry.objects.create(**entry, recorded_by=one)
    HistoryEntry.objects.create(**entry, recorded_by=other, changed_by=one, changed_at=timezone.now())
    files = made(one)
    own, shared = rows(files, "profiles.HistoryEntry")
    assert own["narrative"] == "About both"
    assert shared["narrative"] == subject.LEFT_OUT
    assert (shared["recorded_by"], shared["changed_by"]) == ("another person", "this person")
    assert not any(b"Blackwood" in content or other.email.encode() in content for content in files.values())


def test_5_a_raw_view_is_counted_and_not_shown():
    scorer = partners.answered(partners.invited(partners.asking(), name=NAME, email=EMAIL), line="Blind words")
    files = made(scorer.person)
    assert "readiness.View.json" not in files
    assert not any(b"Blind words" in content for content in files.values())
    number = View.objects.filter(scorer=scorer).count()
    assert number
    assert f"{number}. {subject.BLIND}" in files["index.html"].decode()


def test_every_model_that_can_name_a_person_is_looked_through():
    """By number, by words, or hanging on a row that does: with one row of each, none would be passed over."""
    linked = {column.model for column in columns(*Kind) if column.names_a_person}
    in_words = {column.model for column in columns(Kind.PERSONAL) if column.is_text}
    hanging = {
        column.model for column in columns(Kind.PERSONAL) if column.field.related_model and column.model not in linked
    }
    apart = {User, *subject.WITHHELD}
    personal = {column.model for column in columns(Kind.PERSONAL)}
    numbered = {column.model for column in columns(Kind.PERSONAL) if column.field.name == "actor_id"}
    assert personal <= linked | in_words | hanging | apart | numbered


def test_17_tables_hold_no_formula_and_say_what_the_lists_say():
    one = somebody("=HYPERLINK(1) Vane")
    files = made(one)
    text = files["people.User.csv"].decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert row["full_name"].lstrip("'\t ").startswith("=HYPERLINK")
    assert not row["full_name"].startswith("=")
    assert list(row) == list(rows(files, "people.User")[0])


def test_16_a_hostile_name_is_text_in_the_index():
    index = made(somebody("<img src=x onerror=alert(1)> Vane"))["index.html"].decode()
    assert "<img" not in index
    assert "&lt;img src=x" in index


def test_it_is_asked_for_once_recorded_and_named_by_number():
    one, by = somebody(), in_role(Role.ADMINISTRATOR)
    first, second = export.request(person=one, by=by), export.request(person=one, by=by)
    assert first == second
    assert NAME not in first.title
    assert AuditEntry.objects.filter(verb="subject-access", object_id=one.pk, actor_id=by.pk).count() == 1


def test_7_whoever_is_no_administrator_any_more_gets_none():
    one, by = somebody(), in_role(Role.ADMINISTRATOR)
    in_role(Role.ADMINISTRATOR)
    document = export.request(person=one, by=by)
    actions.end_now(appointment=by.appointments.get(), by=None)
    tasks.make(document.pk)
    document.refresh_from_db()
    assert (document.state, document.file.name) == ("failed", "")


def test_of_somebody_erased_there_is_none_and_the_copies_go_with_them(django_capture_on_commit_callbacks):
    one, by = somebody(), in_role(Role.ADMINISTRATOR)
    made(one, by)
    copy = Document.objects.get(kind="subject-access")
    waiting = export.request(person=one, by=by)
    with django_capture_on_commit_callbacks(execute=True):
        erasing.erase(person=one, by=by)
    assert not Document.objects.filter(kind="subject-access").exists()
    assert not copy.file.storage.exists(copy.file.name)
    tasks.make(waiting.pk)
    assert not Document.objects.filter(kind="subject-access").exists()


def test_administrators_alone_find_and_download_it(client_as):
    client, one = client_as(Role.ADMINISTRATOR), somebody()
    answer = client.post(f"/programme/data-protection/people/{one.pk}/copy/")
    document = Document.objects.get(kind="subject-access")
    assert answer["Location"] == document.get_absolute_url()
    tasks.make(document.pk)
    download = reverse("documents:document-download", args=[document.pk])
    answer = client.get(download)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"PK")
    for role in (Role.PROGRAMME_LEAD, Role.EVALUATOR, Role.CHAMPION):
        assert client_as(role).get(download).status_code == 404
        with pytest.raises(PermissionDenied):
            export.request(person=one, by=in_role(role, area()) if role is not Role.CHAMPION else person())

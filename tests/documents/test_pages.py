"""What people see of documents, and who may fetch the file (quality 1, 6)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.documents import actions, tasks
from commissioning.documents.models import Document
from commissioning.people.actions import end_now
from commissioning.people.models import AuditEntry
from tests.support.people import EALING, area, in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("builder")]


def asked(authority=None) -> Document:
    return actions.request_document(kind="test", title="A test", authority=authority or area(), params={}, by=None)


def made() -> Document:
    document = asked()
    tasks.make(document.pk)
    return Document.objects.get(pk=document.pk)


def body(response) -> str:
    return response.content.decode()


def test_the_status_fragment_refreshes_itself_until_it_is_finished(client_as):
    client = client_as(Role.CHAMPION)
    document = asked()
    assert "data-refresh-url" in body(client.get(f"/documents/{document.pk}/status/"))
    tasks.make(document.pk)
    page = body(client.get(f"/documents/{document.pk}/status/"))
    assert "data-refresh-url" not in page
    assert f"/documents/{document.pk}/download/" in page


def test_the_file_comes_as_an_attachment_and_is_recorded(client_as):
    client = client_as(Role.CHAMPION)
    document = made()
    response = client.get(f"/documents/{document.pk}/download/")
    assert b"".join(response.streaming_content) == b"the content"
    assert response["Content-Disposition"] == 'attachment; filename="made.txt"'
    assert AuditEntry.objects.filter(verb="document-download", actor_id=client.person.pk).count() == 1


def test_there_is_nothing_to_download_before_it_is_made(client_as):
    assert client_as(Role.CHAMPION).get(f"/documents/{asked().pk}/download/").status_code == 404


@pytest.mark.parametrize("part", ["", "status/", "download/"])
def test_who_may_not_see_it_is_told_it_does_not_exist(client_as, part):
    document = made()
    assert client_as(Role.PROGRAMME_LEAD).get(f"/documents/{document.pk}/{part}").status_code == 404


def test_after_the_appointment_ended_the_file_is_gone(client_as):
    client = client_as(Role.CHAMPION)
    document = made()
    in_role(Role.EVALUATOR)
    end_now(appointment=client.person.appointments.get(), by=None)
    assert client.get(f"/documents/{document.pk}/download/").status_code == 403


def test_a_failed_one_can_be_tried_again(client_as, builder):
    client = client_as(Role.CHAMPION)
    builder.allowed = False
    document = actions.request_document(kind="test", title="A test", authority=area(), params={}, by=client.person)
    tasks.make(document.pk)
    page = body(client.get(f"/documents/{document.pk}/"))
    assert "no longer allowed" in page
    assert "Try again" in page
    builder.allowed = True
    assert client.post(f"/documents/{document.pk}/retry/")["Location"] == f"/documents/{document.pk}/"
    tasks.make(document.pk)
    assert Document.objects.get(pk=document.pk).state == "done"


def test_retrying_twice_is_once(client_as):
    client = client_as(Role.CHAMPION)
    document = made()
    client.post(f"/documents/{document.pk}/retry/")
    assert Document.objects.get(pk=document.pk).state == "done"


def test_the_list_costs_the_same_for_one_as_for_many(client_as, django_assert_num_queries):
    client = client_as(Role.CHAMPION)
    asked()
    client.get("/documents/")
    with CaptureQueriesContext(connection) as for_one:
        client.get("/documents/")
    for _ in range(20):
        asked(area(EALING))
    with django_assert_num_queries(len(for_one)):
        client.get("/documents/")

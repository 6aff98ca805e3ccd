"""Answers one by one from the browser: who may have them, on the record, and not where they would tell who it was."""

import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.documents.tasks import make
from commissioning.people.models import AuditEntry
from evaluation.actions.importing import import_responses
from evaluation.actions.rounds import for_files, set_instrument
from evaluation.models import Mode, RoundGroup
from evaluation.queries.answering import router_of
from tests.support import responses, rr107

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(register, tmp_path):
    """Forty directors, one of them the only one of a type."""
    group = rr107.a_group("directors", "Year 2")
    router = router_of(group.instrument_version_id)
    rows = responses.believable(router, 40, seed=1, say=["=1+1"])
    for number, row in enumerate(rows):
        row |= {"_respondent": f"d{number}", "_type": "county" if number else "unitary"}
    import_responses(path=responses.write(tmp_path / "directors.csv", router, rows), group=group, by=None)
    return group


def address(group):
    return reverse("evaluation:answers-export", args=[group.pk])


def ask(client, group, **chosen):
    return client.post(address(group), {"kind": "answers-csv", **chosen})


@pytest.mark.parametrize(("kind", "starts"), [("answers-csv", b"training_skills"), ("answers-sav", b"$FL")])
def test_an_evaluator_gets_the_file_and_it_is_on_record(client_as, group, kind, starts):
    client = client_as(Role.EVALUATOR)
    page, again = (ask(client, group, kind=kind, leave_out=["type"]) for _ in range(2))
    assert again.url == page.url
    document = Document.objects.get(kind=kind)
    assert page.url == document.get_absolute_url()
    make(document.pk)
    content = b"".join(client.get(reverse("documents:document-download", args=[document.pk])).streaming_content)
    if kind == "answers-csv":
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert len(rows) == 40
        assert "_type" not in rows[0]
        assert {row["_respondent"] for row in rows} == {f"d{number}" for number in range(40)}
    else:
        assert content.startswith(starts)
    verbs = set(AuditEntry.objects.filter(actor_id=client.person.pk).values_list("verb", flat=True))
    assert {"document-request", "responses-export", "document-download"} <= verbs


def test_it_is_for_whoever_asked_alone(client_as, group):
    ask(client_as(Role.EVALUATOR), group)
    document = Document.objects.get(kind="answers-csv")
    for role in (Role.EVALUATOR, Role.PROGRAMME_LEAD, Role.ADMINISTRATOR):
        assert client_as(role).get(document.get_absolute_url()).status_code == 404


def test_nobody_else_may_ask(client_as, group):
    for role in (Role.PROGRAMME_LEAD, Role.ADMINISTRATOR):
        assert ask(client_as(role), group).status_code == 403
    assert not Document.objects.filter(kind="answers-csv").exists()


def test_an_anonymous_round_says_what_to_leave_out(client_as, group, tmp_path):
    nameless = for_files(name="Year 3", slug="directors", mode=Mode.ANONYMOUS, on=date(2012, 3, 1), by=None)
    set_instrument(group=nameless, version=group.instrument_version, by=None)
    file = tmp_path / "nameless.csv"
    file.write_text("_type\n" + "county\n" * 12 + "unitary\n")
    nameless = RoundGroup.objects.get(pk=nameless.pk)
    import_responses(path=file, group=nameless, by=None)
    client = client_as(Role.EVALUATOR)
    page = ask(client, nameless)
    assert "Leave out type." in page.content.decode()
    assert "answers-csv" not in Document.objects.values_list("kind", flat=True)
    assert ask(client, nameless, leave_out=["type"]).status_code == 302


def test_what_changed_since_it_was_asked_for_is_asked_again(client_as, group):
    client = client_as(Role.EVALUATOR)
    ask(client, group)
    RoundGroup.objects.filter(pk=group.pk).update(instrument_version=None)
    document = Document.objects.get(kind="answers-csv")
    make(document.pk)
    document.refresh_from_db()
    assert (document.state, document.reason[-42:]) == ("failed", "so there are no answers. Import one first.")


def test_which_file_must_be_said(client_as, group):
    page = client_as(Role.EVALUATOR).post(address(group), {})
    assert "Select which file to make" in page.content.decode()

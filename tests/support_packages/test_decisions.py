"""Decisions: recorded once, never changed, one taking another's place."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import localdate as today

from commissioning.access.roles import Role
from commissioning.support.models import Decision
from tests.support.delivering import Cast, boxes, cast
from tests.support.pages import text
from tests.support.people import EALING, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(register) -> Cast:
    return cast()


def typed(day: date | None = None, **more) -> dict:
    return {"text": "One budget for short breaks", "made_by": "Both boards", **boxes("made_on", day or today()), **more}


def recorded(work: Cast, **more) -> Decision:
    answer = work.by["adviser"].post(work.at("decisions", "add"), typed(**more))
    assert answer.status_code == 302, text(answer)
    return Decision.objects.latest("pk")


def test_a_later_one_takes_an_earlier_ones_place_and_both_stay(work):
    first = recorded(work, day=today() - timedelta(days=10))
    replace = work.at("decisions", first.pk, "replace")
    assert "One budget for short breaks" in text(work.by["lead"].get(replace))
    early = work.by["lead"].post(replace, typed(today() - timedelta(days=11), text="Kept words"))
    assert "when the earlier decision was made" in text(early)
    assert "Kept words" in text(early)
    for _ in range(2):
        assert work.by["lead"].post(replace, typed(text="Two budgets after all")).status_code == 302
    assert Decision.objects.count() == 2
    page = text(work.by["champion"].get(work.at("plan")))
    assert "<s>One budget for short breaks</s>" in page
    assert "Two budgets after all" in page
    third = work.by["lead"].post(replace, typed(text="Three budgets"))
    assert third.status_code == 409
    assert "Three budgets" in text(third)


def test_the_database_lets_nobody_change_one(work):
    decision = recorded(work)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(text="Something else")


def test_sent_twice_is_one(work):
    recorded(work)
    recorded(work)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": ""}, "Say what was decided"),
        ({"text": "x" * 10_001}, "10000 characters"),
        ({"made_by": ""}, "Say who decided"),
        (lambda: boxes("made_on", today() + timedelta(days=1)), "must be on or before"),
        (lambda: boxes("made_on", today() - timedelta(days=101)), "must be on or after"),
        ({"made_on-year": "26"}, "4 numbers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(work, fields, message):
    fields = fields() if callable(fields) else fields
    answer = work.by["lead"].post(work.at("decisions", "add"), typed() | fields)
    assert answer.status_code == 200
    assert message in text(answer)
    assert not Decision.objects.exists()


def test_hostile_text_is_text(work):
    recorded(work, text="<script>alert(1)</script>", made_by="=1+1")
    assert b"<script>alert" not in work.by["champion"].get(work.at("plan")).content
    file = b"".join(work.by["champion"].get(work.at("plan", "decisions.csv").rstrip("/"))).decode()
    assert "'=1+1" in file


def test_who_may_not(work, client_as):
    decision = recorded(work)
    for path in (work.at("decisions", "add"), work.at("decisions", decision.pk, "replace")):
        assert work.by["champion"].post(path, typed()).status_code == 403
        assert client_as(Role.REGIONAL_LEAD).post(path, typed()).status_code == 403
        assert client_as(Role.LOCAL_LEAD, area(EALING)).post(path, typed()).status_code == 404
    assert work.by["lead"].get(work.at("decisions", decision.pk + 1, "replace")).status_code == 404

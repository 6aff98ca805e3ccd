"""A package's milestones and actions: planned, changed, done, dropped, and taken up again."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate as today

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.support.models import Decision, PackageEvent, PlanStep, Risk, SupportPackage
from tests.support.delivering import Cast, boxes, cast
from tests.support.packages import a_package
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror=alert(1)> =SUM(A1) "quoted"'


def soon() -> date:
    return today() + timedelta(days=30)


@pytest.fixture
def work(register) -> Cast:
    return cast()


def typed(**more) -> dict:
    return {
        "kind": "milestone",
        "title": "Both boards agree",
        "owner": "The chair",
        "version": "0",
        **boxes("due_on", soon()),
        **more,
    }


def added(work: Cast, **more) -> PlanStep:
    answer = work.by["adviser"].post(work.at("plan", "add"), typed(**more))
    assert answer.status_code == 302, text(answer)
    return PlanStep.objects.latest("pk")


def test_planned_changed_and_done_with_what_came_of_it(work):
    step = added(work)
    page = work.at("plan", step.pk)
    later = boxes("due_on", soon() + timedelta(days=7))
    assert work.by["lead"].post(page, typed(version="1", **later)).status_code == 302
    step.refresh_from_db()
    assert (step.due_on, step.version) == (soon() + timedelta(days=7), 2)
    done = {"version": "2", "words": "In both minutes", **boxes("done_on", today())}
    assert work.by["adviser"].post(work.at("plan", step.pk, "done"), done).status_code == 302
    step.refresh_from_db()
    assert (step.done_on, step.words) == (today(), "In both minutes")
    assert "In both minutes" in text(work.by["champion"].get(work.at("plan")))
    lines = work.of_kind(PackageEvent.Kind.PLAN)
    assert [line.partition(":")[0] for line in lines] == ["Milestone done", "Milestone changed", "Milestone planned"]
    assert AuditEntry.objects.filter(verb="plan-step-finish", object_id=step.pk).exists()


def test_overdue_is_marked_and_the_first_due_comes_first(work):
    added(work, title="Later one")
    late = added(work, title="Late one", **boxes("due_on", today() - timedelta(days=1)))
    page = text(work.by["champion"].get(work.at("plan")))
    assert page.index("Late one") < page.index("Later one")
    assert page.count("Overdue") == 1
    assert late.is_overdue


def test_dropped_says_why_and_can_be_taken_up_again(work):
    step = added(work)
    drop = work.at("plan", step.pk, "drop")
    assert "Say why it is dropped" in text(work.by["lead"].post(drop, {"version": "1", "words": " "}))
    for _ in range(2):
        assert work.by["lead"].post(drop, {"version": "1", "words": "The board is no more"}).status_code == 302
    step.refresh_from_db()
    assert (bool(step.dropped_at), step.version) == (True, 2)
    done = {"version": "2", "words": "", **boxes("done_on", today())}
    answer = work.by["lead"].post(work.at("plan", step.pk, "done"), done)
    assert answer.status_code == 409
    assert "Take it up again first" in text(answer)
    for _ in range(2):
        assert work.by["lead"].post(work.at("plan", step.pk, "take-up")).status_code == 302
    step.refresh_from_db()
    assert (step.is_to_do, step.words) == (True, "")
    assert "The board is no more" in " ".join(work.package.events.values_list("more", flat=True))


def test_sent_twice_is_one(work):
    for _ in range(2):
        assert work.by["adviser"].post(work.at("plan", "add"), typed()).status_code == 302
    assert PlanStep.objects.count() == 1


def test_somebody_elses_change_is_shown_and_not_overwritten(work):
    step = added(work)
    page = work.at("plan", step.pk)
    assert work.by["lead"].post(page, typed(title="Theirs", version="1")).status_code == 302
    answer = work.by["adviser"].post(page, typed(title="Mine", version="1"))
    assert "Not saved yet" in text(answer)
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    assert work.by["adviser"].post(page, typed(title="Mine", version=hidden(text(answer)))).status_code == 302
    step.refresh_from_db()
    assert step.title == "Mine"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Say in a few words what it is"),
        ({"title": "\u200b"}, "Say in a few words what it is"),
        ({"title": "x" * 201}, "200 characters"),
        ({"owner": "x" * 121}, "120 characters"),
        ({"kind": "wish"}, "Select what it is from the list"),
        ({"due_on-day": ""}, "must include a day"),
        (lambda: boxes("due_on", today() - timedelta(days=101)), "must be on or after"),
        (lambda: boxes("due_on", today() + timedelta(days=9000)), "must be on or before"),
        ({"version": "x"}, "lost its place"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(work, fields, message):
    fields = fields() if callable(fields) else fields
    answer = work.by["adviser"].post(work.at("plan", "add"), typed(owner="Kept owner") | fields)
    assert answer.status_code == 200
    assert message in text(answer)
    assert "owner" in fields or "Kept owner" in text(answer)
    assert not PlanStep.objects.exists()


def test_it_is_not_done_on_a_day_to_come(work):
    step = added(work)
    done = {"version": "1", "words": "Kept words", **boxes("done_on", today() + timedelta(days=1))}
    answer = work.by["adviser"].post(work.at("plan", step.pk, "done"), done)
    assert "must be on or before" in text(answer)
    assert "Kept words" in text(answer)


def test_hostile_text_is_text(work):
    added(work, title=HOSTILE, owner=HOSTILE)
    assert b"<img" not in work.by["champion"].get(work.at("plan")).content
    added(work, title="=SUM(A1)")
    file = b"".join(work.by["champion"].get(work.at("plan", "milestones-and-actions.csv").rstrip("/"))).decode()
    assert "'=SUM(A1)" in file
    assert AuditEntry.objects.filter(verb="plan-export", object_id=work.package.pk).exists()
    assert work.by["champion"].get(work.at("plan", "secrets.csv").rstrip("/")).status_code == 404


def test_at_a_stage_where_no_plan_is_kept(work):
    step = added(work)
    SupportPackage.objects.filter(pk=work.package.pk).update(stage="closed")
    answer = work.by["lead"].post(work.at("plan", "add"), typed(title="Kept words all the same"))
    assert answer.status_code == 409
    assert "Kept words all the same" in text(answer)
    assert work.by["lead"].post(work.at("plan", step.pk, "take-up")).status_code == 409
    assert "Add a milestone" not in text(work.by["lead"].get(work.at("plan")))


def test_only_those_who_work_on_it_keep_its_plan(work, client_as):
    step = added(work)
    regional = client_as(Role.REGIONAL_LEAD)
    elsewhere = client_as(Role.LOCAL_LEAD, area(EALING))
    for parts in (
        ("plan", "add"),
        ("plan", step.pk),
        ("plan", step.pk, "done"),
        ("plan", step.pk, "drop"),
        ("plan", step.pk, "take-up"),
    ):
        path = work.at(*parts)
        for browser, status in ((work.by["champion"], 403), (regional, 403), (elsewhere, 404)):
            assert browser.post(path, typed()).status_code == status, path
    other = a_package(work.package.at.SCOPING, area(EALING))
    assert work.by["programme"].get(f"/support/{other.pk}/plan/{step.pk}/").status_code == 404


def test_as_many_queries_for_fifty_rows_as_for_one(work):
    def many(number: int) -> None:
        for n in range(number):
            first = Decision.objects.create(
                package=work.package, text="One", made_on=today(), made_by="Board", by=work.lead
            )
            Decision.objects.create(package=work.package, text="Two", made_on=today(), made_by="Board", replaces=first)
            step = {"package": work.package, "kind": "action", "title": f"Step {n}", "due_on": soon()}
            PlanStep.objects.bulk_create([PlanStep(**step), PlanStep(**step, done_on=today())])
            risk = {"package": work.package, "kind": "risk", "title": f"Risk {n}", "rating": "red"}
            over = {"closed_at": timezone.now(), "closed_by": work.lead, "outcome": "Over"}
            Risk.objects.bulk_create([Risk(**risk), Risk(**risk, **over)])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert work.by["lead"].get(work.at("plan")).status_code == 200
        return len(queries)

    many(1)
    asked()
    before = asked()
    many(24)
    assert asked() == before

"""How packages flow: counts by stage and month, medians of the days between two moves."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import PackageEvent
from commissioning.support.queries.flow import Through, flow
from commissioning.support.workflow import Move, Stage
from tests.support.packages import a_draft, a_package, people_for
from tests.support.partners import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

TODAY = date(2026, 11, 22)


def at(month: int, day: int, hour: int = 12, year: int = 2026) -> datetime:
    return timezone.make_aware(datetime(year, month, day, hour))


def moved(package, from_stage: str, to_stage: str, when: datetime) -> None:
    """The package was at its stage since the move before, as `advance` has it."""
    moves = PackageEvent.objects.filter(package=package).exclude(move="")
    since = moves.order_by("-at").values_list("at", flat=True).first()
    stages = {"from_stage": from_stage, "to_stage": to_stage, "since": since}
    with clock(when):
        PackageEvent.objects.create(package=package, kind="move", move="m", text="x", on=when.date(), **stages)


@pytest.fixture
def package():
    """Without moves of its own."""
    return a_draft()


def of(stage: Stage):
    return next(row for row in flow(TODAY).stages if row.stage is stage)


def test_each_move_enters_one_stage_and_leaves_another_in_its_month(package):
    moved(package, "draft", "request", at(9, 30, 23))
    moved(package, "request", "triage", at(10, 1, 0))
    seen = flow(TODAY)
    assert (seen.months[0], seen.months[-1]) == (date(2025, 12, 1), date(2026, 11, 1))
    september, october = seen.months.index(date(2026, 9, 1)), seen.months.index(date(2026, 10, 1))
    assert of(Stage.REQUEST).months[september] == Through(1, 0)
    assert of(Stage.REQUEST).months[october] == Through(0, 1)
    assert of(Stage.TRIAGE).months[october] == Through(1, 0)
    assert (of(Stage.TRIAGE).entered, of(Stage.TRIAGE).left, of(Stage.TRIAGE).median) == (1, 0, None)
    assert all(row.stage is not Stage.DRAFT for row in seen.stages)


def test_the_median_is_of_the_days_between_coming_and_leaving(package):
    for days_, month in ((2, 3), (4, 4), (30, 5)):
        moved(package, "draft", "request", at(month, 1))
        moved(package, "request", "triage", at(month, 1) + timedelta(days=days_))
    assert of(Stage.REQUEST).median == 4
    moved(package, "draft", "request", at(6, 1))
    moved(package, "request", "triage", at(6, 9))
    assert of(Stage.REQUEST).median == 6, "between the two in the middle"
    assert of(Stage.REQUEST).left == 4


def test_what_came_before_the_twelve_months_and_left_in_them_counts_whole(package):
    moved(package, "triage", "scoping", at(10, 1, year=2025))
    moved(package, "scoping", "agreed", at(1, 9))
    assert of(Stage.SCOPING).median == 100
    assert (of(Stage.SCOPING).entered, of(Stage.SCOPING).left) == (0, 1)


def test_the_other_lines_of_the_timeline_and_discarded_drafts_are_no_flow():
    package = a_draft()
    advance(package=package, move=Move.DISCARD, by=package.created_by)
    assert of(Stage.WITHDRAWN).entered == 0
    PackageEvent.objects.create(package=package, kind="session", text="Held", on=timezone.localdate())
    assert sum(row.entered + row.left for row in flow(TODAY).stages) == 0


def test_real_moves_and_the_page_agree(client_as):
    package = a_package(Stage.DELIVERY)
    people = people_for(package)
    advance(package=package, move=Move.PAUSE, told=Told(reason="Elections"), by=people.local_lead)
    advance(package=package, move=Move.RESUME, by=people.local_lead)
    page = client_as(Role.PROGRAMME_LEAD).get("/support/desk/flow/")
    rows = {row.stage: row for row in page.context["flow"].stages}
    assert (rows[Stage.DELIVERY].entered, rows[Stage.DELIVERY].left) == (2, 1), "it came back"
    assert (rows[Stage.PAUSED].entered, rows[Stage.PAUSED].left, rows[Stage.PAUSED].median) == (1, 1, 0)

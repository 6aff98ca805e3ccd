"""`export_packages`: the columns others rely on, what counts, and that it agrees with the desk."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.support.actions.moves import advance
from commissioning.support.models import CostBenefit, Criterion, CriterionRating, SupportPackage
from commissioning.support.queries import desk
from commissioning.support.workflow import Move, Stage
from tests.support import scale_packages as scale
from tests.support.packages import a_draft, a_package, people_for, rate_all
from tests.support.people import DURHAM, EALING, area

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

COLUMNS = (
    "reference,gss_code,areas,kind,form,offer,stage,opened,agreed,closed,days_agreed,days_used,criteria_met,"
    "criteria_too_early,criteria_total,cashable,non_cashable,avoided"
)


def run(path: Path) -> str:
    said = io.StringIO()
    call_command("export_packages", output=path, stdout=said)
    return said.getvalue()


def rows(path: Path) -> list[dict[str, str]]:
    run(path)
    return list(csv.DictReader(io.StringIO(path.read_text())))


@pytest.fixture
def file(tmp_path) -> Path:
    return tmp_path / "packages.csv"


def figure(package: SupportPackage, kind: str, pounds: str, **more) -> CostBenefit:
    about = {"category": "placements", "year": 2026, "method": "Counted", "includes": "Fees"}
    return CostBenefit.objects.create(
        package=package, authority=package.authority, kind=kind, pounds=Decimal(pounds), **about, **more
    )


def test_the_columns_and_one_line(file):
    package = a_package(Stage.CLOSED)
    assert run(file) == f"1 support packages written to {file}\n"
    assert file.read_text().splitlines()[0] == COLUMNS
    [row] = rows(file)
    today = timezone.localdate().isoformat()
    assert row == {
        "reference": package.reference,
        "gss_code": DURHAM,
        "areas": DURHAM,
        "kind": "joint",
        "form": "specialist",
        "offer": "bespoke",
        "stage": "closed",
        "opened": today,
        "agreed": today,
        "closed": today,
        "days_agreed": "10.00",
        "days_used": "0.00",
        "criteria_met": "1",
        "criteria_too_early": "0",
        "criteria_total": "1",
        "cashable": "0",
        "non_cashable": "0",
        "avoided": "0",
    }


def test_several_areas_are_joined_the_lead_one_first(file):
    package = a_package(Stage.SCOPING, area(EALING))
    package.areas.create(authority=area())
    package.areas.create(authority=area("E06000001"), left_on=timezone.localdate())
    assert [(row["gss_code"], row["areas"]) for row in rows(file)] == [(EALING, f"{EALING};{DURHAM}")]


def test_drafts_are_left_out_and_what_was_withdrawn_is_not(file):
    a_draft()
    discarded = a_draft()
    advance(package=discarded, move=Move.DISCARD, by=discarded.created_by)
    sent = a_package(Stage.REQUEST)
    assert [row["stage"] for row in rows(file)] == ["request"]
    SupportPackage.objects.filter(pk=sent.pk).update(stage="withdrawn")
    assert [row["stage"] for row in rows(file)] == ["withdrawn"]


def test_a_criterion_counts_as_both_sides_say(file):
    package = a_package(Stage.REVIEW)
    people = people_for(package)
    rate_all(package, people, "too_early", look=timezone.localdate() + timedelta(days=90))
    rate_all(package, people, "met")
    told = {"measure": "m", "baseline": "b", "target": "t", "due_on": date(2027, 3, 31)}
    differ, early, dropped = (Criterion.objects.create(package=package, text=one, **told) for one in "abc")
    dropped.dropped_at = timezone.now()
    dropped.save()
    for side, rating in (("area", "met"), ("lead", "partly")):
        CriterionRating.objects.create(criterion=differ, side=side, rating=rating)
    CriterionRating.objects.create(criterion=early, side="lead", rating="too_early", look_again_on=date(2027, 6, 1))
    [row] = rows(file)
    assert (row["criteria_met"], row["criteria_too_early"], row["criteria_total"]) == ("1", "1", "3")


def test_money_is_plain_and_holds_verified_and_unverified_together(file):
    package = a_package(Stage.CLOSED)
    figure(package, "cashable", "1053000.50")
    figure(package, "cashable", "70200", verified_by="A. Finance", verified_on=timezone.localdate())
    figure(package, "avoided", "42000")
    figure(package, "set_up", "9000")
    figure(package, "non_cashable", "5", removed_at=timezone.now(), removed_because="Counted twice")
    [row] = rows(file)
    assert (row["cashable"], row["non_cashable"], row["avoided"]) == ("1123200.50", "0", "42000.00")


def test_it_agrees_with_the_desk(file, client_as):
    """With the board by stage, and with the table’s file line by line, so with whatever the desk adds up of it."""
    scale.packages(scale.a_programme(), 150, lines=8)
    found = rows(file)
    for column in desk.board():
        assert sum(row["stage"] == column.stage for row in found) == column.number
    answer = client_as(Role.PROGRAMME_LEAD).get("/support/desk/packages/?format=csv&sort=reference")
    shown = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len({row["reference"] for row in found}) == len(found) == 150
    both = ("reference", "gss_code", "kind", "form", "offer", "stage", "days_used")
    assert [[row[name] for name in both] for row in found] == [[row[name] for name in both] for row in shown]


def test_days_used_agree_with_the_money_page(file, client_as):
    """Of what the pots paid for: each package’s days, in the year of the pot it was allocated from."""
    scale.packages(scale.a_programme(), 150, lines=8)
    used = {row["reference"]: Decimal(row["days_used"]) for row in rows(file)}
    browser = client_as(Role.PROGRAMME_LEAD)
    for year in range(2022, 2027):
        spent = browser.get(f"/support/desk/money/?year={year}").context["spent"]
        answer = browser.get(f"{spent.url}&format=csv")
        of_year = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        assert sum(used[row["reference"]] for row in of_year) == spent.year.used.days
        assert spent.year.used.days > 0


def test_each_area_sees_that_it_was_taken_out(file):
    package = a_package(Stage.SCOPING, area(EALING))
    package.areas.create(authority=area())
    run(file)
    entries = AuditEntry.objects.filter(verb="packages-export", object_id=package.pk, actor_id=None)
    assert set(entries.values_list("authority_id", flat=True)) == {area().pk, area(EALING).pk}


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    a_package(Stage.REQUEST)
    with pytest.raises(CommandError, match="could not be written"):
        run(tmp_path / "no such folder" / "packages.csv")
    blocked = tmp_path / "packages.csv"
    blocked.mkdir()
    with pytest.raises(CommandError, match="could not be written"):
        run(blocked)
    assert list(tmp_path.iterdir()) == [blocked]
    assert not AuditEntry.objects.filter(verb="packages-export").exists()


def test_it_is_replaced_as_a_whole(file):
    file.write_text("the one before")
    a_package(Stage.REQUEST)
    assert rows(file) == rows(file)
    assert [one.name for one in file.parent.iterdir()] == ["packages.csv"]


def test_it_reads_as_often_for_many_as_for_few(file):
    programme = scale.a_programme()

    def reads() -> int:
        with CaptureQueriesContext(connection) as seen:
            run(file)
        return sum(query["sql"].startswith("SELECT") for query in seen)

    scale.packages(programme, 5, lines=8)
    few = reads()
    scale.packages(programme, 50, lines=8, seed=2)
    assert reads() == few

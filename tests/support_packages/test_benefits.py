"""Costs and benefits: figures to the penny, verified or not, never counted twice unawares, never netted."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from commissioning.support.actions import benefits
from commissioning.support.benefits import COSTS, SAVINGS, Kind, Total, alike, totals
from commissioning.support.models import CostBenefit, PackageArea, SupportPackage
from commissioning.support.queries.benefits import ANOTHER
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support.figures import a_figure, figure_typed, verified
from tests.support.packages import a_package, a_request, people_for
from tests.support.pages import hidden, text
from tests.support.people import EALING, area, in_role
from tests.support.together import together

TYPED = {
    "kind": "cashable",
    "category": "placements",
    "year": "2026",
    "pounds": "£1,053,000",
    "method": "13 children × £600 × 135 weeks",
    "includes": "Placement cost alone",
    "overlap": "",
    "version": "0",
}


def at(package: SupportPackage, *parts: str) -> str:
    return "/".join(["/support", str(package.pk), "benefits", *parts, ""])


def of(figure: CostBenefit, *parts: str) -> str:
    return "/".join(["/support/figures", str(figure.pk), *parts, ""])


# --- Pure ---------------------------------------------------------------------------------


def test_every_kind_is_a_cost_or_a_saving():
    assert frozenset(Kind) == COSTS | SAVINGS
    assert not COSTS & SAVINGS
    assert alike("avoided") == SAVINGS
    assert alike("set_up") == COSTS


class Made:
    def __init__(self, kind: str, area: str, pounds: str, verified: bool) -> None:
        self.kind, self.area, self.pounds, self.verified = kind, area, Decimal(pounds), verified


def test_sums_are_to_the_penny_and_verified_stands_apart():
    found = totals(
        [
            Made("cashable", "Durham", "0.10", True),
            Made("cashable", "Durham", "0.20", True),
            Made("cashable", "Durham", "99.99", False),
            Made("avoided", "Durham", "5", False),
            Made("set_up", "Ealing", "7.01", False),
        ]
    )
    assert found == (
        Total(Kind.SET_UP, "Ealing", Decimal(0), Decimal("7.01"), 1),
        Total(Kind.CASHABLE, "Durham", Decimal("0.30"), Decimal("99.99"), 3),
        Total(Kind.AVOIDED, "Durham", Decimal(0), Decimal(5), 1),
    )


# --- Who ----------------------------------------------------------------------------------

SEE = {Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.PROGRAMME_LEAD}
WRITE = {Role.CHAMPION, Role.LOCAL_LEAD, Role.PROGRAMME_LEAD}
VERIFY = WRITE | {Role.DIRECTOR}


def somebody(role: Role, people):
    return {Role.CHAMPION: people.champion, Role.DIRECTOR: people.director}.get(role) or in_role(role)


@pytest.mark.slow
def test_each_page_is_for_whom_it_says(register):
    package = a_package(Stage.DELIVERY)
    figure, people = a_figure(package), people_for(package)
    pages = [
        (at(package), SEE),
        (at(package, "add"), WRITE),
        (of(figure), WRITE),
        (of(figure, "remove"), WRITE),
        (of(figure, "verify"), VERIFY),
    ]
    for role in Role:
        browser = browser_of(somebody(role, people))
        for address, may in pages:
            wanted = 200 if role in may else 403 if role in SEE else 404
            assert browser.get(address).status_code == wanted, (role, address)
            if wanted != 200 and address != at(package):
                assert browser.post(address, TYPED).status_code == wanted, (role, address)
    stranger = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert {stranger.get(address).status_code for address, _ in pages} == {404}


def test_an_adviser_on_the_team_enters_and_does_not_verify(register):
    package = a_package(Stage.DELIVERY)
    adviser = package.team.get(part="adviser").person
    figure = a_figure(package, by=adviser)
    with pytest.raises(PermissionDenied):
        verified(figure, by=adviser)
    assert browser_of(adviser).get(of(figure, "verify")).status_code == 403


def test_a_champion_enters_figures_of_their_own_area_alone(register):
    package = a_package(Stage.DELIVERY)
    ealing = area(EALING)
    PackageArea.objects.create(package=package, authority=ealing, share=50)
    other = in_role(Role.CHAMPION, ealing)
    figure = a_figure(package, by=other, authority=ealing)
    with pytest.raises(PermissionDenied):
        a_figure(package, by=other)
    with pytest.raises(PermissionDenied):
        benefits.save(figure=figure, typed=figure_typed(package), version=1, by=other)
    own = a_figure(package)
    assert browser_of(other).get(of(own)).status_code == 403
    assert browser_of(other).get(of(own, "verify")).status_code == 403


def test_methods_and_names_are_for_those_inside(register):
    package = a_package(Stage.DELIVERY)
    verified(a_figure(package))
    inside = text(browser_of(people_for(package).director).get(at(package)))
    outside = text(browser_of(in_role(Role.REGIONAL_LEAD)).get(at(package)))
    for words in ("13 children", "Olu Finance"):
        assert words in inside
        assert words not in outside
    assert "£1,053,000" in outside
    assert "Placement cost alone" in outside


# --- Adding and changing ------------------------------------------------------------------


def test_a_figure_is_entered_as_people_type_it(register):
    package = a_package(Stage.DELIVERY)
    browser = browser_of(people_for(package).champion)
    answer = browser.post(at(package, "add"), {**TYPED, "pounds": "£1,053,000.07"}, follow=True)
    figure = package.costs_and_benefits.get()
    assert (figure.pounds, figure.year, figure.authority, figure.verified) == (
        Decimal("1053000.07"),
        2026,
        package.authority,
        False,
    )
    assert "£1,053,000.07" in text(answer)
    assert "Unverified" in text(answer)
    assert package.events.filter(kind="benefit", subject=figure.pk, text__contains="unverified").exists()
    assert AuditEntry.objects.filter(verb="figure-add", object_id=figure.pk).exists()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("kind", "", "Select what it is"),
        ("kind", "profit", "from the list"),
        ("category", "", "Select what the money is for"),
        ("year", "", "Select the year"),
        ("year", "1066", "from the list"),
        ("pounds", "", "Enter the sum"),
        ("pounds", "-1", "£0 or more"),
        ("pounds", "0.001", "two decimals"),
        ("pounds", "99999999999", "less than"),
        ("pounds", "NaN", "must be a number"),
        ("method", " ", "Say how it was worked out"),
        ("includes", "", "Say what the figure includes"),
        ("method", "x" * 10_001, "10000 characters or fewer"),
        ("version", "soon", "lost its place"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(register, name, value, words):
    package = a_package(Stage.DELIVERY)
    answer = browser_of(people_for(package).champion).post(at(package, "add"), {**TYPED, name: value})
    assert answer.status_code == 200
    assert words in text(answer)
    assert name == "includes" or "Placement cost alone" in text(answer)
    assert not package.costs_and_benefits.exists()


def test_hostile_words_stay_words(register):
    package = a_package(Stage.DELIVERY)
    a_figure(package, method="<script>alert(1)</script>", includes="=HYPERLINK(1)<img src=x>")
    page_text = text(browser_of(people_for(package).champion).get(at(package)))
    assert "<script>alert" not in page_text
    assert "&lt;script&gt;" in page_text
    assert "<img src" not in page_text


def test_the_same_sent_twice_is_one(register):
    package = a_package(Stage.DELIVERY)
    assert a_figure(package) == a_figure(package)
    assert package.events.filter(kind="benefit").count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"pounds": Decimal("2")},
        {"method": "Otherwise"},
        {"year": 2027},
        {"includes": "Overheads too"},
        {"kind": "avoided"},
        {"category": "staff_time"},
    ],
)
def test_a_figure_that_says_something_else_is_verified_no_more(register, change):
    package = a_package(Stage.DELIVERY)
    figure, by = verified(a_figure(package)), people_for(package).local_lead
    same = benefits.save(figure=figure, typed=figure_typed(package), version=figure.version, by=by).row
    assert (same.verified_by, same.version) == ("Olu Finance", figure.version)
    saved = benefits.save(figure=figure, typed=figure_typed(package, **change), version=figure.version, by=by).row
    assert (saved.verified_by, saved.verified_on) == ("", None)
    assert package.events.filter(kind="benefit", text__contains="has to be verified again").exists()


def test_why_it_is_not_counted_already_leaves_it_verified(register):
    package = a_package(Stage.DELIVERY)
    figure = verified(a_figure(package))
    typed = figure_typed(package, overlap="Other children")
    saved = benefits.save(figure=figure, typed=typed, version=figure.version, by=people_for(package).local_lead)
    assert saved.row.verified


def test_a_change_on_top_of_another_shows_both(register):
    package = a_package(Stage.DELIVERY)
    figure, people = a_figure(package), people_for(package)
    browser = browser_of(people.champion)
    version = hidden(browser.get(of(figure)).content.decode())
    typed = figure_typed(package, includes="With overheads")
    benefits.save(figure=figure, typed=typed, version=figure.version, by=people.local_lead)
    answer = browser.post(of(figure), {**TYPED, "pounds": "7", "version": version})
    assert "Not saved yet" in text(answer)
    assert "With overheads" in text(answer)
    assert 'value="7"' in text(answer)
    figure.refresh_from_db()
    assert (figure.pounds, figure.includes) == (Decimal(1053000), "With overheads")
    browser.post(of(figure), {**TYPED, "pounds": "7", "version": hidden(answer.content.decode())})
    figure.refresh_from_db()
    assert figure.pounds == 7


def test_it_is_removed_with_a_reason_and_its_row_stays(register):
    package = a_package(Stage.DELIVERY)
    figure, browser = a_figure(package), browser_of(people_for(package).champion)
    assert "Say why it is removed" in text(browser.post(of(figure, "remove"), {"why": " "}))
    assert "It is removed" in text(browser.post(of(figure, "remove"), {"why": "Counted by health"}, follow=True))
    figure.refresh_from_db()
    assert (figure.removed_because, figure.removed_by) == ("Counted by health", browser.person)
    assert browser.get(of(figure)).status_code == 404
    with pytest.raises(NotNow, match="has been removed"):
        benefits.remove(figure=figure, why="Again", by=browser.person)


@pytest.mark.parametrize("stage", [Stage.TRIAGE, Stage.CLOSED])
def test_figures_are_entered_from_scoping_on_and_after_the_close(register, stage):
    package = a_package(stage)
    answer = browser_of(people_for(package).programme).post(at(package, "add"), TYPED)
    assert answer.status_code == (409 if stage is Stage.TRIAGE else 302)
    assert package.costs_and_benefits.exists() == (stage is Stage.CLOSED)


# --- Verified -----------------------------------------------------------------------------


def test_a_finance_officer_is_named_with_the_day(register):
    package = a_package(Stage.DELIVERY)
    figure, browser = a_figure(package), browser_of(people_for(package).director)
    tomorrow = timezone.localdate() + timedelta(days=1)
    day = {"on-day": "2", "on-month": "11", "on-year": "2026", "version": figure.version}
    late = {"on-day": tomorrow.day, "on-month": tomorrow.month, "on-year": tomorrow.year, "version": figure.version}
    assert "Enter the name" in text(browser.post(of(figure, "verify"), {"officer": "", **day}))
    assert "on or before" in text(browser.post(of(figure, "verify"), {"officer": "Olu", **late}))
    browser.post(of(figure, "verify"), {"officer": "Olu Finance", **day})
    figure.refresh_from_db()
    assert (figure.verified_by, figure.verified_on) == ("Olu Finance", date(2026, 11, 2))


def test_nobody_verifies_what_changed_under_their_eyes(register):
    package = a_package(Stage.DELIVERY)
    figure, people = a_figure(package), people_for(package)
    browser = browser_of(people.director)
    version = hidden(browser.get(of(figure, "verify")).content.decode())
    typed = figure_typed(package, pounds=Decimal(5))
    benefits.save(figure=figure, typed=typed, version=figure.version, by=people.champion)
    sent = {"officer": "Olu", "on-day": "2", "on-month": "11", "on-year": "2026", "version": version}
    answer = browser.post(of(figure, "verify"), sent)
    assert "changed this figure" in text(answer)
    assert "£5" in text(answer)
    figure.refresh_from_db()
    assert not figure.verified


def test_the_database_wants_name_and_day_together(register):
    figure = a_figure(a_package(Stage.DELIVERY))
    for change in ({"verified_by": "Olu"}, {"verified_on": date(2026, 1, 1)}, {"pounds": -1}):
        with transaction.atomic(), pytest.raises(IntegrityError):
            CostBenefit.objects.filter(pk=figure.pk).update(**change)


# --- Counted twice ------------------------------------------------------------------------


def test_the_same_saving_in_another_package_needs_a_reason(register):
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    a_figure(first, kind="avoided")
    browser = browser_of(people_for(second).champion)
    answer = browser.post(at(second, "add"), TYPED)
    assert first.reference in text(answer)
    assert "Say why this is not the same money" in text(answer)
    assert "13 children" in text(answer)
    assert not second.costs_and_benefits.exists()
    answer = browser.post(at(second, "add"), {**TYPED, "overlap": "Those were disabled children"}, follow=True)
    assert f"Also counted in {first.reference}" in text(answer)
    assert "Those were disabled children" in text(answer)
    assert f"Also counted in {second.reference}" in text(browser.get(at(first)))


@pytest.mark.parametrize(
    "other",
    [{"year": 2025}, {"category": "staff_time"}, {"kind": "set_up"}],
)
def test_another_year_purpose_or_a_cost_is_not_the_same(register, other):
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    a_figure(first, **other)
    a_figure(second)
    people = people_for(second)
    assert "Also counted" not in text(browser_of(people.champion).get(at(second)))


def test_a_removed_figure_counts_nothing(register):
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    benefits.remove(figure=a_figure(first), why="Wrong", by=people_for(first).local_lead)
    assert a_figure(second).overlap == ""


def test_a_package_that_the_reader_may_not_see_is_not_named(register):
    """An adviser of one package learns that there is another, not which."""
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    a_figure(first)
    adviser = second.team.get(part="adviser").person
    with pytest.raises(benefits.CountedTwice, match=ANOTHER) as raised:
        a_figure(second, by=adviser)
    assert first.reference not in str(raised.value)
    a_figure(second, by=adviser, overlap="Other children")
    shown = text(browser_of(adviser).get(at(second)))
    assert f"Also counted in {ANOTHER}" in shown
    assert first.reference not in shown


def test_a_change_that_begins_to_count_twice_is_asked_too(register):
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    a_figure(first)
    figure = a_figure(second, year=2025)
    by = people_for(second).local_lead
    with pytest.raises(benefits.CountedTwice, match=first.reference):
        benefits.save(figure=figure, typed=figure_typed(second), version=1, by=by)


def test_two_packages_counting_the_same_at_once_see_each_other(own_database):
    first, second = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    given = together(lambda: a_figure(first), lambda: a_figure(second))
    assert sorted(type(one).__name__ for one in given) == ["CostBenefit", "CountedTwice"]
    assert CostBenefit.objects.count() == 1


def test_two_changes_at_once_are_one_save_and_one_conflict(own_database):
    package = a_package(Stage.DELIVERY)
    figure, people = a_figure(package), people_for(package)

    def change(pounds: int, by):
        typed = replace(figure_typed(package), pounds=Decimal(pounds))
        return lambda: benefits.save(figure=figure, typed=typed, version=1, by=by).conflict

    assert sorted(together(change(1, people.champion), change(2, people.local_lead))) == [False, True]


# --- The page -----------------------------------------------------------------------------


def test_costs_and_savings_stand_beside_each_other_and_are_not_netted(register):
    package = a_package(Stage.DELIVERY)
    a_figure(package, kind="set_up", category="legal", pounds=Decimal("18000"))
    verified(a_figure(package, kind="cashable", pounds=Decimal("42000")))
    shown = text(browser_of(people_for(package).champion).get(at(package)))
    assert "£18,000" in shown
    assert "£42,000" in shown
    assert "£24,000" not in shown
    assert "not taken from each other" in shown


def test_as_many_queries_for_one_figure_as_for_twenty(register):
    package, other = a_package(Stage.DELIVERY), a_package(Stage.DELIVERY)
    people = people_for(package)
    browser = browser_of(people.champion)
    a_figure(package)
    a_figure(other, overlap="Not the same")
    with CaptureQueriesContext(connection) as one:
        browser.get(at(package))
    for year in range(2017, 2027):
        a_figure(package, year=year, category="staff_time")
        a_figure(other, year=year, category="staff_time", overlap="Not the same")
    with CaptureQueriesContext(connection) as many:
        browser.get(at(package))
    assert len(many) == len(one)


def test_nothing_breaks_without_any_figure(register):
    package = a_request()
    programme = in_role(Role.PROGRAMME_LEAD)
    shown = text(browser_of(programme).get(at(package)))
    assert "No costs or benefits yet" in shown

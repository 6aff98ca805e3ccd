"""From a weak standard to a closed, rated package: what each person does, in their own browser."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.support.actions import advisers
from commissioning.support.models import FollowUp, Pot, SupportPackage
from commissioning.support.queries.closing_reports import CLOSING_REPORT
from tests.browser import steps
from tests.support import assessments
from tests.support.browser import PHONE, Tab
from tests.support.site import until


@pytest.fixture
def pot(data) -> Pot:
    return Pot.objects.get_or_create(name="Journeys", year=2026, defaults={"days": 40, "pounds": 20_000})[0]


def in_the_pool(person, programme) -> None:
    typed = advisers.Typed(
        employer=None,
        employer_name="A college",
        accredited_on=timezone.localdate(),
        accredited_until=timezone.localdate() + timedelta(days=365),
        kinds=("needs",),
        standards=("S05",),
        regions=(),
        days_a_month=Decimal(4),
        about="",
    )
    advisers.add(person=person, typed=typed, by=programme)


@pytest.mark.slow
def test_from_a_weak_standard_to_a_closed_rated_package(open_tab, new_person, pot):
    champion, director = new_person(Role.CHAMPION, name="Nadia Holt"), new_person(Role.DIRECTOR, name="Piers Ash")
    lead, programme = new_person(Role.LOCAL_LEAD, name="Joy Peel"), new_person(Role.PROGRAMME_LEAD, name="Ada Lund")
    adviser = new_person(Role.ADVISER, name="Sam Wick")
    in_the_pool(adviser, programme)
    assessment = assessments.signed(steps.an_assessment(champion, steps.ANSWERS))

    area = steps.sign_in(open_tab(), champion.email)
    package = ask(area, assessment)
    run = steps.sign_in(open_tab(), programme.email)
    take_up(run, package, lead)
    local = steps.sign_in(open_tab(), lead.email)
    scope(local, area, package)
    agree_terms(local, package, pot)
    sign(steps.sign_in(open_tab(), director.email), run, package)
    allocate(run, package, adviser)
    move(local, package, "Begin delivery")
    log_a_session(steps.sign_in(open_tab(PHONE), adviser.email), package)
    enter_a_benefit(area, package)
    move(local, package, "Begin the review")
    rate(area, local, package)
    close(local, package)
    follow_up(local, package)
    closing_report(area, package)
    package.refresh_from_db()
    assert (package.stage, package.days_allocated, package.days_used) == ("closed", Decimal(6), Decimal("0.5"))


def ask(area: Tab, assessment) -> SupportPackage:
    area.visit(steps.address_of(assessment))
    area.follow(re.compile("^ask for support with “Needs understood"))
    assert "We agreed that we are at level 1" in area.value_of("What is needed?")
    area.press("Save and check")
    area.expect_text("Say what should be different afterwards.")
    area.follow("Say what should be different afterwards.")
    area.type("What should be different afterwards?", "A decision that waited for the analysis.")
    area.press("Save and check")
    area.press("Send to the programme")
    package = SupportPackage.objects.get(authority=assessment.authority)
    area.expect_heading(package.title)
    return package


def take_up(run: Tab, package: SupportPackage, lead) -> None:
    run.visit(package.get_absolute_url())
    move(run, package, "Take it up")
    run.follow("Name who leads the package.")
    run.follow("Name the lead")
    run.page.get_by_label("Who leads the package?").select_option(label=str(lead))
    run.press("Save")
    move(run, package, "Begin scoping")


def move(tab: Tab, package: SupportPackage, act: str) -> None:
    tab.visit(package.get_absolute_url())
    tab.press(act)
    tab.press(act)


def scope(local: Tab, area: Tab, package: SupportPackage) -> None:
    local.visit(f"/support/{package.pk}/scoping/")
    local.press("Add a listening note")
    local.choose("Which theme does it belong to?", "Capacity and capability")
    steps.enter_day(local, "When was it said?", timezone.localdate())
    local.type("What did they say?", "“I have half a day a week for this.”")
    local.press("Save")
    local.follow("Write the picture of the need")
    local.type("What is the need, as both sides see it?", "An analysis nobody uses.")
    local.press("Save")
    area.visit("/")
    area.expect_text("Agree the picture of the need")
    area.visit(f"/support/{package.pk}/scoping/")
    area.press("Agree this picture")
    area.expect_text("Agreed for the area by Nadia Holt")


def agree_terms(local: Tab, package: SupportPackage, pot: Pot) -> None:
    local.visit(f"/support/{package.pk}/terms/")
    local.press("Change aims, days and dates")
    local.type("What are the aims?", "Two budgets set by what the analysis says.")
    local.type("How many days?", "6")
    local.type("Which budget, beside the days?", "£1,500")
    local.page.get_by_label("Which pot do they come from?").select_option(label=str(pot))
    local.press("Save")
    for text, now, target in (
        ("A budget follows the analysis", "None", "Two"),
        ("Fewer late referrals", "11 a quarter", "6 a quarter"),
    ):
        local.press("Add a criterion")
        local.type("What will be different?", text)
        local.type("How is it measured?", "Budget papers and the quarterly return")
        local.type("Where does it stand now?", now)
        local.type("What is the target?", target)
        steps.enter_day(local, "By when?", timezone.localdate() + timedelta(days=120))
        local.press("Save")


def sign(director: Tab, run: Tab, package: SupportPackage) -> None:
    director.expect_text(f"Sign the terms of “{package.title}”")
    director.press("Read and sign")
    director.page.get_by_label("I have read these terms and sign them").check()
    director.press("Sign")
    run.visit(f"/support/{package.pk}/terms/")
    run.follow("Read and sign for the programme")
    run.press("Sign")
    run.expect_errors("Tick the box to sign")
    run.page.get_by_label("I have read these terms and sign them").check()
    run.press("Sign")
    move(run, package, "Confirm the agreement")


def allocate(run: Tab, package: SupportPackage, adviser) -> None:
    run.visit(f"/support/{package.pk}/matches/")
    run.press(re.compile(f"{adviser}"))
    run.visit(f"/support/{package.pk}/people/")
    run.follow(re.compile(f"Record a check of {adviser}"))
    run.type("What did the adviser declare?", "Nothing")
    run.choose("What follows from it?", "No conflict")
    steps.enter_day(run, "Valid until (last day)", timezone.localdate() + timedelta(days=90))
    run.press("Record this check")
    run.visit(f"/support/{package.pk}/days/")
    run.press("Allocate to an adviser")
    run.page.get_by_label("Which adviser?").select_option(label=str(adviser))
    run.type("Days", "5")
    run.press("Allocate")


def log_a_session(phone: Tab, package: SupportPackage) -> None:
    """Three taps: what it was, how long, record it."""
    phone.visit(f"/support/{package.pk}/sessions/add/")
    phone.choose("How many days?", "Half a day")
    phone.type("What was done?", "Went through the figures with two analysts.")
    phone.press("Record it")
    phone.expect_text("Went through the figures")


def enter_a_benefit(area: Tab, package: SupportPackage) -> None:
    area.visit(f"/support/{package.pk}/benefits/add/")
    area.choose("What is it?", "Avoided cost")
    area.page.get_by_label("What is the money for?").select_option(index=1)
    area.page.get_by_label("In which year, April to March?").select_option(label="2026/27")
    area.type("How much?", "£70,200")
    area.type("How was it worked out?", "13 children × £600 × 9 weeks, modelled.")
    area.type("What does it include?", "Direct cost of a placement, no overheads.")
    area.press("Save")
    area.expect_text("£70,200")


def rate(area: Tab, local: Tab, package: SupportPackage) -> None:
    for tab in (area, local):
        tab.visit(f"/support/{package.pk}/close/")
        tab.follow(re.compile("^Rate it.*A budget"))
        tab.choose("How did it come out?", "Met")
        tab.press("Save")
        tab.follow(re.compile("^Rate it.*Fewer"))
        tab.choose("How did it come out?", "Too early to tell")
        tab.press("Save")
        tab.expect_errors("Enter the day it will be looked at again")
        steps.enter_day(
            tab, "If it is too early: when will it be looked at again?", timezone.localdate() + timedelta(days=100)
        )
        tab.press("Save")


def close(local: Tab, package: SupportPackage) -> None:
    local.expect_text("Write the lessons.")
    local.press("Write the close")
    local.type("What else was happening?", "An inspection in May.")
    local.choose("Which part did the programme have in what changed?", "One of several")
    for test in ("Was the support credible?", "Did it add capacity?", "Was it connected?"):
        local.choose(test, "Yes")
    local.type("What helped?", "Two analysts who stayed.")
    local.type("What hindered?", "Late figures.")
    local.type("What are the lessons?", "Ask which decision waits first.")
    local.press("Save")
    move(local, package, "Close it")


def follow_up(local: Tab, package: SupportPackage) -> None:
    assert FollowUp.objects.filter(package=package).count() == 3
    early = FollowUp.objects.get(package=package, why="too_early")
    FollowUp.objects.filter(pk=early.pk).update(due_on=timezone.localdate())
    local.visit("/")
    local.expect_text("Follow-up: ")
    local.press("Say what was found")
    local.type("What was found?", "Seven a quarter by now.")
    local.press("Save")
    local.expect_text("Seven a quarter by now.")


def closing_report(area: Tab, package: SupportPackage) -> None:
    area.visit(f"/support/{package.pk}/report/")
    area.expect_text("Ask which decision waits first.")
    area.expect_text("Too early to tell")
    area.press("Make the PDF")
    made = Document.objects.filter(kind=CLOSING_REPORT, authority=package.authority, state=Document.State.DONE)
    until(lambda: made.exists(), "the closing report")
    area.visit(f"/support/{package.pk}/report/")
    name, content = steps.download(area)
    assert name.endswith(".pdf")
    assert content.startswith(b"%PDF")

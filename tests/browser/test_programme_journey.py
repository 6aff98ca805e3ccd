"""What leaves an area: a campaign that knows stages and never a level, and what the area shares until a day."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from readiness.actions import campaigns
from readiness.models import Campaign
from tests.browser import steps
from tests.support import assessments
from tests.support.site import until

A_LEVEL = re.compile(r"\b[Ll]evel \d|\b[1-5] – ")


@pytest.fixture
def campaign(new_person, area) -> Campaign:
    """Of a year no other test looks at, in four areas: one signed, one begun, two not started and without champion."""
    year = years.year_of(timezone.localdate()) - 3
    lead = new_person(Role.PROGRAMME_LEAD)
    invited = [area, *Authority.objects.current().exclude(pk=area.pk).order_by("-gss_code")[:3]]
    campaign = campaigns.create_campaign(
        year=year, opens_on=date(year, 4, 1), closes_on=date(year + 1, 3, 31), areas=invited, by=lead
    )
    assessments.signed(assessments.opened(new_person(Role.CHAMPION, name="Nadia Holt"), area, year))
    assessments.opened(authority=invited[1], year=year)
    return campaign


def test_a_campaign_from_its_numbers_to_its_close(page, campaign, new_person, area):
    steps.sign_in(page, new_person(Role.PROGRAMME_LEAD).email)
    page.visit(f"/readiness/campaigns/{campaign.year}/")
    page.expect_text("1 of 4 areas signed.")
    for stage, number in steps.cells(page, "Areas by stage"):
        if number != "0":
            expect_list_behind(page, stage, int(number.split()[0]))

    page.follow("Areas that have not signed, with their champions")
    assert len(steps.cells(page, f"Areas of the {campaign}")) == 3
    page.expect_no_text(str(area))
    files = steps.csv_of(page, f"/readiness/campaigns/{campaign.year}/areas/")
    assert files.splitlines()[0].lstrip("\ufeff") == "gss_code,area,type,region,stage,champion,champion_email"
    page.visit(f"/readiness/campaigns/{campaign.year}/")
    page.follow(re.compile("areas without a champion in role"))
    assert len(steps.cells(page, f"Areas of the {campaign}")) == 2

    page.visit(f"/readiness/campaigns/{campaign.year}/")
    page.press("Remind champions who have not signed")
    page.expect_text("One champion is reminded by email. 2 areas have no champion to write to.")
    page.follow("Close it and publish the comparison")
    page.press("Close the campaign")
    until(lambda: campaign.publications.exists(), "the comparison")
    page.visit(f"/readiness/campaigns/{campaign.year}/")
    page.expect_text("Publication 1")
    expect(page.page.get_by_role("link", name="Change its dates or areas")).to_have_count(0)
    assert not A_LEVEL.search(page.text)


def expect_list_behind(page, stage: str, number: int) -> None:
    """The number is a link to as many areas, all at that stage."""
    assert not A_LEVEL.search(page.text)
    page.follow(re.compile(f"areas: {stage}$"))
    rows = [row[1] for row in steps.cells(page, "Areas of the ")]
    assert rows == [stage] * number
    assert not A_LEVEL.search(page.text)
    page.page.go_back()


@pytest.mark.slow
def test_an_area_shares_until_a_day_and_sees_who_looked(page, open_tab, new_person, area):
    champion = new_person(Role.CHAMPION, name="Nadia Holt")
    regional, programme = new_person(Role.REGIONAL_LEAD, name="Helen Moor"), new_person(Role.PROGRAMME_LEAD)
    assessment = assessments.signed(steps.an_assessment(champion, steps.ANSWERS))
    reader = steps.sign_in(open_tab(), regional.email)
    reader.visit(steps.address_of(assessment) + "shared/", status=403)
    assert not A_LEVEL.search(reader.text)

    share(steps.sign_in(page, champion.email), assessment, timezone.localdate() + timedelta(days=60))
    reader.visit(steps.address_of(assessment))
    reader.follow("Shared with you")
    levels = [row[1] for row in steps.cells(reader, "Levels of revision 1")]
    assert [level[0] for level in levels] == ["3", "4", "2", "5", "1", "W", "N", "3", "2", "4", "3", "2"]
    reader.expect_no_text(steps.EVIDENCE)
    reader.visit(steps.address_of(assessment) + "report/", status=403)  # the levels alone
    other = steps.sign_in(open_tab(), programme.email)
    other.visit(steps.address_of(assessment) + "shared/", status=403)

    page.follow("Who looked")
    looks = [row for row in steps.cells(page, "Who looked") if "Helen Moor" in row]
    assert [row[3] for row in looks] == ["The levels shared with them"]
    page.follow("Sharing")
    page.press(re.compile("^End now.*The levels alone, The regional lead"))
    reader.visit(steps.address_of(assessment) + "shared/", status=403)


def share(page, assessment, until_day: date) -> None:
    page.visit(steps.address_of(assessment))
    page.follow("Sharing")
    page.follow("Share with: The regional lead")
    page.press("See what they would see")
    page.expect_errors("Select what you want to share", "Enter what it is for", "Enter the last day they can see it")
    page.choose("What do you want to share?", "The levels alone")
    page.type("What is it for?", "Planning joint support")
    steps.enter_day(page, "Last day they can see it", until_day)
    page.press("See what they would see")
    page.expect_heading("What they would see: The regional lead")
    page.expect_text("Nothing is shared yet")
    page.press("Share")
    page.expect_text("Shared. They can see it from now on.")

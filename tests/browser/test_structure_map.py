"""The structure map by keyboard, on a phone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.profiles.models import Relation, Structure
from tests.browser import steps
from tests.browser.test_keyboard import press_by_keyboard, sign_in_by_keyboard, tab_to


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION)


def test_a_map_is_begun_changed_and_read_without_a_mouse(page, champion, area):
    keys, base = page.page.keyboard, f"/profiles/{area.gss_code}"
    sign_in_by_keyboard(page, champion.email)
    page.visit(f"{base}/map/")
    press_by_keyboard(page, page.page.get_by_role("link", name="Look at organisational models"))
    press_by_keyboard(
        page, page.page.get_by_role("button", name=re.compile("Copy as a draft.*Joint commissioning unit"))
    )
    page.expect_text("6 structures are a draft")
    press_by_keyboard(page, page.page.get_by_role("button", name="Keep the draft"))
    page.expect_text("The draft is part of the map now.")

    press_by_keyboard(page, page.page.locator("main").get_by_role("button", name="Add a relation"))
    tab_to(page, page.page.get_by_label("Which structure?"))
    keys.type("Integrated care board")
    tab_to(page, page.page.get_by_label("reports to", exact=True))
    for _ in range(2):
        keys.press("ArrowDown")
    tab_to(page, page.page.get_by_label("To which other structure?"))
    keys.type("Children’s partnership board")
    press_by_keyboard(page, page.page.get_by_role("button", name="Add it"))
    page.expect_text("On the map: Integrated care board is a member of Children’s partnership board.")
    assert Relation.objects.filter(authority=area, kind="member").count() == 2

    unit = Structure.objects.get(authority=area, name="Joint commissioning unit")
    box = page.page.locator(f"#map-{unit.pk}")
    tab_to(page, box)
    expect(box).to_be_focused()
    keys.press("Enter")
    expect(page.page.locator(f"#structure-{unit.pk}")).to_be_in_viewport()


def test_on_a_phone_without_scripts_the_page_stays_narrow(open_tab, champion, area):
    phone = open_tab({"width": 320, "height": 640}, scripts=False)
    steps.sign_in(phone, champion.email)
    phone.visit(f"/profiles/{area.gss_code}/map/models/")
    phone.press(re.compile("Copy as a draft.*Locality partnerships"))
    phone.expect_text("Relations (7)")
    phone.follow(re.compile("Add a relation.*of Executive group"))
    assert phone.page.get_by_label("Which structure?").locator("option:checked").inner_text().startswith("Executive")
    phone.press("Add it")
    phone.expect_errors("Select what it does", "Select a structure from the list")
    phone.visit(f"/profiles/{area.gss_code}/map/compare/")
    phone.visit(f"/profiles/{area.gss_code}/relationships/")
    phone.visit(f"/profiles/{area.gss_code}/map/?on=nonsense")

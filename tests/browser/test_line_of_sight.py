"""The line of sight both ways, and the search, by keyboard; and on a phone without scripts."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.library.models import Resource, ResourceVersion
from commissioning.support.models import SupportPackage
from tests.browser import steps
from tests.browser.test_keyboard import press_by_keyboard, sign_in_by_keyboard, tab_to
from tests.support.packages import a_request


@pytest.fixture
def champion(new_person):
    return new_person(Role.CHAMPION)


def test_from_an_area_down_its_line_to_the_package_and_back(page, champion, area):
    package = a_request(area)
    link = page.page.get_by_role
    sign_in_by_keyboard(page, champion.email)
    tab_to(page, page.page.locator("#find"))
    page.page.keyboard.type(area.gss_code)
    with page.page.expect_navigation():
        page.page.keyboard.press("Enter")
    page.expect_good_page()
    press_by_keyboard(page, page.page.locator("main").get_by_role("link", name=area.short_name, exact=True))
    page.visit(f"/authorities/{area.gss_code}/line-of-sight/")
    press_by_keyboard(page, link("link", name="8. Commissioning together"))
    page.expect_text("a sequence, not a cause")
    press_by_keyboard(page, page.page.locator("main").get_by_role("link", name=package.title))
    back = page.page.locator("#line-of-sight").get_by_role("link", name="Commissioning together")
    press_by_keyboard(page, back)
    expect(page.page.get_by_role("heading", level=1)).to_have_text("8. Commissioning together")


def test_from_a_case_study_up_its_line_and_down_again(page, champion, area):
    package, resource = a_request(area), Resource.objects.create(code=f"case-{area.pk}")
    written = {"resource": resource, "title": f"Case study {area.pk}", "standards": ["S08"]}
    ResourceVersion.objects.create(**written, state="published", published_at=timezone.now())
    SupportPackage.objects.filter(pk=package.pk).update(case_study=resource)
    main = page.page.locator("main").get_by_role
    sign_in_by_keyboard(page, champion.email)
    page.visit(f"/library/resources/{resource.code}/")
    press_by_keyboard(page, page.page.locator("#line-of-sight").get_by_role("link", name="Commissioning together"))
    expect(main("heading", level=1)).to_have_text("8. Commissioning together")
    press_by_keyboard(page, main("link", name=package.title))
    press_by_keyboard(page, page.page.locator("#line-of-sight").get_by_role("link", name="Commissioning together"))
    press_by_keyboard(page, main("link", name=written["title"]))
    expect(main("heading", level=1)).to_have_text(written["title"])


def test_on_a_phone_without_scripts(open_tab, champion, area):
    package = a_request(area)
    phone = open_tab({"width": 320, "height": 640}, scripts=False)
    steps.sign_in(phone, champion.email)
    phone.visit(f"/search/?q={package.reference}")
    phone.follow(package.title)
    phone.visit(f"/authorities/{area.gss_code}/line-of-sight/")
    phone.follow("8. Commissioning together")
    phone.expect_text(package.title)


def test_ten_thousand_characters_in_the_search_get_a_page(page, champion):
    """Through the real web server, which refuses an address that is too long with a page of its own."""
    steps.sign_in(page, champion.email)
    page.page.locator("#find").click()
    page.page.keyboard.insert_text("مرحبا " * 2_000)
    page.page.keyboard.press("Enter")
    page.expect_text("Nothing found")
    page.expect_good_page()

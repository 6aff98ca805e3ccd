"""Every page each role is offered, on a desk and on a phone; the public pages; the pages that refuse.

The walk follows links as a reader would. Addresses that differ only in a number or a code are one kind of page, of
which one is opened; of a self-assessment’s pages two, for they look different once it is signed.
"""

import re
from collections import Counter
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.programme import demo, matrix
from tests.browser import steps
from tests.support.browser import DESK, PHONE, Tab
from tests.support.site import DEMO_PASSWORD

STARTS = ("/", "/documents/", f"/authorities/{demo.DURHAM}/")
OF_A_SELF_ASSESSMENT = re.compile(r"^/readiness/0/")
MOST = 400
DOWNLOADS = r"/download/|/samples?/|/questionnaire-versions/\d+/file/|/pdf/|/spreadsheet/|\.(xlsx|csv|ics)$|format=csv"
NOT_PAGES = re.compile(DOWNLOADS + r"|/logout/|^/static/|/demo/outbox")
ADDRESSES = "links => links.map(link => new URL(link.getAttribute('href'), location).href)"  # a map's links too
SAY_WHO_SEES = ("/readiness/", "/support/", "/profiles/")
WHO_SEES = "a[href='/who-sees-what/']"
LIST, OF_DURHAM = "/readiness/", "/readiness/?q=Durham"  # the other areas’ last year is a picture of the same pages
PUBLIC = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/signup/",
    "/who-sees-what/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
    "/demo/outbox",
)


@pytest.mark.slow  # a minute a role; the journeys look at most of these pages on their way
@pytest.mark.parametrize("role", [*Role])
def test_every_page_a_role_is_offered(page, role):
    steps.sign_in(page, demo.email_of(matrix.ACCOUNT_OF[role]), DEMO_PASSWORD)
    seen = walk(page)
    assert len(seen) > 15, f"Only {sorted(seen)}"
    assert "/accounts/codes/" in seen


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(page, path):
    page.visit(path)
    on_a_phone(page)


def test_the_gallery_of_parts(page):
    steps.sign_in(page, demo.email_of("admin"), DEMO_PASSWORD)
    page.visit("/components/")
    on_a_phone(page)


@pytest.mark.parametrize("path", ["/nowhere/", "/readiness/999999/", "/documents/999999/"])
def test_what_does_not_exist(page, path):
    steps.sign_in(page, demo.email_of("champion"), DEMO_PASSWORD)
    page.visit(path, status=404)
    page.expect_heading("Page not found")
    on_a_phone(page)


def test_what_a_role_may_not_open(page):
    steps.sign_in(page, demo.email_of("contributor"), DEMO_PASSWORD)
    page.visit("/programme/", status=403)
    page.expect_text("This is for people in these roles: regional lead, programme lead, evaluator, administrator.")
    on_a_phone(page)


def test_the_menu_on_a_phone(phone):
    steps.sign_in(phone, demo.email_of("champion"), DEMO_PASSWORD)
    menu = phone.page.get_by_role("navigation", name="Menu")
    areas = menu.get_by_role("link", name="Areas")
    expect(areas).to_be_hidden()
    menu.get_by_role("button", name="Menu").click()
    expect(areas).to_be_visible()
    phone.expect_good_page()
    phone.follow("Areas")
    phone.expect_heading("Areas")


def test_the_menu_on_a_phone_without_scripts(open_tab):
    phone = steps.sign_in(open_tab(PHONE, scripts=False), demo.email_of("champion"), DEMO_PASSWORD)
    expect(phone.page.get_by_role("button", name="Menu")).to_have_count(0)
    phone.follow("Areas")
    phone.expect_heading("Areas")


def test_enlarged_four_times(open_tab):
    """Reflow: a window 1280 pixels wide at 400 % has 320 of its own."""
    tab = steps.sign_in(open_tab({"width": 320, "height": 256}), demo.email_of("champion"), DEMO_PASSWORD)
    for path in ("/", "/readiness/", "/authorities/", f"/authorities/{demo.DURHAM}/"):
        tab.visit(path)


def walk(page: Tab) -> set[str]:
    """Opens the starts, what they lead to, and what that leads to; the addresses opened."""
    waiting, known, opened, kinds = [*STARTS], {*STARTS}, set(), Counter()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kinds[kind] == (2 if OF_A_SELF_ASSESSMENT.match(kind) else 1):
            continue
        kinds[kind] += 1
        assert len(opened) < MOST, f"So many kinds of pages are no kinds: {sorted(kinds)}"
        page.visit(path)
        on_a_phone(page)
        if path.startswith(SAY_WHO_SEES):
            assert page.page.locator("main").locator(WHO_SEES).count(), f"{path} does not say who can see it"
        opened.add(path)
        new = [link for link in links_of(page) if link not in known]
        known.update(new)
        waiting += new
    return opened


def links_of(page: Tab) -> list[str]:
    """The site's own pages it links to, as paths; lists once, not in each order they can be sorted."""
    addresses = page.page.locator("a[href]").evaluate_all(ADDRESSES)
    own = (address.removeprefix(page.watch.address) for address in addresses if address.startswith(page.watch.address))
    paths = (urldefrag(address).url for address in own if not NOT_PAGES.search(address))
    return list(dict.fromkeys(OF_DURHAM if path == LIST else path for path in paths if "sort=" not in path))


def kind_of(path: str) -> str:
    parts = urlsplit(path)
    return re.sub(r"\d+", "0", parts.path) + ("?" if parts.query else "")


def on_a_phone(page: Tab) -> None:
    page.page.set_viewport_size(PHONE)
    page.expect_good_page()
    page.page.set_viewport_size(DESK)

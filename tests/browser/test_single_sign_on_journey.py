"""Single sign-on in a browser: a site of its own, whose settings name a provider, which is a process of its own too."""

import os

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import RoleAppointment
from tests.support import people, provider
from tests.support.browser import DESK, PHONE, Tab, Watch
from tests.support.site import running
from tests.support.visitor import Visitor

SIGN_IN = f"Sign in with {provider.NAME}"


@pytest.fixture(scope="module")
def both(tmp_path_factory, worker_id):
    """(a site, the provider it was told of)."""
    folder = tmp_path_factory.mktemp("single-sign-on")
    with running(folder, f"test_sso_{worker_id}_{os.getpid()}") as site, provider.running(site.address) as there:
        site.settings |= there.settings()
        site.start_web()
        yield site, there


@pytest.fixture
def somebody(both, browser, django_db_blocker):
    """Appointed as an evaluator, without a password, and known at the provider."""
    site, there = both
    with django_db_blocker.unblock(), site.data():
        made = people.in_role(Role.EVALUATOR)
        made.set_unusable_password()
        made.save()
        assert RoleAppointment.objects.filter(person=made).exists()
    there.knows(f"staff-{made.pk}", made.email)
    return made


@pytest.fixture
def open_window(both, browser):
    """As `open_tab`, at this site, for a browser that may go to the provider."""
    site, there = both
    windows = []

    def opened(size=DESK, scripts=True) -> Tab:
        context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="en-GB")
        context.set_default_timeout(15_000)
        watch = Watch(context, site.address)
        watch.elsewhere = f"{there.address}/"
        windows.append(Tab(context.new_page(), watch, scripts, lambda: browser.new_page()))
        return windows[-1]

    yield opened
    for window in windows:
        window.page.context.close()
        assert not window.watch.problems


def sign_in_there(tab: Tab, somebody) -> None:
    tab.expect_heading("Sign in at work")
    tab.type("Staff number", f"staff-{somebody.pk}")
    tab.press("Go on")


@pytest.mark.parametrize(("size", "scripts"), [(DESK, True), (PHONE, False)])
def test_somebody_goes_there_and_comes_back_signed_in(open_window, somebody, size, scripts):
    """The policy of the page would stop a form that led anywhere else."""
    tab = open_window(size, scripts)
    tab.visit("/accounts/login/?next=/library/")
    tab.press(SIGN_IN)
    sign_in_there(tab, somebody)
    assert tab.path == "/library/"
    tab.visit("/accounts/logout/")
    tab.expect_text(f"If you came in through {provider.NAME}")
    tab.page.locator("main").get_by_role("button", name="Sign out").click()
    tab.expect_heading("Sign in")
    tab.visit("/accounts/login/")
    tab.press(SIGN_IN)  # open there still: nothing is asked
    assert tab.path == "/"


def test_whoever_is_unknown_and_whoever_stops_find_a_page_that_says_what_to_do(open_window, both):
    both[1].knows("stranger", "stranger@example.org")
    tab = open_window()
    tab.visit("/accounts/login/")
    tab.press(SIGN_IN)
    tab.type("Staff number", "stranger")
    tab.press("Go on", status=403)
    tab.expect_heading(f"You could not sign in with {provider.NAME}")
    other = open_window()
    other.visit("/accounts/login/")
    other.press(SIGN_IN)
    other.press("Stop", status=403)
    other.expect_heading("You did not sign in")
    other.follow("Go to the sign-in page")
    other.expect_heading("Sign in")


def test_the_running_site_keeps_to_itself_what_came_back(both, somebody):
    """Also while the provider is away, and whatever stands in the address."""
    site, there = both
    visitor = Visitor(site.address)
    status, page = visitor.get("/accounts/sso/return/?code=one-use&state=forged")
    assert status == 400
    assert "Start again from here" in page
    there.stop()
    try:
        status, page = visitor.post("/accounts/sso/", form_on="/accounts/login/")
        assert status == 503
        assert "does not answer" in page
    finally:
        there.start()
    log = site.log("web")
    assert "Single sign-on ended: away (ConnectionError)" in log
    assert "Single sign-on ended: stale" in log
    assert not any(secret in log for secret in ("one-use", "forged", provider.SECRET, "staff-", "@example.org"))

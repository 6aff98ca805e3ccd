"""Browsers, and people to sit at them. The site they visit is shared; each test makes people and an area of its own."""

import os
import re
from itertools import count

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect, sync_playwright

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.programme.demo import places
from tests.support import people
from tests.support.browser import DESK, FAILURES, PHONE, Tab, Watch, launched
from tests.support.site import site  # noqa: F401

_areas_taken = count()


@pytest.fixture(scope="session")
def browser():
    """One Chromium for this process. Playwright's loop makes Django think that it runs asynchronously."""
    expect.set_options(timeout=10_000)
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright, launched(playwright) as opened:
        yield opened
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_tab(browser, site, request):  # noqa: F811
    """`open_tab(PHONE, scripts=False)` → somebody else's browser, with nothing in it yet."""
    contexts, tabs = [], []

    def new_tab(size=DESK, scripts=True) -> Tab:
        context = browser.new_context(
            viewport=size, java_script_enabled=scripts, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        tabs.append(Tab(context.new_page(), Watch(context, site.address), scripts, lambda: browser.new_page()))
        return tabs[-1]

    yield new_tab
    if getattr(request.node, "failed", False):
        _keep_pictures(request.node.name, contexts)
    for context in contexts:
        context.close()
    problems = [problem for tab in tabs for problem in tab.watch.problems]
    assert not problems or getattr(request.node, "failed", False), "\n".join(problems)


@pytest.fixture
def page(open_tab) -> Tab:
    return open_tab()


@pytest.fixture
def phone(open_tab) -> Tab:
    return open_tab(PHONE)


@pytest.fixture
def page_without_javascript(open_tab) -> Tab:
    return open_tab(scripts=False)


@pytest.fixture
def data(site, browser, django_db_blocker):  # noqa: F811
    """This test’s own queries go to the site’s database. After `browser`, whose loop gives Django other connections."""
    with django_db_blocker.unblock(), site.data():
        yield


@pytest.fixture
def area(data) -> Authority:
    """An area no other test of this process uses, and no demonstration data either."""
    taken = [code for name, code in vars(places).items() if name.isupper()]
    free = Authority.objects.current().exclude(gss_code__in=taken).order_by("gss_code")
    return free[next(_areas_taken)]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Of `people.PASSWORD`, in a way the site accepts; made once, for it is slow on purpose."""
    return make_password(people.PASSWORD, hasher="pbkdf2_sha256")


@pytest.fixture
def new_person(area, password_hash):
    """`new_person(Role.CHAMPION)` → somebody in that role in this test's area, who can sign in."""

    def made(role: Role, name: str = "", **appointment) -> User:
        person = people.in_role(role, area, **appointment)
        User.objects.filter(pk=person.pk).update(password=password_hash, **({"full_name": name} if name else {}))
        person.refresh_from_db()
        return person

    return made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.failed:
        item.failed = True
        shared = item.funcargs.get("site")
        for part in ("web", "worker") if shared else ():
            report.sections.append((f"the site's {part} log", shared.log(part)[-1500:]))
    return report


def _keep_pictures(name: str, contexts) -> None:
    FAILURES.mkdir(exist_ok=True)
    stem = re.sub(r"\W+", "-", name).strip("-")
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=FAILURES / f"{stem}-{number}.png", full_page=True)

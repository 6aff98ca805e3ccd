"""Help: every page leads to a section that is there, the search finds it, and whoever has a link alone reads it."""

from html.parser import HTMLParser

import pytest
from django.urls import resolve, reverse

from commissioning.access.roles import Role
from commissioning.access.scope import Scope
from commissioning.people.queries import scope_of
from commissioning.programme.help import pages, searching
from commissioning.programme.help.topics import BY_SLUG, TOPICS, for_roles
from commissioning.programme.matrix import addresses
from commissioning.programme.search.finding import find
from tests.conftest import browser_of
from tests.support.pages import text, words
from tests.support.people import in_role

pytestmark = pytest.mark.django_db


class Headings(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.place = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.place = dict(attrs).get("id") or "" if tag == "h2" else ""
        if self.place:
            self.found[self.place] = ""

    def handle_endtag(self, tag) -> None:
        self.place = ""

    def handle_data(self, data) -> None:
        if self.place:
            self.found[self.place] += data


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_of_help_has_its_sections_in_order_and_says_something_in_each(client, topic):
    page = client.get(reverse("programme:help-detail", args=[topic.slug]))
    assert page.status_code == 200
    found = {place: title for place, title in Headings(page.content.decode()).found.items() if place in topic.sections}
    assert list(found.items()) == list(topic.sections.items())
    said = {one.place: one.words for one in searching.sections() if one.topic is topic}
    assert list(said) == list(topic.sections)
    assert all(len(one.split()) > 20 for one in said.values())


def test_every_address_of_the_site_leads_to_a_section_that_is_there():
    """Those without a page of their own, too: they come back to one, or to a refusal that carries the link."""
    for name in addresses():
        found = pages.section_of(name)
        assert found, f"{name} leads to no section of help: put its noun into commissioning/programme/help/pages.py"
        slug, _, place = found.partition("#")
        assert place in BY_SLUG[slug].sections, (name, found)


def test_every_line_of_the_table_is_of_an_address_there_is():
    names = {name if ":" in name else name.replace("_", "-", 1) for name in addresses()}
    for key in pages.PAGES:
        begins = (f"{key}-", f"{key}:") if ":" not in key else (f"{key}-",)
        assert any(name == key or name.startswith(begins) for name in names), key


@pytest.mark.parametrize(
    ("name", "leads_to"),
    [
        ("readiness:evidence-download", "self-assessment#evidence"),
        ("readiness:view-group", "blind-views#groups"),
        ("readiness:assessment-detail", "self-assessment#how-it-goes"),
        ("profiles:relationship-list", "your-area#relationships"),
        ("account_login", "getting-started#account"),
        ("mfa_index", "getting-started#codes"),
        ("nobody:knows", None),
    ],
)
def test_an_address_inherits_from_its_noun_and_then_from_its_app(name, leads_to):
    assert pages.section_of(name) == leads_to


def test_each_page_carries_its_link_once_and_in_the_head(register):
    browser = browser_of(in_role(Role.CHAMPION))
    for path in ("/", "/readiness/", "/accounts/people/", "/search/?q=durham"):
        page = text(browser.get(path, follow=True))
        assert page.count("Help with this page") == 1, path
        assert page.index("Help with this page") < page.index("<main"), path
        assert f'href="{pages.address_of(resolve(path.partition("?")[0]))}"' in page, path


def test_help_itself_needs_no_help(client):
    assert "Help with this page" not in text(client.get("/help/"))


def test_a_page_that_is_none_leads_to_all_of_help(client_as):
    page = client_as(Role.CHAMPION).get("/nothing-here/")
    assert page.status_code == 404
    assert 'href="/help/"' in text(page)


def test_whoever_is_not_signed_in_reads_help_and_is_told_of_no_steps(client):
    page = words(client.get("/help/"))
    assert "What a survey keeps" in page
    assert "Your first steps" not in page
    assert client.get("/help/nothing/").status_code == 404


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_own_pages_first_and_all_the_others_after(register, client_as, role):
    first, others = for_roles([role])
    assert sorted(one.slug for one in first + others) == sorted(BY_SLUG)
    assert all(not one.roles or role in one.roles for one in first)
    page = text(client_as(role).get("/help/"))
    places = [page.index(f'"/help/{topic.slug}/"') for topic in first + others]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("typed", "finds"),
    [
        ("blind", "what-blind-means"),
        ("WITHHELD figure", "withheld"),
        ("lost phone", "codes"),
        ("don't know", "levels"),
        ("recovery codes", "codes"),
    ],
)
def test_the_search_finds_help_by_its_words(register, typed, finds):
    [group] = [one for one in find(typed, scope_of(in_role(Role.CONTRIBUTOR))) if one.key == "help"]
    assert any(hit.url.endswith(f"#{finds}") for hit in group.hits)


def test_what_only_the_frame_of_a_page_says_is_not_found_in_help():
    assert searching.find("Skip to main content") == []
    assert searching.find("accessibility statement") == []
    assert find("zzzz", Scope()) == []

"""Every list of the house with nothing in it: whoever may see it is told why, in a sentence; and where somebody can do
something about it, there is a link to that, which opens for whoever is shown it.
"""

import re
from collections.abc import Iterator

import pytest
from django.test import Client

from commissioning.lists.asked import Asked
from commissioning.people.models import User
from commissioning.programme import demo, matrix
from commissioning.programme.demo.places import DURHAM
from tests.conftest import browser_of
from tests.programme.test_lists_recorded import ACCOUNTS, FEWEST, list_addresses
from tests.support.pages import text

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# What fills by itself, or on another page that whoever reads the list cannot open: nothing to do there.
FILLS_BY_ITSELF = {
    "people:trail-list": "what others do is recorded as they do it",
    "people:area-trail-list": "what others do is recorded as they do it",
    "readiness:look-list": "others look, or they do not",
    "support:package-looks": "others look, or they do not",
    "support:package-timeline": "each step is listed as it is made",
    "support:package-days": "days are allocated on agreeing the package, by buttons above the list",
    "support:package-messages": "the box to write one is above the list",
    "support:desk-list": "an area asks for support",
    "support:desk-workload": "packages get a lead and advisers",
    "support:demand-welcomed-entries": "areas let the programme read",
    "support:demand-priorities-entries": "areas let the programme read",
    "programme:contact-list": "offers come by themselves, each with its reason",
    "evaluation:invitation-list": "the frame is drawn from appointments, lists and use",
    "people:directory-list": "an area is there or not",
    "people:directory-dated": "an area is there or not",
}


def test_an_empty_list_says_why_and_leads_to_what_can_be_done(demonstration, db, monkeypatch):
    monkeypatch.setattr(Asked, "narrow", lambda asked, rows: rows.none())
    readers = {name: browser_of(User.objects.get(email=demo.email_of(name))) for name in ACCOUNTS}
    addresses = list_addresses()
    assert len(addresses) >= FEWEST
    assert set(FILLS_BY_ITSELF) <= set(addresses)
    wrong = [finding for address in addresses for finding in _findings(address, readers)]
    assert not wrong, "\n".join(wrong)


def _findings(address: str, readers: dict[str, Client]) -> Iterator[str]:
    example = matrix.EXAMPLES.get(address, matrix.NO_OBJECT)
    linked = seen = False
    for those in matrix.together(example, list(readers)):
        with matrix.undone():
            path = matrix.path_of(address, DURHAM, readers[those[0]].person)
            for name in those:
                page = _got(readers[name], path)
                if page.status_code != 200 or "list" not in page.context:  # refused, or shown counts in place of rows
                    continue
                seen = True
                state = _state(text(page))
                if not re.search(r'<p class="govuk-body">\s*[^<]+\.\s*</p>', state):
                    yield f"{address}: {name} is shown nothing, and not told why"
                links = re.findall(r'href="([^"]+)"', state)
                linked = linked or bool(links)
                for link in links:
                    there = link if link.startswith("/") else path + link
                    status = _got(readers[name], there, follow=True).status_code
                    if status != 200:
                        yield f"{address}: {name} is led to {link}, which answers {status}"
    if not seen:
        yield f"{address}: nobody is shown it"
    elif linked == (address in FILLS_BY_ITSELF):
        yield f"{address}: {'has a link, and is said to fill by itself' if linked else 'leads nobody anywhere'}"


def _got(reader: Client, path: str, follow: bool = False):
    browser = Client(raise_request_exception=False)
    browser.cookies.update(reader.cookies)
    return browser.get(path.replace("&amp;", "&"), follow=follow)


def _state(page: str) -> str:
    """The empty state, and what comes after it."""
    _, _, rest = page.partition('class="app-empty-state"')
    return rest.partition("</div>")[0]

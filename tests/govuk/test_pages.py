"""The frame, the gallery and the error pages."""

from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test.signals import template_rendered

from commissioning.govuk import gallery
from commissioning.govuk.templatetags.govuk import Stretch, counted, stretches

from .markup import tree

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
ERROR_PAGES = sorted(path.stem for path in (TEMPLATES / "errors").glob("*.html") if path.stem != "message")


@pytest.fixture
def shown():
    """The names of all templates rendered during the test."""
    names = set()

    def note(template, **_):
        names.add(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


def test_every_component_is_in_the_gallery(shown, rf):
    service = {"navigation": [{"label": "Home", "url": "/", "active": True}]}
    render_to_string(
        "programme/components.html", {"service": service, "request": rf.get("/"), **gallery.context()}, _request(rf)
    )
    components = {f"_components/{path.name}" for path in (TEMPLATES / "_components").glob("*.html")}
    assert components - shown == set()


def _request(rf):
    """A request that needs no session: the gallery is shown to people, the test to nobody."""
    request = rf.get("/")
    request.csp_nonce = "nonce"
    request.session = {}
    request._messages = [Message(constants.SUCCESS, "Your view was sent", extra_tags="")]
    return request


def test_messages_become_one_banner():
    good, other = (Message(level, "A message") for level in (constants.SUCCESS, constants.WARNING))
    for messages, role in [([good, good], "alert"), ([good, other], "region")]:
        page = tree(render_to_string("_components/messages.html", {"messages": messages}))
        assert page.children[0].attrs["role"] == role
        assert page.text.count("A message") == 2


def test_every_id_in_the_gallery_is_used_once(rf):
    html = render_to_string("programme/components.html", gallery.context(), _request(rf))
    ids = [element.attrs["id"] for element in tree(html).all() if "id" in element.attrs]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_error_pages_need_no_context_at_all(name):
    page = tree(render_to_string(f"errors/{name}.html"))
    headings = [element.text for element in page.all() if element.tag == "h1"]
    titles = [element.text for element in page.all() if element.tag == "title"]
    assert len(headings) == 1
    assert titles == headings
    assert not [element for element in page.all() if element.tag == "script"]


def test_what_was_typed_is_shown_again():
    fields = [("narrative", "It was <b>late</b>\n& long"), ("level", "4")]
    page = tree(render_to_string("errors/csrf.html", {"fields": fields, "action": "/readiness/1/"}))
    form = next(element for element in page.all() if element.tag == "form")
    assert form.attrs["action"] == "/readiness/1/"
    assert [element.text for element in form.all() if element.tag == "textarea"] == ["It was <b>late</b> & long"]
    assert [
        (element.attrs["name"], element.attrs["value"])
        for element in form.all()
        if element.attrs.get("type") == "hidden"
    ] == [("level", "4")]


def test_a_page_with_errors_says_so_in_its_title_and_summary():
    form = gallery.context()["wrong_form"]
    page = tree(render_to_string("base.html", {"form": form, "service": {"programme_name": "Programme"}}))
    assert next(element.text for element in page.all() if element.tag == "title").startswith("Error: ")
    assert any("govuk-error-summary" in element.attrs.get("class", "") for element in page.all())


def test_scripts_carry_the_nonce_and_nothing_is_inline(rf):
    page = tree(render_to_string("programme/components.html", gallery.context(), _request(rf)))
    for element in page.all():
        assert element.tag != "style"
        assert "style" not in element.attrs
        if element.tag == "script":
            assert element.attrs["nonce"] == "nonce"
            assert not element.children


@pytest.mark.parametrize(
    ("state", "refreshed"), [("queued", True), ("running", True), ("done", False), ("failed", False)]
)
def test_a_document_is_asked_about_until_it_is_finished(state, refreshed):
    document = next(document for document in gallery.context()["documents"] if document["state"] == state)
    page = tree(
        render_to_string("_components/document_status.html", {"status": {**document, "status_url": "/status/"}})
    )
    assert ("data-refresh-url" in page.children[0].attrs) == refreshed


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (1, "areas", "1 area"),
        (1, "people", "1 person"),
        (1, "offers of contact", "1 offer of contact"),
        (1, "on this list", "1 on this list"),
        (0, "offers of contact", "0 offers of contact"),
        (12, "entries", "12 entries"),
    ],
)
def test_one_thing_is_one(number, noun, said):
    assert counted(number, noun) == said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("One.\n\nTwo\nlines.", [Stretch("One.\n\nTwo\nlines.")]),
        ("– First\n- Second", [Stretch(points=("First", "Second"))]),
        ("So:\n* <b>\nThen", [Stretch("So:"), Stretch(points=("<b>",)), Stretch("Then")]),
        ("5–6\n-3 degrees", [Stretch("5–6\n-3 degrees")]),
        ("", []),
    ],
)
def test_there_are_lists_where_people_typed_dashes(typed, shown):
    assert stretches(typed) == shown

"""Mail as text and as HTML: what leaves for a mail server, and what hostile words in it become."""

from email import message_from_bytes, policy
from html.parser import HTMLParser

import pytest
from django.core.mail import send_mail
from django.template.loader import render_to_string

from commissioning.people import letters, mail
from commissioning.people.models import OutgoingEmail

SITE = "https://support.example.org"
ONE_USE = f"{SITE}/accounts/invitation/8Yt-once_only/"
HOSTILE = '<img src=x onerror=alert(1)> <b>Ann</b> "O\'Brien" & https://evil.example/login'


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_ADDRESS, settings.PROGRAMME_NAME = SITE, "The Programme <3"


class Seen(HTMLParser):
    """The elements, the addresses that links lead to, and everything that could be fetched when the mail is opened."""

    FETCHING = ("src", "srcset", "background", "poster", "data", "action")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.fetched += [given[name] for name in self.FETCHING if name in given]
        self.fetched += [value for name, value in attrs if name == "style" and "url(" in value]
        if "href" in given:
            (self.links if tag == "a" else self.fetched).append(given["href"])

    def handle_data(self, data) -> None:
        self.words += data


def seen(body: str, subject: str = "A subject") -> Seen:
    return Seen(letters.as_html(subject, body))


def test_mail_leaves_as_text_and_as_html_beside_it(db, mail_server, settings):
    settings.DEMO_MODE = False
    body = f"Hello {HOSTILE}\n\nChoose a password:\n\n{ONE_USE}\n\nThe Programme\n"
    send_mail("You’re <i>invited</i>", body, None, ["reader@example.org"])
    row = OutgoingEmail.objects.get()
    mail.deliver(row.pk)
    [(_, sent)] = mail_server.received
    message = message_from_bytes(sent.encode(), policy=policy.default)
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()  # what a program shows best comes last
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n").strip() == body.strip()
    page = Seen(html.get_content())
    assert page.links == [ONE_USE]
    assert page.fetched == []
    assert HOSTILE in page.words
    assert "You’re <i>invited</i>" in page.words
    assert message["Message-ID"] == row.message_id


def test_21_hostile_words_anywhere_in_a_mail_stay_text():
    page = seen(f"Hello {HOSTILE}\n\n- {HOSTILE}\n- two\n\n{HOSTILE}", HOSTILE)
    assert not {"img", "b", "script", "i"} & set(page.tags)
    assert page.links == page.fetched == []
    assert page.words.count(HOSTILE) == 5  # its title and heading, and each place in the body


@pytest.mark.parametrize(
    "address",
    [
        "https://support.example.org.evil.example/a",
        "https://support.example.org@evil.example/a",
        "http://support.example.org/a",
        "//support.example.org/a",
        "javascript:alert(1)//https://support.example.org/a",
        "data:text/html,https",
    ],
)
def test_21_what_only_looks_like_our_address_never_becomes_the_button(address):
    page = seen(f"Read this:\n\n{address}\n")
    assert "Open the page" not in page.words
    assert set(page.links) <= {address}
    assert all(link.startswith(("https://", "http://")) for link in page.links)


def test_another_sites_address_is_a_link_as_it_stands_where_it_stands_alone():
    page = seen("To join online:\nhttps://meet.example.net/j/12?pwd=a&b=c\n\nHello https://evil.example")
    assert page.links == ["https://meet.example.net/j/12?pwd=a&b=c"]
    assert "https://meet.example.net/j/12?pwd=a&b=c" in page.words


def test_a_link_that_works_once_is_in_the_mail_once_and_can_be_read():
    html = letters.as_html("A subject", f"Your own link:\n{ONE_USE}\n\nIt works once.")
    assert html.count("href=") == 1
    assert Seen(html).words.count(ONE_USE) == 1
    assert "Open the page" in html
    assert not {"link", "meta-refresh", "img", "iframe", "script", "object", "style"} & set(Seen(html).tags)


def test_where_several_pages_are_named_each_is_a_link_where_it_stands():
    page = seen(f"- One, for 3 days\n  {SITE}/one/\n- Two\n  {SITE}/two/\n\nAll: {SITE}/all/.")
    assert page.links == [f"{SITE}/one/", f"{SITE}/two/", f"{SITE}/all/"]
    assert "Open the page" not in page.words
    assert (page.tags.count("ul"), page.tags.count("li")) == (1, 2)


@pytest.mark.parametrize(
    "body", ["", "\n\n \n", "One line", "- only\n- items", "a\r\n\r\nb", "x" * 5000, "\u202egnp.exe"]
)
def test_any_text_makes_a_page_with_its_words(body):
    words = "".join(seen(body).words.split())
    assert "".join(body.replace("- ", "").split()) in words


def test_it_takes_its_colours_from_the_reader_and_styles_stand_in_it():
    html = letters.as_html("A subject", f"Hello\n\n{ONE_USE}")
    assert 'name="color-scheme" content="light dark"' in html
    assert "<style" not in html
    styles = [part.partition('"')[0] for part in html.split('style="')[1:]]
    coloured = [style for style in styles if " color:" in style]
    assert len(coloured) == 1  # the button’s words, which bring their own ground
    assert "background-color" in coloured[0]


def test_a_mail_of_ours_keeps_every_word():
    context = {"programme": "P", "person": {"full_name": "Ann"}, "address": ONE_USE, "days": 14}
    body = render_to_string("people/email/invitation.txt", context)
    words = " ".join(seen(body).words.split())
    for line in filter(None, (line.strip() for line in body.splitlines())):
        assert line in words

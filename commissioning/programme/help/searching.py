"""Looking for words in help: each section is found by itself. It is read once; its words change with the program."""

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from unicodedata import combining, normalize

from django.template.loader import render_to_string
from django.urls import reverse

from .topics import TOPICS, Topic

HEADING = "h2"


@dataclass(frozen=True)
class Section:
    topic: Topic
    place: str
    words: str

    @property
    def title(self) -> str:
        return self.topic.sections[self.place]

    @property
    def url(self) -> str:
        return f"{reverse('programme:help-detail', args=[self.topic.slug])}#{self.place}"


class _Words(HTMLParser):
    """The words of each section of a page, by its place; those of the page around are left out."""

    def __init__(self, places: set[str]) -> None:
        super().__init__()
        self.places, self.place = places, ""
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        place = dict(attrs).get("id")
        if tag == HEADING and place in self.places:
            self.place = place or ""
        elif tag == "footer":
            self.place = ""

    def handle_data(self, data: str) -> None:
        if self.place:
            self.found.setdefault(self.place, []).append(data)


@lru_cache(maxsize=1)
def sections() -> tuple[Section, ...]:
    return tuple(
        Section(topic, place, _plain(" ".join((topic.title, *words))))
        for topic in TOPICS
        for place, words in _read(topic).items()
    )


def find(text: str) -> list[Section]:
    """Those that have every word, in the order of help; those that have them in their title first."""
    words = _plain(text).split()
    found = [section for section in sections() if all(word in section.words for word in words)]
    return sorted(found, key=lambda section: not all(word in _plain(section.title) for word in words))


def _read(topic: Topic) -> dict[str, list[str]]:
    reader = _Words(set(topic.sections))
    reader.feed(render_to_string(topic.template, {"topic": topic}))
    return reader.found


def _plain(text: str) -> str:
    """As it is compared: without capitals and accents, and with one kind of apostrophe."""
    parts = normalize("NFKD", text.replace("’", "'")).casefold()
    return " ".join("".join(letter for letter in parts if not combining(letter)).split())

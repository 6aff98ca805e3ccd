"""Every address there is, asked on the demonstration’s data with words kept close wherever they can be, by everybody:
nothing that somebody may not read is in a page, a list as a file, one search or a paper that the worker makes; and
whoever is shown what an area said of itself has been recorded. A new page cannot be forgotten.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from django.db.models import Model, TextField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils.html import escape

from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry, HandoverNote, User
from commissioning.profiles.models import RelationshipNote
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.programme import demo, matrix
from commissioning.programme.demo.places import DURHAM, EALING
from evaluation.models import AreaNote, AreaPassage
from readiness.models import StandardEntry
from readiness.queries import looks
from tests.conftest import browser_of
from tests.pdf import reading
from tests.profiles.rows import entry, insight, prioritise, welcome
from tests.support.made import make_files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

# Each mark stands for one circle of readers, by account.
READERS = {
    "zqarea": {"champion", "director"},
    "zqlead": {"champion", "director", "local.lead"},
    "zqprogramme": {"champion", "director", "local.lead", "regional.lead", "programme.lead"},
    "zqrelation": {"champion", "local.lead"},
    "zqhandover": {"champion", "programme.lead"},
    "zqnotes": {"local.lead"},
}
ACCOUNTS = [person.account for person in demo.PEOPLE if person.gss_code != EALING]
SOUGHT = "quokka"  # stands beside every mark, so that searching for it does not write a mark into the page
ON_A_TEAM = {"zqprogramme": {"adviser"}}  # as far as a package’s own pages show it
RECORDED = ("director", "local.lead")  # whoever else is of the area wrote it; nobody else is shown it without asking
PAPERS = ("programme:brief-print", "programme:profile-print", "programme:line-print")
FILES = re.compile(r'href="([^"]*[?&;]format=csv[^"]*)"')


@dataclass(frozen=True)
class Seen:
    """`verbs`: what was recorded while it was asked for."""

    place: str
    text: str
    verbs: frozenset[str] = frozenset()


@pytest.fixture
def marked(demonstration, db):
    make_files()
    champion = account("champion")
    for sensitivity in Sensitivity:
        _kept_at(sensitivity, champion)
    _mark(RelationshipNote, "words", "zqrelation")
    left = HandoverNote.objects.get()  # never changed, so another is left
    text = f"zqhandover {SOUGHT}"
    HandoverNote.objects.create(authority=left.authority, role=left.role, by=left.by, text=text)


def _kept_at(sensitivity: Sensitivity, by: User) -> None:
    words = f"zq{sensitivity} {SOUGHT}"
    entry(by, title=words, narrative=words, effect_today=words, source=words, sensitivity=sensitivity)
    insight(by, words=words, what_to_do=words, sensitivity=sensitivity)
    welcome(by, words=words, sensitivity=sensitivity)
    prioritise(by, words=words, sensitivity=sensitivity)


def _mark(model: type[Model], field: str, mark: str) -> None:
    words = Concat(field, Value(f" {mark} {SOUGHT}"), output_field=TextField())
    assert model.objects.update(**{field: words}), f"the demonstration has no {model.__name__}"


def account(name: str) -> User:
    return User.objects.get(email=demo.email_of(name))


def test_27_nobody_is_shown_what_they_may_not_read_or_reads_unrecorded(marked):
    shown = {mark: set() for mark in READERS}
    said, read = _words_of_the_area(), set()
    for name, seen in everything_for({name: browser_of(account(name)) for name in ACCOUNTS}):
        for mark in (mark for mark in READERS if mark in seen.text):
            assert name in READERS[mark] | ON_A_TEAM.get(mark, set()), f"{seen.place} shows {mark} to {name}"
            shown[mark].add(name)
        if name in RECORDED and any(words in seen.text for words in said):
            assert seen.verbs & set(looks.LOOKS), f"{seen.place} is read by {name} unrecorded"
            read.add(name)
    assert read == set(RECORDED)
    for mark, may in READERS.items():  # or the walk looked past it
        assert shown[mark] >= may, mark


def _words_of_the_area() -> set[str]:
    told = StandardEntry.objects.filter(assessment__authority__gss_code=DURHAM).exclude(narrative="")
    return {escape(narrative[:40]) for narrative in told.values_list("narrative", flat=True)}


def everything_for(readers: dict[str, Client]) -> Iterator[tuple[str, Seen]]:
    for address in matrix.addresses():
        example = matrix.EXAMPLES.get(address, matrix.NO_OBJECT)
        for those in matrix.together(example, list(readers)):
            yield from _of_address(address, {name: readers[name] for name in those})
    for address in PAPERS:
        yield from ((name, Seen(address, _paper(address, reader))) for name, reader in readers.items())


def _of_address(address: str, readers: dict[str, Client]) -> Iterator[tuple[str, Seen]]:
    """A page, and its list as a file; every question is undone."""
    with matrix.undone():
        path = matrix.path_of(address, DURHAM, next(iter(readers.values())).person)
        for model in (AreaNote, AreaPassage):  # some are the example’s own
            _mark(model, "text", "zqnotes")
        if address == "programme:search-detail":
            path += f"?q={SOUGHT}"
        for name, reader in readers.items():
            with matrix.undone():
                yield from ((name, seen) for seen in _page_and_files(path, reader))


def _page_and_files(path: str, reader: Client) -> Iterator[Seen]:
    page = _asked(path, reader)
    yield page
    for link in dict.fromkeys(FILES.findall(page.text)):
        yield _asked(path.partition("?")[0] + unescape(link), reader)


def _asked(path: str, reader: Client) -> Seen:
    browser, before = Client(), AuditEntry.objects.latest("pk").pk
    browser.cookies.update(reader.cookies)  # what a page does to its reader’s goes no further
    text = b"".join(browser.get(path)).decode(errors="replace")
    verbs = AuditEntry.objects.filter(pk__gt=before).values_list("verb", flat=True)
    return Seen(path, text, frozenset(verbs))


def _paper(name: str, reader: Client) -> str:
    """As the worker makes it; nothing where they cannot ask for it."""
    with matrix.undone():
        path = matrix.path_of(name, DURHAM, reader.person)
        before = set(Document.objects.values_list("pk", flat=True))
        reader.post(path)
        made = Document.objects.exclude(pk__in=before).first()
        return _printed(made) if made else ""


def _printed(document: Document) -> str:
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.DONE, document.reason
    with document.file.open() as file:
        return reading.text_of(file.read())

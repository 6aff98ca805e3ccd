"""Every address there is, asked on the demonstration’s data with words kept close wherever they can be, by everybody:
nothing that somebody may not read is in a page, a list as a file, one search or a paper that the worker makes; and
whoever is shown what an area said of itself has been recorded. A new page cannot be forgotten.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from django.db import transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from commissioning.documents import tasks
from commissioning.documents.models import Document
from commissioning.people.models import AuditEntry, HandoverNote, User
from commissioning.profiles.models import RelationshipNote
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.programme import demo, matrix, matrix_examples
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
def marked(register):
    demo.seed(password="a demonstration password")
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


def test_nobody_is_shown_what_they_may_not_read_or_reads_unrecorded(marked):
    shown = {mark: set() for mark in READERS}
    said, read = _words_of_the_area(), set()
    for name in ACCOUNTS:
        for seen in everything_for(browser_of(account(name))):
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


def everything_for(reader: Client) -> Iterator[Seen]:
    for name in matrix.addresses():
        yield from _of_address(name, reader)
    for name in PAPERS:
        yield Seen(name, _paper(name, reader))


def _of_address(name: str, reader: Client) -> Iterator[Seen]:
    """A page, and its list as a file; every question is undone."""
    example = matrix_examples.EXAMPLES.get(name, matrix_examples.NO_OBJECT)
    with transaction.atomic():
        path = reverse(name, kwargs=example.path(DURHAM, reader.person))
        for model in (AreaNote, AreaPassage):  # some are the example’s own
            _mark(model, "text", "zqnotes")
        if name == "programme:search-detail":
            path += f"?q={SOUGHT}"
        page = _asked(path, reader)
        yield page
        for link in dict.fromkeys(FILES.findall(page.text)):
            yield _asked(path.partition("?")[0] + unescape(link), reader)
        transaction.set_rollback(True)


def _asked(path: str, reader: Client) -> Seen:
    browser, before = Client(), AuditEntry.objects.latest("pk").pk
    browser.cookies.update(reader.cookies)  # what a page does to its reader’s goes no further
    text = b"".join(browser.get(path)).decode(errors="replace")
    verbs = AuditEntry.objects.filter(pk__gt=before).values_list("verb", flat=True)
    return Seen(path, text, frozenset(verbs))


def _paper(name: str, reader: Client) -> str:
    """As the worker makes it; nothing where they cannot ask for it."""
    path = reverse(name, kwargs=matrix_examples.EXAMPLES[name].path(DURHAM, reader.person))
    with transaction.atomic():
        before = set(Document.objects.values_list("pk", flat=True))
        reader.post(path)
        made = Document.objects.exclude(pk__in=before).first()
        text = _printed(made) if made else ""
        transaction.set_rollback(True)
    return text


def _printed(document: Document) -> str:
    tasks.make(document.pk)
    document.refresh_from_db()
    assert document.state == Document.State.DONE, document.reason
    with document.file.open() as file:
        return reading.text_of(file.read())

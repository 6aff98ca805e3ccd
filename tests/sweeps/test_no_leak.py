"""Every address there is, asked on the demonstration’s data with words kept close wherever they can be, by everybody:
nothing that somebody may not read is in a page, a list as a file, one search or a paper that the worker makes, and no
count tells that it is there: without it, they are shown the same. Whoever is shown what an area said of itself has been
recorded. A new page cannot be forgotten.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import unescape

import pytest
from django.db import connection
from django.db.models import Model, TextField, Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils.html import escape

from commissioning.people.models import AuditEntry, HandoverNote, User
from commissioning.profiles.models import HistoryEntry, Insight, Priority, RelationshipNote, WelcomedSupport
from commissioning.profiles.sensitivity import Sensitivity
from commissioning.programme import demo, matrix
from commissioning.programme.demo.places import DURHAM, EALING
from evaluation.models import AreaNote, AreaPassage
from readiness.models import StandardEntry
from readiness.queries import looks
from tests.pdf import reading
from tests.profiles.rows import entry, insight, prioritise, welcome
from tests.support import database, sweeping
from tests.support.made import make_files
from tests.support.sweeping import account

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
DRAWN_BY_LOT = "/accounts/codes/"  # a key for an authenticator app, another each time
FILES = re.compile(r'href="([^"]*[?&;]format=csv[^"]*)"')


@dataclass(frozen=True)
class Seen:
    """`verbs`: what was recorded while it was asked for; `without`: what is said while nothing is kept from them."""

    place: str
    text: str
    verbs: frozenset[str] = frozenset()
    without: str = ""


@pytest.fixture
def marked(demonstration, db, monkeypatch):
    make_files()
    sweeping.stop_the_clock(monkeypatch)
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


def test_27_nobody_is_shown_what_they_may_not_read_or_reads_unrecorded(marked):
    shown = {mark: set() for mark in READERS}
    said, read, told = _words_of_the_area(), set(), []
    for name, seen in everything_for({name: sweeping.browser(name) for name in ACCOUNTS}):
        told += [f"{seen.place} tells {name}: {line}" for line in _told(seen)]
        for mark in (mark for mark in READERS if mark in seen.text):
            assert name in READERS[mark] | ON_A_TEAM.get(mark, set()), f"{seen.place} shows {mark} to {name}"
            shown[mark].add(name)
        if name in RECORDED and any(words in seen.text for words in said):
            assert seen.verbs & set(looks.LOOKS), f"{seen.place} is read by {name} unrecorded"
            read.add(name)
    assert told == []
    assert read == set(RECORDED)
    for mark, may in READERS.items():  # or the walk looked past it
        assert shown[mark] >= may, mark


def _told(seen: Seen) -> list[str]:
    """The lines that are others while what is kept from them is not there."""
    if not seen.without or seen.without == seen.text or seen.place.startswith(DRAWN_BY_LOT):
        return []
    lines = difflib.unified_diff(seen.without.splitlines(), seen.text.splitlines(), n=0, lineterm="")
    return [line.strip()[:120] for line in lines if line[0] in "+-" and line[1:].strip(" +-")][:4]


def _words_of_the_area() -> set[str]:
    told = StandardEntry.objects.filter(assessment__authority__gss_code=DURHAM).exclude(narrative="")
    return {escape(narrative[:40]) for narrative in told.values_list("narrative", flat=True)}


def everything_for(readers: dict[str, Client]) -> Iterator[tuple[str, Seen]]:
    with database.statements(connection.settings_dict["NAME"]) as execute:
        for address in matrix.addresses():
            example = matrix.EXAMPLES.get(address, matrix.NO_OBJECT)
            for those in matrix.together(example, list(readers)):
                yield from _of_address(address, {name: readers[name] for name in those}, execute)
    for address in sweeping.PAPERS:
        for name, reader in readers.items():
            made = sweeping.paper(address, DURHAM, reader)
            yield name, Seen(address, reading.text_of(made) if made else "")


def _of_address(address: str, readers: dict[str, Client], execute: Callable) -> Iterator[tuple[str, Seen]]:
    """A page, and its list as a file; every question is undone, and what it makes is numbered alike each time."""
    with matrix.undone():
        path = matrix.path_of(address, DURHAM, next(iter(readers.values())).person)
        for model in (AreaNote, AreaPassage):  # some are the example’s own
            _mark(model, "text", "zqnotes")
        if address == "programme:search-detail":
            path += f"?q={SOUGHT}"
        afresh = partial(execute, sweeping.next_numbers())
        for name, reader in readers.items():
            yield from ((name, seen) for seen in _page_and_files(path, reader, partial(_take_away_from, name), afresh))


def _page_and_files(path: str, reader: Client, take_away: Callable, afresh: Callable) -> Iterator[Seen]:
    page = _asked(path, reader, take_away, afresh)
    yield page
    for link in dict.fromkeys(FILES.findall(page.text)):
        yield _asked(path.partition("?")[0] + unescape(link), reader, take_away, afresh)


def _asked(path: str, reader: Client, take_away: Callable, afresh: Callable) -> Seen:
    """As things are, and without what is kept from its reader."""
    afresh()
    with matrix.undone():
        before = AuditEntry.objects.latest("pk").pk
        status, text = _got(path, reader)
        verbs = AuditEntry.objects.filter(pk__gt=before).values_list("verb", flat=True)
        seen = Seen(path, text, frozenset(verbs))
    if status != 200:
        return seen
    afresh()
    with matrix.undone():
        take_away()
        return replace(seen, without=_got(path, reader)[1])


def _got(path: str, reader: Client) -> tuple[int, str]:
    browser = Client()
    browser.cookies.update(reader.cookies)  # what a page does to its reader’s goes no further
    answer = sweeping.answer_of(browser.get(path))
    return answer.status, answer.body


def _take_away_from(name: str) -> None:
    """Whatever is kept from them, of what can be taken away."""
    shown_to = {one: READERS.get(f"zq{one}", {name}) | ON_A_TEAM.get(f"zq{one}", set()) for one in Sensitivity}
    kept = [one for one, names in shown_to.items() if name not in names]
    for model in (HistoryEntry, Insight, Priority, WelcomedSupport):
        model.objects.filter(sensitivity__in=kept).delete()
    for mark, models in (("zqrelation", (RelationshipNote,)), ("zqnotes", (AreaPassage, AreaNote))):
        if name not in READERS[mark]:
            for model in models:
                model.objects.all().delete()

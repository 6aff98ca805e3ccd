"""Blind: before the reveal nobody learns what a partner thinks, from any page, list, file, count or search (rule 10).

Every address of the site is asked as each reader, twice: with partners at the lowest level and again with the same
partners at the highest and other words. Whatever shows anything of a view would differ.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commissioning import years
from commissioning.documents import tasks as documents
from commissioning.documents.models import Document
from commissioning.people.models import User
from commissioning.programme import demo, matrix
from commissioning.reporting import pdf
from readiness.actions import agreement, giving, partners, readers
from readiness.actions import assessments as actions
from readiness.levels import Answer
from readiness.models import PartnerKind, Scorer, SelfAssessment, View
from readiness.queries import assessments as queries
from tests.support import database, sweeping
from tests.support.partners import group, invited, sent
from tests.support.sweeping import account

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

LINE, OTHER = "Telling line of a partner", "Entirely different words"
LISTS = (
    "readiness:assessment-list",
    "documents:document-list",
    "people:appointment-list",
    "authorities:authority-list",
)
NAMED = "senior.leader"
OF_THIS_YEAR = "of this year"
READERS = ("champion", NAMED, "contributor", "director", "local.lead", "admin")

Answers = dict[str, tuple[int, str]]  # by address: status, and what it says


@pytest.fixture
def durham(demonstration, db, monkeypatch) -> SelfAssessment:
    """This year's, in progress; one partner alone, a group and a workshop have sent their views, all level 1.

    From then on the clock stands still: what a page says must not differ because a minute has passed.
    """
    documents.make(Document.objects.filter(authority__gss_code=demo.DURHAM).latest("pk").pk)
    year = years.year_of(timezone.localdate())
    assessment = SelfAssessment.objects.get(authority__gss_code=demo.DURHAM, year=year, occasion="annual")
    champion, facilitator = account("champion"), account(NAMED)
    today = timezone.localdate()
    if assessment.views_close_on is None:
        partners.set_window(assessment=assessment, opens_on=today, closes_on=today + timedelta(days=30), by=champion)
        assessment.refresh_from_db()
    readers.name_reader(assessment=assessment, person=facilitator, by=champion)
    helper = account("director")
    readers.name_reader(assessment=assessment, person=helper, by=champion)
    kind = PartnerKind.CHILDREN
    workshop = giving.add_workshop(assessment=assessment, kind=kind, name="Forum", by=helper)
    readers.end_reader(reader=assessment.named_readers.get(person=helper), by=champion)
    people_asked = [
        invited(assessment, "health", "Partner Alone", by=champion),
        group(assessment, "schools", "Heads", by=champion),
    ]
    if not assessment.scorers.partners().filter(person=account("contributor")).exists():
        invited(assessment, "voluntary", email=demo.email_of("contributor"), by=champion)
    for scorer in people_asked:
        sent(scorer, "1", LINE)
    fill(workshop)
    assessment.refresh_from_db()
    sweeping.stop_the_clock(monkeypatch)
    monkeypatch.setattr(pdf, "render", lambda html, **options: html.encode())  # all that it says, hidden or not
    return assessment


def fill(workshop: Scorer) -> None:
    """As its facilitator left it: sent."""
    standards = workshop.assessment.version.standards.filter(asked_of__contains=[workshop.partner_kind])
    View.objects.bulk_create(View(scorer=workshop, standard=s, level=1, line=LINE) for s in standards)
    Scorer.objects.filter(pk=workshop.pk).update(present=9, sent_at=timezone.now())


def think_otherwise(assessment: SelfAssessment) -> None:
    """The same partners, all of them at the other end of the scale and in other words."""
    rows = View.objects.filter(scorer__in=assessment.scorers.sent().partners())
    assert rows.update(level=5, line=OTHER) > 10


def everything(among: Callable[[str, str], bool]) -> dict[str, Answers]:
    """What each address answers to each reader, or only those among: asked of a label and a reader’s account."""
    clients = {name: sweeping.browser(name) for name in READERS}
    answers: dict[str, Answers] = {name: {} for name in READERS}
    with database.statements(connection.settings_dict["NAME"]) as execute:
        numbers = sweeping.next_numbers()
        for label, example, path in addresses():
            asked = [name for name in READERS if among(label, name)]
            for names in matrix.together(example, asked):
                execute(numbers)
                with matrix.undone():
                    found = path(clients[names[0]].person)
                    for name in names:
                        answers[name][label] = ask(clients[name], found)
        for label, name in product(sweeping.PAPERS, READERS):
            if among(label, name):
                execute(numbers)
                answers[name][label] = printed(sweeping.paper(label, demo.DURHAM, clients[name]))
    return answers


def printed(paper: bytes) -> tuple[int, str]:
    return (200, paper.decode()) if paper else (404, "")


def addresses() -> Iterator[tuple[str, matrix.Example, Callable[[User], str]]]:
    """Every address with its example, and again on this year's assessment where the example is another's."""
    this_year = SelfAssessment.objects.filter(authority__gss_code=demo.DURHAM, occasion="annual").latest("year").pk
    for name in sorted(matrix.addresses()):
        if name.startswith(("account_", "mfa_")):
            continue
        example = matrix.EXAMPLES.get(name, matrix.NO_OBJECT)
        yield name, example, partial(matrix.path_of, name, demo.DURHAM)
        for parts in ({"pk": this_year}, {"pk": this_year, "code": "S05"}):
            with suppress(NoReverseMatch):
                yield f"{name} {OF_THIS_YEAR}", matrix.NO_OBJECT, constant(reverse(name, kwargs=parts))
    for name in LISTS:
        yield f"{name} as a file", matrix.NO_OBJECT, constant(f"{reverse(name)}?format=csv")
        yield f"{name} searched", matrix.NO_OBJECT, constant(f"{reverse(name)}?q=Telling")


def constant(path: str) -> Callable[[User], str]:
    return lambda user: path


def ask(client: Client, path: str) -> tuple[int, str]:
    with matrix.undone():
        answer = sweeping.answer_of(client.get(path))
    return answer.status, answer.body


def test_5_nothing_tells_what_a_partner_thinks_before_the_reveal_and_after_it_only_where_it_should(durham):
    before = everything(lambda label, name: True)
    assert {label for label in sweeping.PAPERS for name in READERS if before[name][label][1]} == set(sweeping.PAPERS)
    for name, found in before.items():
        assert [label for label, (status, body) in found.items() if LINE in body or status >= 500] == [], name

    def was_open(label: str, name: str) -> bool:
        return before[name][label][0] == 200

    think_otherwise(durham)
    for name, after in everything(was_open).items():
        assert len(after) > 10, name
        assert [label for label in after if after[label] != before[name][label]] == [], name
    answer_all(durham)
    agreement.begin(assessment=durham, by=account("champion"))
    now = everything(lambda label, name: was_open(label, name) or label.endswith(OF_THIS_YEAR))
    shown = {name: {label for label, (_, body) in found.items() if OTHER in body} for name, found in now.items()}
    assert {name for name in READERS if shown[name]} == {"champion", NAMED}
    assert all(label.startswith("readiness:agree") for label in shown["champion"] | shown[NAMED])


def answer_all(assessment: SelfAssessment) -> None:
    for task in queries.progress(assessment).missing:
        typed = actions.Typed(Answer(3), "Words", completed=True, version=task.entry.version)
        actions.save_standard(assessment=assessment, standard=task.standard, typed=typed, by=account("champion"))

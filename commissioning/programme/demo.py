"""Demonstration data: two areas with people in every role, last year signed, this year in progress.

Made through the same actions as real use, so it obeys every rule. What exists is left as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import User
from readiness import actions, queries, years
from readiness.levels import Answer
from readiness.models import SelfAssessment

DURHAM, EALING = "E06000047", "E09000009"
DOMAIN = "demo.example"


@dataclass(frozen=True)
class Person:
    account: str
    name: str
    role: Role
    gss_code: str = ""  # the area held; regional roles take its region


PEOPLE = (
    Person("champion", "Priya Raman", Role.CHAMPION, DURHAM),
    Person("director", "Martin Ellery", Role.DIRECTOR, DURHAM),
    Person("contributor", "Joan Akers", Role.CONTRIBUTOR, DURHAM),
    Person("senior.leader", "Alan Prosser", Role.SENIOR_LEADER, DURHAM),
    Person("local.lead", "Tom Okafor", Role.LOCAL_LEAD, DURHAM),
    Person("regional.lead", "Helen Marsh", Role.REGIONAL_LEAD, DURHAM),
    Person("adviser", "Sunil Mehta", Role.ADVISER),
    Person("programme.lead", "Ruth Calder", Role.PROGRAMME_LEAD),
    Person("evaluator", "Anna Whitlock", Role.EVALUATOR),
    Person("admin", "Derek Vaughan", Role.ADMINISTRATOR),
    Person("champion2", "Maya Lindqvist", Role.CHAMPION, EALING),
    Person("director2", "Colin Abara", Role.DIRECTOR, EALING),
    Person("contributor2", "Grace Tolley", Role.CONTRIBUTOR, EALING),
    Person("local.lead2", "Iris Bateman", Role.LOCAL_LEAD, EALING),
    Person("regional.lead2", "Owen Pryce", Role.REGIONAL_LEAD, EALING),
)

# Level and words by standard, in order; "" is not answered yet.
LAST_YEAR = {
    DURHAM: ("2", "3", "2", "2", "3", "2", "3", "1", "2", "2", "dont_know", "2"),
    EALING: ("3", "3", "3", "2", "4", "3", "3", "2", "3", "2", "3", "3"),
}
THIS_YEAR = {
    DURHAM: ("3", "3", "3", "2", "4", "", "", "", "", "", "", ""),
    EALING: ("3", "4", "3", "3", "4", "3", "", "", "", "", "", ""),
}
WORDS = {
    1: "We have talked about this at two board meetings without settling what it would take. "
    "Health and the council describe it differently.",
    2: "The board agreed a short paper in the autumn and named a lead. "
    "One locality has begun; the others are waiting to see how it goes.",
    3: "Most partners now work this way, and the last quarterly review shows it. "
    "Schools and two providers have not joined in yet.",
    4: "Board paper 7 of 12 May sets out what changed: three contracts were respecified after young people’s "
    "reviews, and the ICB matched our funding.",
    5: "Every partner can show it in their own papers, and the peer visit in March said the same.",
}
NO_WORDS = "Colleagues gave different answers, so we would rather say that we do not know yet than guess."


@transaction.atomic
def seed(*, password: str) -> str:
    """Everything that is missing of the demonstration; says in one line what there is."""
    this_year = years.year_of(timezone.localdate())
    with as_of(date(this_year - 2, 9, 3)):
        new = sum(_person(person) for person in PEOPLE)
    _give_password(password)
    for gss_code in (DURHAM, EALING):
        authority = Authority.objects.get(gss_code=gss_code)
        _assessment(authority, this_year - 1, LAST_YEAR[gss_code], signed=True)
        _assessment(authority, this_year, THIS_YEAR[gss_code], signed=False)
    Document.objects.filter(state=Document.State.QUEUED).update(queued_at=timezone.now())
    assessments = SelfAssessment.objects.count()
    return f"Demonstration data: {len(PEOPLE)} people ({new} new), {assessments} self-assessments"


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """Sets this process's clock back to that afternoon, never forward, so that history has the dates of history."""
    real = timezone.now
    then = datetime.combine(day, time(14, 30), tzinfo=timezone.get_default_timezone())
    timezone.now = lambda: min(then, real())
    try:
        yield
    finally:
        timezone.now = real


def email_of(account: str) -> str:
    return f"{account}@{DOMAIN}"


def _person(wanted: Person) -> bool:
    if User.objects.filter(email=email_of(wanted.account)).exists():
        return False
    area = Authority.objects.filter(gss_code=wanted.gss_code).select_related("region").first()
    regional = wanted.role is Role.REGIONAL_LEAD
    people.appoint(
        person=people.add_person(full_name=wanted.name, email=email_of(wanted.account), by=None),
        role=wanted.role,
        authority=None if regional else area,
        region=area.region if regional else None,
        by=None,
    )
    return True


def _give_password(password: str) -> None:
    """One password for all of them, hashed once; hashing is slow on purpose."""
    accounts = User.objects.filter(email__in=[email_of(person.account) for person in PEOPLE])
    if not all(account.has_usable_password() for account in accounts) or not accounts[0].check_password(password):
        accounts.update(password=make_password(password))


def _in_role(authority: Authority, role: Role) -> User:
    return authority.appointments.in_force().filter(role=role).select_related("person").first().person


def _assessment(authority: Authority, year: int, answers: tuple[str, ...], *, signed: bool) -> None:
    """Opened in May, a standard answered every third day, sent in July and signed in September."""
    if SelfAssessment.objects.filter(authority=authority, year=year).exists():
        return
    opened = date(year, 5, 6)
    with as_of(opened):
        champion = _in_role(authority, Role.CHAMPION)
        assessment = actions.open_assessment(authority=authority, year=year, by=champion)
    for number, (task, value) in enumerate(zip(queries.progress(assessment).tasks, answers, strict=True), 1):
        if value:
            answer = Answer.parse(value)
            typed = actions.Typed(answer, WORDS.get(answer.level, NO_WORDS), completed=True, version=0)
            with as_of(opened + timedelta(days=3 * number)):
                actions.save_standard(assessment=assessment, standard=task.standard, typed=typed, by=champion)
    if signed:
        with as_of(date(year, 7, 14)):
            actions.submit(assessment=assessment, by=champion)
        with as_of(date(year, 9, 22)):
            actions.sign(assessment=assessment, by=_in_role(authority, Role.DIRECTOR))

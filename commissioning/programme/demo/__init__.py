"""Demonstration data: two areas with people in every role, last year signed, this year in progress; and a country
around them that took part last year.

Made through the same actions as real use, so it obeys every rule; only the country is written in bulk. What exists is
left as it is.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.documents.models import Document
from commissioning.people import actions as people
from commissioning.people.models import OutgoingEmail, User
from commissioning.support.models import SupportPackage
from readiness.models import SelfAssessment

from . import (
    answers,
    assessments,
    coding,
    commissioners,
    contact,
    country,
    edition,
    events,
    interviews,
    library,
    listening,
    outcomes,
    packages,
    posts,
    profiles,
    reorganised,
    rounds,
)
from .clock import as_of
from .places import DURHAM, EALING

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


@transaction.atomic
def seed(*, password: str) -> str:
    """Everything that is missing of the demonstration; says in one line what there is."""
    this_year = years.year_of(timezone.localdate())
    with as_of(date(this_year - 2, 9, 3)):
        new = sum(_person(person) for person in PEOPLE)
    _give_password(password)
    posts.make(this_year=this_year)
    for gss_code in (DURHAM, EALING):
        area = Authority.objects.select_related("region").get(gss_code=gss_code)
        assessments.baseline(area, this_year - 2)
        assessments.last_year(area, this_year - 1)
        assessments.this_year(area, this_year)
        profiles.keep(area)
    country.took_part(this_year - 1)
    country.campaigns(this_year, by=_account("programme.lead"))
    commissioners.keep(this_year=this_year)
    events.make(this_year=this_year, programme=_account("programme.lead"))
    packages.make(programme=_account("programme.lead"), adviser=_account("adviser"))
    for package in SupportPackage.objects.filter(stage="closed", authority__gss_code=DURHAM):
        assessments.at_close(package)
    outcomes.build()
    library.keep(programme=_account("programme.lead"))
    answers.collected(this_year=this_year)
    coding.made(year=this_year - 1, evaluator=_account("evaluator"))
    rounds.make(this_year=this_year, evaluator=_account("evaluator"))
    edition.make_of_years(this_year=this_year, evaluator=_account("evaluator"))
    interviews.record(champion=_account("champion"), evaluator=_account("evaluator"))
    listening.held()
    contact.make(programme=_account("programme.lead"), champion=_account("champion"))
    reorganised.make(by=_account("admin"))
    _ask_again()
    made = SelfAssessment.objects.count()
    support = SupportPackage.objects.count()
    return f"Demonstration data: {len(PEOPLE)} people ({new} new), {made} self-assessments, {support} support packages"


def _ask_again() -> None:
    """What was asked for with the clock set back is asked for now: nothing has waited for years."""
    Document.objects.filter(state=Document.State.QUEUED).update(queued_at=timezone.now())
    OutgoingEmail.objects.filter(state=OutgoingEmail.State.WAITING).update(next_attempt_at=timezone.now())


def _account(account: str) -> User:
    return User.objects.get(email=email_of(account))


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

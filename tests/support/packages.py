"""Support packages for tests, walked through the real actions to the stage that is wanted.

Ask for the package first and make further people afterwards: then its rows are `remembered`, else it walks anew.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.people.queries import holders, holders_anywhere
from commissioning.support.actions import advisers, closing, requests, scoping, team, terms
from commissioning.support.actions import days as days_actions
from commissioning.support.actions.moves import advance
from commissioning.support.models import Pot, SupportPackage
from commissioning.support.workflow import Move, Stage

from .people import area, in_role
from .remembered import remembered

_numbers = count(1_001)  # all as long, so that no title is the beginning of another


def champion_of(authority: Authority) -> User:
    """Whoever is in role, or a new one."""
    held = holders(Permission.SUPPORT_REQUEST, authority)
    return held[0].person if held else in_role(Role.CHAMPION, authority)


def typed(**words) -> requests.Typed:
    base = {
        "title": f"Pooling money for disabled children {next(_numbers)}",
        "kind": "joint",
        "need": "Health and the council each buy short breaks, and neither knows what the other pays.",
        "hoped": "One budget, one list of providers, and families who ask once.",
        "tried": "A working group that met twice.",
        "standards": ("S08",),
        "shares": True,
        "version": 0,
    }
    return requests.Typed(**{**base, **words})


def a_draft(authority: Authority | None = None, by: User | None = None, **words) -> SupportPackage:
    authority = authority or area()
    return requests.draft(authority=authority, typed=typed(**words), by=by or champion_of(authority))


@remembered
def a_request(authority: Authority | None = None, **words) -> SupportPackage:
    authority = authority or area()
    champion = champion_of(authority)
    return advance(package=a_draft(authority, champion, **words), move=Move.SEND, by=champion)


def a_pot(days: int = 200, pounds: int = 100_000, year: int = 2026) -> Pot:
    return Pot.objects.create(name=f"Bespoke support {next(_numbers)}", year=year, days=days, pounds=pounds)


def people_for(package: SupportPackage) -> "People":
    """Whoever is in role for its lead area; new people where nobody is."""
    area_ = package.authority
    director = [held.person for held in holders(Permission.PACKAGE_SPONSOR, area_)]
    local = [held.person for held in holders(Permission.PACKAGE_LEAD, area_)]
    programme = [held.person for held in holders_anywhere(Permission.PACKAGE_RUN)]
    return People(
        champion=champion_of(area_),
        director=director[0] if director else in_role(Role.DIRECTOR, area_),
        local_lead=local[0] if local else in_role(Role.LOCAL_LEAD, area_),
        programme=programme[0] if programme else in_role(Role.PROGRAMME_LEAD),
    )


@dataclass(frozen=True)
class People:
    champion: User
    director: User
    local_lead: User
    programme: User


@remembered
def a_package(stage: Stage = Stage.SCOPING, authority: Authority | None = None, **words) -> SupportPackage:
    """With a champion, a director, a programme lead and, from scoping on, a local lead who leads it."""
    package = a_request(authority, **words)
    people = people_for(package)
    for wanted, step in WALK.items():
        if package.at is stage:
            return package
        package = step(package, people)
        assert package.at is wanted
    assert package.at is stage, f"The walk does not lead to {stage}."
    return package


def _take_up(package: SupportPackage, people: People) -> SupportPackage:
    return advance(package=package, move=Move.TAKE_UP, by=people.programme)


def _scope(package: SupportPackage, people: People) -> SupportPackage:
    team.name_lead(package=package, person=people.local_lead, handover="", by=people.programme)
    return advance(package=package, move=Move.SCOPE, by=people.programme)


def agree_on(package: SupportPackage, people: People, **more) -> SupportPackage:
    """Picture, aims, one criterion, days and money from a pot of their own, and every signature; at scoping still."""
    picture = "Two budgets, one group of families, and nobody who sees both."
    package = scoping.save_picture(package=package, picture=picture, version=package.version, by=people.local_lead).row
    package = scoping.agree_picture(package=package, version=package.version, by=people.champion)
    package = terms.save(package=package, typed=terms_typed(package, **more), by=people.local_lead).row
    terms.add_criterion(package=package, told=criterion_told(), by=people.local_lead)
    package.refresh_from_db()
    for part in package.areas.filter(left_on__isnull=True).select_related("authority__region"):
        director = people.director if part.authority == package.authority else in_role(Role.DIRECTOR, part.authority)
        terms.sign_for_area(package=package, authority=part.authority, terms=package.terms, by=director)
    terms.sign_for_programme(package=package, terms=package.terms, by=people.programme)
    return package


def terms_typed(package: SupportPackage, **more) -> terms.Typed:
    base = {
        "form": "specialist",
        "offer": "bespoke",
        "intervention": "collective",
        "aims": "One budget for short breaks, agreed by both boards.",
        "days": Decimal("10"),
        "budget": Decimal("5000"),
        "begins_on": date(2026, 11, 1),
        "review_on": None,
        "ends_on": None,
        "version": package.version,
    }
    return terms.Typed(**{**base, "pot": more.pop("pot", None) or a_pot(), **more})


def criterion_told(**more) -> terms.Told:
    base = {
        "text": "Parents of disabled children ask once for a short break",
        "measure": "Survey of parents, each March",
        "baseline": "3 in 10 say so",
        "target": "7 in 10 say so",
        "due_on": date(2027, 3, 31),
        "standard": "S08",
        "authority": None,
        "version": 0,
    }
    return terms.Told(**{**base, **more})


def _agree(package: SupportPackage, people: People) -> SupportPackage:
    return advance(package=agree_on(package, people), move=Move.AGREE, by=people.programme)


def an_adviser(package: SupportPackage, people: People, days: str = "8") -> User:
    """On its team, checked for conflicts, with days allocated."""
    person = in_role(Role.ADVISER)
    page = advisers.add(
        person=person,
        typed=advisers.Typed(
            employer=None,
            employer_name="A college",
            accredited_on=date(2026, 1, 1),
            accredited_until=timezone.localdate() + timedelta(days=365),
            kinds=("joint",),
            standards=("S08",),
            regions=(),
            days_a_month=Decimal("4"),
            about="",
        ),
        by=people.programme,
    )
    team.add_adviser(package=package, person=person, by=people.programme)
    until = timezone.localdate() + timedelta(days=180)
    found = advisers.Found(declared="Nothing", outcome="clear", managed_how="", valid_until=until)
    advisers.record_check(package=package, adviser=page, found=found, by=people.programme)
    days_actions.allocate_to_adviser(
        package=package, adviser=person, amount=days_actions.Amount(Decimal(days)), by=people.programme
    )
    return person


def _deliver(package: SupportPackage, people: People) -> SupportPackage:
    an_adviser(package, people)
    return advance(package=package, move=Move.DELIVER, by=people.local_lead)


def _review(package: SupportPackage, people: People) -> SupportPackage:
    return advance(package=package, move=Move.REVIEW, by=people.local_lead)


def rate_all(package: SupportPackage, people: People, rating: str = "met", look: date | None = None) -> None:
    for criterion in package.criteria.filter(dropped_at__isnull=True).select_related("package__authority__region"):
        for person in (people.champion, people.local_lead):
            closing.rate(criterion=criterion, judged=closing.Judged(rating, "As the survey shows.", look), by=person)


def closing_typed(**more) -> closing.Typed:
    base = {
        "else_happening": "A new director, and an inspection in May.",
        "part": "one_of_several",
        "credible": "yes",
        "capacity": "partly",
        "connected": "yes",
        "tests_words": "The adviser had done it elsewhere.",
        "helped": "Both finance officers came.",
        "hindered": "Two changes of lead in health.",
        "lessons": "Settle overspends before anything else.",
        "no_figures_yet": True,
        "days_complete": True,
        "offered_as_case_study": False,
        "version": 0,
    }
    return closing.Typed(**{**base, **more})


def _close(package: SupportPackage, people: People) -> SupportPackage:
    rate_all(package, people)
    closing.save_words(package=package, typed=closing_typed(), by=people.local_lead)
    return advance(package=package, move=Move.CLOSE, by=people.local_lead)


WALK = {
    Stage.TRIAGE: _take_up,
    Stage.SCOPING: _scope,
    Stage.AGREED: _agree,
    Stage.DELIVERY: _deliver,
    Stage.REVIEW: _review,
    Stage.CLOSED: _close,
}

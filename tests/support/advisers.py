"""Advisers, and packages with days and money, for tests; through the real actions where there is one."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import User
from commissioning.support.actions import advisers, days, team
from commissioning.support.actions.moves import Told, advance
from commissioning.support.amounts import Amount
from commissioning.support.models import Adviser, ConflictCheck, Pot, SupportPackage
from commissioning.support.workflow import Move, Stage

from .packages import a_package, a_pot, agree_on, people_for
from .people import in_role
from .remembered import remembered


def known(**words) -> advisers.Typed:
    base = {
        "employer": None,
        "employer_name": "A charity",
        "accredited_on": date(2025, 1, 1),
        "accredited_until": timezone.localdate() + timedelta(days=400),
        "kinds": ("joint",),
        "standards": ("S08",),
        "regions": (),
        "days_a_month": Decimal(4),
        "about": "",
    }
    return advisers.Typed(**{**base, **words})


def an_adviser(by: User | None = None, **words) -> Adviser:
    by = by or in_role(Role.PROGRAMME_LEAD)
    return advisers.add(person=in_role(Role.ADVISER), typed=known(**words), by=by)


def found(**words) -> advisers.Found:
    base = {
        "declared": "Nothing.",
        "outcome": "clear",
        "managed_how": "",
        "valid_until": timezone.localdate() + timedelta(days=200),
    }
    return advisers.Found(**{**base, **words})


def checked(package: SupportPackage, adviser: Adviser, by: User, **words) -> ConflictCheck:
    """On the team, with a check."""
    team.add_adviser(package=package, person=adviser.person, by=by)
    return advisers.record_check(package=package, adviser=adviser, found=found(**words), by=by)


@remembered
def funded(pot: Pot | None = None, number: int = 10, pounds: int = 5000, override: str = "", **words) -> SupportPackage:
    """Agreed, with that many days and pounds from the pot."""
    package = a_package(Stage.SCOPING, **words)
    people = people_for(package)
    more = {"pot": pot or a_pot(), "days": Decimal(number), "budget": Decimal(pounds)}
    package = agree_on(package, people, **more)
    return advance(package=package, move=Move.AGREE, told=Told(override=override), by=people.programme)


def staffed(package: SupportPackage, number: int = 5, pounds: int = 0) -> Adviser:
    """One more adviser on it, with a check and that much of its days and money."""
    programme = in_role(Role.PROGRAMME_LEAD)
    adviser = an_adviser(programme)
    checked(package, adviser, programme)
    if number or pounds:
        amount = Amount(Decimal(number), Decimal(pounds))
        days.allocate_to_adviser(package=package, adviser=adviser.person, amount=amount, by=programme)
    return adviser

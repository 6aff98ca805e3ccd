"""Many people at one ledger at the same moment: sums and limits hold, whatever order their turns come in."""

import random
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.db.models import Sum

from commissioning.access.roles import Role
from commissioning.saving import NotNow
from commissioning.support.actions import days
from commissioning.support.actions.locking import lock
from commissioning.support.actions.moves import Told, advance
from commissioning.support.amounts import Amount
from commissioning.support.models import LedgerEntry, Session, SupportPackage
from commissioning.support.queries.ledger import STANDING, ledger_differences, left_in_pot
from commissioning.support.workflow import Move, Stage
from tests.support.advisers import funded, staffed
from tests.support.packages import a_package, a_pot, agree_on, people_for
from tests.support.people import in_role
from tests.support.together import together

WORKERS, TURNS = 6, 15
TODAY = date(2026, 5, 20)


class Somebody:
    """One of those who enter, use, take back and reverse, in an order of their own."""

    def __init__(self, seed: int, package: SupportPackage, advisers: list, by) -> None:
        self.random = random.Random(seed)
        self.package, self.advisers, self.by = package, advisers, by
        self.refused = self.done = 0

    def __call__(self) -> "Somebody":
        turns = (self.allocate, self.use, self.use, self.take_back, self.reverse, self.forecast, self.spend)
        for _ in range(TURNS):
            try:
                self.random.choice(turns)()
                self.done += 1
            except NotNow:
                self.refused += 1
        return self

    @property
    def adviser(self):
        return self.random.choice(self.advisers)

    @property
    def quarters(self) -> Decimal:
        return Decimal(self.random.randint(1, 12)) / 4

    @property
    def override(self) -> str:
        return self.random.choice(["", "", "", "Asked for by the board"])

    def allocate(self) -> None:
        amount = Amount(self.quarters, Decimal(self.random.randint(0, 900)))
        days.allocate_to_adviser(
            package=self.package, adviser=self.adviser, amount=amount, override=self.override, by=self.by
        )

    @transaction.atomic
    def use(self) -> None:
        package, adviser, number = lock(self.package), self.adviser, self.quarters
        session = Session.objects.create(
            package=package, adviser=adviser, held_on=TODAY, days=number, what="Met", key=uuid4()
        )
        days.use(
            package=package,
            adviser=adviser,
            days=number,
            held_on=TODAY,
            what="Met",
            session=session,
            override=self.override,
            by=adviser,
        )

    @transaction.atomic
    def take_back(self) -> None:
        package = lock(self.package)
        session = package.sessions.order_by("?").first()
        if session:
            days.take_back(package=package, session=session, by=self.by, why="Wrong day")

    def reverse(self) -> None:
        entry = LedgerEntry.objects.filter(package=self.package).select_related("package").order_by("?").first()
        days.reverse(entry=entry, why="Wrong", by=self.by)

    def forecast(self) -> None:
        days.forecast(package=self.package, adviser=self.adviser, month=TODAY, wanted=self.quarters, by=self.by)

    def spend(self) -> None:
        pounds = Decimal(self.random.randint(1, 500))
        days.spend(
            package=self.package,
            adviser=self.adviser,
            pounds=pounds,
            month=TODAY,
            what="Travel",
            override=self.override,
            by=self.by,
        )


def sums(rows, **of) -> Amount:
    found = rows.filter(**of).aggregate(d=Sum("days"), p=Sum("pounds"))
    return Amount(found["d"] or Decimal(0), found["p"] or Decimal(0))


def test_sums_and_limits_hold_with_several_at_one_ledger(own_database):
    package = funded(number=12, pounds=3000)
    advisers = [staffed(package, 2).person for _ in range(3)]
    people = [Somebody(seed, package, advisers, in_role(Role.PROGRAMME_LEAD)) for seed in range(WORKERS)]
    done = together(*people)
    assert [type(one) for one in done] == [Somebody] * WORKERS, done
    assert sum(one.done for one in done) > WORKERS  # it was no test of refusals alone
    assert ledger_differences() == []
    rows = package.ledger.all()
    overridden = rows.filter(STANDING).exclude(override="")
    for adviser in advisers:
        over = sums(rows, adviser=adviser, kind="used") - sums(rows, adviser=adviser, kind="allocated")
        _check_allowed(over, sums(overridden, adviser=adviser, kind="used"))
    own = sums(rows, kind="allocated", adviser__isnull=True)
    assert own == Amount(Decimal(12), Decimal(3000))
    given = sums(rows, kind="allocated", adviser__isnull=False)
    _check_allowed(given - own, sums(overridden, kind="allocated"))


def _check_allowed(over: Amount, overridden: Amount) -> None:
    """Beyond what there was by no more than somebody gave a reason for."""
    assert over.days <= overridden.days
    assert over.pounds <= overridden.pounds


def test_two_packages_cannot_both_have_the_last_of_a_pot(own_database):
    pot = a_pot(days=15, pounds=100_000)
    ready = []
    for _ in range(4):
        package = a_package(Stage.SCOPING)
        people = people_for(package)
        ready.append((agree_on(package, people, pot=pot, days=Decimal(10)), people.programme))

    def agree(package, by):
        return lambda: advance(package=package, move=Move.AGREE, told=Told(), by=by)

    done = together(*(agree(package, by) for package, by in ready))
    refused = [one for one in done if isinstance(one, NotNow)]
    assert len(refused) == 3, done
    assert all("5 days" in str(reason) for reason in refused)
    assert left_in_pot(pot).days == 5
    assert ledger_differences() == []


def test_an_entry_is_reversed_once_by_two_at_once(own_database):
    package = funded()
    adviser = staffed(package, 4).person
    entry = LedgerEntry.objects.select_related("package").get(package=package, adviser=adviser)
    by = in_role(Role.PROGRAMME_LEAD)
    done = together(*[lambda: days.reverse(entry=entry, why="Wrong", by=by)] * 4)
    assert sum(isinstance(one, LedgerEntry) for one in done) == 1, done
    assert sum(isinstance(one, NotNow) for one in done) == 3
    assert sums(package.ledger.all(), adviser=adviser) == Amount()

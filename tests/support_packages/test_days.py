"""The ledger of days and money: what may be entered, by whom, and what it comes to."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from commissioning.support.actions import advisers as adviser_actions
from commissioning.support.actions import days, pots
from commissioning.support.actions.locking import lock
from commissioning.support.amounts import Amount, Warned, money, said, thresholds
from commissioning.support.models import LedgerEntry, Session, SupportPackage
from commissioning.support.queries.facts import valid_checks
from commissioning.support.queries.ledger import budget, ledger_differences, left_in_pot, still_expected
from commissioning.support.workflow import Stage
from tests.support.advisers import an_adviser, checked, found, funded, staffed
from tests.support.packages import a_pot, champion_of
from tests.support.people import area, in_role

TODAY = date(2026, 5, 20)


def a_session(package: SupportPackage, adviser, number: str, held_on: date = TODAY) -> Session:
    return Session.objects.create(
        package=package, adviser=adviser, held_on=held_on, days=Decimal(number), what="Met the board", key=uuid4()
    )


def use(package: SupportPackage, adviser, number: str, held_on: date = TODAY, override: str = "") -> Session:
    with transaction.atomic():
        locked = lock(package)
        session = a_session(locked, adviser, number, held_on)
        days.use(
            package=locked,
            adviser=adviser,
            days=Decimal(number),
            held_on=held_on,
            what="Met the board",
            session=session,
            by=adviser,
            override=override,
        )
    return session


# --- Pure ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allocated", "used", "forecast", "expected"),
    [
        (0, 0, 0, None),
        (10, 7, 3, None),
        (10, "7.75", 0, None),
        (10, 8, 0, Warned("80 per cent used", "yellow")),
        (10, 10, 0, Warned("100 per cent used", "yellow")),
        (10, 8, 3, Warned("Used and forecast go beyond what is allocated, by 1 day", "orange")),
        (10, "10.25", 0, Warned("Over by 0.25 days", "red")),
        (0, 1, 0, Warned("Over by 1 day", "red")),
    ],
)
def test_thresholds_say_the_gravest_thing(allocated, used, forecast, expected):
    assert thresholds(Decimal(allocated), Decimal(used), Decimal(forecast)) == expected


def test_days_and_money_in_words():
    assert [said(Decimal(n)) for n in ("0", "1", "1.00", "3.50", "-2.25", "10", "1200")] == [
        "0 days",
        "1 day",
        "1 day",
        "3.5 days",
        "−2.25 days",
        "10 days",
        "1,200 days",
    ]
    assert [money(Decimal(n)) for n in ("0", "1250", "1250.50", "-3")] == ["£0", "£1,250", "£1,250.50", "−£3"]


# --- Allocating ---------------------------------------------------------------------------


def test_an_agreement_takes_from_the_pot_and_agreeing_anew_gives_back(register):
    pot = a_pot(days=20, pounds=9000)
    package = funded(pot, 10, 5000)
    assert left_in_pot(pot) == Amount(Decimal(10), Decimal(4000))
    with transaction.atomic():
        package = lock(package)
        package.days, package.budget = Decimal(12), Decimal(1000)
        package.save()
        days.allocate_what_was_agreed(package, by=in_role(Role.PROGRAMME_LEAD), override="")
    package.refresh_from_db()
    assert left_in_pot(pot) == Amount(Decimal(8), Decimal(8000))
    assert (package.days_allocated, package.pounds_allocated) == (12, 1000)
    assert package.ledger.filter(reverses__isnull=False).count() == 1


def test_more_than_the_pot_holds_needs_a_reason_that_is_kept(register):
    pot = a_pot(days=5, pounds=5000)
    with pytest.raises(NotNow, match="5 days and £5,000 left"):
        funded(pot, 6, 100)
    package = funded(pot, 6, 100, override="The board asked for it.")
    assert package.ledger.get().override == "The board asked for it."
    assert funded(a_pot(), 6, 100, override="Not needed.").ledger.get().override == ""


def test_terms_of_less_than_advisers_have_need_a_reason(register):
    package = funded(number=10)
    staffed(package, 8)
    with transaction.atomic():
        package = lock(package)
        package.days = Decimal(4)
        package.save()
        programme = in_role(Role.PROGRAMME_LEAD)
        with pytest.raises(NotNow, match="Advisers were allocated 8 days"), transaction.atomic():
            days.allocate_what_was_agreed(package, by=programme, override="")
        days.allocate_what_was_agreed(lock(package), by=programme, override="To be sorted next week")


def test_a_closed_pot_gives_nothing_more(register):
    pot = a_pot()
    pots.close(pot=pot, by=in_role(Role.PROGRAMME_LEAD))
    with pytest.raises(NotNow, match="is closed"):
        funded(pot)


def test_an_adviser_needs_a_valid_check_and_days_that_are_there(register):
    package, programme = funded(number=10), in_role(Role.PROGRAMME_LEAD)
    adviser = an_adviser(programme)
    five = Amount(Decimal(5))
    with pytest.raises(NotNow, match="no valid check"):
        days.allocate_to_adviser(package=package, adviser=adviser.person, amount=five, by=programme)
    checked(package, adviser, programme)
    days.allocate_to_adviser(package=package, adviser=adviser.person, amount=five, by=programme)
    with pytest.raises(NotNow, match="has 5 days and £5,000 left"):
        days.allocate_to_adviser(package=package, adviser=adviser.person, amount=Amount(Decimal("5.25")), by=programme)
    beyond = days.allocate_to_adviser(
        package=package, adviser=adviser.person, amount=Amount(Decimal(6)), override="Needed", by=programme
    )
    assert beyond.override == "Needed"
    package.refresh_from_db()
    assert package.days_allocated == 10  # what moves within a package is no more of it


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        (Amount(Decimal("-1")), "0 or more"),
        (Amount(Decimal("0.3")), "in quarters"),
        (Amount(Decimal("0.10")), "in quarters"),
        (Amount(pounds=Decimal("-5")), "0 or more"),
        (Amount(pounds=Decimal("5.001")), "two decimals"),
        (Amount(), "Enter days or pounds"),
    ],
)
def test_what_may_not_be_entered(register, amount, says):
    package = funded()
    adviser = staffed(package, 0)
    with pytest.raises(NotNow, match=says):
        days.allocate_to_adviser(
            package=package, adviser=adviser.person, amount=amount, by=in_role(Role.PROGRAMME_LEAD)
        )


def test_only_the_programme_allocates(register):
    package = funded()
    adviser = staffed(package, 0)
    for role in (Role.LOCAL_LEAD, Role.REGIONAL_LEAD, Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            days.allocate_to_adviser(
                package=package, adviser=adviser.person, amount=Amount(Decimal(1)), by=in_role(role)
            )
    with pytest.raises(PermissionDenied):
        days.allocate_to_adviser(package=package, adviser=adviser.person, amount=Amount(Decimal(1)), by=adviser.person)


# --- Using --------------------------------------------------------------------------------


def test_days_of_a_session_are_used_taken_back_and_used_again(register):
    package = funded()
    adviser = staffed(package, 3).person
    session = use(package, adviser, "1.5")
    with transaction.atomic():
        locked = lock(package)
        days.take_back(package=locked, session=session, by=adviser, why="It was two days")
        days.take_back(package=locked, session=session, by=adviser, why="Again")  # nothing stands any more
        days.use(package=locked, adviser=adviser, days=Decimal(2), held_on=TODAY, what="x", session=session, by=adviser)
    package.refresh_from_db()
    assert package.days_used == 2
    assert [entry.days for entry in session.entries.order_by("pk")] == [Decimal("1.5"), Decimal("-1.5"), 2]
    assert session.entries.first().month == date(2026, 5, 1)


def test_beyond_what_an_adviser_has_needs_a_reason_that_is_kept_and_told(register):
    package = funded()
    adviser = staffed(package, 2).person
    use(package, adviser, "1.75")
    with pytest.raises(NotNow, match=r"has 0\.25 days left"):
        use(package, adviser, "0.5")
    session = use(package, adviser, "0.5", override="The board ran late")
    assert session.entries.get().override == "The board ran late"
    assert package.events.filter(more="The board ran late").count() == 1
    package.refresh_from_db()
    assert package.days_used == Decimal("2.25")


def test_a_closed_package_says_how_to_reopen_it(register):
    package = funded()
    adviser = staffed(package, 5).person
    SupportPackage.objects.filter(pk=package.pk).update(stage=Stage.CLOSED)
    with pytest.raises(NotNow, match="reopen it"):
        use(package, adviser, "1")
    with pytest.raises(NotNow, match="reopen it"):
        days.allocate_to_adviser(
            package=package, adviser=adviser, amount=Amount(Decimal(1)), by=in_role(Role.PROGRAMME_LEAD)
        )
    SupportPackage.objects.filter(pk=package.pk).update(stage=Stage.WITHDRAWN)
    with pytest.raises(NotNow, match="at these stages"):
        use(package, adviser, "1")


def test_money_is_used_of_what_an_adviser_was_allocated(register):
    package, programme = funded(), in_role(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 1, 300).person
    paid = {"package": package, "adviser": adviser, "month": TODAY, "what": "Travel", "by": programme}
    days.spend(pounds=Decimal("120.50"), **paid)
    with pytest.raises(NotNow, match=r"£179\.50 left"):
        days.spend(pounds=Decimal(180), **paid)
    package.refresh_from_db()
    assert package.pounds_used == Decimal("120.50")


# --- Forecasts ----------------------------------------------------------------------------


def test_a_forecast_takes_the_place_of_the_one_before(register):
    package = funded()
    adviser = staffed(package).person
    for wanted in ("3", "3", "2", "0", "1.25"):
        days.forecast(package=package, adviser=adviser, month=TODAY, wanted=Decimal(wanted), by=adviser)
    package.refresh_from_db()
    assert package.days_forecast == Decimal("1.25")
    assert package.ledger.filter(kind="forecast").count() == 5  # 3, −3, 2, −2, 1.25


def test_those_who_do_not_work_on_it_forecast_nothing(register):
    package = funded()
    adviser = staffed(package).person
    stranger = in_role(Role.ADVISER)
    for by in (stranger, champion_of(package.authority)):
        with pytest.raises(PermissionDenied):
            days.forecast(package=package, adviser=adviser, month=TODAY, wanted=Decimal(1), by=by)
    with pytest.raises(NotNow, match="not on the team"):
        days.forecast(package=package, adviser=stranger, month=TODAY, wanted=Decimal(1), by=adviser)


def test_what_is_still_expected_is_forecast_less_used_from_this_month_on(register):
    package = funded()
    adviser = staffed(package, 5).person
    for month, wanted in ((date(2026, 3, 1), 3), (date(2026, 5, 1), 2), (date(2026, 6, 1), 1)):
        days.forecast(package=package, adviser=adviser, month=month, wanted=Decimal(wanted), by=adviser)
    use(package, adviser, "0.5", TODAY)
    use(package, adviser, "2", date(2026, 3, 3))
    page = budget(package, TODAY)
    assert page.expected == Decimal("2.5") == still_expected([package.pk], TODAY)[package.pk]
    assert [(month.first.month, month.expected, month.is_past) for month in page.months] == [
        (6, 1, False),
        (5, Decimal("1.5"), False),
        (3, 1, True),
    ]
    assert (page.left.days, page.to_give.days) == (Decimal("7.5"), 5)
    assert page.shares[0].warned is None


# --- Reversing ----------------------------------------------------------------------------


def test_an_entry_is_reversed_once_with_why(register):
    package, programme = funded(), in_role(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 5).person
    entry = package.ledger.get(adviser=adviser)
    with pytest.raises(NotNow, match="Say why"):
        days.reverse(entry=entry, why=" ", by=programme)
    made = days.reverse(entry=entry, why="Meant for another", by=programme)
    assert (made.days, made.kind, made.reverses) == (-5, "allocated", entry)
    for again in (entry, made):
        with pytest.raises(NotNow, match="reversed already"):
            days.reverse(entry=again, why="Again", by=programme)
    assert budget(package, TODAY).to_give.days == 10
    assert AuditEntry.objects.filter(verb="ledger-reverse", object_id=made.pk, actor_id=programme.pk).exists()
    with pytest.raises(PermissionDenied):
        days.reverse(entry=entry, why="x", by=in_role(Role.LOCAL_LEAD))


def test_what_stands_elsewhere_is_not_reversed_here(register):
    package, programme = funded(), in_role(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 2).person
    session = use(package, adviser, "1")
    for entry, says in (
        (session.entries.get(), "Correct the session"),
        (package.ledger.get(adviser__isnull=True), "Change what was agreed"),
        (package.ledger.get(adviser=adviser, kind="allocated"), "has used some"),
    ):
        with pytest.raises(NotNow, match=says):
            days.reverse(entry=entry, why="x", by=programme)
    assert not ledger_differences()


def test_a_sum_that_something_else_wrote_is_found(register):
    package = funded()
    SupportPackage.objects.filter(pk=package.pk).update(days_used=3)
    (found_one,) = ledger_differences()
    assert (found_one.package, found_one.column, found_one.kept, found_one.ledger) == (package, "days_used", 3, 0)


def test_the_same_page_sent_twice_is_one_entry(register):
    package, programme = funded(), in_role(Role.PROGRAMME_LEAD)
    adviser = staffed(package, 0).person
    newest = LedgerEntry.objects.latest("pk").pk
    sent = {"package": package, "adviser": adviser, "amount": Amount(Decimal(2)), "after": newest, "by": programme}
    assert days.allocate_to_adviser(**sent) == days.allocate_to_adviser(**sent)
    paid = {"package": package, "adviser": adviser, "pounds": Decimal(5), "month": TODAY, "by": programme}
    paid |= {"what": "Tea", "after": LedgerEntry.objects.latest("pk").pk, "override": "Small"}
    assert days.spend(**paid) == days.spend(**paid)
    first = days.spend(**paid)
    assert days.spend(**paid | {"after": first.pk}) != first  # a page opened afterwards means another payment


# --- At the end ---------------------------------------------------------------------------


def test_what_an_ended_package_did_not_use_goes_back_once(client_as, register):
    pot, browser = a_pot(days=20, pounds=9000), client_as(Role.PROGRAMME_LEAD)
    package = funded(pot, 10, 5000)
    adviser, idle = staffed(package, 4, 1000).person, staffed(package, 3).person
    use(package, adviser, "1.5")
    days.spend(package=package, adviser=adviser, pounds=Decimal(200), month=TODAY, what="Fee", by=browser.person)
    days.forecast(package=package, adviser=idle, month=TODAY, wanted=Decimal(2), by=idle)
    with pytest.raises(NotNow, match="at these stages"):
        days.give_back(package=package, by=browser.person)
    SupportPackage.objects.filter(pk=package.pk).update(stage=Stage.WITHDRAWN)
    address = f"/support/{package.pk}/days/"
    assert "Give back what was not used" in browser.get(address).content.decode()
    for _ in range(2):
        assert browser.post(f"{address}give-back/").url == address
    assert left_in_pot(pot) == Amount(Decimal("18.5"), Decimal(8800))
    page = budget(package, TODAY)
    assert page.allocated == page.given == page.used == Amount(Decimal("1.5"), Decimal(200))
    assert page.expected == 0
    assert package.ledger.filter(what=days.AT_THE_END).count() == 4  # package, two advisers, one forecast
    assert ledger_differences() == []
    assert "Give back what was not used" not in browser.get(address).content.decode()
    with pytest.raises(PermissionDenied):
        days.give_back(package=package, by=adviser)


# --- Conflicts ----------------------------------------------------------------------------


def test_a_known_conflict_and_an_employer_make_a_check_worthless(register):
    package, programme = funded(), in_role(Role.PROGRAMME_LEAD)
    adviser = an_adviser(programme)
    checked(package, adviser, programme)
    assert valid_checks(package) == {adviser.person_id}
    conflict = adviser_actions.add_conflict(
        adviser=adviser, authority=area(), why="A sister works there", until=None, by=adviser.person
    )
    assert valid_checks(package) == set()
    adviser_actions.end_conflict(conflict=conflict, by=adviser.person)
    assert valid_checks(package) == {adviser.person_id}
    adviser.employer = area()
    adviser.save()
    assert valid_checks(package) == set()
    with pytest.raises(NotNow, match="is employed by County Durham"):
        adviser_actions.record_check(
            package=package, adviser=adviser, found=found(declared="None at all"), by=programme
        )

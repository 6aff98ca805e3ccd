"""Pots: what they hold, where it went, who sees them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from commissioning.support.actions import entries, pots
from commissioning.support.amounts import Amount
from commissioning.support.models import LedgerEntry, Pot, SupportPackage
from commissioning.support.queries import pots as queries
from tests.support.advisers import funded, staffed
from tests.support.packages import a_pot
from tests.support.people import EALING, area, in_role

TYPED = {"name": "Bespoke support", "year": 2026, "days": Decimal(100), "pounds": Decimal(50_000)}


def typed(**words) -> pots.Typed:
    return pots.Typed(**{**TYPED, **words})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PROGRAMME_LEAD])
def test_pots_are_the_programmes_alone(client_as, register, role):
    pot = a_pot()
    browser = client_as(role)
    assert browser.get("/support/pots/").status_code == 403
    assert browser.get("/support/pots/add/").status_code == 403
    for page in ("", "edit/"):
        assert browser.get(f"/support/pots/{pot.pk}/{page}").status_code == 404
    assert browser.post(f"/support/pots/{pot.pk}/close/").status_code == 404
    with pytest.raises(PermissionDenied):
        pots.add(typed=typed(), by=browser.person)


def test_a_pot_is_added_once_and_changed(client_as, register):
    browser = client_as(Role.PROGRAMME_LEAD)
    sent = {"name": "Joint work", "year": "2026", "days": "40.25", "pounds": "£12,500.50", "version": "0"}
    for _ in range(2):
        answer = browser.post("/support/pots/add/", sent)
        assert answer.status_code == 302
    pot = Pot.objects.get(name="Joint work")
    assert (pot.days, pot.pounds) == (Decimal("40.25"), Decimal("12500.50"))
    answer = browser.post("/support/pots/add/", sent | {"days": "50"})
    assert answer.status_code == 200
    assert "There is a pot Joint work, 2026/27 already" in answer.content.decode()
    edited = browser.post(f"/support/pots/{pot.pk}/edit/", sent | {"days": "50", "version": "1"})
    assert edited.status_code == 302
    late = browser.post(f"/support/pots/{pot.pk}/edit/", sent | {"days": "60", "version": "1"})
    assert "Not saved yet" in late.content.decode()
    assert "50 days" in late.content.decode()
    pot.refresh_from_db()
    assert (pot.days, pot.version) == (50, 2)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": "-1"}, "must be 0 or more"),
        ({"days": "0.3"}, "Enter days in quarters"),
        ({"days": "NaN"}, "must be a number"),
        ({"days": "99999999999"}, "must be a smaller number"),
        ({"pounds": "-0.01"}, "must be 0 or more"),
        ({"pounds": "1.005"}, "must have 2 decimal places or fewer"),
        ({"year": "1999"}, "must be 2020 or more"),
        ({"name": "\u200b"}, "Enter what it is for"),
        ({"name": "x" * 121}, "must be 120 characters or less"),
    ],
)
def test_what_a_pot_cannot_be(client_as, register, wrong, says):
    browser = client_as(Role.PROGRAMME_LEAD)
    sent = {"name": "Joint work", "year": "2026", "days": "40", "pounds": "10", "version": "0"}
    answer = browser.post("/support/pots/add/", sent | wrong)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert not Pot.objects.exists()


def test_a_pot_never_holds_less_than_packages_have(register):
    pot, programme = a_pot(days=20, pounds=9000), in_role(Role.PROGRAMME_LEAD)
    funded(pot, 10, 5000)
    for less in ({"days": Decimal("9.75")}, {"pounds": Decimal(4999)}):
        with pytest.raises(NotNow, match="10 days and £5,000"):
            pots.save(pot=pot, typed=typed(name=pot.name, **less), version=1, by=programme)
    saved = pots.save(pot=pot, typed=typed(name=pot.name, days=Decimal(10)), version=1, by=programme)
    assert saved.row.days == 10


def test_an_overdrawn_pot_may_be_given_more_though_not_enough(register):
    pot, programme = a_pot(days=5, pounds=9000), in_role(Role.PROGRAMME_LEAD)
    funded(pot, 10, 5000, override="The board asked")
    more = typed(name=pot.name, days=Decimal(8), pounds=Decimal(9000))
    assert pots.save(pot=pot, typed=more, version=1, by=programme).row.days == 8


def test_every_number_of_a_pot_counts_what_its_link_lists(client_as, register):
    pot = a_pot(days=50, pounds=20_000)
    durham, ealing = funded(pot, 10, 5000), funded(pot, 4, 0, authority=area(EALING))
    funded(a_pot(), 7, 7)
    staffed(durham, 3)
    browser = client_as(Role.PROGRAMME_LEAD)
    page = browser.get(f"/support/pots/{pot.pk}/").content.decode()
    for text in ("50 days", "14 days", "36 days", "£5,000", "£15,000", "North East", "London"):
        assert text in page, text
    assert durham.title in page
    assert ealing.title in page
    london = browser.get(f"/support/pots/{pot.pk}/?region=london").content.decode()
    assert ealing.title in london
    assert durham.title not in london
    listed = browser.get("/support/pots/?year=2026&sort=-days_left").content.decode()
    assert pot.name in listed
    assert browser.get("/support/pots/?year=1999").status_code == 400


def test_a_years_figures_are_those_of_its_pots_together(register):
    """What was allocated and taken back again counts in neither."""
    one, other, older = a_pot(50, 20_000), a_pot(30, 1_000), a_pot(10, 500, year=2025)
    a_pot(7, 70, year=2024)
    funded(one, 10, 5000), funded(other, 4, 0, authority=area(EALING)), funded(older, 3, 100, authority=area(EALING))
    programme, withdrawn = in_role(Role.PROGRAMME_LEAD), funded(one, 6, 0)
    entries.opposite(withdrawn, LedgerEntry.objects.get(package=withdrawn), by=programme, what="Agreed anew")
    SupportPackage.objects.update(days_used=2, pounds_used=30)
    found = {
        (year.year, year.label): (year.held, year.allocated, year.used) for year in queries.by_year(scope_of(programme))
    }
    assert list(found.items()) == [
        ((2026, "2026/27"), (Amount(80, 21_000), Amount(14, 5000), Amount(4, 60))),
        ((2025, "2025/26"), (Amount(10, 500), Amount(3, 100), Amount(2, 30))),
        ((2024, "2024/25"), (Amount(7, 70), Amount(), Amount())),
    ]
    assert queries.by_year(scope_of(in_role(Role.REGIONAL_LEAD))) == []


def test_files_of_pots_are_audited(client_as, register):
    pot = a_pot()
    funded(pot)
    browser = client_as(Role.PROGRAMME_LEAD)
    assert b"Bespoke" in b"".join(browser.get("/support/pots/?format=csv"))
    assert b"E06000047" in b"".join(browser.get(f"/support/pots/{pot.pk}/?format=csv"))
    verbs = AuditEntry.objects.filter(actor_id=browser.person.pk).values_list("verb", flat=True)
    assert {"pots-export", "pot-export"} <= set(verbs)


def test_a_pot_is_closed_and_opened_again(client_as, register):
    pot, browser = a_pot(), client_as(Role.PROGRAMME_LEAD)
    for _ in range(2):
        assert browser.post(f"/support/pots/{pot.pk}/close/").status_code == 302
    pot.refresh_from_db()
    assert pot.closed_at
    assert AuditEntry.objects.filter(verb="pot-close", object_id=pot.pk).count() == 1
    browser.post(f"/support/pots/{pot.pk}/reopen/")
    pot.refresh_from_db()
    assert pot.closed_at is None


def test_a_list_of_pots_asks_as_much_for_one_as_for_many(client_as, register):
    browser = client_as(Role.PROGRAMME_LEAD)
    pot = a_pot()
    funded(pot)

    def asked(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    addresses = ("/support/pots/", f"/support/pots/{pot.pk}/")
    before = [asked(address) for address in addresses]
    for _ in range(4):
        a_pot()
        funded(pot, 1, 1)
    assert [asked(address) for address in addresses] == before

"""What a package is agreed on, who signs it, and that a change asks for the signatures again."""

from decimal import Decimal

import pytest

from commissioning.access.roles import Role
from commissioning.people import actions as people_actions
from commissioning.saving import NotNow
from commissioning.support.actions import team, terms
from commissioning.support.actions.moves import Told, advance
from commissioning.support.models import PackageArea
from commissioning.support.workflow import Move, Stage
from tests.conftest import browser_of
from tests.support.packages import (
    a_package,
    a_pot,
    agree_on,
    criterion_told,
    people_for,
    terms_typed,
)
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db


def test_agreed_with_every_signature_takes_days_from_the_pot(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    pot = a_pot(days=12, pounds=6000)
    package = agree_on(package, people, pot=pot)
    package = advance(package=package, move=Move.AGREE, by=people.programme)
    assert (package.days_allocated, package.pounds_allocated) == (Decimal(10), Decimal(5000))


def test_more_than_the_pot_holds_needs_a_reason_that_is_kept(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    package = agree_on(package, people, pot=a_pot(days=8, pounds=6000))
    with pytest.raises(NotNow, match="8 days"):
        advance(package=package, move=Move.AGREE, by=people.programme)
    package = advance(package=package, move=Move.AGREE, by=people.programme, told=Told(override="The board decided it"))
    assert package.ledger.get().override == "The board decided it"


def test_a_change_after_a_signature_is_signed_again(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    package = agree_on(package, people)
    before = package.terms
    terms.add_criterion(package=package, told=criterion_told(text="Another thing"), by=people.local_lead)
    package.refresh_from_db()
    assert package.terms == before + 1
    page = browser_of(people.programme).get(f"/support/{package.pk}/")
    assert "has not signed" in text(page)
    with pytest.raises(NotNow, match="sponsor has not signed"):
        advance(package=package, move=Move.AGREE, by=people.programme)


def test_what_was_not_read_is_not_signed(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    package = agree_on(package, people)
    terms.add_criterion(package=package, told=criterion_told(text="Another thing"), by=people.local_lead)
    address = f"/support/{package.pk}/terms/sign/{DURHAM}/"
    answer = browser_of(people.director).post(address, {"terms": str(package.terms), "agrees": "on"})
    assert answer.status_code == 409
    assert "Read them again" in text(answer)


def test_the_director_in_role_that_day_signs_and_nobody_else(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    address = f"/support/{package.pk}/terms/sign/{DURHAM}/"
    for person in (people.champion, people.local_lead, people.programme):
        assert browser_of(person).post(address, {"terms": "1", "agrees": "on"}).status_code == 403
    assert browser_of(in_role(Role.DIRECTOR, area(EALING))).get(address).status_code == 404
    answer = browser_of(people.director).post(address, {"terms": str(package.terms), "agrees": "on"}, follow=True)
    assert f"{people.director}, director of children’s services" in text(answer)


def test_a_named_sponsor_signs_in_the_directors_place_while_in_role(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    part = PackageArea.objects.get(package=package)
    assistant = in_role(Role.SENIOR_LEADER)
    address = f"/support/{package.pk}/terms/sign/{DURHAM}/"
    assert browser_of(assistant).get(address).status_code == 404
    team.name_sponsor(part=part, person=assistant, by=people.champion)
    assert browser_of(assistant).get(f"/support/{package.pk}/").status_code == 200
    assert browser_of(assistant).post(address, {"terms": str(package.terms), "agrees": "on"}).status_code == 302
    appointment = assistant.appointments.get()
    people_actions.end_now(appointment=appointment, by=in_role(Role.ADMINISTRATOR))
    assert browser_of(assistant).get(address).status_code in (403, 404)


def test_every_area_signs_and_shares_add_up(register):
    package = a_package(Stage.TRIAGE)
    people = people_for(package)
    with pytest.raises(NotNow, match="100 per cent"):
        team.set_areas(
            package=package,
            shares={package.authority: Decimal(70), area(EALING): Decimal(40)},
            by=people.programme,
        )
    team.set_areas(
        package=package, shares={package.authority: Decimal(70), area(EALING): Decimal(30)}, by=people.programme
    )
    team.name_lead(package=package, person=people.local_lead, handover="", by=people.programme)
    package = advance(package=package, move=Move.SCOPE, by=people.programme)
    package = agree_on(package, people)
    assert package.signatures.filter(side="sponsor").count() == 2
    ealing = browser_of(in_role(Role.CHAMPION, area(EALING)))
    assert ealing.get(f"/support/{package.pk}/").status_code == 200
    assert advance(package=package, move=Move.AGREE, by=people.programme).at is Stage.AGREED


def test_two_people_change_the_terms(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    pot = a_pot()
    now = package.version
    terms.save(package=package, typed=terms_typed(package, aims="Theirs", pot=pot), by=people.programme)
    browser = browser_of(people.local_lead)
    sent = {"aims": "Mine", "offer": "bespoke", "version": str(now)}
    answer = browser.post(f"/support/{package.pk}/terms/edit/", sent)
    assert "Theirs" in text(answer)
    assert "Mine" in answer.content.decode()
    package.refresh_from_db()
    assert package.aims == "Theirs"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"days": "-1"}, "The days must be 0 or more"),
        ({"days": "1.3"}, "quarters"),
        ({"days": "many"}, "must be a number"),
        ({"budget": "-5"}, "£0 or more"),
        (
            {
                "begins_on-day": "2",
                "begins_on-month": "5",
                "begins_on-year": "2027",
                "ends_on-day": "1",
                "ends_on-month": "5",
                "ends_on-year": "2027",
            },
            "on or after the day it begins",
        ),
    ],
)
def test_bad_terms_are_refused_and_shown_again(register, typed, said):
    package = a_package(Stage.SCOPING)
    browser = browser_of(people_for(package).local_lead)
    sent = {"aims": "=1+1 <b>bold</b>", "offer": "bespoke", "version": str(package.version), **typed}
    answer = browser.post(f"/support/{package.pk}/terms/edit/", sent)
    assert said in text(answer)
    assert "=1+1 &lt;b&gt;bold" in answer.content.decode()


def test_a_lead_whose_role_has_ended_holds_the_package_up(register):
    package = a_package(Stage.SCOPING)
    people = people_for(package)
    package = agree_on(package, people)
    appointment = people.local_lead.appointments.get()
    people_actions.end_now(appointment=appointment, by=in_role(Role.ADMINISTRATOR))
    with pytest.raises(NotNow, match="no longer in a role"):
        advance(package=package, move=Move.AGREE, by=people.programme)
    another = in_role(Role.LOCAL_LEAD)
    with pytest.raises(NotNow, match="what the next one has to know"):
        team.name_lead(package=package, person=another, handover=" ", by=people.programme)
    team.name_lead(package=package, person=another, handover="Both boards meet in May", by=people.programme)
    page = browser_of(another).get(f"/support/{package.pk}/people/")
    assert "Both boards meet in May" in text(page)
    assert advance(package=package, move=Move.AGREE, by=people.programme).at is Stage.AGREED

"""Home for each role, and an offer of contact from the programme to the area and back, on a desk and on a phone."""

import re

import pytest

from commissioning.access.roles import Role
from commissioning.programme.contact import actions
from tests.browser import steps
from tests.support.contact import held_since, left, today
from tests.support.packages import a_request

FIRST = {
    Role.CHAMPION: "Where things stand",
    Role.DIRECTOR: "Where things stand",
    Role.CONTRIBUTOR: "Nothing waits for you today",
    Role.SENIOR_LEADER: "Nothing waits for you today",
    Role.LOCAL_LEAD: "Your areas, by what is due",
    Role.REGIONAL_LEAD: "Your areas, by name",
    Role.ADVISER: "Your sessions",
    Role.PROGRAMME_LEAD: "Offers of contact",
    Role.EVALUATOR: "Rounds",
    Role.ADMINISTRATOR: "People and vacancies",
}


@pytest.mark.slow
@pytest.mark.parametrize("role", Role)
def test_each_role_finds_what_it_looks_at_first(open_tab, new_person, area, role):
    person = new_person(role)
    a_request(area)
    page = open_tab()
    steps.sign_in(page, person.email)
    page.expect_heading("What needs you now")
    page.expect_text(FIRST[role])
    page.expect_good_page()


@pytest.mark.slow
def test_an_offer_of_contact_there_and_back(open_tab, new_person, area):
    left(held_since(Role.CHAMPION, area, 400), 40)
    director, lead = new_person(Role.DIRECTOR), new_person(Role.REGIONAL_LEAD)
    actions.renew(today=today())  # as the beat does each morning
    phone = open_tab({"width": 320, "height": 640}, scripts=False)
    steps.sign_in(phone, director.email)
    phone.expect_text("Nobody has been commissioning champion since")
    phone.follow(re.compile(f"A role that nobody holds.*{area}"))
    phone.expect_good_page()
    phone.press("Say yes please, or not now")
    phone.choose("What do you say?", "Yes please")
    phone.type("Anything you want to add? (optional)", "After Easter")
    phone.press("Send")
    phone.expect_text("Your leads can see what you said")
    page = open_tab()
    steps.sign_in(page, lead.email)
    page.expect_text("The area says: yes please")
    page.follow(re.compile(f"A role that nobody holds.*{area}"))
    page.press("I have it")
    page.press("Say what was done")
    page.expect_good_page()
    page.type("What was done?", "We met after Easter")
    page.press("Save")
    page.expect_text("Acted on")
    page.visit("/contact/")
    page.expect_good_page()
    phone.reload()
    phone.expect_text("We met after Easter")

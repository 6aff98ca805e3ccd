"""Getting in and out: invitation, password, sign-in codes, sign-out. Mail is read where the demonstration shows it."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone
from playwright.sync_api import expect

from commissioning.access.roles import Role
from commissioning.programme import demo
from tests.browser import steps
from tests.support import people
from tests.support.browser import Tab
from tests.support.site import DEMO_PASSWORD

NEW_PASSWORD = "another quite long pass phrase"


def test_an_invited_person_takes_up_their_account(page, open_tab, area):
    email = f"invited.{area.gss_code.lower()}@example.org"
    appoint(page, area, email)
    link = link_mailed_to(page, email)

    page.visit(link, status=409)  # still the administrator
    page.expect_heading("This invitation is for somebody else")

    invited = open_tab()
    invited.visit(link)
    invited.expect_text(email)
    assert link.rstrip("/").rpartition("/")[2] not in invited.page.url  # the token has left the address
    invited.type("Choose a password", "password1234")
    invited.press("Open my account")
    assert invited.page.title().startswith("Error: ")
    invited.type("Choose a password", NEW_PASSWORD)
    invited.press("Open my account")
    invited.expect_heading("What needs you now")
    steps.expect_signed_in_as(invited, "Ines Farrow")

    late = open_tab()
    late.visit(link, status=410)
    late.expect_heading("This link no longer works")


def test_sign_out_and_in_again(page, new_person):
    person = new_person(Role.DIRECTOR, name="Oleg Brandt")
    steps.sign_in(page, person.email, people.PASSWORD)
    steps.expect_signed_in_as(page, "Oleg Brandt")
    page.press("Sign out")
    page.expect_heading("Sign in")
    page.visit("/readiness/")
    page.expect_heading("Sign in")
    steps.enter_password(page, person.email)
    page.expect_heading("Self-assessment")  # on to where they wanted to go


def test_a_forgotten_password(page, open_tab, new_person):
    person = new_person(Role.CHAMPION)
    elsewhere = steps.sign_in(open_tab(), person.email, people.PASSWORD)
    page.visit("/accounts/login/")
    page.follow("Forgotten your password?")
    page.type("Email address", person.email)
    page.press("Send the link")
    page.expect_heading("Check your email")

    link = link_mailed_to(page, person.email)
    page.visit(link)
    page.type("New password", NEW_PASSWORD)
    page.type("New password once more", NEW_PASSWORD)
    page.press("Change password")
    page.expect_heading("Your password is changed")
    page.follow("Sign in with your new password")
    steps.enter_password(page, person.email, NEW_PASSWORD)
    page.expect_heading("What needs you now")

    elsewhere.reload()
    elsewhere.expect_heading("Sign in")
    late = open_tab()
    late.visit(link)
    late.expect_heading("This link no longer works")


@pytest.mark.slow
def test_signing_in_with_an_authenticator_app(page, open_tab, new_person):
    person = new_person(Role.CHAMPION, name="Vera Lund")
    steps.sign_in(page, person.email, people.PASSWORD)
    page.follow("Vera Lund")
    page.press("Set up an authenticator app")
    secret = page.page.locator("code").inner_text()
    give_code(page, secret, "Start using it")
    page.visit("/accounts/codes/recovery/")
    recovery = page.page.locator("code").all_inner_texts()
    assert len(recovery) == 10

    by_app = open_tab()
    steps.sign_in(by_app, person.email, people.PASSWORD)
    by_app.visit("/accounts/codes/")  # not before the code
    by_app.expect_heading("Enter your code")
    by_app.type("Code", "000000")
    by_app.press("Sign in")
    assert by_app.page.title().startswith("Error: ")
    give_code(by_app, secret, "Sign in", ahead=1)  # the one that set it up was used
    steps.expect_signed_in_as(by_app, "Vera Lund")

    by_paper = steps.sign_in(open_tab(), person.email, people.PASSWORD)
    by_paper.type("Code", recovery[0])
    by_paper.press("Sign in")
    steps.expect_signed_in_as(by_paper, "Vera Lund")
    again = steps.sign_in(open_tab(), person.email, people.PASSWORD)
    again.type("Code", recovery[0])
    again.press("Sign in")
    again.expect_heading("Enter your code")
    assert again.page.title().startswith("Error: ")


def test_changing_ones_password_ends_other_sessions(page, open_tab, new_person):
    person = new_person(Role.CHAMPION)
    steps.sign_in(page, person.email, people.PASSWORD)
    other = steps.sign_in(open_tab(), person.email, people.PASSWORD)
    page.visit("/accounts/password/change/")
    page.type("Present password", people.PASSWORD)
    page.type("New password", NEW_PASSWORD)
    page.type("New password once more", NEW_PASSWORD)
    page.press("Change password")
    page.visit("/")
    page.expect_heading("What needs you now")
    other.reload()
    other.expect_heading("Sign in")


def appoint(page: Tab, area, email: str) -> None:
    """The administrator appoints somebody new as the area's champion."""
    steps.sign_in(page, demo.email_of("admin"), DEMO_PASSWORD)
    page.follow("People")
    page.press("Appoint somebody")
    page.press("Appoint")
    page.expect_errors("Enter their full name", "Enter an email address", "Select a role", "Enter the first day")
    page.type("Full name", "Ines Farrow")
    page.type("Email address", email)
    page.choose("Role", "Commissioning champion")
    page.page.get_by_label(re.compile("^Local area")).select_option(label=area.short_name)
    today = timezone.localdate()
    first_day = page.page.get_by_role("group", name="First day")
    for part, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        first_day.get_by_label(part, exact=True).fill(str(value))
    page.press("Appoint")
    page.expect_text("Ines Farrow is now commissioning champion.")


def link_mailed_to(page: Tab, email: str) -> str:
    """Where the newest message to that address leads, as a path of this site."""
    page.visit("/demo/outbox")
    message = page.page.locator("section").filter(has_text=f"To {email}").first
    address = message.get_by_role("link", name=page.watch.address).first.get_attribute("href")
    assert address.startswith(page.watch.address)
    return address.removeprefix(page.watch.address)


def give_code(page: Tab, secret: str, button: str, ahead: int = 0) -> None:
    """What the app shows now, on a phone so many half minutes ahead; once more when the half minute just ended."""
    before = page.path
    for _ in range(2):
        shown = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))
        page.page.get_by_label(re.compile("code$", re.IGNORECASE)).fill(shown)
        page.press(button)
        if page.path != before:
            return
    pytest.fail(f"The code was not accepted: {page.text}")


def test_nobody_signs_up_by_themselves(page):
    page.visit("/accounts/signup/")
    page.expect_heading("Accounts are made by invitation")
    expect(page.page.locator("form")).to_have_count(0)

"""Guessing passwords, and finding out who has an account (quality 11, 12)."""

import time
from statistics import median

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from tests.support.people import PASSWORD, in_role, person

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "three words remembered"
WAIT = "Too many failed login attempts"


def sign_in(somebody, password: str = PASSWORD, address: str = "192.0.2.1", client: Client | None = None):
    email = somebody if isinstance(somebody, str) else somebody.email
    client = client or Client()
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address)


def is_in(answer) -> bool:
    return answer.status_code == 302


def is_stopped(answer) -> bool:
    return WAIT in answer.content.decode()


def test_11_one_account_from_one_address_is_stopped_after_ten_wrong_passwords():
    somebody = in_role(Role.CHAMPION)
    for _ in range(10):
        assert not is_stopped(sign_in(somebody, "wrong"))
    assert is_stopped(sign_in(somebody, "wrong"))
    assert is_stopped(sign_in(somebody)), "the right one tells nothing now"


def test_11_the_person_signs_in_meanwhile_from_where_they_are():
    somebody = in_role(Role.CHAMPION)
    for _ in range(11):
        sign_in(somebody, "wrong", address="198.51.100.7")
    assert is_in(sign_in(somebody, address="192.0.2.1"))


def test_11_after_a_while_it_is_open_again(monkeypatch):
    somebody, now = in_role(Role.CHAMPION), time.time()
    for _ in range(11):
        sign_in(somebody, "wrong")
    monkeypatch.setattr(time, "time", lambda: now + 5 * 60 + 1)
    assert is_in(sign_in(somebody))


def test_11_one_account_from_many_addresses_is_stopped_but_not_for_whoever_signed_in_from_theirs():
    somebody = in_role(Role.CHAMPION)
    assert is_in(sign_in(somebody, address="192.0.2.1"))
    for number in range(100):
        assert not is_stopped(sign_in(somebody, "wrong", address=f"198.51.100.{number}"))
    assert is_stopped(sign_in(somebody, "wrong", address="203.0.113.5"))
    assert is_in(sign_in(somebody, address="192.0.2.1"))


def chooses_a_new_one(somebody, address: str) -> None:
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_reset_password"), {"email": somebody.email})
    body = OutgoingEmail.objects.filter(recipient=somebody.email).latest("pk").body
    link = next(word for word in body.split() if "/password/reset/key/" in word)
    page = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


@pytest.mark.slow
def test_11_nobody_is_kept_out_for_good_a_new_password_by_mail_opens_it_again():
    somebody = in_role(Role.CHAMPION)
    for number in range(101):
        sign_in(somebody, "wrong", address=f"198.51.100.{number}")
    assert is_stopped(sign_in(somebody, address="192.0.2.1"))
    chooses_a_new_one(somebody, "192.0.2.1")
    for number in range(101):  # they go on
        sign_in(somebody, "wrong", address=f"198.51.100.{number}")
    assert is_in(sign_in(somebody, NEW_PASSWORD, address="192.0.2.1"))


def test_11_a_lock_of_ones_own_making_is_gone_with_the_new_password():
    somebody = in_role(Role.CHAMPION)
    for _ in range(11):
        sign_in(somebody, "wrong")
    chooses_a_new_one(somebody, "192.0.2.1")
    assert is_in(sign_in(somebody, NEW_PASSWORD))


@pytest.mark.slow
def test_11_many_accounts_from_one_address_are_stopped():
    accounts = [f"nobody{number}@example.org" for number in range(201)]
    answers = [is_stopped(sign_in(account, "wrong", address="198.51.100.7")) for account in accounts]
    assert (answers.index(True), answers[-1]) == (200, True)
    assert not is_stopped(sign_in("nobody0@example.org", "wrong", address="192.0.2.1"))


@pytest.mark.slow
def test_11_a_whole_council_behind_one_address_starts_work_at_nine():
    everybody = [person() for _ in range(120)]
    for number, somebody in enumerate(everybody):
        if number % 4 == 0:  # mistyped once
            assert not is_stopped(sign_in(somebody, "mistyped"))
        assert is_in(sign_in(somebody))


def test_11_a_right_password_does_not_set_the_counters_of_others_back():
    mine, theirs = in_role(Role.CHAMPION), in_role(Role.DIRECTOR)
    for _ in range(10):
        sign_in(theirs, "wrong")
        sign_in(mine)
    assert is_stopped(sign_in(theirs, "wrong"))


# --- Who has an account -------------------------------------------------------------------------


def test_12_whoever_asks_is_told_the_same_of_an_account_and_of_none():
    known = in_role(Role.CHAMPION)
    without_password = person()
    without_password.set_unusable_password()
    without_password.save()
    for _ in range(11):
        answers = [
            sign_in(email, "wrong", address=address)
            for email, address in (
                (known.email, "192.0.2.1"),
                ("nobody@example.org", "192.0.2.2"),
                (without_password.email, "192.0.2.3"),
            )
        ]
        pages = {answer.content.decode().split("<main")[1].replace(_typed(answer), "") for answer in answers}
        assert len({answer.status_code for answer in answers}) == 1
        assert len({_without_token(page) for page in pages}) == 1
    assert is_stopped(answers[0])


def _typed(answer) -> str:
    return answer.context["form"].data["login"]


def _without_token(page: str) -> str:
    return "".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.slow
def test_12_an_account_and_none_take_as_long(settings):
    """With the hasher of the real site, as a ratio: the machine may be slow, but for both."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = {}
    known = in_role(Role.CHAMPION)
    known.set_password(PASSWORD)
    known.save()

    def taken(email: str) -> float:
        began = time.process_time()
        sign_in(email, "wrong")
        return time.process_time() - began

    pairs = [(taken(known.email), taken("nobody@example.org")) for _ in range(5)]
    assert 0.7 < median(a for a, _ in pairs) / median(b for _, b in pairs) < 1.4


def test_12_asking_for_a_password_writes_one_mail_either_way():
    known = in_role(Role.CHAMPION)
    before = OutgoingEmail.objects.count()
    answers = [Client().post(reverse("account_reset_password"), {"email": e}) for e in (known.email, "no@example.org")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert OutgoingEmail.objects.count() == before + 2


@pytest.fixture(autouse=True)
def _no_counters_of_others():
    cache.clear()

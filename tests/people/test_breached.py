"""Passwords that lists of guesses hold are refused, without asking anybody outside (quality 11)."""

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from commissioning.people.models import User

WEAK = [
    "password1234",
    "Password2026!",
    "P@ssw0rd!!!!",
    "passwordpassword",
    "sunshine 2024!!",
    "123456789012",
    "qwertyuiop123",
    "1qaz2wsx3edc",
    "aaaaaaaaaaaa",
    "abababababab",
    "Commissioning26",
    "liverpool-liverpool",
    "!!!!monkey!!!!",
    "zyxwvutsrqponm",
    "Ines Farrow 1",
]
GOOD = [
    "three words remembered",
    "another quite long pass phrase",
    "tangled-otter-42-violin",
    "kX9#mPq2vLr7wz",
    "Ω-umlaut straße é",
    "mon singe aime le thé",
    "correcthorsebattery",
]


@pytest.fixture
def ines() -> User:
    return User(full_name="Ines Farrow", email="i.f@example.org")


@pytest.mark.parametrize("password", WEAK)
def test_11_a_common_password_made_longer_is_refused(password, ines):
    with pytest.raises(ValidationError):
        validate_password(password, ines)


@pytest.mark.parametrize("password", GOOD)
def test_a_good_one_is_taken(password, ines):
    validate_password(password, ines)


def test_a_very_long_one_takes_no_time(ines):
    began = time.process_time()
    validate_password("three words remembered " * 200, ines)
    assert time.process_time() - began < 2

"""docs/security.md names what shows each of its lines: those tests are there, and every chapter has its line."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))
CHAPTERS = 17


def test_many_tests_are_named():
    assert len(NAMED) > 50


@pytest.mark.parametrize(("file", "name"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_what_is_named_is_there(file, name):
    assert re.search(rf"^ *def {name}\(", (ROOT / file).read_text(), re.M), f"{file} has no {name}"


def test_every_chapter_of_the_standard_has_its_place():
    assert [int(number) for number in re.findall(r"^## V(\d+) ", PAGE, re.M)] == list(range(1, CHAPTERS + 1))


@pytest.mark.parametrize(
    "place", sorted(set(re.findall(r"`((?:commissioning|evaluation|readiness|deploy|docs)/[^`*]*)`", PAGE)))
)
def test_where_it_says_is_there(place):
    assert (ROOT / place).exists()

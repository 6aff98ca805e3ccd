"""What the pages of a questionnaire say themselves, in the language it is answered in."""

import ast
import inspect
from dataclasses import fields

import pytest

from evaluation.instruments import answers
from evaluation.spoken import WELSH, Spoken, spoken_in


def ours() -> set[str]:
    """Every sentence an answer is refused with, numbers in place of what is filled in."""
    found = set()
    for node in ast.walk(ast.parse(inspect.getsource(answers))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "10,001" for part in node.values]
            found.add("".join(parts))
    starts = ("Enter ", "Select ", "Give ", "This answer ")
    return {one for one in found if one.startswith(starts) and one == one.rstrip()}  # not the pieces of a sentence


@pytest.mark.parametrize("message", sorted(ours()))
def test_every_error_is_said_in_welsh(message):
    said = WELSH.error(message, "cy")
    assert said != message
    assert "{" not in said


def test_numbers_are_kept():
    said = WELSH.error("Enter 10,000 characters or fewer; you have entered 10,001", "cy")
    assert said == "Rhowch 10,000 nod neu lai; rydych wedi rhoi 10,001"


def test_a_language_is_there_whole():
    english = Spoken()
    for one in fields(Spoken):
        assert getattr(WELSH, one.name) != getattr(english, one.name), one.name
    assert spoken_in("cy-GB") is WELSH


def test_english_within_another_language_says_so_and_the_questionnaire_speaks_for_itself():
    spoken = spoken_in("pl")
    assert spoken.language == "en"
    assert spoken.error("Enter a number", "pl") == '<span lang="en">Enter a number</span>'
    assert spoken.error("Enter a number", "en") == "Enter a number"
    assert spoken.error("Podaj <liczbę>", "pl") == "Podaj <liczbę>"
    assert WELSH.error("Dim mwy na 40", "cy") == "Dim mwy na 40"


def test_where_on_the_way_a_page_stands():
    assert Spoken().place(2, 5) == "page 2 of about 5"
    assert Spoken().place(5, 5) == "page 5 of 5"
    assert WELSH.place(2, 5) == "tudalen 2 (tua 5 i gyd)"

"""The scale, the years, the table of moves and its drawing: no database."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.saving import NotNow
from readiness import levels, snapshots, visibility, workflow
from readiness.levels import Answer
from readiness.workflow import Move, State

DIAGRAM = Path(__file__).parents[2] / "docs" / "assessment-states.md"


@pytest.mark.parametrize("word", ["", "1", "5", "not_applicable", "dont_know"])
def test_an_answer_reads_back_what_it_writes(word):
    assert Answer.parse(word).value == word


@pytest.mark.parametrize("word", ["0", "6", "-1", "3.5", "three", "١٢", " 3 x"])
def test_what_is_no_answer_is_refused(word):
    with pytest.raises(ValueError, match=r"Not an answer|invalid literal"):
        Answer.parse(word)


def test_a_level_and_a_reason_for_none_exclude_each_other():
    with pytest.raises(ValueError, match="Not an answer"):
        Answer(level=3, no_level=levels.DONT_KNOW)


@pytest.mark.parametrize(("day", "year"), [("2026-03-31", 2025), ("2026-04-01", 2026), ("2028-02-29", 2027)])
def test_years_begin_in_april(day, year):
    assert years.year_of(date.fromisoformat(day)) == year


@pytest.mark.parametrize(("year", "label"), [(2026, "2026/27"), (2099, "2099/00"), (2008, "2008/09")])
def test_years_are_written_with_both_halves(year, label):
    assert years.label(year) == label


def test_every_state_says_who_holds_the_ball_and_what_is_next():
    assert set(workflow.ABOUT) == set(State)
    assert all(about.label and about.next_step for about in workflow.ABOUT.values())


def test_every_move_has_a_step():
    assert set(workflow.STEPS) == set(Move)


@given(move=st.sampled_from(list(Move)), state=st.sampled_from(list(State)))
def test_a_move_is_possible_only_from_its_states(move, state):
    if state in workflow.STEPS[move].from_states:
        assert workflow.step_for(move, state).to_state
    else:
        with pytest.raises(NotNow, match="cannot be"):
            workflow.step_for(move, state)


def test_the_drawing_in_the_documentation_is_the_table():
    assert workflow.mermaid() in DIAGRAM.read_text(), "write workflow.mermaid() into docs/assessment-states.md"


def test_levels_open_step_by_step_and_never_to_the_programme():
    opened = visibility.LEVELS_OPEN
    assert State.OPEN in opened[Permission.LEVELS_SEE_ALWAYS]
    assert State.CHALLENGE in opened[Permission.LEVELS_SEE_FROM_CHALLENGE]
    assert State.CHALLENGE not in opened[Permission.LEVELS_SEE_FROM_DIRECTOR]
    assert State.AGREEING not in opened[Permission.LEVELS_SEE_FROM_CHALLENGE]


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none()))
def test_a_checksum_does_not_depend_on_the_order_of_keys(data):
    assert snapshots.checksum(data) == snapshots.checksum(dict(reversed(data.items())))

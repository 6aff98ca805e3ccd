"""Which questions are counted, what their rows and nets are, and when two rounds put the same question."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.analysis import comparability
from evaluation.analysis.comparability import differences
from evaluation.analysis.questions import Answer, catalogue
from evaluation.instruments.definition import Choice, Group, Instrument, Kind, Question, Scale
from tests.support.tallies import question

ROOT = Path(__file__).parents[2]


def instrument() -> Instrument:
    impact = (
        Choice("good", {"en": "Good", "cy": "Da"}, 1),
        Choice("same", {"en": "Neither"}, 0),
        Choice("bad", {"en": "Bad"}, -1),
        Choice("early", {"en": "Too early to tell"}),
    )
    levels = tuple(Choice(f"l{level}", {"en": f"Level {level}"}, level) for level in range(1, 6))
    used = (Choice("training", {"en": "Training"}, 1), Choice("online", {"en": "Online"}, -1))
    one, several = Kind.ONE, Kind.SEVERAL
    return Instrument(
        code="c",
        title="Commissioners",
        version="1",
        languages=("en", "cy"),
        language_names={"en": "English", "cy": "Cymraeg"},
        items=(
            Question("used", several, labels={"en": "Which have you used?"}, list_name="used", measure="reach"),
            Group("training", (), relevant="selected(${used}, 'training')"),
            Question(
                "outcomes",
                one,
                path=("training",),
                labels={"en": "What impact?", "cy": "Pa effaith?"},
                list_name="impact",
                relevant="${used} != ''",
                measure="outcomes_now",
                service="training",
                scale=Scale.IMPACT,
            ),
            Question("words", Kind.TEXT, labels={"en": "In your words"}),
            Question("level", one, labels={"en": "Where are you now?"}, list_name="levels", scale=Scale.MATURITY),
            Question("led", one, labels={"en": "Do you lead?"}, list_name="yes_no"),
        ),
        lists={
            "impact": impact,
            "levels": levels,
            "used": used,
            "yes_no": (Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"})),
        },
    )


def test_questions_with_choices_are_counted_in_the_questionnaires_order():
    found = catalogue(instrument())
    assert list(found) == ["used", "outcomes", "level", "led"]
    outcomes = found["outcomes"]
    assert (outcomes.text, outcomes.measure, outcomes.service) == ("What impact?", "outcomes_now", "training")
    assert outcomes.conditions == ("selected(${used}, 'training')", "${used} != ''")
    assert outcomes.answers[3] == Answer("early", "Too early to tell", None)


def test_another_language_is_spoken_where_it_is_known():
    outcomes = catalogue(instrument(), "cy")["outcomes"]
    assert outcomes.text == "Pa effaith?"
    assert [answer.label for answer in outcomes.answers] == ["Da", "Neither", "Bad", "Too early to tell"]


def test_rows_of_a_scale_are_every_choice_and_two_nets_on_both_bases():
    outcomes = catalogue(instrument())["outcomes"]
    assert outcomes.bases == ("asked", "with_a_view")
    assert [item.name for item in outcomes.items("asked")] == [
        "good", "same", "bad", "early", "net:positive", "net:negative",
    ]  # fmt: skip
    assert [item.name for item in outcomes.items("with_a_view")] == [
        "good", "same", "bad", "net:positive", "net:negative",
    ]  # fmt: skip
    assert [net.label for net in outcomes.nets] == ["Good", "Bad"]
    assert [outcomes.base_item(basis) for basis in outcomes.bases] == ["sum:answered", "sum:with_a_view"]


def test_maturity_nets_are_levels():
    level = catalogue(instrument())["level"]
    assert [(net.name, net.label, net.of) for net in level.nets] == [
        ("net:positive", "Levels 4–5", (3, 4)),
        ("net:negative", "Levels 1–2", (0, 1)),
    ]
    assert level.sides["neutral"] == (2,)


@pytest.mark.parametrize("name", ["used", "led"])
def test_several_choices_and_yes_or_no_are_out_of_everyone_asked_and_have_no_nets(name):
    """A value on a choice that may be ticked beside its opposite makes no scale."""
    found = catalogue(instrument())[name]
    assert found.each_choice
    assert not found.has_scale
    assert found.bases == ("asked",)
    assert found.base_item("asked") == "sum:asked"
    assert [item.of for item in found.items("asked")] == [(0,), (1,)]


ONE = question(conditions=("${used} = 'yes'",))


@pytest.mark.parametrize(
    ("later", "reason"),
    [
        (replace(ONE, compares=False), comparability.MARKED),
        (replace(ONE, text="How would you describe the likely impact?"), comparability.WORDING),
        (replace(ONE, answers=ONE.answers[:-1]), comparability.CHOICES),
        (replace(ONE, answers=(replace(ONE.answers[0], label="Excellent"), *ONE.answers[1:])), comparability.LABELS),
        (replace(ONE, answers=(replace(ONE.answers[0], value=1), *ONE.answers[1:])), comparability.SCALE),
        (replace(ONE, scale=Scale.MATURITY), comparability.SCALE),
        (replace(ONE, conditions=()), comparability.ROUTING),
        (replace(ONE, several=True), comparability.SEVERAL),
    ],
)
def test_what_changed_between_rounds_is_said(later, reason):
    assert reason in differences(ONE, later)
    assert reason in differences(later, ONE)


def test_spaces_order_and_another_name_change_nothing():
    later = replace(ONE, name="q2", text="How would  you describe\nthe impact?", answers=ONE.answers[::-1])
    assert differences(ONE, later) == ()


def test_what_web_pages_load_brings_no_statistics():
    names = "questions, rounding, words, commentary, frame, anonymity, comparability, marks"
    code = f"import sys; from evaluation.analysis import {names}\n" + (
        "assert not {'numpy', 'pandas', 'scipy', 'statsmodels', 'django'} & sys.modules.keys()"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr

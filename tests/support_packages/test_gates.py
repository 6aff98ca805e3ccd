"""Gates say what is missing: each fact by itself, and nothing when all are there. Pure."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from commissioning.support.gates import GATES, Allocated, Criterion, Facts, missing
from commissioning.support.workflow import STEPS, Move

WHOLE = Facts(
    was_sent=True,
    kind="joint",
    need="A need",
    hoped="A hope",
    lead="Ann Lead",
    lead_in_role=True,
    picture_agreed=True,
    aims="Aims",
    criteria=(Criterion("Ask once", True, True, True),),
    days=Decimal(10),
    budget=Decimal(0),
    pot="Bespoke support, 2026/27",
    shares=(("Durham", Decimal(60)), ("Gateshead", Decimal(40))),
    programme_signed=True,
    advisers=(Allocated("Ben Adviser", True, True),),
    has_figures=True,
    else_happening="An inspection",
    part="small",
    tests=("yes", "no", "partly"),
    helped="Both boards",
    hindered="Time",
    lessons="Begin early",
    condition="A director in post",
    revisit_on=date(2027, 1, 1),
)
NO_MEASURE = (Criterion("Ask once", False, True, True),)
NOT_BY_AREA = (Criterion("Ask once", True, False, True),)
NOT_BY_LEAD = (Criterion("Ask once", True, True, False),)

LACKING = [
    (Move.SEND, {"kind": ""}, "kind of support"),
    (Move.SEND, {"need": " \n"}, "what is needed"),
    (Move.SEND, {"hoped": ""}, "be different"),
    (Move.SCOPE, {"lead": ""}, "who leads"),
    (Move.SCOPE, {"lead_in_role": False}, "no longer in a role"),
    (Move.AGREE, {"lead": ""}, "who leads"),
    (Move.AGREE, {"lead_in_role": False}, "no longer in a role"),
    (Move.AGREE, {"picture_agreed": False}, "picture of the need"),
    (Move.AGREE, {"aims": " "}, "aims"),
    (Move.AGREE, {"criteria": ()}, "at least one criterion"),
    (Move.AGREE, {"criteria": NO_MEASURE}, "baseline, a target"),
    (Move.AGREE, {"days": None}, "days and the budget"),
    (Move.AGREE, {"budget": None}, "days and the budget"),
    (Move.AGREE, {"days": Decimal(0)}, "no days and no money"),
    (Move.AGREE, {"pot": ""}, "pot"),
    (Move.AGREE, {"shares": (("Durham", Decimal(60)), ("Gateshead", None))}, "Gateshead"),
    (Move.AGREE, {"shares": (("Durham", Decimal(60)), ("Gateshead", Decimal(50)))}, "100 per cent"),
    (Move.AGREE, {"unsigned_areas": ("Durham", "Gateshead")}, "Durham and Gateshead"),
    (Move.AGREE, {"programme_signed": False}, "programme has not signed"),
    (Move.DELIVER, {"lead": ""}, "who leads"),
    (Move.DELIVER, {"advisers": ()}, "Allocate days"),
    (Move.DELIVER, {"advisers": (Allocated("Ben Adviser", False),)}, "Ben Adviser has no valid check"),
    (Move.CLOSE, {"criteria": NOT_BY_AREA}, "not rated by the area"),
    (Move.CLOSE, {"criteria": NOT_BY_LEAD}, "not rated by the lead"),
    (Move.CLOSE, {"advisers": (Allocated("Ben Adviser", True, False),)}, "recorded no days"),
    (Move.CLOSE, {"has_figures": False}, "costs and benefits"),
    (Move.CLOSE, {"else_happening": ""}, "else was happening"),
    (Move.CLOSE, {"part": ""}, "which part"),
    (Move.CLOSE, {"tests": ("yes", "", "no")}, "three tests"),
    (Move.CLOSE, {"helped": ""}, "what helped"),
    (Move.CLOSE, {"hindered": " "}, "what hindered"),
    (Move.CLOSE, {"lessons": ""}, "lessons"),
    (Move.DEFER, {"condition": ""}, "condition"),
    (Move.DEFER, {"revisit_on": None}, "day to come back"),
    (Move.LOOK_AGAIN, {"was_sent": False}, "never sent"),
]


@pytest.mark.parametrize("move", list(Move))
def test_with_every_fact_nothing_is_missing(move):
    assert missing(move, WHOLE) == []


@pytest.mark.parametrize(("move", "without", "said"), LACKING)
def test_each_missing_fact_is_said_alone(move, without, said):
    found = missing(move, replace(WHOLE, **without))
    assert len(found) == 1
    assert said in found[0].text


def test_every_gate_is_tried_above():
    assert {move for move, _, _ in LACKING} == set(GATES)


def test_of_nothing_everything_is_missing_at_once():
    for move in GATES:
        assert missing(move, Facts()), move


def test_an_adviser_without_days_may_be_vouched_for():
    facts = replace(WHOLE, advisers=(Allocated("Ben Adviser", True, False),), days_said_complete=True)
    assert missing(Move.CLOSE, facts) == []


def test_moves_that_need_something_say_so_in_the_table():
    for move in GATES:
        assert STEPS[move].needs != "nothing", move

"""Whoever answers whatever is asked the same questions here as in ODK's web forms."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.instruments.definition import Choice, Group, Instrument, Kind, Question
from evaluation.instruments.routing import Router

TODAY = date(2026, 3, 27)
CHOICES = ("x", "y", "z")
KINDS = (Kind.ONE, Kind.SEVERAL, Kind.INTEGER, Kind.TEXT, Kind.CALCULATED)


def comparisons(names):
    name = st.sampled_from(names)
    choice = st.sampled_from(CHOICES)
    number = st.integers(-1, 4)
    two = st.tuples(name, choice)
    return st.one_of(
        two.map("selected( ${{{0[0]}}} , '{0[1]}' )".format),
        two.map("( ${{{0[0]}}} = '{0[1]}' )".format),
        two.map("( ${{{0[0]}}} != '{0[1]}' )".format),
        name.map("( ${{{}}} = '' )".format),
        name.map("( ${{{}}} != '' )".format),
        st.tuples(name, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), number).map(
            "( ${{{0[0]}}} {0[1]} {0[2]} )".format
        ),
        st.tuples(name, number).map("( count-selected( ${{{0[0]}}} ) > {0[1]} )".format),
        st.tuples(name, name).map("( ${{{0[0]}}} = ${{{0[1]}}} )".format),
        st.tuples(name, name, number).map("( coalesce( ${{{0[0]}}} , ${{{0[1]}}} ) + 1 > {0[2]} )".format),
    )


def conditions(names):
    """An expression over questions that came before; often none."""
    if not names:
        return st.just("")
    mixed = st.recursive(
        comparisons(names),
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from(["and", "or"]), inner).map("( {0[0]} {0[1]} {0[2]} )".format),
            inner.map("not( {} )".format),
        ),
        max_leaves=4,
    )
    return st.one_of(st.just(""), mixed)


def calculations(names):
    if not names:
        return st.just("1 + 1")
    name = st.sampled_from(names)
    return st.one_of(
        st.tuples(name, name).map("${{{0[0]}}} + ${{{0[1]}}}".format),
        name.map("if( ${{{}}} = 'x' , 'y' , 2 )".format),
        name.map("count-selected( ${{{}}} )".format),
        st.tuples(name, name).map("coalesce( ${{{0[0]}}} , ${{{0[1]}}} )".format),
    )


@st.composite
def instruments(draw):
    items, names, path = [], [], ()
    for number in range(draw(st.integers(2, 9))):
        if draw(st.booleans()) and len(path) < 2:
            items.append(Group(f"g{number}", path, relevant=draw(conditions(names))))
            path = (*path, f"g{number}")
        kind, name = draw(st.sampled_from(KINDS)), f"q{number}"
        calculation = draw(calculations(names)) if kind is Kind.CALCULATED else ""
        condition = draw(conditions(names))
        items.append(Question(name, kind, path, list_name="list", relevant=condition, calculation=calculation))
        names.append(name)
        path = path[: draw(st.integers(0, len(path)))]
    lists = {"list": tuple(Choice(name, {}) for name in CHOICES)}
    return Instrument("code", "Title", "1", ("",), {}, tuple(items), lists)


ANSWERS = {
    Kind.ONE: st.sampled_from(["", *CHOICES]),
    Kind.SEVERAL: st.lists(st.sampled_from(CHOICES), unique=True).map(tuple),
    Kind.INTEGER: st.sampled_from(["", "0", "1", "2", "3", "-1"]),
    Kind.TEXT: st.sampled_from(["", "x", "3", "some text", " "]),
}


@st.composite
def cases(draw):
    form = draw(instruments())
    return form, {
        name: draw(ANSWERS[question.kind]) for name, question in form.questions.items() if question.is_answered
    }


@pytest.mark.slow  # the rules themselves are in test_routing.py
@settings(max_examples=300, deadline=None)
@given(case=cases())
def test_the_same_questions_are_asked(oracle, case):
    form, answers = case
    expected = oracle.ask(
        today=TODAY,
        answers={name: answer if isinstance(answer, str) else " ".join(answer) for name, answer in answers.items()},
        items=[
            {"name": name, "conditions": list(form.conditions_of(question)), "calculation": question.calculation}
            for name, question in form.questions.items()
        ],
    )
    course = Router(form).course(answers, today=TODAY)
    assert list(course.asked) == expected.get("asked"), expected
    assert course.values == expected["values"]

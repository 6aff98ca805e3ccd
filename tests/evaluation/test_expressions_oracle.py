"""Expressions come to what they come to in ODK's web forms, whatever the answers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.instruments.expressions import evaluate, holds, parse, text

TODAY = date(2026, 3, 27)
NAMES = ("a", "b", "c")

ODD = "|0|1|2|-3|10|1.5|.5|5.|yes|no|x|x yes no|yes no|NaN| 7 |2026-03-27|2026-3-1|2025-13-40|0x1F|1e3|+4|-0|é😀|x  y"
answers = st.one_of(st.sampled_from(ODD.split("|")), st.text(alphabet="01.-eyx ", max_size=6))
literals = st.sampled_from(["''", "'yes'", "'x'", '"no"', "'2026-03-01'", "'12'", "0", "1", "2.5", ".5", "10", "-1"])
# Within brackets: where `or` makes the rest needless the engine stumbles over bare ones.
references = st.sampled_from([*(f"( ${{{name}}} )" for name in NAMES), "( . )"])
leaves = st.one_of(references, literals, st.sampled_from(["true()", "false()"]))
OPERATORS = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "and", "or"]


FUNCTIONS = ["not", "number", "int", "round", "string-length", "count-selected"]


def larger(smaller):
    """Every operation within brackets: the engine loses its place in some mixed chains without them."""
    two = st.tuples(smaller, smaller)
    return st.one_of(
        st.tuples(smaller, st.sampled_from(OPERATORS), smaller).map(lambda parts: "( {} {} {} )".format(*parts)),
        two.map(lambda parts: "selected( {} , {} )".format(*parts)),
        two.map(lambda parts: "coalesce( {} , {} )".format(*parts)),
        st.tuples(smaller, smaller, smaller).map(lambda parts: "if( {} , {} , {} )".format(*parts)),
        st.tuples(smaller, st.sampled_from(["0", "1", "2", "-1"])).map(lambda parts: "round( {} , {} )".format(*parts)),
        st.tuples(smaller, st.sampled_from(["'^[a-z]+$'", "'[0-9]{2}'", "'x|y'"])).map(
            lambda parts: "regex( {} , {} )".format(*parts)
        ),
        st.tuples(st.sampled_from(FUNCTIONS), smaller).map(lambda parts: "{}( {} )".format(*parts)),
    )


@pytest.mark.slow
@settings(max_examples=1500, deadline=None)
@given(
    written=st.recursive(leaves, larger, max_leaves=8),
    given_answers=st.fixed_dictionaries(dict.fromkeys(NAMES, answers)),
    this=answers,
)
def test_an_expression_comes_to_what_it_does_in_odk(oracle, written, given_answers, this):
    expected = oracle.ask(today=TODAY, written=written, answers=given_answers, own=this)
    assert "error" not in expected, (written, expected)

    expression = parse(written)
    assert holds(expression, given_answers, today=TODAY, this=this) is expected["truth"], written
    assert text(evaluate(expression, given_answers, today=TODAY, this=this)) == expected["text"], written


days = st.sampled_from(["", "2026-03-27", "2026-3-1", "2024-02-29", "1969-12-31", "2025-13-40", "0", "20000", "1.5"])
with_dates = st.recursive(
    st.sampled_from(["( ${a} )", "( ${b} )", "today()", "date( ${a} )", "'2026-03-01'", "'2026-3-27'", "30", "1.5"]),
    lambda smaller: st.one_of(
        st.tuples(smaller, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "+", "-", "and", "or"]), smaller).map(
            lambda parts: "( {} {} {} )".format(*parts)
        ),
        st.tuples(st.sampled_from(["number", "int", "round", "not"]), smaller).map(
            lambda parts: "{}( {} )".format(*parts)
        ),
    ),
    max_leaves=5,
)


@settings(max_examples=700, deadline=None)
@given(written=with_dates, given_answers=st.fixed_dictionaries({"a": days, "b": days}))
def test_dates_count_as_they_do_in_odk(oracle, written, given_answers):
    """Of dates and numbers. Of other text the engine makes whatever date its browser guesses; here it is none."""
    expected = oracle.ask(today=TODAY, written=written, answers=given_answers, own="")
    assert "error" not in expected, (written, expected)
    expression = parse(written)
    assert holds(expression, given_answers, today=TODAY) is expected["truth"], written
    assert text(evaluate(expression, given_answers, today=TODAY)) == expected["text"], written


mixed = st.tuples(
    st.sampled_from(["${a}", "${b}", "1", "2", "0.5"]),
    st.lists(
        st.tuples(
            st.sampled_from(["+", "-", "*", "div", "mod", "<", "<=", ">", ">=", "=", "!="]),
            st.sampled_from(["${a}", "${b}", "'x'", "1", "2", "-3", "10"]),
        ),
        min_size=2,
        max_size=6,
    ),
).map(lambda parts: " ".join([parts[0], *(word for pair in parts[1] for word in pair)]))


@settings(max_examples=500, deadline=None)
@given(written=mixed, given_answers=st.fixed_dictionaries(dict.fromkeys(("a", "b"), answers)))
def test_operators_bind_as_they_do_in_odk(oracle, written, given_answers):
    expected = oracle.ask(today=TODAY, written=written, answers=given_answers, own="")
    assert "error" not in expected, (written, expected)
    assert text(evaluate(parse(written), given_answers, today=TODAY)) == expected["text"], written

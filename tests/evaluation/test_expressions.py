"""What questionnaires may write as conditions, what each comes to, and what is refused and why."""

import time
from datetime import date

import pytest

from evaluation.instruments.expressions import BadExpression, Mention, Unsupported, evaluate, holds, parse, text

TODAY = date(2026, 3, 27)


def comes_to(written, this=None, **answers):
    return text(evaluate(parse(written), answers, today=TODAY, this=this))


@pytest.mark.parametrize(
    ("written", "answers", "expected"),
    [
        ("1 + 2 * 3", {}, "7"),
        ("(1 + 2) * 3", {}, "9"),
        ("7 div 2 - 1", {}, "2.5"),
        ("-7 mod 3", {}, "-1"),
        ("--3", {}, "3"),
        ("-${a} + 5", {"a": "2"}, "3"),
        ("1 - 2 - 3", {}, "-4"),
        ("0.1 + 0.2", {}, "0.30000000000000004"),
        ("1 div 3", {}, "0.3333333333333333"),
        ("10 div 0", {}, "Infinity"),
        ("1 = 1 and 2 = 2 or 1 = 0", {}, "true"),
        ("1 = 0 and 2 = 2 or 1 = 1", {}, "true"),
        ("1 < 2 = true()", {}, "true"),
        ("selected(${a}, 'x')", {"a": ("x", "y")}, "true"),
        ("selected(${a}, 'xy')", {"a": ("x", "y")}, "false"),
        ("count-selected(${a})", {"a": ("x", "y")}, "2"),
        ("count-selected(${a})", {}, "0"),
        ("if(${a} = 'x', 'one', 2)", {"a": "x"}, "one"),
        ("coalesce(${a}, ${b})", {"b": "z"}, "z"),
        ("string-length(${a})", {"a": "naïve"}, "5"),
        ("int(${a})", {"a": "-2.7"}, "-2"),
        ("round(2.5)", {}, "3"),
        ("round(-2.5)", {}, "-3"),
        ("round(3.14159, 2)", {}, "3.14"),
        ("number('')", {}, "NaN"),
        ("today()", {}, "2026-03-27"),
        ("today() - ${a}", {"a": "2026-03-20"}, "7"),
        ("date(${a}) < today()", {"a": "2026-03-26"}, "true"),
        ("date(1)", {}, "1970-01-02"),
        ("regex(${a}, '^[A-Z]{2}[0-9]+$')", {"a": "AB12"}, "true"),
        ('"it\'s" = ${a}', {"a": "it's"}, "true"),
        ("not(${a} != '')", {}, "true"),
    ],
)
def test_an_expression_comes_to(written, answers, expected):
    assert comes_to(written, **answers) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${a} = ''", True),
        ("${a} != 'x'", True),
        ("${a} = 0", False),
        ("${a} < 1", False),
        ("${a} >= 0", False),
        ("not(${a} >= 0)", True),
        ("${a} != 0", True),
        ("selected(${a}, 'x')", False),
        ("number(${a}) = number(${a})", False),
        ("${a} + 1 > 0", False),
    ],
)
def test_an_answer_not_given_is_empty_text_and_no_number(written, expected):
    assert holds(parse(written), {}, today=TODAY) is expected
    assert holds(parse(written), {"a": ""}, today=TODAY) is expected


def test_this_questions_own_answer_is_a_dot():
    assert holds(parse(". >= 0 and . <= 10"), {}, today=TODAY, this="10")
    assert not holds(parse(". >= 0 and . <= 10"), {}, today=TODAY, this="11")
    assert parse(". > ${a}").mentions_itself
    assert not parse("${a} > 1.5").mentions_itself


@pytest.mark.parametrize(
    ("written", "kind", "said"),
    [
        ("", BadExpression, "empty"),
        ("${a} = ", BadExpression, "ends too early"),
        ("(${a} = 1", BadExpression, "“)” is missing after “(” (character 1): found the end"),
        ("${a} = 1)", BadExpression, "“)” (character 9) is not expected"),
        ("${a} == 1", BadExpression, "“==” (character 6) is not an operator here; write “=”"),
        ("${a} && ${b}", BadExpression, "write “and”"),
        ("${a} = 'x", BadExpression, "text that begins at character 8 has no closing quotation mark"),
        ("${a} = x", BadExpression, "“x” (character 8) has no meaning here"),
        ("$a = 1", BadExpression, "reference at character 1"),
        ("${a b} = 1", BadExpression, "does not hold the name of a question"),
        ("${a} ${b}", BadExpression, "“${b}” (character 6) is not expected"),
        ("selected(${a})", BadExpression, "“selected” (character 1) takes 2 values, not 1"),
        ("if(1, 2)", BadExpression, "takes 3 values"),
        ("pulldata('f', 'a')", Unsupported, "the function “pulldata” (character 1) is not supported"),
        ("jr:choice-name(${a}, 'b')", Unsupported, "“jr:choice-name”"),
        ("count(${a})", Unsupported, "“count”"),
        ("/data/a = 1", Unsupported, "paths are not supported"),
        ("../a = 1", Unsupported, "paths are not supported"),
        ("${a}[1] = 2", Unsupported, "paths are not supported"),
        ("regex(., ${a})", Unsupported, "must be written out"),
        ("regex(., '(a')", Unsupported, "cannot be used: missing )"),
        (r"regex(., '(a)\1')", Unsupported, "cannot be used"),
        ("regex(., '(?=a)')", Unsupported, "cannot be used"),
        ("regex(., 'a{5000}')", Unsupported, "cannot be used"),
        ("${a} = 1; drop", BadExpression, "“;” (character 9)"),
    ],
)
def test_what_is_refused_and_why(written, kind, said):
    with pytest.raises(kind) as caught:
        parse(written)
    assert said in str(caught.value)


def test_23_length_and_nesting_have_limits():
    parse("(" * 20 + "1" + ")" * 20)
    with pytest.raises(Unsupported, match="nested more than 20 deep at character 21"):
        parse("(" * 21 + "1" + ")" * 21)
    parse("1" + " + 1" * 124)
    with pytest.raises(Unsupported, match="501 characters; 500 is the most"):
        parse("1" * 501)
    with pytest.raises(Unsupported):
        parse("(" * 3000 + "1" + ")" * 3000)


@pytest.mark.parametrize(
    "written", ["-" * 499 + "1", "1" + "+1" * 249, "1" + " or 1" * 99, "not(" * 20 + "1" + ")" * 20]
)
def test_the_longest_expressions_are_worked_out(written):
    assert evaluate(parse(written), {}, today=TODAY) is not None


def test_23_a_catastrophic_pattern_takes_linear_time():
    pattern = parse("regex(., '^(([a-z])+.)+[A-Z]([a-z])+$')")
    start = time.process_time()
    assert not holds(pattern, {}, today=TODAY, this="a" * 10_000)
    assert time.process_time() - start < 1


def test_what_an_expression_mentions():
    written = parse("selected(${a}, 'x') and (${b} = 'y' or ${c} != 2) and ${d} > 3 and not(${e})")
    assert written.names == {"a", "b", "c", "d", "e"}
    assert written.mentions == {
        *(Mention("a", "x"), Mention("b", "y"), Mention("c", "2"), Mention("d", None), Mention("e", None))
    }
    assert parse("${a}").mentions == {Mention("a", None)}

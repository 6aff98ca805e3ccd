"""What an expression comes to: values, and how they turn into one another.

The rules are those of ODK's web forms (openrosa-xpath-evaluator), odd ones included, because a questionnaire that
was tried there has to ask the same questions here: an answer not given is empty text, empty text is no number, and
nothing compares with what is no number. Dates count as days since 1 January 1970. A reference by itself stands for
the question, which is always there, so as a condition it always holds (`checks` says so to who writes one). One thing
differs: text that is no date is none here, where a browser guesses one (“x 4” is April 2001).
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from .parsing import Call, Chain, Literal, Negative, Node, Reference


class Given(str):
    """The text of an answer, as opposed to text that an expression holds or makes."""


@dataclass(frozen=True)
class Moment:
    """A date or what should have been one: NaN days, of empty text or not."""

    days: float
    blank: bool = False


Value = Given | str | float | bool | Moment

NAN = float("nan")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400_000  # milliseconds
SPACE = " \t\n\r\v\f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
SPACE += "\u205f\u3000\ufeff"
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_RAW_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_OTHER_BASE = re.compile(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


@dataclass(frozen=True)
class Setting:
    """What an expression is worked out against. A name that is not there counts as unanswered."""

    answers: Mapping[str, str]
    this: str
    today: date


def value_of(node: Node, setting: Setting) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Reference):
        return Given(setting.this if node.name is None else setting.answers.get(node.name, ""))
    if isinstance(node, Negative):
        return -number(value_of(node.operand, setting))
    if isinstance(node, Call):
        return _call(node, setting)
    return _chain(node, setting)


def _chain(node: Chain, setting: Setting) -> Value:
    value = value_of(node.first, setting)
    for operator, operand in node.rest:
        if operator in ("and", "or") and truth(value) == (operator == "or"):
            value = operator == "or"  # the rest cannot change it
        else:
            value = _operation(value, operator, value_of(operand, setting))
    return value


def _operation(left: Value, operator: str, right: Value) -> Value:
    if isinstance(left, Moment) or isinstance(right, Moment):
        if not isinstance(left, bool) and not isinstance(right, bool):
            left, right = _days(left), _days(right)
    elif operator in _COMPARE:
        left, right = _days_if_date(left), _days_if_date(right)
    if operator in ("and", "or"):
        return (truth(left) and truth(right)) if operator == "and" else (truth(left) or truth(right))
    if operator in ("=", "!="):
        return _equality(left, operator, right)
    if operator in _COMPARE:
        return _COMPARE[operator](number(left), number(right))
    return _arithmetic(number(left), operator, number(right))


def _equality(left: Value, operator: str, right: Value) -> bool:
    compare = _COMPARE[operator]
    if isinstance(left, bool) or isinstance(right, bool):
        return compare(truth(left), truth(right))
    if isinstance(left, float) or isinstance(right, float):
        return compare(number(left), number(right))
    return compare(text(left), text(right))


def _arithmetic(left: float, operator: str, right: float) -> float:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator == "*":
        return left * right
    if math.isnan(left) or math.isnan(right):
        return NAN
    if operator == "div":
        if right:
            return left / right
        return math.copysign(math.inf, left) * math.copysign(1, right) if left else NAN
    return math.fmod(left, right) if right and math.isfinite(left) else NAN


def truth(value: Value) -> bool:
    if isinstance(value, Given):
        return True
    if isinstance(value, Moment):
        return not math.isnan(value.days)
    if isinstance(value, float):
        return bool(value) and not math.isnan(value)
    return bool(value)


def number(value: Value) -> float:
    if isinstance(value, Moment):
        return value.days
    if not isinstance(value, str):
        return float(value)
    stripped = value.strip(SPACE)
    if _DATE.fullmatch(stripped):
        return _days_of_date(stripped)
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    if _OTHER_BASE.fullmatch(stripped):
        return float(int(stripped, 0))
    signs = {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}
    return signs.get(stripped, NAN)


def text(value: Value) -> str:
    """As it would stand in an answer."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _written(value)
    if isinstance(value, Moment):
        return _written_date(value)
    return str(value)


def _written(value: float) -> str:
    """The shortest digits that read back as the same number, without an exponent between 1e-7 and 1e21."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "0"
    if 1e-6 <= abs(value) < 1e21:
        digits = f"{int(value)}" if value.is_integer() and abs(value) < 2**53 else _plain(value)
        return digits
    mantissa, _, exponent = f"{value!r}".partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def _plain(value: float) -> str:
    from decimal import Decimal

    written = f"{Decimal(repr(value)):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _written_date(value: Moment) -> str:
    if math.isnan(value.days):
        return "" if value.blank else "Invalid Date"
    try:
        moment = EPOCH + timedelta(milliseconds=math.trunc(value.days * DAY))
    except OverflowError:
        return "Invalid Date"
    return moment.isoformat(timespec="milliseconds").removesuffix("T00:00:00.000+00:00")


def _days(value: Value) -> float:
    return _moment(value).days if isinstance(value, str) else number(value)


def _days_if_date(value: Value) -> Value:
    return _days_of_date(value) if isinstance(value, str) and _DATE.fullmatch(value) else value


def _moment(value: Value) -> Moment:
    if isinstance(value, Moment):
        return value
    if isinstance(value, bool):
        return Moment(NAN)
    if isinstance(value, float):
        return Moment(math.trunc(value * DAY) / DAY if math.isfinite(value) else NAN)
    if not value:
        return Moment(NAN, blank=True)
    if _RAW_NUMBER.fullmatch(value):
        return Moment(float(int(value.partition(".")[0])))
    return Moment(_days_of_date(value, roll_over=False) if _DATE.fullmatch(value) else NAN)


def _days_of_date(value: str, *, roll_over: bool = True) -> float:
    """Days to a date; a month 13 or a day 31 of April runs over into the next, where `roll_over` lets it."""
    try:
        if "T" in value:
            moment = datetime.fromisoformat(value)
            return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) / timedelta(days=1)
        year, month, day = (int(part) for part in value.split("-")[:3])
        if not roll_over:
            return float((date(year, month, day) - EPOCH.date()).days)
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
        return float((date(year, month, 1) - EPOCH.date()).days + day - 1)
    except (ValueError, OverflowError):
        return NAN


def _call(node: Call, setting: Setting) -> Value:
    if node.function == "today":
        return Moment(float((setting.today - EPOCH.date()).days))
    if node.function == "regex":
        return node.pattern.search(text(value_of(node.arguments[0], setting))) is not None
    return _FUNCTIONS[node.function](*(value_of(argument, setting) for argument in node.arguments))


def _selected(answer: Value, choice: Value) -> bool:
    return text(choice).strip(SPACE) in text(answer).split(" ")


def _integer(value: Value) -> float:
    whole = number(value)
    return float(math.trunc(whole)) if math.isfinite(whole) else whole


def _number(value: Value) -> float:
    written = text(value)
    return _days_of_date(written) if _DATE.fullmatch(written) else number(value)


def _round(value: Value, digits: Value = 0.0) -> float:
    """Halves go away from zero."""
    scale = _integer(digits)
    if math.isnan(scale) or abs(scale) > 300:
        return NAN
    amount, power = number(value), 10.0 ** abs(scale)
    return _rounded(amount * power) / power if scale > 0 else power * _rounded(amount / power)


def _rounded(amount: float) -> float:
    if not math.isfinite(amount):
        return amount
    size = math.floor(abs(amount))
    return math.copysign(size + (abs(amount) - size >= 0.5), amount)


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "coalesce": lambda first, second: text(first) or text(second),
    "count-selected": lambda answer: float(sum(1 for part in text(answer).split(" ") if part)),
    "date": _moment,
    "false": lambda: False,
    "if": lambda condition, yes, no: yes if truth(condition) else no,
    "int": _integer,
    "not": lambda value: not truth(value),
    "number": _number,
    "round": _round,
    "selected": _selected,
    "string-length": lambda value: len(text(value).encode("utf-16-le", "surrogatepass")) / 2,
    "true": lambda: True,
}

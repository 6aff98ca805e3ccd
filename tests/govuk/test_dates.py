"""Dates as people type them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commissioning.govuk.fields import DateField

WRITTEN_MONTHS = ["%m", "%B", "%b", "{0.month}"]


@given(
    st.dates(min_value=datetime.date(1000, 1, 1)),
    st.sampled_from(WRITTEN_MONTHS),
    st.sampled_from([str, str.upper, str.lower]),
)
def test_every_real_date_is_understood(date, pattern, case):
    month = case(date.strftime(pattern) if "%" in pattern else pattern.format(date))
    assert DateField().clean([str(date.day), f" {month} ", f"{date.year}"]) == date


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_whatever_is_typed_gives_a_date_or_a_reason(parts):
    try:
        outcome = DateField(required=False).clean(parts)
    except ValidationError as error:
        outcome = error.messages[0]
    assert isinstance(outcome, datetime.date | None) or outcome.startswith(("Date must ", "Year must "))


@pytest.mark.parametrize(
    ("parts", "reason", "wrong"),
    [
        (["1", "2", "26"], "Year must include 4 numbers", ("year",)),
        (["1", "2", "0026"], "Year must include 4 numbers", ("year",)),
        (["1", "2", "२०२६"], "Year must include 4 numbers", ("year",)),
        (["0", "2", "2026"], "Start must be a real date", ("day",)),
        (["1", "Ju", "2026"], "Start must be a real date", ("month",)),
        (["29", "2", "2025"], "Start must be a real date", ("day", "month", "year")),
        (["1", "", ""], "Start must include a month and year", ("month", "year")),
        (["31", "3", "2026"], "Start must be on or after 1 April 2026", ("day", "month", "year")),
        (["1", "4", "2027"], "Start must be on or before 31 March 2027", ("day", "month", "year")),
    ],
)
def test_a_wrong_date_says_what_and_where(parts, reason, wrong):
    field = DateField(label="Start", earliest=datetime.date(2026, 4, 1), latest=datetime.date(2027, 3, 31))
    with pytest.raises(ValidationError) as refused:
        field.clean(parts)
    assert refused.value.messages == [reason]
    assert refused.value.parts == wrong


def test_an_empty_date_is_none_unless_required():
    assert DateField(required=False).clean(["", "", ""]) is None
    with pytest.raises(ValidationError, match="Enter a date"):
        DateField().clean(["", "", ""])


def test_an_unchanged_date_is_not_a_change():
    day = datetime.date(2026, 3, 27)
    assert not DateField().has_changed(day, ["27", "March", "2026"])
    assert DateField().has_changed(day, ["28", "3", "2026"])

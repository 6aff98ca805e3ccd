"""Dates as far as they are known: typed, kept, shown, put in order."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from commissioning.profiles.dates import Known, Precision
from commissioning.profiles.forms.dates import KnownDateField


def field(**changes) -> KnownDateField:
    return KnownDateField(subject="The start", required=False, **changes)


@pytest.mark.parametrize(
    ("parts", "words", "first", "last"),
    [
        (["5", "3", "2019"], "5 March 2019", date(2019, 3, 5), date(2019, 3, 5)),
        (["", "March", "2019"], "March 2019", date(2019, 3, 1), date(2019, 3, 31)),
        (["", "2", "2024"], "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        (["", "", " 2019 "], "2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_a_year_is_enough(parts, words, first, last):
    known = field().clean(parts)
    assert (str(known), known.first, known.last) == (words, first, last)


@pytest.mark.parametrize(
    ("parts", "reason", "wrong"),
    [
        (["5", "3", ""], "The start must include a year", ("year",)),
        (["5", "", "2019"], "The start must include a month where it has a day", ("month",)),
        (["", "13", "2019"], "The start must be a real date", ("month",)),
        (["30", "2", "2019"], "The start must be a real date", ("day", "month", "year")),
        (["", "", "19"], "Year must include 4 numbers", ("year",)),
        (["", "", "1799"], "The start must be on or after 1 January 1800", ("day", "month", "year")),
    ],
)
def test_a_wrong_date_says_what_and_where(parts, reason, wrong):
    with pytest.raises(ValidationError) as refused:
        field().clean(parts)
    assert refused.value.messages == [reason]
    assert refused.value.parts == wrong


@given(st.lists(st.text(max_size=12), min_size=3, max_size=3))
def test_whatever_is_typed_gives_a_date_or_a_reason(parts):
    try:
        outcome = field().clean(parts)
    except ValidationError as error:
        outcome = error.messages[0]
    assert outcome is None or isinstance(outcome, Known) or outcome.startswith(("The start must ", "Year must "))


@given(st.dates(min_value=date(1800, 1, 1)), st.sampled_from(Precision))
def test_what_is_shown_in_the_boxes_is_the_same_date_again(day, precision):
    known = Known.around(day, precision)
    assert known.first <= day <= known.last
    assert Known.around(known.last, precision) == known
    assert field().clean([str(part) for part in known.parts]) == known

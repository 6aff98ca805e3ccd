"""The forms of the ledger: days in quarters, money, months, and why more is given than there is."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dates import MONTHS

from commissioning.govuk.fields import AffixedInput, LineField, MoneyField, ParagraphsField
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionField
from commissioning.people.models import User

from ..amounts import NOTHING, QUARTER, Amount
from ..models import LONGEST_TEXT


class DaysField(forms.DecimalField):
    """Days in quarters, none of them negative; "1 ½" is asked for again as 1.5."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 6)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault(
            "widget", AffixedInput({"class": "govuk-input--width-4", "inputmode": "decimal"}, suffix="days")
        )
        kwargs.setdefault("help_text", "In quarters, such as 0.25, 0.5 or 3.75")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Decimal | None:
        """Quarters last: Python cannot divide a number that is too long for the field."""
        value = super().clean(value)
        if value is not None and value % QUARTER:
            raise forms.ValidationError("Enter days in quarters, such as 0.25, 0.5 or 3.75", code="quarters")
        return value


class OverrideField(ParagraphsField):
    """Empty, unless there is less than is asked for."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Why, if it is more than there is?")
        kwargs.setdefault("help_text", "Only where it goes beyond what is left. It is kept, and shown with the entry.")
        super().__init__(required=False, max_length=LONGEST_TEXT, **kwargs)


class AdviserChoice(forms.TypedChoiceField):
    """One of the advisers it is given; the form turns the choice into the person."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "Select an adviser", "invalid_choice": "Select an adviser from the list"}
        super().__init__(coerce=int, error_messages=messages, **kwargs)


class _OfAdviser(Form):
    adviser = AdviserChoice(label="Which adviser?")

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["adviser"].choices = [("", "Choose"), *((pk, str(one)) for pk, one in self.people.items())]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["adviser"]]


class _OnEntryForm(_OfAdviser):
    """It knows the newest entry there was: the same page sent twice makes one."""

    after = VersionField()


class AllocateForm(_OnEntryForm):
    mark_optional = False  # days or money: one of them

    days = DaysField(label="Days", required=False)
    pounds = MoneyField(label="Money", required=False, min_value=0)
    override = OverrideField()

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not self.amount:
            self.add_error("days", "Enter days or money")
        return cleaned

    @property
    def amount(self) -> Amount:
        return Amount(self.cleaned_data.get("days") or NOTHING, self.cleaned_data.get("pounds") or NOTHING)


def months_from(first: date, number: int) -> list[tuple[str, str]]:
    """Choices: that month and those after it, as "2026-05-01" and "May 2026"."""
    found = []
    for ahead in range(number):
        year, month = divmod(first.year * 12 + first.month - 1 + ahead, 12)
        day = date(year, month + 1, 1)
        found.append((day.isoformat(), f"{MONTHS[day.month]} {day.year}"))
    return found


class MonthField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": "Select a month", "invalid_choice": "Select a month from the list"}
        super().__init__(coerce=date.fromisoformat, error_messages=messages, **kwargs)


class ForecastForm(_OfAdviser):
    month = MonthField(label="Which month?")
    days = DaysField(
        label="How many days do they expect to work in it?",
        help_text="In quarters. It takes the place of what was expected of that month before; 0 takes it away.",
        error_messages={"required": "Enter the days, or 0"},
    )

    def __init__(self, *args: Any, this_month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = months_from(this_month, 18)


class SpendForm(_OnEntryForm):
    pounds = MoneyField(
        label="How much was paid?",
        min_value=Decimal("0.01"),
        error_messages={"required": "Enter how much was paid", "min_value": "Enter more than £0"},
    )
    month = MonthField(label="Which month does it belong to?")
    what = LineField(
        label="What was it for?",
        max_length=300,
        help_text="A fee, travel, a room.",
        error_messages={"required": "Enter what it was for"},
    )
    override = OverrideField()

    def __init__(self, *args: Any, this_month: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        a_year_ago = this_month.replace(year=this_month.year - 1)
        self.fields["month"].choices = list(reversed(months_from(a_year_ago, 13)))


class ReverseForm(Form):
    why = ParagraphsField(
        label="Why is it reversed?",
        max_length=300,
        help_text="The entry stays to be read, and so does its reversal.",
        error_messages={"required": "Say why it is reversed"},
    )

"""The forms of costs and benefits: a figure, that it is verified, that it is removed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning import years
from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField, LineField, MoneyField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.benefits import Typed, Verified
from ..benefits import Category, Kind
from .requests import words

BACK, AHEAD = 10, 10  # years that can be chosen, around this one
LONG_AGO = timedelta(days=3653)


class FigureForm(VersionedForm):
    """`overlap` is asked for once somebody knows that there is one."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=Kind.choices,
        widget=Radios(
            choices=Kind.choices,
            hints={
                Kind.SET_UP: "New offices, structures, systems",
                Kind.TRANSITIONAL: "Leading the change: legal work, leaders’ time",
                Kind.IMPROVEMENT: "What it takes to get the service right, often years of it",
                Kind.CASHABLE: "Money that can be spent on something else",
                Kind.NON_CASHABLE: "Time or capacity that is free for something else",
                Kind.AVOIDED: "Money that would have been spent: modelled, so say how",
            },
        ),
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is from the list"},
    )
    area = forms.ChoiceField(
        label="For which area?",
        error_messages={"required": "Select the area", "invalid_choice": "Select the area from the list"},
    )
    category = forms.ChoiceField(
        label="What is the money for?",
        choices=[("", "Choose one"), *Category.choices],
        error_messages={"required": "Select what the money is for", "invalid_choice": "Select it from the list"},
    )
    year = forms.TypedChoiceField(
        label="In which year, April to March?",
        coerce=int,
        help_text="Enter each year by itself.",
        error_messages={"required": "Select the year", "invalid_choice": "Select the year from the list"},
    )
    pounds = MoneyField(
        label="How much?",
        min_value=0,
        error_messages={
            "required": "Enter the sum, such as £1,200",
            "invalid": "The sum must be a number, such as £1,200",
            "min_value": "The sum must be £0 or more",
            "max_digits": "The sum must be less than £10 billion",
            "max_whole_digits": "The sum must be less than £10 billion",
            "max_decimal_places": "The sum must have no more than two decimals",
        },
    )
    method = words(
        "How was it worked out?",
        "How it was worked out",
        "So that somebody else comes to the same sum. “13 children who did not come into care, at £600 a week for 135"
        " weeks: £1,053,000. Modelled.”",
        required=True,
        error_messages={"required": "Say how it was worked out"},
    )
    includes = words(
        "What does it include?",
        "What it includes",
        "Whole cost or direct cost, with overheads or without. A figure compares only with one that includes the same.",
        required=True,
        error_messages={"required": "Say what the figure includes"},
    )
    overlap = words(
        "Why is it not counted elsewhere already?",
        "Why it is not counted already",
        "Another support package has a figure of the same area, year and purpose.",
    )

    def __init__(self, *args: Any, areas: Iterable[Authority], overlaps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.fields["area"].choices = [(code, str(area)) for code, area in self.areas.items()]
        if len(self.areas) == 1:
            del self.fields["area"]
        this_year = years.year_of(timezone.localdate())
        possible = {*range(this_year - BACK, this_year + AHEAD + 1), *filter(None, [self.initial.get("year")])}
        self.fields["year"].choices = [("", "Choose one"), *((one, years.label(one)) for one in sorted(possible))]
        if not overlaps:
            self.fields["overlap"].widget = forms.HiddenInput()

    def ask_why(self, said: str) -> None:
        """Another package counts the same: what was typed stays, and the question is put."""
        self.fields["overlap"].widget = forms.Textarea()
        self.add_error("overlap", said)

    @property
    def typed(self) -> Typed:
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "area")}
        chosen = self.cleaned_data.get("area") or next(iter(self.areas))
        return Typed(authority=self.areas[chosen], **data)


class VerifyForm(VersionedForm):
    officer = LineField(
        label="Which finance officer verified it?",
        max_length=200,
        help_text="Their name. They need no account here.",
        error_messages={"required": "Enter the name of the finance officer"},
    )
    on = DateField(label="On which day?", error_messages={"required": "Enter the day it was verified"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["on"].earliest, self.fields["on"].latest = today - LONG_AGO, today

    @property
    def found(self) -> Verified:
        return Verified(**self.cleaned_data)


class RemoveForm(Form):
    why = LineField(
        label="Why is it removed?",
        max_length=500,
        help_text="The figure and the reason are kept in its history.",
        error_messages={"required": "Say why it is removed"},
    )

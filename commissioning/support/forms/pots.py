"""The form of a pot."""

from django import forms

from commissioning.govuk.fields import LineField, MoneyField
from commissioning.govuk.versioned import VersionedForm

from ..actions.pots import Typed
from .days import DaysField

EARLIEST, LATEST = 2020, 2100


class PotForm(VersionedForm):
    name = LineField(
        label="What is it for?",
        max_length=120,
        help_text="For example, “Bespoke support” or “Joint work in the North East”.",
        error_messages={"required": "Enter what it is for"},
    )
    year = forms.IntegerField(
        label="Year it begins",
        min_value=EARLIEST,
        max_value=LATEST,
        help_text="Years run April to March: 2026 is April 2026 to March 2027.",
        error_messages={"required": "Enter the year it begins"},
    )
    days = DaysField(label="Days it holds", max_digits=8, error_messages={"required": "Enter the days, or 0"})
    pounds = MoneyField(label="Money it holds", min_value=0, error_messages={"required": "Enter the money, or 0"})

    @property
    def typed(self) -> Typed:
        return Typed(**{name: self.cleaned_data[name] for name in ("name", "year", "days", "pounds")})

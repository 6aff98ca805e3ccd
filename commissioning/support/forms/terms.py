"""The forms of a package’s terms: aims, days, money and dates; a criterion; a signature."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField, LineField, MoneyField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm
from readiness.models import Standard

from ..actions.terms import Told, Typed
from ..kinds import Form as SupportForm
from ..kinds import Intervention, Offer
from ..models import Pot
from .days import DaysField
from .requests import words

EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=3653)


class TermsForm(VersionedForm):
    """Everything may wait until it is signed; what is missing then is said."""

    mark_optional = False

    aims = words("What are the aims?", "The aims", "What the work is for, in a few sentences both sides would use.")
    intervention = forms.ChoiceField(
        label="Who is the work with?",
        required=False,
        choices=Intervention.choices,
        widget=Radios(choices=Intervention.choices),
    )
    form = forms.ChoiceField(
        label="Which form does the support take?",
        required=False,
        choices=SupportForm.choices,
        widget=Radios(choices=SupportForm.choices),
    )
    offer = forms.ChoiceField(
        label="Which offer is it part of?",
        choices=Offer.choices,
        widget=Radios(choices=Offer.choices, inline=True),
        error_messages={"required": "Select which offer it is part of"},
    )
    days = DaysField(
        label="How many days?",
        required=False,
        max_value=1000,
        error_messages={
            "invalid": "The days must be a number, such as 12.5",
            "min_value": "The days must be 0 or more",
            "max_value": "The days must be 1,000 or fewer",
        },
    )
    budget = MoneyField(
        label="Which budget, beside the days?",
        required=False,
        min_value=0,
        help_text="0 where there is none.",
        error_messages={
            "min_value": "The budget must be £0 or more",
            "invalid": "The budget must be a sum, such as £1,200",
        },
    )
    pot = forms.TypedChoiceField(label="Which pot do they come from?", required=False, coerce=int, empty_value=None)
    begins_on = DateField(label="When does it begin?", required=False)
    review_on = DateField(label="When is it reviewed?", required=False)
    ends_on = DateField(label="When does it end?", required=False)

    def __init__(self, *args: Any, pots: Iterable[Pot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pots = {pot.pk: pot for pot in pots}
        self.fields["pot"].choices = [("", "Not chosen yet"), *((pk, str(pot)) for pk, pot in self.pots.items())]
        for name in ("begins_on", "review_on", "ends_on"):
            self.fields[name].earliest, self.fields[name].latest = EARLIEST, timezone.localdate() + AHEAD

    def clean(self) -> dict:
        cleaned = super().clean()
        begins = cleaned.get("begins_on")
        for name, what in (("review_on", "The review"), ("ends_on", "The end")):
            day = cleaned.get(name)
            if begins and day and day < begins:
                self.add_error(name, f"{what} must be on or after the day it begins")
        return cleaned

    @property
    def typed(self) -> Typed:
        return Typed(**{**self.cleaned_data, "pot": self.pots.get(self.cleaned_data["pot"])})


class CriterionForm(VersionedForm):
    """What will be different is enough to save it; all of it is needed before it is signed."""

    mark_optional = False

    text = LineField(
        label="What will be different?",
        max_length=500,
        help_text="One thing that somebody could see. Begin with who: “Parents of disabled children …”.",
        error_messages={"required": "Enter what will be different"},
    )
    measure = LineField(label="How is it measured?", required=False, max_length=500)
    baseline = LineField(label="Where does it stand now?", required=False, max_length=300)
    target = LineField(label="What is the target?", required=False, max_length=300)
    due_on = DateField(label="By when?", required=False)
    standard = forms.ChoiceField(label="Which standard does it serve?", required=False)
    area = forms.ChoiceField(label="For which area?", required=False)

    def __init__(self, *args: Any, standards: Iterable[Standard], areas: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.fields["due_on"].earliest, self.fields["due_on"].latest = EARLIEST, timezone.localdate() + AHEAD
        choices = [(one.code, f"{one.number}. {one.title}") for one in standards]
        self.fields["standard"].choices = [("", "None of them"), *choices]
        of_areas = [(code, str(area)) for code, area in self.areas.items()]
        self.fields["area"].choices = [("", "All areas together"), *of_areas]
        if len(self.areas) < 2:
            del self.fields["area"]

    @property
    def told(self) -> Told:
        data = {**self.cleaned_data}
        return Told(authority=self.areas.get(data.pop("area", "")), **data)


class SignForm(Form):
    """The revision the page showed goes with the signature."""

    terms = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    agrees = forms.BooleanField(
        label="I have read these terms and sign them",
        error_messages={"required": "Tick the box to sign"},
    )

"""The forms about advisers."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.authorities.models import Authority, Region
from commissioning.govuk.fields import AffixedInput, Checkboxes, DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm
from commissioning.people.models import User
from readiness.models import Standard

from ..actions.advisers import LONGEST_CHECK, Found, Own, Typed
from ..kinds import Kind
from ..models import LONGEST_TEXT, ConflictCheck

EARLIEST = date(2000, 1, 1)
LATEST = timedelta(days=3653)  # ten years on; further is a slip of the hand


def _words(label: str, required: str = "", **kwargs: Any) -> ParagraphsField:
    subject = kwargs.pop("subject", label)
    messages = {"max_length": f"{subject} must be %(limit_value)s characters or fewer; it has %(show_value)s now"}
    if required:
        messages["required"] = required
    return ParagraphsField(
        label=label, required=bool(required), max_length=LONGEST_TEXT, error_messages=messages, **kwargs
    )


def _days_a_month() -> forms.DecimalField:
    return forms.DecimalField(
        label="Days a month that can be had",
        min_value=0,
        max_value=31,
        max_digits=3,
        decimal_places=1,
        widget=AffixedInput({"class": "govuk-input--width-4", "inputmode": "decimal"}, suffix="days"),
        error_messages={"required": "Enter the days a month, or 0"},
    )


def _employer_name() -> LineField:
    return LineField(
        label="Employer, where it is no council",
        required=False,
        max_length=200,
        help_text="For example, an integrated care board, a charity, or self-employed.",
    )


class AdviserForm(VersionedForm):
    """Everything about an adviser, for the programme."""

    employer = forms.TypedChoiceField(
        label="Employer, where it is a council",
        required=False,
        coerce=str,
        help_text="An adviser never works for their own employer.",
        error_messages={"invalid_choice": "Select a council from the list"},
    )
    employer_name = _employer_name()
    accredited_on = DateField(label="Accredited on", required=False, earliest=EARLIEST)
    accredited_until = DateField(label="Accredited until (last day)", required=False, earliest=EARLIEST)
    kinds = forms.MultipleChoiceField(
        label="Kinds of support they know", required=False, choices=Kind.choices, widget=Checkboxes(small=True)
    )
    standards = forms.MultipleChoiceField(label="Standards they know", required=False, widget=Checkboxes(small=True))
    regions = forms.MultipleChoiceField(
        label="Regions they work in",
        required=False,
        widget=Checkboxes(small=True),
        help_text="Select none where any region will do.",
    )
    days_a_month = _days_a_month()
    about = _words("About them", subject="What is said about them")

    def __init__(
        self,
        *args: Any,
        areas: Iterable[Authority],
        regions: Iterable[Region],
        standards: Iterable[Standard],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.regions = {region.slug: region for region in regions}
        choices = [(code, area.short_name) for code, area in self.areas.items()]
        self.fields["employer"].choices = [("", "No council"), *choices]
        self.fields["regions"].choices = [(slug, region.name) for slug, region in self.regions.items()]
        self.fields["standards"].choices = [(one.code, f"{one.number}. {one.title}") for one in standards]
        today = timezone.localdate()
        self.fields["accredited_on"].latest, self.fields["accredited_until"].latest = today, today + LATEST

    def clean(self) -> dict:
        cleaned = super().clean()
        begun, until = cleaned.get("accredited_on"), cleaned.get("accredited_until")
        if until and not begun and "accredited_on" not in self.errors:
            self.add_error("accredited_on", "Enter the day they were accredited on")
        if begun and until and until < begun:
            self.add_error("accredited_until", "The last day must be on or after the first")
        if cleaned.get("employer") and cleaned.get("employer_name"):
            self.add_error("employer_name", "Select a council or enter another employer, not both")
        return cleaned

    @property
    def typed(self) -> Typed:
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"version", "person"}}
        data["employer"] = self.areas.get(data["employer"])
        data["regions"] = tuple(self.regions[slug] for slug in data["regions"])
        data["kinds"], data["standards"] = tuple(data["kinds"]), tuple(data["standards"])
        return Typed(**data)


class NewAdviserForm(AdviserForm):
    """With who it is about, out of those in role who have no page yet."""

    person = forms.TypedChoiceField(
        label="Who?",
        coerce=int,
        error_messages={"required": "Select a person", "invalid_choice": "Select a person from the list"},
    )
    field_order = ("person",)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["person"].choices = [("", "Choose"), *((pk, str(one)) for pk, one in self.people.items())]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["person"]]


class OwnForm(VersionedForm):
    """What advisers say of themselves."""

    days_a_month = _days_a_month()
    employer_name = _employer_name()

    @property
    def own(self) -> Own:
        return Own(self.cleaned_data["employer_name"], self.cleaned_data["days_a_month"])


class AwayForm(Form):
    first = DateField(label="First day away", error_messages={"required": "Enter the first day away"})
    last = DateField(label="Last day away", error_messages={"required": "Enter the last day away"})
    why = LineField(label="Why", required=False, max_length=200, help_text="Seen by the programme.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["first"].earliest, self.fields["last"].earliest = today - timedelta(days=366), today
        self.fields["first"].latest = self.fields["last"].latest = today + LATEST

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day away must be on or after the first")
        return cleaned


class ConflictForm(Form):
    area = forms.ChoiceField(
        label="Which area?",
        error_messages={"required": "Select an area", "invalid_choice": "Select an area from the list"},
    )
    why = LineField(
        label="What is the conflict?",
        max_length=500,
        help_text="For example, a close relative who works there, or a firm of theirs that sells to it.",
        error_messages={"required": "Enter what the conflict is"},
    )
    until = DateField(label="Until when (last day)", required=False)

    def __init__(self, *args: Any, areas: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.fields["area"].choices = [("", "Choose"), *((code, one.short_name) for code, one in self.areas.items())]
        today = timezone.localdate()
        self.fields["until"].earliest, self.fields["until"].latest = today, today + LATEST

    @property
    def chosen(self) -> Authority:
        return self.areas[self.cleaned_data["area"]]


class CheckForm(Form):
    declared = _words(
        "What did the adviser declare?",
        "Enter what the adviser declared",
        subject="What was declared",
        help_text="About work, money, family and friends in the areas of this package. “Nothing” is an answer.",
    )
    outcome = forms.ChoiceField(
        label="What follows from it?",
        choices=ConflictCheck.Outcome.choices,
        widget=Radios(),
        error_messages={"required": "Select what follows from it", "invalid_choice": "Select one from the list"},
    )
    managed_how = _words("How is it managed?", subject="How it is managed", help_text="Where it can be managed.")
    valid_until = DateField(
        label="Valid until (last day)",
        help_text="Twelve months at most. It is asked again before it runs out.",
        error_messages={"required": "Enter the last day it is valid"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["valid_until"].earliest, self.fields["valid_until"].latest = today, today + LONGEST_CHECK

    def clean(self) -> dict:
        cleaned = super().clean()
        managed = cleaned.get("outcome") == ConflictCheck.Outcome.MANAGED
        if managed and not cleaned.get("managed_how", "").strip() and "managed_how" not in self.errors:
            self.add_error("managed_how", "Enter how it is managed")
        return cleaned

    @property
    def found(self) -> Found:
        return Found(**self.cleaned_data)

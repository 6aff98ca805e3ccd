"""Forms of interviews: when one was held, why it counts unchecked, words worth quoting."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.interviews import Held
from ..models import Interview


class InterviewForm(VersionedForm):
    held_on = DateField(label="When was it held?")
    present = LineField(
        label="Who was there?", help_text="By role, without names, such as “champion and her deputy”.", required=False,
        max_length=300,
    )  # fmt: skip
    consent = forms.ChoiceField(
        label="May passages be quoted?",
        choices=Interview.Consent.choices,
        widget=Radios,
        error_messages={"required": "Select whether passages may be quoted"},
    )

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise ValidationError("The day it was held must be today or in the past")
        return day

    @property
    def held(self) -> Held:
        return Held(**{name: self.cleaned_data[name] for name in ("held_on", "present", "consent")})


class UncheckedForm(Form):
    because = LineField(
        label="Why does it count without their check?",
        help_text="For example, read back to them on the day, or no reply after two reminders.",
        max_length=500,
        error_messages={"required": "Enter why it counts without their check"},
    )


class PassageForm(Form):
    question = forms.ChoiceField(
        label="Said in answer to", error_messages={"required": "Select the question it answered"}
    )
    text = ParagraphsField(
        label="Words worth quoting",
        help_text="As they were said. They are checked for names and places before anything is printed.",
        max_length=1000,
        error_messages={"required": "Enter the words"},
    )

    def __init__(self, *args: Any, questions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [("", "Select a question"), *questions]

"""A stakeholder as a form, and the agreement of those a page showed."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from commissioning.govuk.fields import LineField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.stakeholders import Typed
from ..models import Stakeholder, Structure
from ..models.kept import LONGEST_TEXT


class StakeholderForm(VersionedForm):
    name = LineField(label="Name", max_length=120)
    job = LineField(label="Job", max_length=200)
    organisation = LineField(label="Organisation", max_length=200, error_messages={"required": "Enter an organisation"})
    side = forms.ChoiceField(
        label="Which side do they speak for?",
        choices=Stakeholder.Side.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select which side they speak for"),
    )
    structure = forms.ModelChoiceField(
        Structure.objects.none(),
        label="Which structure do they belong to?",
        required=False,
        empty_label="None of them",
        error_messages={"invalid_choice": "Select a structure from the list, or none of them"},
    )
    why_they_matter = ParagraphsField(
        label="Why do they matter?",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="They may ask to read what is written about them.",
    )
    hearing = forms.ChoiceField(
        label="How should they be heard?",
        choices=Stakeholder.Hearing.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select how they should be heard"),
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=254,
        help_text="To arrange a conversation. Only a link to check its notes is ever sent there.",
    )

    def __init__(self, *args, structures: QuerySet[Structure], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures

    @property
    def typed(self) -> Typed:
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "structure")}
        structure = self.cleaned_data["structure"]
        return Typed(**values, structure_id=structure.pk if structure else None)


def initial_of(stakeholder: Stakeholder) -> dict:
    names = ("name", "job", "organisation", "side", "structure", "why_they_matter", "hearing", "email", "version")
    return {name: getattr(stakeholder, name) for name in names}


class ShownField(forms.Field):
    """The rows a page had, each as "id-version"; gives versions by id."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: list[str] | None) -> dict[int, int]:
        rows = [re.fullmatch(r"([0-9]{1,18})-([0-9]{1,9})", text) for text in value or []]
        if not all(rows):
            raise ValidationError("This page had lost its place. Look at the list again, then agree it.")
        return {int(row[1]): int(row[2]) for row in rows if row}


class AgreeForm(Form):
    shown = ShownField(required=False)

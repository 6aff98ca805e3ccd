"""A structure as a form."""

from django import forms

from commissioning.govuk.fields import LineField, ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.structures import Typed
from ..models import Structure
from ..models.kept import LONGEST_TEXT
from .dates import AHEAD, ENDS_TOO_EARLY, KnownDateField, ends_too_early, today


class StructureForm(VersionedForm):
    name = LineField(
        label="Name",
        max_length=200,
        help_text="Of the board, group, unit, partner or office; people are on the list of stakeholders.",
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Structure.Kind.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what it is"),
    )
    starts = KnownDateField(subject="The start", label="Since when?", required=False)
    ends = KnownDateField(
        subject="The end",
        label="Until when?",
        required=False,
        help_text="Leave it empty while it exists. What binds it to others on the map ends with it. A year is enough.",
    )
    about = ParagraphsField(
        label="What should people know about it?",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Such as what it decides, how often it meets, and what it used to be called.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].latest = self.fields["ends"].latest = today() + AHEAD

    def clean(self) -> dict:
        cleaned = super().clean()
        if ends_too_early(cleaned):
            self.add_error("ends", ENDS_TOO_EARLY)
        return cleaned

    @property
    def typed(self) -> Typed:
        return Typed(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def initial_of(structure: Structure) -> dict:
    return {name: getattr(structure, name) for name in ("name", "kind", "starts", "ends", "about", "version")}

"""Forms of the programme’s desk, and of whoever oversees a region."""

from collections.abc import Iterable

from django import forms

from commissioning.authorities.models import Authority
from commissioning.govuk.fields import Checkboxes, LineField, Radios
from commissioning.govuk.forms import Form

from ..actions.proposals import FEWEST
from ..kinds import Kind
from .requests import words
from .sessions import PageKeyField


class SavedFilterForm(Form):
    name = LineField(
        label="Name of the filter",
        max_length=80,
        help_text="Such as “Delivery in the North East”. A name you use already is given to this filter instead.",
        error_messages={"required": "Enter a name"},
    )


class ProposalForm(Form):
    """`areas`: those the reader oversees."""

    key = PageKeyField()
    kind = forms.ChoiceField(
        label="What kind of support?",
        choices=Kind.choices,
        widget=Radios(),
        error_messages={"required": "Select a kind of support", "invalid_choice": "Select a kind from the list"},
    )
    areas = forms.MultipleChoiceField(
        label="For which areas?",
        widget=Checkboxes(small=True),
        error_messages={"required": "Select two areas or more", "invalid_choice": "Select areas from the list"},
    )
    words = words(
        "Why together, and what might it be?",
        "Why together",
        "Their champions read this. Leave out anything that one of the areas has told you alone.",
        required=True,
        error_messages={"required": "Say why together"},
    )

    def __init__(self, *args, areas: Iterable[Authority], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.known = {area.gss_code: area for area in areas}
        self.fields["areas"].choices = [(code, str(area)) for code, area in self.known.items()]

    def clean_areas(self) -> list[str]:
        codes = self.cleaned_data["areas"]
        if len(codes) < FEWEST:
            raise forms.ValidationError("Select two areas or more")
        return codes

    @property
    def chosen(self) -> list[Authority]:
        return [self.known[code] for code in self.cleaned_data["areas"]]

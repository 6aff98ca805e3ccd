"""What people of an area say of it, as a form: a priority, or support that would be welcomed."""

from collections.abc import Iterable

from django import forms
from django.utils import timezone

from commissioning import years
from commissioning.govuk.fields import LineField, Radios
from commissioning.govuk.versioned import VersionedForm
from commissioning.kinds import Kind

from ..actions.said import Typed
from ..models.priorities import Theme
from ..models.said import LONGEST_LINE, SAID_BY, Said
from ..sensitivity import Sensitivity
from .sensitivity import SensitivityField

BACK = 10  # years that can be chosen, this one and those before it


class _SaidForm(VersionedForm):
    said_by = forms.ChoiceField(
        label="Who said it?",
        choices=SAID_BY,
        widget=Radios(small=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select who said it from the list"),
    )
    year = forms.TypedChoiceField(
        label="In which year, April to March?",
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select the year from the list"),
    )
    sensitivity = SensitivityField()

    field_order = ("version", "kind", "words")

    def __init__(self, *args, readable: Iterable[Sensitivity], **kwargs):
        super().__init__(*args, **kwargs)
        offered = dict.fromkeys([*range(this_year(), this_year() - BACK, -1), self.initial["year"]])
        self.fields["year"].choices = [(year, years.label(year)) for year in offered]
        self.fields["sensitivity"].offer(readable)

    @property
    def typed(self) -> Typed:
        return Typed(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class WelcomedForm(_SaidForm):
    kind = forms.ChoiceField(
        label="Which kind of support would be welcomed?",
        choices=Kind.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a kind of support from the list"),
    )
    words = LineField(
        label="What for, in a line?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="As they put it, such as “Somebody who has pooled a budget for short breaks”. Name nobody.",
        error_messages={"max_length": f"What for must be {LONGEST_LINE} characters or less"},
    )


class PriorityForm(_SaidForm):
    kind = forms.ChoiceField(
        label="Which theme is it?",
        choices=Theme.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select a theme from the list"),
    )
    words = LineField(
        label="What matters about it, in a line?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="As they put it, such as “Fewer children placed more than 20 miles away”. Name nobody.",
        error_messages={"max_length": f"What matters must be {LONGEST_LINE} characters or less"},
    )


def this_year() -> int:
    return years.year_of(timezone.localdate())


def beginning() -> dict:
    """Said this year, and for the area and its local lead until the area opens it further."""
    return {"version": 0, "year": this_year(), "sensitivity": Sensitivity.LEAD}


def initial_of(entry: Said) -> dict:
    return {name: getattr(entry, name) for name in ("kind", "words", "said_by", "year", "sensitivity", "version")}

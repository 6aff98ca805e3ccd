"""The forms of scoping: a listening note, a pitfall or opportunity, a question of the checklist, the picture."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm, VersionField
from commissioning.profiles.models import Stakeholder

from ..actions.scoping import Heard
from ..models import ChecklistAnswer, ScopingPoint, Theme
from .requests import words

EARLIEST = date(2000, 1, 1)


class NoteForm(VersionedForm):
    theme = forms.ChoiceField(
        label="Which theme does it belong to?",
        choices=Theme.choices,
        widget=Radios(choices=Theme.choices),
        error_messages={"required": "Select a theme", "invalid_choice": "Select a theme from the list"},
    )
    person = forms.TypedChoiceField(
        label="Who said it?",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="From the area’s stakeholder list. Who said what stays with the area and the team.",
    )
    heard_on = DateField(
        label="When was it said?", earliest=EARLIEST, error_messages={"required": "Enter the day it was said"}
    )
    text = words(
        "What did they say?",
        "What they said",
        "In their words where you can. Leave out anything about individual children.",
        required=True,
        error_messages={"required": "Enter what they said"},
    )

    def __init__(self, *args: Any, people: Iterable[Stakeholder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["heard_on"].latest = timezone.localdate()
        named = [(pk, f"{one.name}, {one.job}" if one.job else one.name) for pk, one in self.people.items()]
        self.fields["person"].choices = [("", "Several people, or nobody on the list"), *named]

    @property
    def heard(self) -> Heard:
        data = {**self.cleaned_data}
        return Heard(stakeholder=self.people.get(data.pop("person")), **data)


class PointForm(VersionedForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=ScopingPoint.Kind.choices,
        widget=Radios(
            choices=ScopingPoint.Kind.choices,
            hints={
                "pitfall": "What could go wrong here that would not elsewhere",
                "opportunity": "What there is to build on",
                "mindset": "How people here feel about change just now",
            },
        ),
        error_messages={"required": "Select what it is", "invalid_choice": "Select what it is from the list"},
    )
    text = words("In a few sentences", "It", required=True, error_messages={"required": "Enter it in a few sentences"})


class AnswerForm(VersionedForm):
    state = forms.ChoiceField(
        label="How does it stand?",
        choices=ChecklistAnswer.State.choices,
        widget=Radios(choices=ChecklistAnswer.State.choices),
        error_messages={"required": "Select how it stands", "invalid_choice": "Select how it stands from the list"},
    )
    note = LineField(label="The answer in a sentence", required=False, max_length=500)


class PictureForm(VersionedForm):
    mark_optional = False

    picture = words(
        "What is the need, as both sides see it?",
        "The picture",
        "What is hard and why, what there is to build on, and what would have to be true afterwards.",
    )


class AgreeForm(Form):
    """The words the page showed are the ones that are agreed."""

    version = VersionField()

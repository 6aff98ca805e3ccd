"""A pitfall, an opportunity or a mindset as a form."""

from collections.abc import Iterable

from django import forms

from commissioning.govuk.fields import ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.insights import Typed
from ..models import Insight
from ..models.kept import LONGEST_TEXT
from ..sensitivity import Sensitivity
from .sensitivity import SensitivityField

_LONG = "%s must be 10,000 characters or less"


class InsightForm(VersionedForm):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Insight.Kind.choices,
        widget=Radios(
            hints={
                Insight.Kind.PITFALL: "Where somebody who does not know the area would stumble",
                Insight.Kind.OPPORTUNITY: "What could be built on, and has not been yet",
                Insight.Kind.MINDSET: "How people here think of change, of help and of each other",
            }
        ),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what it is"),
    )
    words = ParagraphsField(
        label="Say it in a sentence or two",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Name roles rather than people, and leave out anything about individual children.",
        error_messages={"required": "Enter what it is", "max_length": _LONG % "What it is"},
    )
    what_to_do = ParagraphsField(
        label="What to do about it?",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For somebody who visits for the first time, such as “Ask the parents’ group before drafting”.",
        error_messages={"max_length": _LONG % "What to do about it"},
    )
    sensitivity = SensitivityField()

    def __init__(self, *args, readable: Iterable[Sensitivity], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sensitivity"].offer(readable)

    @property
    def typed(self) -> Typed:
        return Typed(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def initial_of(insight: Insight) -> dict:
    return {name: getattr(insight, name) for name in ("kind", "words", "what_to_do", "sensitivity", "version")}

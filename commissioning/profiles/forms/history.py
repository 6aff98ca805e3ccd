"""An entry of an area's history as a form."""

from collections.abc import Iterable

from django import forms

from commissioning.govuk.fields import LineField, ParagraphsField, Radios
from commissioning.govuk.versioned import VersionedForm

from ..actions.history import Typed
from ..models import HistoryEntry
from ..models.kept import LONGEST_TEXT
from ..sensitivity import Sensitivity
from .dates import ENDS_TOO_EARLY, KnownDateField, ends_too_early, today
from .sensitivity import SensitivityField

_SIDES = {"strength": "A strength", "bruise": "A bruise"}
_WHICH = "Select whether it is a strength or a bruise"


class EntryForm(VersionedForm):
    title = LineField(
        label="What was it?",
        max_length=200,
        help_text="In a few words, such as “Third restructure in four years” or “Young inspectors on every panel”.",
        error_messages={
            "required": "Enter what it was",
            "max_length": "What it was must be 200 characters or less",
        },
    )
    strength = forms.TypedChoiceField(
        label="Is it a strength or a bruise?",
        help_text="Strengths are asked for as much as bruises.",
        choices=list(_SIDES.items()),
        coerce=lambda value: value == "strength",
        empty_value=None,
        widget=Radios(inline=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _WHICH),
    )
    kind = forms.ChoiceField(
        label="What kind is it?",
        choices=HistoryEntry.Kind.choices,
        widget=Radios(
            hints={
                HistoryEntry.Kind.TURBULENCE: "Restructures, mergers, changes of leaders",
                HistoryEntry.Kind.INTERVENTION: "Inspections, notices, help from outside",
                HistoryEntry.Kind.PARTNERSHIP: "How partners have worked together, or not",
                HistoryEntry.Kind.PLACE: "What is particular to the place and its people",
            }
        ),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select what kind it is"),
    )
    starts = KnownDateField(
        subject="The start",
        label="When did it begin or happen?",
        error_messages={"required": "Enter when it began or happened; a year is enough"},
    )
    ends = KnownDateField(
        subject="The end",
        label="When did it end?",
        required=False,
        help_text="Leave it empty for a single event, or when it goes on. A year is enough.",
    )
    narrative = ParagraphsField(
        label="What happened?",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="Name roles rather than people, and leave out anything about individual children.",
    )
    effect_today = ParagraphsField(
        label="What is its effect today?",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = LineField(
        label="Source",
        required=False,
        max_length=500,
        help_text="Who told it, or where it is written down. “As the champion recalls it” is a source.",
    )
    sensitivity = SensitivityField()

    def __init__(self, *args, readable: Iterable[Sensitivity], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts"].latest = self.fields["ends"].latest = today()
        self.fields["sensitivity"].offer(readable)

    def clean(self) -> dict:
        cleaned = super().clean()
        if ends_too_early(cleaned):
            self.add_error("ends", ENDS_TOO_EARLY)
        return cleaned

    @property
    def typed(self) -> Typed:
        return Typed(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


def initial_of(entry: HistoryEntry) -> dict:
    names = ("title", "kind", "starts", "ends", "narrative", "effect_today", "source", "sensitivity", "version")
    return {name: getattr(entry, name) for name in names} | {"strength": "strength" if entry.strength else "bruise"}

"""The forms of a close: a rating, the adviser’s facts, the words, a follow-up."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..actions.closing import Facts, Judged, Typed
from ..models import Closing, Rating
from .requests import words

LATEST_LOOK = timedelta(days=731)


class RateForm(Form):
    mark_optional = False

    rating = forms.ChoiceField(
        label="How did it come out?",
        choices=Rating.choices,
        widget=Radios(choices=Rating.choices),
        error_messages={"required": "Select how it came out", "invalid_choice": "Select how it came out from the list"},
    )
    words = words("What shows it?", "What shows it", "What one can see or count, and where.")
    look_again_on = DateField(
        label="If it is too early: when will it be looked at again?",
        required=False,
        help_text="A follow-up is set for that day. It stays with the programme until it is done.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localdate() + timedelta(days=1)
        self.fields["look_again_on"].earliest = tomorrow
        self.fields["look_again_on"].latest = tomorrow + LATEST_LOOK

    def clean(self) -> dict:
        cleaned = super().clean()
        too_early, day = cleaned.get("rating") == Rating.TOO_EARLY, cleaned.get("look_again_on")
        if too_early and not day and "look_again_on" not in self.errors:
            self.add_error("look_again_on", "Enter the day it will be looked at again")
        elif day and "rating" in cleaned and not too_early:
            self.add_error("look_again_on", "Leave the day empty, or select “Too early to tell”")
        return cleaned

    @property
    def judged(self) -> Judged:
        return Judged(**self.cleaned_data)


class FactsForm(VersionedForm):
    mark_optional = False

    text = words(
        "What can be shown?",
        "What can be shown",
        "The figures and what was seen, without a rating: the area and the lead rate it.",
    )

    @property
    def facts(self) -> Facts:
        return Facts(**self.cleaned_data)


def _test(label: str, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=Closing.Passed.choices,
        widget=Radios(choices=Closing.Passed.choices, inline=True),
    )


class ClosingForm(VersionedForm):
    """Saved piece by piece; what is missing is said before it can be closed."""

    mark_optional = False

    else_happening = words(
        "What else was happening?", "What else was happening", "New people, money, inspection, other programmes."
    )
    part = forms.ChoiceField(
        label="Which part did the programme have in what changed?",
        required=False,
        choices=Closing.Part.choices,
        widget=Radios(choices=Closing.Part.choices),
        help_text="Contribution, not attribution.",
    )
    credible = _test("Was the support credible?", "Did people who know the work listen to it?")
    capacity = _test("Did it add capacity?", "Or did it take more than it gave?")
    connected = _test("Was it connected?", "To the corporate, political and partner context.")
    tests_words = words("Why?", "The reasons")
    helped = words("What helped?", "What helped")
    hindered = words("What hindered?", "What hindered")
    lessons = words("What are the lessons?", "The lessons", "What you would do again, and what not.")
    no_figures_yet = forms.BooleanField(label="There are no costs or benefits to enter yet", required=False)
    days_complete = forms.BooleanField(
        label="Every adviser’s days are recorded, also where there were none", required=False
    )
    offered_as_case_study = forms.BooleanField(
        label="Offer this package as a case study",
        required=False,
        help_text="Nothing is published by this; the programme gets in touch first.",
    )

    @property
    def typed(self) -> Typed:
        return Typed(**self.cleaned_data)


class FollowUpForm(Form):
    text = words(
        "What was found?",
        "What was found",
        "What has lasted, what has not, and what is still expected.",
        required=True,
        error_messages={"required": "Enter what was found"},
    )

"""Forms about sharing what was signed, and about the playback."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from commissioning.govuk.fields import DateField, ParagraphsField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.text import visible
from commissioning.govuk.versioned import VersionedForm

from ..actions.sharing import Told, Wanted, latest_day
from ..models import Share
from ..models.assessments import LONGEST_NARRATIVE

LONGEST_PURPOSE = 300


class ShareForm(Form):
    """What is shared with one audience, what for, and until when."""

    what = forms.ChoiceField(
        label="What do you want to share?",
        choices=Share.What.choices,
        widget=Radios(
            hints={
                Share.What.LEVELS: "Each standard with its level and the level you aim for; none of your words.",
                Share.What.REPORT: "Levels, your words, evidence with its files, how far apart views were, and change "
                "since earlier years.",
            }
        ),
        error_messages={
            "required": "Select what you want to share",
            "invalid_choice": "Select the levels alone or the whole report",
        },
    )
    purpose = forms.CharField(
        label="What is it for?",
        help_text="They read this too. For example, planning joint support with two neighbouring areas.",
        max_length=LONGEST_PURPOSE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Enter what it is for",
            "max_length": "What it is for must be %(limit_value)s characters or fewer; it has %(show_value)s now",
        },
    )
    until = DateField(
        label="Last day they can see it",
        help_text="It ends by itself after this day, and you can end it sooner. For example, 27 3 2027",
        error_messages={"required": "Enter the last day they can see it"},
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest, self.fields["until"].latest = today, latest_day(today)

    def clean_purpose(self) -> str:
        """One line that can be read; writing it plainly may have made it longer."""
        purpose = visible(self.cleaned_data["purpose"])
        if not purpose:
            raise ValidationError(self.fields["purpose"].error_messages["required"])
        if len(purpose) > LONGEST_PURPOSE:
            raise ValidationError(f"What it is for must be {LONGEST_PURPOSE} characters or fewer")
        return purpose

    def wanted(self, audience: str) -> Wanted:
        cleaned = self.cleaned_data
        return Wanted(audience, cleaned["what"], cleaned["purpose"], cleaned["until"])


class PlaybackForm(VersionedForm):
    """A day, which may be ahead, and what came of it."""

    held_on = DateField(
        label="Day of the playback",
        help_text="A day ahead announces it to everyone who took part. For example, 27 3 2026",
        error_messages={"required": "Enter the day of the playback"},
    )
    who_came = ParagraphsField(
        label="Who came?",
        help_text="Groups and partners rather than names.",
        required=False,
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    disputed = ParagraphsField(
        label="What was disputed?",
        help_text="Leave out who said it.",
        required=False,
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    changed = ParagraphsField(
        label="What changed because of it?",
        required=False,
        max_length=LONGEST_NARRATIVE,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args, opened: date, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["held_on"].earliest, self.fields["held_on"].latest = opened, latest_day(today)

    @property
    def told(self) -> Told:
        return Told(**self.cleaned_data)

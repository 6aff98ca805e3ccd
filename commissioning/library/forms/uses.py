"""The forms of a use: that an area used it, and whether it helped."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField, LineField, Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import VersionedForm

from ..kinds import Helped
from ..models.uses import LONGEST_LINE


class UseForm(Form):
    area = forms.ChoiceField(
        label="Which area used it?",
        widget=Radios(small=True),
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select the area from the list"),
    )
    used_on = DateField(
        label="From which day?",
        error_messages={"required": "Enter the day from which it was used"},
    )
    how = LineField(
        label="How, in a line?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Such as “Read before we agreed how overspends are shared”. Name nobody.",
        error_messages={"max_length": f"How it was used must be {LONGEST_LINE} characters or less"},
    )

    def __init__(self, *args: Any, areas: Iterable[Authority], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.gss_code: area for area in areas}
        self.fields["area"].choices = [(code, str(area)) for code, area in self.areas.items()]
        self.fields["used_on"].latest = timezone.localdate()
        if len(self.areas) == 1:
            del self.fields["area"]

    @property
    def authority(self) -> Authority:
        return self.areas[self.cleaned_data.get("area") or next(iter(self.areas))]


class HelpedForm(VersionedForm):
    helped = forms.ChoiceField(
        label="Did it help?",
        choices=Helped.choices,
        widget=Radios,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Select whether it helped"),
    )
    helped_words = LineField(
        label="How, or why not, in a line?",
        required=False,
        max_length=LONGEST_LINE,
        help_text="Name nobody.",
        error_messages={"max_length": f"This must be {LONGEST_LINE} characters or less"},
    )

"""The form of the director's signature."""

from datetime import date

from django import forms
from django.utils import timezone

from commissioning.govuk.fields import DateField, ParagraphsField, Radios
from commissioning.govuk.forms import Form

from ..models.assessments import LONGEST_NARRATIVE
from .assessments import too_long

ASK = "Select whether the board has discussed it"


class SignatureForm(Form):
    """When the board discussed it, or that it has not; and what the director wants to say."""

    discussed = forms.ChoiceField(
        label="Has your children’s partnership board discussed it?",
        choices=[("yes", "Yes, on the day below"), ("no", "It has not discussed it yet")],
        widget=Radios,
        error_messages={"required": ASK, "invalid_choice": ASK},
    )
    discussed_on = DateField(label="Day the board discussed it", help_text="For example, 12 5 2026", required=False)
    comment = ParagraphsField(
        label="Your comment",
        help_text="Printed in the report, under your role.",
        required=False,
        max_length=LONGEST_NARRATIVE,
        error_messages=too_long("Your comment"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["discussed_on"].latest = timezone.localdate()

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("discussed") == "yes" and "discussed_on" not in self.errors and not cleaned["discussed_on"]:
            self.add_error("discussed_on", "Enter the day the board discussed it")
        return cleaned

    @property
    def board_discussed_on(self) -> date | None:
        return self.cleaned_data["discussed_on"] if self.cleaned_data["discussed"] == "yes" else None

"""Taking a row off a profile: it stays with the reason."""

from django import forms

from commissioning.govuk.fields import ParagraphsField
from commissioning.govuk.versioned import VersionedForm

from ..models.kept import LONGEST_REASON


class RemoveForm(VersionedForm):
    because = ParagraphsField(
        label="Why?",
        help_text="Kept with what is removed, and with who removed it and when.",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter why you remove it",
            "max_length": f"Why you remove it must be {LONGEST_REASON} characters or less",
        },
    )

"""The forms of a package’s files: a new one, and why one is removed."""

from typing import Any

from django import forms
from django.conf import settings

from commissioning.documents import uploads
from commissioning.govuk.fields import LineField, ParagraphsField
from commissioning.govuk.forms import Form

CHOOSE_AGAIN = "Choose the file again: it could not be kept while something else was to be put right"


class FileForm(Form):
    title = LineField(label="What is it?", max_length=200, error_messages={"required": "Enter what it is"})
    file = forms.FileField(
        label="The file",
        # Its name and content are looked at by `uploads.checked`, which has words for each case.
        max_length=None,
        allow_empty_file=True,
        error_messages={"required": "Choose the file"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        largest = f"up to {settings.LARGEST_FILE_MB} MB, without macros or a password"
        self.fields["file"].help_text = f"{uploads.ACCEPTED}, {largest}."
        self.checked: uploads.CheckedFile | None = None

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.checked = uploads.checked(file)
        except uploads.Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.errors and cleaned.get("file"):
            self.add_error("file", CHOOSE_AGAIN)
        return cleaned


class RemoveFileForm(Form):
    because = ParagraphsField(
        label="Why is it removed?",
        help_text="Kept with what it was called, when it was removed and by whom. The file itself is deleted for good.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say why it is removed",
            "max_length": "Why it is removed must be 500 characters or less",
        },
    )

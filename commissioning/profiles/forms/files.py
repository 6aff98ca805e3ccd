"""A CSV file to bring in, and what is wrong with it, by row and column."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from commissioning.govuk.forms import Form
from commissioning.reporting.workbooks import BrokenFile

from ..csv_files import LARGEST_FILE, content_of

PROBLEMS_SHOWN = 50


class CsvFileForm(Form):
    file = forms.FileField(
        label="CSV file",
        help_text="Saved as “CSV UTF-8”, up to 5 MB.",
        error_messages={"required": "Select a CSV file"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems: tuple[str, ...] = ()

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The selected file must be 5 MB or smaller")
        return file

    @property
    def content(self) -> bytes:
        return content_of(self.cleaned_data["file"])

    def refuse(self, error: BrokenFile) -> None:
        self.problems = error.problems
        one = len(error.problems) == 1
        many = f"The file has {len(error.problems):,} things to put right; nothing was brought in"
        self.add_error("file", error.problems[0] if one else many)

    @property
    def problems_shown(self) -> tuple[str, ...]:
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def problems_left_out(self) -> int:
        return len(self.problems) - len(self.problems_shown)

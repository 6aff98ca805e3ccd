"""The form that brings in a questionnaire."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from commissioning.govuk.forms import Form
from commissioning.reporting.workbooks import LARGEST_FILE, BrokenFile

from ..queries import instruments as queries

PROBLEMS_SHOWN = 100


class InstrumentImportForm(Form):
    """An XLSForm. What is wrong with it is known once the action has read it (`refuse`)."""

    file = forms.FileField(
        label="XLSForm",
        help_text="An Excel workbook (.xlsx or .xls) of up to 5 MB with the sheets “survey” and “choices”.",
        error_messages={"required": "Select a workbook"},
    )
    slug = forms.ChoiceField(
        label="Which questionnaire is it a version of?",
        help_text="One that is new is told apart by the form_id on the workbook’s “settings” sheet.",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = queries.instruments().prefetch_related(None).values_list("slug", "title")
        self.fields["slug"].choices = [("", "As its form_id says"), *known]
        self.problems: tuple[str, ...] = ()  # by sheet, row and column

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The selected file must be 5 MB or smaller")
        return file

    def refuse(self, broken: BrokenFile) -> None:
        self.problems = broken.problems[:PROBLEMS_SHOWN]
        several = f"The workbook has {len(broken.problems)} things to put right; nothing was brought in"
        self.add_error("file", several if len(broken.problems) > 1 else broken.problems[0])

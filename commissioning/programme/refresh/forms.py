"""The files of the register as a form: any of the five, each told apart by its place."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from commissioning.authorities.register_files import COLUMNS, Kind, year_in
from commissioning.authorities.source_files import BrokenFile
from commissioning.govuk.forms import Form
from commissioning.profiles.csv_files import LARGEST_FILE, content_of

from .reading import Sent, checked_name

PROBLEMS_SHOWN = 50
FIRST_MODEL, LAST_MODEL = 2000, 2099


class RegisterFilesForm(Form):
    mark_optional = False

    model_year = forms.IntegerField(
        label="Year of the neighbours’ model",
        required=False,
        min_value=FIRST_MODEL,
        max_value=LAST_MODEL,
        help_text="Only with a file of statistical neighbours whose name does not end in it. For example, 2025",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Enter the year of the model with four numbers, such as 2025"
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: tuple[str, ...] = ()  # by file, row and column
        year = self.fields.pop("model_year")
        for kind in Kind:
            self.fields[kind.value] = forms.FileField(
                label=kind.label,
                required=False,
                help_text=f"Columns {', '.join(COLUMNS[kind])}.",
                error_messages={"empty": f"The file of {kind.label.lower()} is empty"},
            )
            if kind is Kind.NEIGHBOURS:
                self.fields["model_year"] = year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.sent = [self._sent(kind) for kind in Kind if cleaned.get(kind.value)]
        if not self.sent and not self.errors:
            self.add_error(Kind.CURRENT.value, "Select at least one file")
        return cleaned

    def _sent(self, kind: Kind) -> Sent | None:
        file: UploadedFile = self.cleaned_data[kind.value]
        try:
            if file.size > LARGEST_FILE:
                raise BrokenFile("The selected file must be 5 MB or smaller.")
            name = checked_name(file).name
        except BrokenFile as broken:
            self.add_error(kind.value, str(broken))
            return None
        year = None
        if kind is Kind.NEIGHBOURS and "model_year" not in self.errors:
            year = self.cleaned_data.get("model_year") or year_in(name)
            if year is None:
                self.add_error("model_year", "Enter the year of the model: the file’s name does not end in it")
        return Sent(kind, year, name, content_of(file))

    def refuse(self, broken: BrokenFile) -> None:
        """Each file that has problems says so at its place."""
        self.problems = broken.problems
        for kind in Kind:
            own = [problem for problem in broken.problems if problem.startswith(kind.label)]
            if own:
                many = f"This file has {len(own):,} things to put right; nothing was kept"
                self.add_error(kind.value, own[0] if len(own) == 1 else many)
        if not self.errors:
            self.add_error(None, broken.problems[0])

    @property
    def problems_shown(self) -> tuple[str, ...]:
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def problems_left_out(self) -> int:
        return len(self.problems) - len(self.problems_shown)

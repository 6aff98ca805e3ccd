"""Forms about sets of standards: the spreadsheet, and what compares with the last version."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField

from commissioning.govuk.fields import Radios
from commissioning.govuk.forms import Form
from commissioning.govuk.versioned import OnTopForm
from commissioning.reporting.workbooks import LARGEST_FILE

from .. import standards_file
from ..models import PartnerKind
from ..models.standards import CYCLE_STAGES
from ..queries.standards_changes import Changed, Changes
from ..standards_file import StandardsSet

PROBLEMS_SHOWN = 50


class StandardsImportForm(Form):
    """A spreadsheet; valid when a whole set of standards could be read from it."""

    file = forms.FileField(
        label="Spreadsheet",
        help_text="An Excel workbook (.xlsx) of up to 5 MB with the sheets “set”, “sections” and “standards”.",
        error_messages={"required": "Select a spreadsheet"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.problems: tuple[str, ...] = ()  # by sheet, row and column
        self.content: StandardsSet | None = None

    @property
    def problems_shown(self) -> tuple[str, ...]:
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def problems_left_out(self) -> int:
        return len(self.problems) - len(self.problems_shown)

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError("The selected file must be 5 MB or smaller")
        try:
            self.content = standards_file.read(file, stages=set(CYCLE_STAGES), partner_kinds=set(PartnerKind.values))
        except standards_file.BrokenFile as error:
            self.problems = error.problems
            raise ValidationError(_what_is_wrong(error.problems)) from error
        return file


def _what_is_wrong(problems: tuple[str, ...]) -> str:
    if len(problems) == 1:
        return problems[0]
    return f"The spreadsheet has {len(problems)} things to put right; nothing was brought in"


class ComparabilityForm(OnTopForm):
    """Yes or no for each standard that was in the last version too."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    mark_optional = False

    def __init__(self, *args, changes: Changes, version: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.changes, self.version = changes, version
        for changed in changes.standards:
            if changed.was_there:
                self.fields[_field(changed)] = self._question(changed)

    def _question(self, changed: Changed) -> forms.ChoiceField:
        code = changed.standard.code
        return forms.ChoiceField(
            label=f"Can levels of {code} be compared with version {self.version}’s?",
            choices=[("yes", "Yes"), ("no", "No")],
            initial="yes" if changed.standard.compares_with_last else "no",
            widget=Radios(inline=True),
            error_messages=dict.fromkeys(
                ("required", "invalid_choice"), f"Select whether levels of {code} can be compared"
            ),
        )

    @property
    def rows(self) -> list[tuple[Changed, BoundField | None]]:
        """Each standard with its question, where it has one."""
        return [(row, self[_field(row)] if row.was_there else None) for row in self.changes.standards]

    @property
    def declared(self) -> dict[str, bool]:
        rows = [row for row in self.changes.standards if row.was_there]
        return {row.standard.code: self.cleaned_data[_field(row)] == "yes" for row in rows}

    def differing(self, theirs: dict[str, bool]) -> dict[str, bool]:
        """Those of somebody else's answers that are not the same as these."""
        return {code: compares for code, compares in theirs.items() if self.declared.get(code) != compares}


def _field(changed: Changed) -> str:
    return f"compares-{changed.standard.code}"

"""Sets of standards for tests: the shipped ones, and spreadsheets with something changed."""

import io
from dataclasses import replace
from pathlib import Path

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

import readiness
from readiness import exports, standards_file
from readiness.actions import standards as actions
from readiness.models import FrameworkVersion, PartnerKind, StandardsDraft
from readiness.models.standards import CYCLE_STAGES
from readiness.queries.standards import PROGRAMME_SET, current_standards, standards_set
from readiness.standards_file import StandardsSet

DATA = Path(readiness.__file__).parent / "data"
SHIPPED = DATA / "good-commissioning-v1.xlsx"
CONDITIONS = DATA / "conditions-for-readiness-v1.xlsx"
CONDITIONS_SET = "conditions-for-readiness"

Sheets = dict[str, list[list[str]]]


def read(file) -> StandardsSet:
    return standards_file.read(file, stages=set(CYCLE_STAGES), partner_kinds=set(PartnerKind.values))


def sheets(content: StandardsSet) -> Sheets:
    """As rows of cells, headings first, to be changed before it is written."""
    return {
        "set": [["key", "value"], *([key, str(getattr(content, key))] for key in standards_file._ABOUT)],
        "sections": [list(standards_file.SECTION_COLUMNS), *([s.code, s.title, s.summary] for s in content.sections)],
        "standards": [list(standards_file.STANDARD_COLUMNS), *(exports._cells(s) for s in content.standards)],
    }


def write(file: Path | io.BytesIO, book: Sheets) -> Path | io.BytesIO:
    with xlsxwriter.Workbook(file) as workbook:
        for name, rows in book.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write_string(number, column, value)
    return file


def upload(content: StandardsSet | Sheets, name: str = "standards.xlsx") -> SimpleUploadedFile:
    """The spreadsheet as a browser sends it."""
    file = io.BytesIO()
    write(file, sheets(content) if isinstance(content, StandardsSet) else content)
    return SimpleUploadedFile(name, file.getvalue())


def current(code: str = PROGRAMME_SET) -> StandardsSet:
    return standards_set(current_standards(code))


def next_version(*, code: str = PROGRAMME_SET, title: str = "A shared vision in use", **changes) -> StandardsSet:
    """The newest version's content under the next number, its first standard with another title."""
    content = current(code)
    first, *others = content.standards
    standards = (replace(first, title=title), *others)
    return replace(content, **{"version": content.version + 1, "standards": standards, **changes})


def draft(by, content: StandardsSet | None = None) -> StandardsDraft:
    return actions.bring_in(content=content or next_version(), file_name="standards.xlsx", by=by)


def published(content: StandardsSet) -> FrameworkVersion:
    version, _ = actions.publish_standards(content=content, by=None)
    return version

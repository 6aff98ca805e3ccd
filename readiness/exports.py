"""Files of this app: a set of standards as a spreadsheet, and the programme's table of levels."""

import csv
from pathlib import Path
from typing import BinaryIO, TextIO

from commissioning.reporting.cells import clean
from commissioning.reporting.spreadsheets import open_book

from .models import FrameworkVersion, SelfAssessment
from .queries import frozen, standards
from .standards_file import LEVEL_COLUMNS, SECTION_COLUMNS, STANDARD_COLUMNS, StandardsSet

ASSESSMENT_COLUMNS = ("gss_code", "authority", "year", "revision", "standard", "level", "target", "moderated")


def write_standards(version: FrameworkVersion, file: Path | BinaryIO) -> StandardsSet:
    """The spreadsheet that `import_framework` reads back to the same content."""
    content = standards.standards_set(version)
    write_set(content, file)
    return content


def write_set(content: StandardsSet, file: Path | BinaryIO) -> None:
    sections = [[getattr(section, column) for column in SECTION_COLUMNS] for section in content.sections]
    about = [[key, str(getattr(content, key))] for key in ("code", "title", "version", "summary", "source")]
    with open_book(file) as book:
        book.set_properties({"title": content.title, "subject": content.summary})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for name, header, rows in (
            ("set", ("key", "value"), about),
            ("sections", SECTION_COLUMNS, sections),
            ("standards", STANDARD_COLUMNS, [_cells(standard) for standard in content.standards]),
        ):
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(header) - 1, 40, wrapped)
            for number, row in enumerate((header, *rows)):
                for column, text in enumerate(row):
                    sheet.write_string(number, column, clean(text))


def _cells(standard) -> list[str]:
    values = {
        **{column: getattr(standard, column, "") for column in STANDARD_COLUMNS},
        **{name: standard.levels[level - 1] for level, name in LEVEL_COLUMNS.items()},
        "stages": ";".join(map(str, standard.stages)),
        "asked_of": ";".join(standard.asked_of),
        "compares_with_last": "yes" if standard.compares_with_last else "no",
    }
    return [values[column] for column in STANDARD_COLUMNS]


def write_assessments(year: int, out: TextIO) -> list[SelfAssessment]:
    """`export_assessments`: one row a standard for every annual assessment opened that year (`interface.md`).

    Levels are those of the newest signed snapshot, else of the newest sent; before that revision is 0 and
    levels are empty.
    """
    assessments = list(frozen.annual_assessments(year))
    writer = csv.writer(out)
    writer.writerow(ASSESSMENT_COLUMNS)
    for assessment in assessments:
        writer.writerows(frozen.exported_rows(assessment))
    return assessments

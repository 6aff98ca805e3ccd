"""Files of this app: the programme’s table of support packages."""

import csv
from typing import TextIO

from commissioning.lists.files import cell

from .queries.exports import Exported, exported

PACKAGE_COLUMNS = (
    "reference",
    "gss_code",
    "areas",
    "kind",
    "form",
    "offer",
    "stage",
    "opened",
    "agreed",
    "closed",
    "days_agreed",
    "days_used",
    "criteria_met",
    "criteria_too_early",
    "criteria_total",
    "cashable",
    "non_cashable",
    "avoided",
)


def write_packages(out: TextIO) -> list[Exported]:
    """`export_packages`: one row for every package that was sent (`interface.md`)."""
    found = exported()
    writer = csv.writer(out)
    writer.writerow(PACKAGE_COLUMNS)
    for one in found:
        row = one.row
        writer.writerow([cell(row[column]) for column in PACKAGE_COLUMNS])
    return found

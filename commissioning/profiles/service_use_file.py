"""A file of services used, one use a row. Pure: it knows no database."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from commissioning.services import Service

from .csv_files import Cells, each, quoted, read_rows
from .posts import Employer, Level

NEEDED = ("email", "name", "gss_code", "service", "used_on", "what")
OPTIONAL = ("job_title", "employer", "level")
MOST_ROWS = 20_000
LONGEST_NAME = LONGEST_JOB = 120
LONGEST_WHAT = 200

SAMPLE = (
    (*NEEDED, *OPTIONAL),
    ("jo.field@council.example", "Jo Field", "E06000047", "training", "2025-04-30",
     "Pooled budgets, day one", "Commissioning manager", "council", "operational"),
    ("sam.hill@health.example", "Sam Hill", "E09000009", "resources_bank", "14/05/2025",
     "Guide to section 75 agreements", "Head of children’s commissioning", "health", "strategic"),
    ("", "", "E09000009", "networking", "02/06/2025", "Regional event; nobody was written down", "", "", ""),
)  # fmt: skip


@dataclass(frozen=True)
class UseRow:
    """One use. Without an address nobody is named, and only the area counts."""

    email: str
    name: str
    gss_code: str
    service: str
    used_on: date
    what: str
    job_title: str
    employer: str
    level: str

    @property
    def key(self) -> str:
        """Whom the address means, however it is written."""
        return self.email.lower()


def read(text: str, *, gss_codes: Collection[str], today: date) -> list[UseRow]:
    """Every row, in the order of the file; raises BrokenFile listing everything that is wrong with it."""
    rows = read_rows(text, needed=NEEDED, optional=OPTIONAL, most=MOST_ROWS)
    return each(rows, lambda row: _use(row, gss_codes, today))


def _use(row: Cells, gss_codes: Collection[str], today: date) -> UseRow:
    email = row.email("email")
    name = row.line("name", LONGEST_NAME, needed="write the person’s name" if email else "")
    if name and not email:
        row.problem("email", f"is empty; write the address of {quoted(name)}, or leave the name empty too.")
    gss_code = row.line("gss_code", 100, needed="write the area’s ONS code").upper()
    if gss_code and gss_code not in gss_codes:
        row.problem("gss_code", f"{quoted(gss_code)} is not the ONS code of an authority, such as E06000047.")
    return UseRow(
        email=email,
        name=name,
        gss_code=gss_code,
        service=row.one_of("service", Service, needed=True),
        used_on=row.day("used_on", latest=today) or today,  # without a day the row has a problem and goes nowhere
        what=row.line("what", LONGEST_WHAT),
        job_title=row.line("job_title", LONGEST_JOB),
        employer=row.one_of("employer", Employer, needed=False),
        level=row.one_of("level", Level, needed=False),
    )

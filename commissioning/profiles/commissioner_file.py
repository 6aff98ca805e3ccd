"""A file of those who commission in one area, one person a row. Pure: it knows no database."""

from dataclasses import dataclass

from .csv_files import Cells, each, quoted, read_rows
from .posts import Employer, Level

COLUMNS = ("name", "email", "job_title", "employer", "level")
MOST_ROWS = 2_000
LONGEST_NAME = LONGEST_JOB = 120

SAMPLE = (
    COLUMNS,
    ("Jo Field", "jo.field@council.example", "Commissioning manager", "council", "operational"),
    ("Sam Hill", "sam.hill@health.example", "Head of children’s commissioning", "health", "strategic"),
)


@dataclass(frozen=True)
class PersonRow:
    name: str
    email: str
    job_title: str
    employer: str
    level: str

    @property
    def key(self) -> str:
        """Whom the address means, however it is written."""
        return self.email.lower()


def read(text: str) -> list[PersonRow]:
    """Every row, in the order of the file; raises BrokenFile listing everything that is wrong with it."""
    seen: dict[str, int] = {}
    return each(read_rows(text, needed=COLUMNS, optional=(), most=MOST_ROWS), lambda row: _person(row, seen))


def _person(row: Cells, seen: dict[str, int]) -> PersonRow:
    email = row.email("email")
    if not email:
        row.problem("email", "is empty; write the person’s email address.")
    elif (first := seen.setdefault(email.lower(), row.number)) != row.number:
        row.problem("email", f"{quoted(email)} is on row {first} already; keep one of them.")
    return PersonRow(
        name=row.line("name", LONGEST_NAME, needed="write the person’s name"),
        email=email,
        job_title=row.line("job_title", LONGEST_JOB, needed="write their job title"),
        employer=row.one_of("employer", Employer, needed=True),
        level=row.one_of("level", Level, needed=True),
    )

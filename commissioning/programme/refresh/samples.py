"""A small file of each kind to start from: the first rows of the site’s own, which say what the register says."""

from commissioning.authorities.register_files import COLUMNS, SHIPPED_IN, Kind, shipped_files
from commissioning.authorities.source_files import read

NAMES = {
    Kind.CURRENT: "current-councils-sample",
    Kind.FORMER: "former-councils-sample",
    Kind.LINKS: "links-between-councils-sample",
    Kind.NEIGHBOURS: "statistical-neighbours-sample",
    Kind.JUDGEMENTS: "inspection-judgements-sample",
}
ROWS = 3
NEIGHBOURS = 20  # all of two councils


def sample(kind: Kind) -> tuple[str, list[tuple[str, ...]]]:
    """What to call it, and its lines, headings first."""
    [*_, (_, year, path)] = shipped_files(SHIPPED_IN, [kind])
    rows = read(path, COLUMNS[kind])[: NEIGHBOURS if kind is Kind.NEIGHBOURS else ROWS]
    lines = [COLUMNS[kind], *(tuple(row.cells[column] for column in COLUMNS[kind]) for row in rows)]
    return f"{NAMES[kind]}-{year}" if year else NAMES[kind], lines

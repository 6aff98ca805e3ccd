"""Reading the sheets of an old Excel workbook (.xls) that a stranger sent.

xlrd follows some damaged files round for ever and takes memory as it goes. So it works in a process of its own, which
is given a few seconds and no more memory than any questionnaire needs: this file, run as a program.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

SECONDS = 3
MEMORY = 1 << 30

Rows = list[tuple[int, tuple[str, ...]]]


def read_old_sheets(content: bytes, names: Iterable[str], *, rows: int, columns: int) -> dict[str, Rows] | None:
    """Of each of these sheets, by its name in small letters, the rows that hold anything; None if it cannot be read."""
    command = [sys.executable, "-I", __file__, str(rows), str(columns), *names]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS * 3, check=True)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return None
    return {
        name: [(number, tuple(cells)) for number, cells in sheet] for name, sheet in json.loads(done.stdout).items()
    }


def _limit_self() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _sheets(content: bytes, names: list[str], rows: int, columns: int) -> dict[str, Any]:
    import io

    import xlrd

    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), on_demand=True)
    wanted = {name.lower(): name for name in book.sheet_names() if name.lower() in names}
    return {name: _rows(book, book.sheet_by_name(written), rows, columns) for name, written in wanted.items()}


def _rows(book: Any, sheet: Any, rows: int, columns: int) -> list[tuple[int, list[str]]]:
    found: list[tuple[int, list[str]]] = []
    for number in range(sheet.nrows):
        cells = [_written(cell, book) for cell in sheet.row(number)[:columns]]
        if any(cells) and len(found) < rows:
            found.append((number + 1, cells))
    return found


def _written(cell: Any, book: Any) -> str:
    from pyxform.xls2json_backends import is_empty, xls_value_to_unicode
    from xlrd import XL_CELL_ERROR

    known = not is_empty(cell.value) and cell.ctype != XL_CELL_ERROR
    return xls_value_to_unicode(cell.value, cell.ctype, book.datemode) if known else ""


if __name__ == "__main__":
    _limit_self()
    most_rows, most_columns, *asked_for = sys.argv[1:]
    read = _sheets(sys.stdin.buffer.read(), asked_for, int(most_rows), int(most_columns))
    sys.stdout.write(json.dumps(read))

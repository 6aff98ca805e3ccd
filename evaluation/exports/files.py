"""Putting a file in its place, whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


class CannotSave(Exception):
    """A file that could not be written: which, why, and what to do."""


@contextmanager
def saving(path: Path) -> Iterator[IO[bytes]]:
    """A file to write to, which takes the place of `path` once it is whole: whoever reads that at this moment reads the
    one before. Raises CannotSave where the disk is full or the place is closed; then nothing is left behind.
    """
    made = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:100]}.", delete=False) as out:
            made = Path(out.name)
            yield out
        made.chmod(0o644)
        os.replace(made, path)
    except BaseException as error:
        if made is not None:
            made.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise cannot_save(path, error) from error
        raise


def cannot_save(path: Path, error: OSError) -> CannotSave:
    why = error.strerror or str(error)
    return CannotSave(f"{path} could not be written: {why}. Free some space, or choose another place.")

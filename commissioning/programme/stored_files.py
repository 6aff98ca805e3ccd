"""Files and the rows that speak of them, of every model that keeps any: each is there, and is the one that was kept."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import FileField, Model
from django.utils import timezone

from evaluation.models import InstrumentVersion

# A file is written first and its row afterwards, by a task that may take some minutes.
ON_ITS_WAY = timedelta(hours=1)
# Their checksum is not the file's but that of what was read from it; the file is there to be downloaded again.
OF_WHAT_WAS_READ = (InstrumentVersion,)


def of_rows() -> Iterator[str]:
    """For each row with a file "" or what is wrong with it."""
    for model, field in _fields():
        for row in model._default_manager.exclude(**{field.name: ""}).iterator(chunk_size=200):
            yield _wrong(row, field)


def without_row(at: datetime | None = None) -> list[str]:
    """Files that no row speaks of and that have been there for an hour at that moment; each as a sentence.

    Such a one is left by a worker that was killed between the two, or by a row that was taken out past the site.
    """
    named = {name for model, field in _fields() for name in model._default_manager.values_list(field.name, flat=True)}
    before = ((at or timezone.now()) - ON_ITS_WAY).timestamp()
    return [f"The file {name} belongs to nothing." for name in _older_than(before) if name not in named]


def _older_than(before: float) -> Iterator[str]:
    root = Path(default_storage.location)
    for folder, _, files in os.walk(root):
        for file in sorted(files):
            path = Path(folder, file)
            try:
                if path.stat().st_mtime < before:
                    yield path.relative_to(root).as_posix()
            except FileNotFoundError:
                continue  # deleted meanwhile


def _fields() -> list[tuple[type[Model], FileField]]:
    """Of every model, so that one that is added is looked at too."""
    models = sorted(apps.get_models(), key=lambda model: model._meta.label)
    return [(model, field) for model in models for field in model._meta.concrete_fields if isinstance(field, FileField)]


def _wrong(row: Model, field: FileField) -> str:
    file, name = getattr(row, field.name), f"{_kind(row)} {row.pk}"
    if not default_storage.exists(file.name):
        return f"{name}: its file is missing."
    return "" if _is_kept(row, file) else f"{name}: its file is not the one that was kept."


def _is_kept(row: Model, file) -> bool:
    if isinstance(row, OF_WHAT_WAS_READ):
        return True
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest() == row.checksum


def _kind(row: Model) -> str:
    words = str(row._meta.verbose_name)
    return words[0].upper() + words[1:]

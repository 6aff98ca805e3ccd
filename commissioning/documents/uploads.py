"""Files that people send: looked at before anything is kept.

`checked` tells what a file is from its content, which must agree with its name, and gives the name it may be shown
and downloaded under. That name is never used for storing: on disk a file has a random one.
"""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from commissioning.govuk.text import visible

from .contents import FORMATS, Refused

__all__ = ["CheckedFile", "Refused", "checked"]

LONGEST_NAME = 100  # characters, extension included
NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', "-"))
ACCEPTED = "PDF, Word, Excel, PowerPoint, OpenDocument text or spreadsheet, PNG, JPEG, plain text or CSV"
SAVE_AS = {
    "doc": "docx", "docm": "docx", "dot": "docx", "dotx": "docx", "rtf": "docx", "pages": "docx", "xls": "xlsx",
    "xlsm": "xlsx", "xlsb": "xlsx", "numbers": "xlsx", "ppt": "pptx", "pptm": "pptx", "ppsx": "pptx", "odp": "pptx",
    "heic": "jpg", "gif": "png", "bmp": "png", "tif": "png", "tiff": "png", "webp": "png", "svg": "png",
    "htm": "pdf", "html": "pdf", "msg": "pdf", "eml": "pdf",
}  # fmt: skip


@dataclass(frozen=True)
class CheckedFile:
    """`name` is safe to show and to download under; `size` in bytes; `checksum` SHA-256 in hex."""

    name: str
    content_type: str
    size: int
    checksum: str


def checked(file: File) -> CheckedFile:
    """What the file is, read from its content; raises `Refused`. The file stands at its beginning again afterwards."""
    if not file.size:
        raise Refused("The file is empty. Choose another file")
    if file.size > settings.LARGEST_FILE:
        raise Refused(
            f"The file must be {settings.LARGEST_FILE_MB} MB or smaller. This one is {filesizeformat(file.size)}"
        )
    stem, extension = _name_of(file.name or "")
    if extension not in FORMATS:
        raise Refused(_another_format(extension))
    found = FORMATS[extension]
    found.check(file, found.noun)  # type: ignore[arg-type]  # Django's File answers like a binary file
    digest = hashlib.sha256()
    for piece in file.chunks():  # from the beginning, whatever was read
        digest.update(piece)
    file.seek(0)
    return CheckedFile(f"{stem}.{extension}", found.content_type, file.size, digest.hexdigest())


def _name_of(given: str) -> tuple[str, str]:
    """What stands before the last point, made safe and short, and what follows it, in small letters."""
    last = PurePosixPath(visible(given).replace("\\", "/")).name
    stem, point, extension = last.rpartition(".")
    if not point:
        stem, extension = extension, ""
    extension = extension.lower()
    stem = stem.translate(NOT_IN_NAMES)[: LONGEST_NAME - len(extension) - 1].strip(". ")
    return stem or "file", extension


def _another_format(extension: str) -> str:
    if extension in SAVE_AS:
        return f"We cannot take .{extension} files. Save it as .{SAVE_AS[extension]}, then choose that file"
    return f"The file must be a {ACCEPTED} file"

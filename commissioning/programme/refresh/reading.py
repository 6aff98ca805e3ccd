"""Files of the register that a stranger sent, or that were kept: told apart, read, and refused with what to do."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from commissioning.authorities.register_files import Files, Kind, Text, kind_of, read_texts
from commissioning.authorities.source_files import BrokenFile, each
from commissioning.documents.scanning import ScannerAway, Verdict, verdict_on
from commissioning.documents.uploads import CheckedFile, Refused, checked
from commissioning.profiles.csv_files import checked_text
from commissioning.reporting import workbooks

from .models import RegisterFile, RegisterRefresh


@dataclass(frozen=True)
class Sent:
    """One file; `name` is safe to show and to download under."""

    kind: Kind
    model_year: int | None
    name: str
    content: bytes

    @property
    def checksum(self) -> str:
        return checksum_of(self.content)

    @property
    def text(self) -> Text:
        """Raises BrokenFile for what is no plain text, or holds another kind of list."""
        try:
            text = checked_text(self.content)
        except workbooks.BrokenFile as broken:
            raise BrokenFile(*(f"{self.kind.label}: {problem}" for problem in broken.problems)) from None
        meant = kind_of([heading.strip() for heading in text.partition("\n")[0].strip().split(",")])
        if meant not in (None, self.kind):
            raise BrokenFile(f"{self.kind.label}: this is a list of {meant.label.lower()}. Select it there.")
        return Text(self.kind, text, self.model_year)


def checksum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def checked_name(file) -> CheckedFile:
    """Name and content as of every file people send; raises BrokenFile for what is no CSV."""
    try:
        found = checked(file)
    except Refused as refused:
        raise BrokenFile(f"{refused}.") from None
    if not found.name.endswith(".csv"):
        raise BrokenFile("The file must be a CSV file. Save the sheet as “CSV UTF-8”, then choose that file.")
    _scan(file)
    return found


def _scan(file: BinaryIO) -> None:
    """At once: these are small, and nothing is kept that was not looked at. Without a scanner they pass."""
    try:
        infected = verdict_on(file) is Verdict.INFECTED
    except ScannerAway:
        raise BrokenFile("The virus scanner does not answer. Upload the file again in some minutes.") from None
    file.seek(0)
    if infected:
        raise BrokenFile("A virus was found in the file. Nothing was kept of it.")


def read(sent: Iterable[Sent]) -> Files:
    """Raises BrokenFile with the problems of all of them."""
    return read_texts(each(sent, lambda one: one.text))


def kept(refresh: RegisterRefresh) -> list[Sent]:
    return [sent_of(file) for file in refresh.files.all()]


def sent_of(file: RegisterFile) -> Sent:
    try:
        with file.file.open("rb") as opened:
            content = opened.read()
    except FileNotFoundError:
        gone = f"{file.label}: the file is no longer there. Set these files aside, and upload it again."
        raise BrokenFile(gone) from None
    return Sent(Kind(file.kind), file.model_year, file.file_name, content)

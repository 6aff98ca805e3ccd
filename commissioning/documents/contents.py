"""What a file really holds, told from its content: one check for each format people may show.

A format that is not listed is not taken. Each check reads the whole file with bounded memory and time, and raises
`Refused` with a sentence a person can act on. The libraries that guess a type from the first bytes (tried: puremagic,
filetype) tell neither a Word document from one with macros nor text from a page of HTML; so what is asked here is
the narrower question whether the content is what the name says, and Pillow, zipfile and defusedxml answer it.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from defusedxml import DefusedXmlException, ElementTree
from PIL import Image, UnidentifiedImageError


class Refused(Exception):
    """The file cannot be taken; the message says why, and what to do."""


@dataclass(frozen=True)
class Format:
    """`noun` completes “The file is not …”; `check` raises `Refused` when the content is something else."""

    noun: str
    content_type: str
    check: Callable[[BinaryIO, str], None]


# --- PDF, pictures ------------------------------------------------------------------------
HEAD = 1024
PAGE_MARKS = (b"<!doctype html", b"<html", b"<script", b"<iframe", b"<svg", b"<?php")
PNG_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22
ZIP64_LOCATOR = b"PK\x06\x07"
LONGEST_ZIP_COMMENT = 65_535


def _pdf(file: BinaryIO, noun: str) -> None:
    if not _start(file).startswith(b"%PDF-") or b"%%EOF" not in _end(file, HEAD):
        raise _not_a(noun)
    _is_nothing_else(file, noun)


def _png(file: BinaryIO, noun: str) -> None:
    _picture(file, "PNG", noun)
    if not _end(file, len(PNG_END)) == PNG_END:  # whatever is hidden behind the picture
        raise _not_a(noun)


def _jpeg(file: BinaryIO, noun: str) -> None:
    _picture(file, "JPEG", noun)


def _picture(file: BinaryIO, kind: str, noun: str) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=[kind]) as picture:
            picture.verify()
    except Image.DecompressionBombError:
        raise Refused("The picture has too many pixels. Save it smaller, then choose it again") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, zlib.error):
        raise _not_a(noun) from None
    _is_nothing_else(file, noun)


def _is_nothing_else(file: BinaryIO, noun: str) -> None:
    """Refuses a file that another program would open as a web page or as a zip archive."""
    start = _start(file).lower()
    if any(mark in start for mark in PAGE_MARKS) or _ends_as_zip(file):
        raise _not_a(noun)


def _ends_as_zip(file: BinaryIO) -> bool:
    end = _end(file, ZIP_END_SIZE + LONGEST_ZIP_COMMENT)
    at = end.find(ZIP_END)
    while at >= 0:
        follows = len(end) - at - ZIP_END_SIZE
        if follows >= 0 and int.from_bytes(end[at + 20 : at + 22], "little") == follows:
            return True
        at = end.find(ZIP_END, at + 1)
    return False


# --- Text ---------------------------------------------------------------------------------
# How a browser tells that text is a page (WHATWG MIME sniffing), and how other programs tell theirs.
STARTS_AS_PAGE = (
    "<!", "<html", "<head", "<script", "<iframe", "<h1", "<div", "<font", "<table", "<a ", "<a>", "<style", "<title",
    "<b>", "<b ", "<body", "<br", "<p>", "<p ", "<svg", "<?",
)  # fmt: skip
STARTS_AS_OTHER = ("%pdf-", "%!ps", "{\\rtf", "#!", "mime-version:")
PLAIN = frozenset("\t\n\r\f")


def _text(file: BinaryIO, noun: str) -> None:
    file.seek(0)
    text = _decoded(file.read())
    if text is None or any(character < " " and character not in PLAIN for character in set(text)):
        raise _not_a(noun)
    start = text[:HEAD].lstrip("\ufeff \t\n\r\f").lower()
    if start.startswith(STARTS_AS_PAGE) or any(mark.decode() in start for mark in PAGE_MARKS):
        raise Refused(f"The file is a web page, not {noun}. Save its words as plain text or PDF, then choose that file")
    if start.startswith(STARTS_AS_OTHER):
        raise _not_a(noun)


def _decoded(content: bytes) -> str | None:
    """UTF-8, UTF-16 with its mark as Excel writes it, or the older Windows alphabet."""
    codings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for coding in codings:
        try:
            return content.decode(coding)
        except UnicodeDecodeError:
            continue
    return None


# --- Office documents: zip archives of XML ------------------------------------------------
MOST_ENTRIES = 5_000
LARGEST_INDEX = 1024 * 1024  # bytes of the archive's list of entries: its own count may lie
LARGEST_OPENED = 100 * 1024 * 1024  # bytes once unpacked; 10 MB of honest documents stay far below
RATIO_COUNTS_FROM = 10 * 1024 * 1024  # small ones may be as repetitive as they like
MOST_RATIO = 100
LARGEST_LIST_OF_PARTS = 1024 * 1024
PIECE = 64 * 1024
OLDER_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and its like, and everything with a password
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OverflowError, struct.error, OSError)
MACROS = "The file contains macros. Save it without macros, then choose it again"
BOMB = "The file is far larger inside than it looks. Save it again without embedded files, or as a PDF"
LOCKED = "The file has a password or is in an older format. Save it without a password, then choose it again"


def _open_xml(part: str) -> Callable[[BinaryIO, str], None]:
    """Word, Excel, PowerPoint; `part` is the content type of the document's main part, less what all share."""
    main = f"application/vnd.openxmlformats-officedocument.{part}.main+xml"

    def check(file: BinaryIO, noun: str) -> None:
        with _archive(file, noun) as archive:
            kinds = {kind.lower() for kind in _attributes(archive, "[Content_Types].xml", "ContentType", noun)}
            if any("macroenabled" in kind or "vbaproject" in kind for kind in kinds):
                raise Refused(MACROS)
            if main not in kinds:
                raise _not_a(noun)

    return check


def _open_document(kind: str) -> Callable[[BinaryIO, str], None]:
    """OpenDocument says in its first entry, unpacked, what it is."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()

    def check(file: BinaryIO, noun: str) -> None:
        with _archive(file, noun) as archive:
            first = archive.infolist()[0]
            if first.filename != "mimetype" or first.file_size > HEAD or archive.read(first) != mimetype:
                raise _not_a(noun)
            if "content.xml" not in archive.namelist():
                raise _not_a(noun)
            if _attributes(archive, "META-INF/manifest.xml", "checksum", noun):  # only of encrypted entries
                raise Refused(LOCKED)

    return check


def _archive(file: BinaryIO, noun: str) -> zipfile.ZipFile:
    """The archive, read through once: every entry is as long as it says, and nothing stands before or behind."""
    start, end = _start(file), _end(file, ZIP_END_SIZE + 20)
    if start.startswith(OLDER_FORMAT):
        raise Refused(LOCKED)
    index = end[-ZIP_END_SIZE:]
    if not start.startswith(b"PK\x03\x04") or index[:4] != ZIP_END or index[20:] != b"\0\0":
        raise _not_a(noun)
    entries, size = struct.unpack("<HL", index[10:16])
    if entries > MOST_ENTRIES or size > LARGEST_INDEX or end.startswith(ZIP64_LOCATOR):
        raise Refused(BOMB)
    try:
        archive = zipfile.ZipFile(file)
        _read_through(archive, noun)
    except UNREADABLE:
        raise _not_a(noun) from None
    return archive


def _read_through(archive: zipfile.ZipFile, noun: str) -> None:
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if not entries or len(set(names)) != len(names) or min(entry.header_offset for entry in entries) != 0:
        raise _not_a(noun)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused(LOCKED)
    if any(_is_macro(name) for name in names):
        raise Refused(MACROS)
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _not_a(noun)
    opened, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if opened > LARGEST_OPENED or (opened > RATIO_COUNTS_FROM and opened > MOST_RATIO * packed):
        raise Refused(BOMB)
    for entry in entries:  # zipfile stops at the length an entry claims, and compares its checksum there
        with archive.open(entry) as part:
            while part.read(PIECE):
                pass


def _is_macro(name: str) -> bool:
    return name.endswith("vbaproject.bin") or "/macrosheets/" in name or name.startswith(("basic/", "scripts/"))


def _attributes(archive: zipfile.ZipFile, name: str, attribute: str, noun: str) -> list[str]:
    """The values of that attribute, whatever its namespace, in one XML entry of the archive."""
    try:
        entry = archive.getinfo(name)
        if entry.file_size > LARGEST_LIST_OF_PARTS:
            raise Refused(BOMB)
        root = ElementTree.fromstring(archive.read(entry))
    except (KeyError, ElementTree.ParseError, DefusedXmlException, *UNREADABLE):
        raise _not_a(noun) from None
    return [
        value for element in root.iter() for key, value in element.attrib.items() if key.rpartition("}")[2] == attribute
    ]


# --- All of them --------------------------------------------------------------------------


def _start(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD)


def _end(file: BinaryIO, length: int) -> bytes:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - length))
    return file.read(length)


def _not_a(noun: str) -> Refused:
    return Refused(f"What is in the file is not {noun}, or is damaged. Save it again as {noun}, then choose it again")


_JPEG = Format("a JPEG picture", "image/jpeg", _jpeg)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

FORMATS: dict[str, Format] = {
    "pdf": Format("a PDF", "application/pdf", _pdf),
    "docx": Format("a Word document", f"{_OFFICE}wordprocessingml.document", _open_xml("wordprocessingml.document")),
    "xlsx": Format("an Excel workbook", f"{_OFFICE}spreadsheetml.sheet", _open_xml("spreadsheetml.sheet")),
    "pptx": Format(
        "a PowerPoint presentation",
        f"{_OFFICE}presentationml.presentation",
        _open_xml("presentationml.presentation"),
    ),
    "odt": Format("an OpenDocument text", f"{_OPEN}text", _open_document("text")),
    "ods": Format("an OpenDocument spreadsheet", f"{_OPEN}spreadsheet", _open_document("spreadsheet")),
    "png": Format("a PNG picture", "image/png", _png),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "txt": Format("plain text", "text/plain", _text),
    "csv": Format("a CSV file", "text/csv", _text),
}

"""Files as people send them, made by the programs that make such files, and files that are not what they say."""

import io
import struct
import zipfile
import zlib

import pikepdf
import xlsxwriter
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
PART = '<Override PartName="{}" ContentType="{}"/>'
MANIFEST = (
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<m:file-entry m:full-path="/">{}</m:file-entry></m:manifest>'
)


def pdf() -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(written)
    return written.getvalue()


def picture(kind: str = "PNG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, kind)
    return written.getvalue()


def archive(*entries: tuple[str, bytes | str], compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compress) as made:
        for name, content in entries:
            made.writestr(name, content)
    return written.getvalue()


def word(*more: tuple[str, bytes | str], kind: str = WORD) -> bytes:
    types = TYPES.format(PART.format("/word/document.xml", f"{kind}.main+xml"))
    return archive(("[Content_Types].xml", types), ("word/document.xml", "<w/>"), *more)


def powerpoint() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = TYPES.format(PART.format("/ppt/presentation.xml", kind))
    return archive(("[Content_Types].xml", types), ("ppt/presentation.xml", "<p/>"))


def excel() -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet().write(0, 0, "Placements by cost")
    return written.getvalue()


def open_document(kind: str = "text", *more: tuple[str, bytes | str], locked: bool = False) -> bytes:
    manifest = MANIFEST.format('<m:encryption-data m:checksum="abc"/>' if locked else "")
    mimetype = ("mimetype", f"application/vnd.oasis.opendocument.{kind}")
    return archive(mimetype, ("content.xml", "<o/>"), ("META-INF/manifest.xml", manifest), *more)


def bomb() -> bytes:
    """A Word document of some 100 kilobytes with 100 megabytes of nothing inside."""
    return word(("word/media/nothing.bin", bytes(100_000_000)))


def lying_bomb() -> bytes:
    """The same, but its list of entries says that the 100 megabytes are one hundred bytes."""
    made = bytearray(bomb())
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<L", 100)
    return bytes(made)


def png_of_size(width: int, height: int) -> bytes:
    """A picture's head that announces so many pixels; there are none."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")

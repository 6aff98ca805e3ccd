"""Files that people send: taken for what they are, or refused with a sentence to act on (quality 19, 20, 22)."""

import hashlib
import io
import os
import socket
import time
import tracemalloc
from contextlib import suppress
from itertools import repeat

import psutil
import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from commissioning.documents.contents import FORMATS
from commissioning.documents.uploads import Refused, checked
from tests.support import files
from tests.support.clamd import EICAR
from tests.support.site import running

HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\x00\x03" + bytes(200)

HONEST = {
    "plan.pdf": files.pdf(),
    "plan.docx": files.word(("word/media/image1.png", files.picture())),
    "costs.xlsx": files.excel(),
    "talk.pptx": files.powerpoint(),
    "plan.odt": files.open_document("text"),
    "costs.ods": files.open_document("spreadsheet"),
    "photo.png": files.picture("PNG"),
    "photo.jpg": files.picture("JPEG"),
    "photo.jpeg": files.picture("JPEG"),
    "notes.txt": "Minutes – £1,200 <b>bold</b> of it, 5 < 6".encode(),
    "costs.csv": b"placement,cost\r\nfoster,1200\r\n",
}


def sent(content: bytes, name: str) -> SimpleUploadedFile:
    file = ContentFile(content)
    uploaded = SimpleUploadedFile("x", b"", content_type="text/html")  # what a browser claims is not asked
    uploaded.file, uploaded.size, uploaded._name = file.file, len(content), name
    return uploaded


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(Refused) as caught:
        checked(sent(content, name))
    return str(caught.value)


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_are_taken_for_what_they_are(name):
    content = HONEST[name]
    file = sent(content, name)
    found = checked(file)
    assert (found.name, found.size) == (name, len(content))
    assert found.content_type == FORMATS[name.rpartition(".")[2]].content_type
    assert found.checksum == hashlib.sha256(content).hexdigest()
    assert file.read() == content, "it stands at its beginning again"


def test_every_format_has_an_honest_file_above():
    assert {name.rpartition(".")[2] for name in HONEST} == set(FORMATS)


def test_a_file_on_disk_is_checked_like_one_in_memory(settings):
    with TemporaryUploadedFile("plan.docx", "", 0, None) as file:
        file.write(HONEST["plan.docx"])
        file.size = len(HONEST["plan.docx"])
        assert checked(file).content_type == files.WORD


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("lie", ["html", "svg", "program", "shell", "another format"])
def test_20_what_the_name_says_must_be_what_is_inside(extension, lie):
    """HTML named .png, a program named .pdf, and all the others."""
    other = files.picture("PNG") if extension != "png" else files.pdf()
    content = {"html": HTML, "svg": SVG, "program": PROGRAM, "shell": b"#!/bin/sh\nid", "another format": other}[lie]
    assert "then choose" in refusal(content, f"board.{extension}")


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.exe", "a.docm", "a.doc", "a.zip", "a", "pdf", ".pdf.js", ""])
def test_20_other_formats_are_refused_by_name_with_what_to_do(name):
    sentence = refusal(files.pdf(), name)
    assert "Save it as ." in sentence or "must be a PDF" in sentence


def test_20_an_empty_file_and_one_that_is_too_large(settings):
    assert refusal(b"", "plan.pdf") == "The file is empty. Choose another file"
    sentence = refusal(bytes(settings.LARGEST_FILE + 1), "plan.txt")
    assert sentence.startswith("The file must be 10 MB or smaller.")


@pytest.mark.parametrize(
    "start",
    [b"  \n<html>", b"\xef\xbb\xbf<!DOCTYPE html>", b"<?xml version='1.0'?><svg/>", b"<h1>Hello", b"a\n<script>x",
     "\ufeff<html>".encode("utf-16-le"), b"<!-- x --><body>"],
)  # fmt: skip
def test_20_text_that_begins_like_a_page_is_refused(start):
    assert "web page" in refusal(start, "notes.txt")


@pytest.mark.parametrize("content", [b"a\0b", b"\x1b[31m", b"%PDF-1.7 text", b"{\\rtf1 x}", b"\x81\x8d"])
def test_text_is_text(content):
    refusal(content, "notes.txt")


def test_text_of_older_windows_programs_and_of_excel_is_text():
    for coding in ("cp1252", "utf-16"):
        assert checked(sent("Café – £5".encode(coding), "notes.csv")).content_type == "text/csv"


# --- Office documents ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        files.word(("word/vbaProject.bin", b"x")),
        files.word(("word/VBAPROJECT.BIN", b"x")),
        files.word(("xl/macrosheets/sheet1.xml", b"x")),
        files.word(kind="application/vnd.ms-word.document.macroEnabled"),
    ],
)
def test_20_macros_are_refused(content):
    assert "macros" in refusal(content, "plan.docx")


def test_20_macros_in_an_open_document_are_refused():
    assert "macros" in refusal(files.open_document("text", ("Basic/Standard/Module1.xml", b"x")), "plan.odt")


def test_passwords_and_older_formats_are_named():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert "password" in refusal(old, "plan.docx")
    assert "password" in refusal(files.open_document("text", locked=True), "plan.odt")


@pytest.mark.parametrize(
    "content",
    [
        files.archive(("a.txt", b"x")),
        files.archive(("[Content_Types].xml", "<not xml"), ("word/document.xml", "<w/>")),
        files.word(("word/document.xml2", b"x"), ("WORD/document.xml2", b"y")),  # one name twice
        files.archive(
            ("[Content_Types].xml", '<!DOCTYPE t [<!ENTITY a "b">]><Types>&a;</Types>'), ("word/document.xml", "<w/>")
        ),
        b"PK\x03\x04" + bytes(100),
        files.word()[:-30],
        files.pdf() + files.word(),
        files.word() + files.pdf(),
    ],
)
def test_20_archives_that_are_no_document_are_refused(content):
    assert "is not a Word document, or is damaged" in refusal(content, "plan.docx")


@pytest.mark.parametrize("content", [files.bomb(), files.lying_bomb()], ids=["open", "lying"])
def test_20_a_zip_bomb_is_refused_fast_and_in_little_memory(content):
    assert len(content) < 200_000
    tracemalloc.start()
    begun = time.monotonic()
    refusal(content, "plan.docx")
    took, peak = time.monotonic() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 2
    assert peak < 5_000_000


def test_20_too_many_entries_are_refused_before_they_are_listed():
    many = files.archive(*((f"{number}", b"") for number in range(6_000)))
    assert "larger inside" in refusal(many, "plan.docx")


def test_a_document_that_is_large_inside_but_honest_is_taken():
    pages = b"".join(f"<p>{number * 7919}</p>".encode() for number in range(1_000_000))
    assert checked(sent(files.word(("word/more.xml", pages)), "plan.docx")).size < len(pages)


# --- Two things at once -------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_20_a_picture_that_is_also_an_archive_or_a_page_is_refused(kind):
    name, picture = f"photo.{kind.lower()}", files.picture(kind)
    refusal(picture + files.archive(("evil.js", b"x")), name)
    comment = b"<script>alert(1)</script>"
    with_page = {
        "JPEG": picture[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + picture[2:],
        "PNG": picture + comment,
    }[kind]
    refusal(with_page, name)


def test_20_a_pdf_that_is_also_an_archive_or_a_page_is_refused():
    pdf = files.pdf()
    refusal(pdf + files.archive(("evil.js", b"x")), "plan.pdf")
    refusal(pdf[:9] + b"<html><script>x</script>" + pdf[9:], "plan.pdf")
    refusal(b"GIF89a" + pdf, "plan.pdf")
    with_attachment = pdf.replace(b"%%EOF", files.archive(("a.txt", b"x")) + b"\nendstream\n%%EOF")
    assert checked(sent(with_attachment, "plan.pdf")), "an archive inside a PDF is no archive by itself"


def test_20_a_picture_with_too_many_pixels_is_refused():
    assert "pixels" in refusal(files.png_of_size(60_000, 60_000), "photo.png")


def test_20_eicar_is_text_and_left_to_the_scanner():
    assert checked(sent(EICAR, "notes.txt")).content_type == "text/plain"


# --- Names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\plan.PDF", "plan.pdf"),
        ("C:\\Users\\Jo\\plan.pdf", "plan.pdf"),
        ("pl\0an.pdf", "pl an.pdf"),
        ("plan\r\nSet-Cookie: a=b.pdf", "plan Set-Cookie- a=b.pdf"),
        ("fdp\u202efdp.pdf", "fdpfdp.pdf"),  # right-to-left override
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("ﬁle.pdf", "file.pdf"),
        ("..pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ('a"b<c>|?*.pdf', "a-b-c----.pdf"),
        ("／etc／plan.pdf", "plan.pdf"),  # full-width solidus
        ("x" * 300 + ".pdf", "x" * 96 + ".pdf"),
        ("Pläne ’24 – final.pdf", "Pläne ’24 – final.pdf"),
        ("\ud800plan.pdf", "plan.pdf"),  # a lone surrogate
    ],
)
def test_20_22_names_are_made_safe(given, shown):
    assert checked(sent(HONEST["plan.pdf"], given)).name == shown


def test_20_a_name_that_reads_backwards_does_not_hide_a_program():
    assert "must be a PDF" in refusal(HONEST["plan.pdf"], "plan\u202efdp.exe")


# --- Whatever else arrives ----------------------------------------------------------------


@given(st.sampled_from(sorted(HONEST)), st.data())
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_damaged_file_is_taken_or_refused_and_nothing_else(name, data):
    """Bytes changed, cut and inserted anywhere: never another error than a refusal."""
    content = bytearray(HONEST[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        length = data.draw(st.sampled_from([0, 1, 4, 40]))
        content[at : at + length] = data.draw(st.binary(max_size=8))
    with suppress(Refused):
        checked(sent(bytes(content), name))


# --- Too much at once ---------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A request's body that never ends; `taken` is how much of it was read."""

    taken = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self.taken += len(buffer)
        return len(buffer)


def test_20_a_request_of_a_gigabyte_is_refused_by_its_length_without_being_kept(settings, tmp_path):
    """Before anybody's cookie or token is looked at, and with the limit in words."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    body = Endless()
    tracemalloc.start()
    response = Client().generic(
        "POST",
        "/accounts/login/",
        content_type="multipart/form-data; boundary=x",
        **{"CONTENT_LENGTH": str(1024**3), "wsgi.input": body},
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert response.status_code == 413
    assert "A file can be up to 10 MB" in response.content.decode()
    assert body.taken <= 33 * 1024 * 1024
    assert peak < 10_000_000
    assert list(tmp_path.iterdir()) == []
    assert response["Content-Security-Policy"]


GIGABYTE = 1024**3


@pytest.mark.slow
@pytest.mark.parametrize("claim", ["length", "chunked"])
def test_20_a_gigabyte_sent_to_the_running_site_fills_neither_memory_nor_disk(site_of_its_own, claim):
    """Real gunicorn, no proxy in front, somebody who is not even signed in; afterwards it serves as before."""
    site, spool = site_of_its_own
    before, largest, kept = memory_of(site), 0, 0
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as connection:
        connection.sendall(head(claim))
        for piece in pieces(claim):
            try:
                connection.sendall(piece)
            except OSError:  # it has heard enough
                break
            largest = max(largest, memory_of(site))
            kept = max(kept, sum(file.stat().st_size for file in spool.rglob("*") if file.is_file()))
    assert largest - before < 20_000_000
    assert kept < 1_000_000
    assert site.is_ready()


@pytest.mark.slow
def test_20_somebody_who_sends_a_little_too_much_reads_why(site_of_its_own):
    """Twenty megabytes: the browser is still sending when the answer is ready, and must not lose it."""
    site, _ = site_of_its_own
    with socket.create_connection(("127.0.0.1", site.port), timeout=60) as connection:
        connection.sendall(head("length", 20_000_000))
        connection.sendall(bytes(20_000_000))
        answer = b""
        while more := connection.recv(65536):
            answer += more
    assert b" 413 " in answer.split(b"\r\n")[0]
    assert b"A file can be up to 10 MB" in answer


@pytest.fixture(scope="module")
def site_of_its_own(tmp_path_factory, worker_id):
    folder = tmp_path_factory.mktemp("large")
    (spool := folder / "spool").mkdir()
    with running(folder / "site", f"test_large_{worker_id}_{os.getpid()}", TMPDIR=str(spool)) as made:
        made.start_web(workers=1)
        yield made, spool


def head(claim: str, length: int = GIGABYTE) -> bytes:
    said = f"Content-Length: {length}" if claim == "length" else "Transfer-Encoding: chunked"
    lines = ("POST /accounts/login/ HTTP/1.1", "Host: 127.0.0.1", "Content-Type: multipart/form-data; boundary=x", said)
    return "\r\n".join([*lines, "", ""]).encode()


def pieces(claim: str):
    """A gigabyte as one file of a form, in the way the head claimed."""
    begin = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    for content in (begin, *repeat(bytes(1024 * 1024), 1024)):
        yield content if claim == "length" else f"{len(content):x}\r\n".encode() + content + b"\r\n"


def memory_of(site) -> int:
    """Bytes that its processes hold, all together."""
    return sum(psutil.Process(pid).memory_info().rss for pid in site.pids("web"))

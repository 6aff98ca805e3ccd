"""The virus scanner as the site meets it: a real clamd that answers, is away, is slow, or cannot look (quality 20)."""

import io
import socket
import threading
import time
import zipfile

import pytest

from commissioning.documents import scanning
from commissioning.documents.scanning import ScannerAway, Verdict, verdict_on
from tests.support.clamd import EICAR, running


@pytest.fixture(scope="module")
def clamd(tmp_path_factory):
    with running(tmp_path_factory.mktemp("clamd")) as made:
        yield made


@pytest.fixture(params=["address", "socket"])
def scanner(request, clamd, settings):
    settings.CLAMAV_ADDRESS = getattr(clamd, request.param)


def packed(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/embeddings/inside.txt", content)
    return written.getvalue()


def test_a_clean_file_is_clean(scanner):
    assert verdict_on(io.BytesIO(b"Board paper 7, 12 May")) == Verdict.CLEAN


def test_20_eicar_is_found_by_itself_and_inside_a_document(scanner):
    assert verdict_on(io.BytesIO(EICAR)) == Verdict.INFECTED
    assert verdict_on(io.BytesIO(packed(EICAR))) == Verdict.INFECTED


def test_the_largest_file_is_scanned_in_pieces(scanner, settings):
    assert verdict_on(io.BytesIO(bytes(settings.LARGEST_FILE))) == Verdict.CLEAN


def test_without_a_scanner_nothing_is_called_clean(settings):
    settings.CLAMAV_ADDRESS = ""
    assert verdict_on(io.BytesIO(EICAR)) == Verdict.NOT_SCANNED


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nowhere/clamd.socket", "no-port", "[::1]:1"])
def test_a_scanner_that_is_not_there_gives_no_verdict(settings, address):
    settings.CLAMAV_ADDRESS = address
    with pytest.raises(ScannerAway):
        verdict_on(io.BytesIO(b"anything"))


def test_what_it_could_not_look_at_gets_no_verdict(scanner):
    """Larger than clamd takes: it answers with an error, or closes while we are still sending."""
    with pytest.raises(ScannerAway):
        verdict_on(io.BytesIO(bytes(12 * 1024 * 1024)))


def test_a_scanner_that_hangs_is_waited_for_only_so_long(settings, monkeypatch):
    monkeypatch.setattr(scanning, "WHOLE_SCAN", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{silent.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(ScannerAway):
            verdict_on(io.BytesIO(b"anything"))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("answer", [b"", b"stream: Can't allocate memory ERROR\0", b"OK\0", b"x" * 10_000])
def test_an_answer_it_does_not_know_is_no_verdict(settings, answer):
    """Whoever else listens there, and a scanner in trouble."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.CLAMAV_ADDRESS = f"127.0.0.1:{other.getsockname()[1]}"
        listening = threading.Thread(target=_answer_once, args=(other, answer))
        listening.start()
        with pytest.raises(ScannerAway):
            verdict_on(io.BytesIO(b"anything"))
        listening.join()


def _answer_once(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        heard = b""
        while not heard.endswith(bytes(4)):
            heard += connection.recv(4096)
        connection.sendall(answer)

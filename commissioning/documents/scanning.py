"""The virus scanner: a file goes to ClamAV's daemon over its own protocol, and a verdict comes back.

The client libraries were looked at: the one that is kept (clamav-client) is under the GPL, knows no IPv6 and has no
limit for the whole of a scan; the protocol (clamd(8), INSTREAM) is a word, lengths and an answer.
"""

import socket
import time
from enum import StrEnum
from typing import BinaryIO

from django.conf import settings

CONNECT = 2  # seconds
WHOLE_SCAN = 60
PING = 5
PIECE = 64 * 1024
LONGEST_ANSWER = 4096


class Verdict(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    NOT_SCANNED = "not_scanned"  # there is no scanner


class ScannerAway(Exception):
    """No verdict now: the scanner cannot be reached, is starting, or could not look at the file. Ask again later."""


def has_scanner() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def answers() -> bool:
    """Whether the scanner is there and ready; within some seconds."""
    until = time.monotonic() + PING
    try:
        with _connected() as connection:
            _say(connection, b"zPING\0", until)
            connection.settimeout(_left(until))
            return connection.recv(LONGEST_ANSWER).startswith(b"PONG")
    except (OSError, ValueError):
        return False


def verdict_on(file: BinaryIO) -> Verdict:
    """Reads the file from where it stands to its end. Raises `ScannerAway`."""
    if not has_scanner():
        return Verdict.NOT_SCANNED
    try:
        answer = _ask(file, time.monotonic() + WHOLE_SCAN)
    except (OSError, ValueError) as error:  # ValueError: an address without a port
        raise ScannerAway(f"{settings.CLAMAV_ADDRESS}: {error}") from error
    if answer == "stream: OK":
        return Verdict.CLEAN
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return Verdict.INFECTED
    raise ScannerAway(f"{settings.CLAMAV_ADDRESS} answered {answer!r}")


def _ask(file: BinaryIO, until: float) -> str:
    with _connected() as connection:
        _say(connection, b"zINSTREAM\0", until)
        while piece := file.read(PIECE):
            _say(connection, len(piece).to_bytes(4, "big") + piece, until)
        _say(connection, bytes(4), until)
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            connection.settimeout(_left(until))
            more = connection.recv(LONGEST_ANSWER)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0").decode(errors="replace")


def _say(connection: socket.socket, words: bytes, until: float) -> None:
    connection.settimeout(_left(until))
    connection.sendall(words)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"no answer within {WHOLE_SCAN} seconds")
    return left


def _connected() -> socket.socket:
    address = settings.CLAMAV_ADDRESS
    if not address.startswith("/"):
        host, _, port = address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(CONNECT)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection

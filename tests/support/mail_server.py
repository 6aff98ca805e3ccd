"""A mail server of the test's own, on loopback, speaking just enough SMTP; and every way in which one can fail."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        recipient, lines = "", []
        self._say("220 ready")
        for line in self.rfile:
            words = line.decode().strip()
            verb = words.split(" ", 1)[0].upper()
            if verb == "RCPT":
                recipient = words.partition("<")[2].partition(">")[0]
                refused = self.server.refusing or recipient in self.server.refused
                self._say("550 no such box" if refused else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                if self.server.hangs_up:
                    self.rfile.readline()
                    return
                lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                self.server.received.append((recipient, "".join(lines)))
                self._say("250 ok")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        time.sleep(self.server.slow)
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    """`refusing` everybody, or those in `refused`; `slow`: seconds before each line; `hangs_up` amid the message."""

    daemon_threads = True
    allow_reuse_address = True
    refusing = False
    hangs_up = False
    slow = 0.0

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: list[tuple[str, str]] = []
        self.refused: set[str] = set()

    def handle_error(self, request, client_address) -> None:
        """Whoever called has gone: they were too slow for, or killed."""


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()

"""A mail server of the test's own, on loopback, speaking just enough SMTP."""

import socketserver
import threading

import pytest


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 ready")
        recipient, lines = "", []
        for line in self.rfile:
            words = line.decode().strip()
            verb = words.split(" ", 1)[0].upper()
            if verb == "RCPT":
                recipient = words.partition("<")[2].partition(">")[0]
                self._say("550 no such box" if self.server.refusing else "250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                lines = list(iter(lambda: self.rfile.readline().decode(), ".\r\n"))
                self.server.received.append((recipient, "".join(lines)))
                self._say("250 ok")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    refusing = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.received: list[tuple[str, str]] = []


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
    yield server
    server.shutdown()
    server.server_close()

"""A real clamd on a port of its own, with a database of one signature: EICAR's, which is a test and no virus."""

import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import packages
from machine.redis import free_port

from tests.support.site import until

# In two parts, so that no scanner takes this file for an infected one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """`address` and `socket` are the two ways to it; `stop` ends it outright."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.address, self.socket = f"127.0.0.1:{self.port}", str(folder / "clamd.socket")
        self._process: subprocess.Popen | None = None
        database = folder / "signatures"
        database.mkdir(parents=True)
        (database / "own.hsb").write_text(f"{hashlib.sha256(EICAR).hexdigest()}:{len(EICAR)}:Eicar-Test\n")
        (folder / "clamd.conf").write_text(
            f"Foreground yes\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\nLocalSocket {self.socket}\n"
            f"DatabaseDirectory {database}\nTemporaryDirectory {folder}\nStreamMaxLength 11M\n"
        )

    def start(self) -> None:
        with open(self.folder / "clamd.log", "ab") as log:
            self._process = subprocess.Popen(
                [packages.clamd(), "-c", self.folder / "clamd.conf"], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(lambda: Path(self.socket).exists(), "clamd to listen", self._died)

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            Path(self.socket).unlink(missing_ok=True)
            self._process = None

    def _died(self) -> str:
        ended = self._process.poll() is not None
        return (self.folder / "clamd.log").read_text()[-2000:] if ended else ""


@contextmanager
def running(folder: Path) -> Iterator[Clamd]:
    made = Clamd(folder)
    try:
        made.start()
        yield made
    finally:
        made.stop()

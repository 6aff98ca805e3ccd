"""Other products, each in a Python environment of its own and run as a process that is asked over its input and output.

A peer is a file `NAME.py` that imports nothing of ours, and `NAME.txt` with everything it needs, pinned. It reads one
JSON object a line and answers each with one: what it was asked to do, done once, and the seconds it took.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from machine.place import DATA, digest_of, is_done, mark_done, say

HERE = Path(__file__).parent


class Unavailable(Exception):
    """Says why the peer cannot be had on this machine."""


class Peer:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, what: str, **given: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"do": what, **given}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"The peer ended while it was asked to {what}; what it said stands above.")
        return json.loads(line)


@contextmanager
def running(name: str, **environment: str) -> Iterator[Peer]:
    """The peer, installed when it is not, until the block ends."""
    command = [str(installed(name)), str(HERE / f"{name}.py")]
    apart = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "DJANGO"))}
    with subprocess.Popen(
        command, env=apart | environment, cwd=DATA, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:  # leaving ends its input, and with that the peer
        yield Peer(process)


def installed(name: str) -> Path:
    """Its Python; made again only when what it needs changes."""
    wanted, home = HERE / f"{name}.txt", DATA / "peers" / name
    python, step, fingerprint = home / "bin" / "python", f"peer-{name}", digest_of(wanted) + sys.version
    if is_done(step, fingerprint) and python.exists():
        return python
    say(f"Installing {name} for comparison")
    shutil.rmtree(home, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "-r", str(wanted)],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
            raise Unavailable(f"{name} could not be installed: {said[-1] if said else 'no reason given'}")
    mark_done(step, fingerprint)
    return python

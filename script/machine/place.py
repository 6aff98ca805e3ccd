"""Where things are on this machine."""

import hashlib
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".data"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
NAME = "commissioning-" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]  # one site a checkout


def digest_of(*paths: Path) -> str:
    """A fingerprint of the files, or of all files below the folders."""
    found = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if "__pycache__" not in file.parts:
                found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def is_done(step: str, fingerprint: str, folder: Path = DATA / "done") -> bool:
    stamp = folder / step
    return stamp.exists() and stamp.read_text() == fingerprint


def mark_done(step: str, fingerprint: str, folder: Path = DATA / "done") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / step).write_text(fingerprint)


def say(line: str) -> None:
    """What is being set up; beside the command's own output, which others may read."""
    print(line, file=sys.stderr, flush=True)

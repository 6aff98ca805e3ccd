"""The virtual environment and the compiled styles, made once and again only when what they come from changes."""

import fcntl
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from . import packages
from .place import BIN, DATA, ROOT, VENV, digest_of, is_done, mark_done, say

KNOWN_GOOD = ((3, 11), (3, 12), (3, 13))


def enter(for_tests: bool = False) -> None:
    """Leaves this process running under the project's own Python, with everything installed."""
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    if not inside:
        with _alone("setup"):
            packages.ensure({**packages.FOR_SITE, **(packages.FOR_TESTS if for_tests else {})})
            _make_venv()
        python = str(BIN / "python")
        os.execv(python, [python, *sys.argv])
    with _alone("setup"):
        _build_assets()


@contextmanager
def _alone(name: str):
    """Two commands started together make the machine ready one after the other."""
    DATA.mkdir(exist_ok=True)
    with open(DATA / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_venv() -> None:
    files = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
    fingerprint = digest_of(*files)
    if is_done("venv", fingerprint) and (BIN / "python").exists():
        return
    say("Making the Python environment")
    shutil.rmtree(VENV, ignore_errors=True)
    _run([_python(), "-m", "venv", str(VENV)])
    wanted = [part for file in files for part in ("-r", str(file))]
    _run(
        [str(BIN / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes", *wanted]
    )
    mark_done("venv", fingerprint)


def _python() -> str:
    if sys.version_info[:2] in KNOWN_GOOD:
        return sys.executable
    found = next(filter(None, (shutil.which(f"python{a}.{b}") for a, b in reversed(KNOWN_GOOD))), None)
    if not found:
        sys.exit(f"This needs Python 3.11, 3.12 or 3.13; {sys.executable} is {sys.version.split()[0]}.")
    return found


def _build_assets() -> None:
    node = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    lock = digest_of(ROOT / "package-lock.json")
    if not (is_done("npm", lock) and (ROOT / "node_modules").is_dir()):
        say("Fetching the design system")
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], env=node)
        mark_done("npm", lock)
    sources = lock + digest_of(ROOT / "static/src")
    if not (is_done("assets", sources) and (DATA / "static").is_dir()):
        say("Compiling styles and scripts")
        _run(["npm", "run", "--silent", "build"], env=node)
        collect = [
            str(BIN / "python"),
            "manage.py",
            "collectstatic",
            "--noinput",
            "-v0",
        ]  # a running site keeps its files
        _run(collect, env={**node, **_NO_SITE})
        mark_done("assets", sources)


# collectstatic loads the settings but touches no service.
_NO_SITE = {
    "SITE_ADDRESS": "http://127.0.0.1",
    "SECRET_KEY": "collectstatic signs nothing",
    "DATABASE_URL": "postgres://nobody@localhost/none",
    "REDIS_URL": "redis://localhost",
}


def _run(command: "list[str]", env: "dict | None" = None) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"`{' '.join(command[:4])} …` did not work:\n{(done.stdout + done.stderr)[-3000:]}")

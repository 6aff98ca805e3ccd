"""Known weaknesses of the packages we have locked: what pip-audit and npm say, each a line, and an exit that is not 0.

pip-audit has an environment of its own under `.data/`. Where the service that keeps the advisories cannot be reached,
its part is skipped and says so: that is no finding, and no all-clear either.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .place import BIN, DATA, ROOT, digest_of, is_done, mark_done, say

WANTED = Path(__file__).with_name("audit.txt")
PYTHON_LOCKS = ("requirements.txt", "requirements-programs.txt", "requirements-dev.txt")
PATIENCE = 600  # seconds for all of one part
OUT_OF_REACH = "the service that keeps the advisories cannot be reached"


class Skipped(Exception):
    """Says why one part could not be looked at."""


@dataclass(frozen=True)
class Finding:
    """`advisory`: its number or address; `mended_in`: versions that no longer have it, where that is known."""

    package: str
    version: str
    advisory: str
    mended_in: str

    def __str__(self) -> str:
        mended = f"mended in {self.mended_in}" if self.mended_in else "no version is known to be mended"
        return f"{self.package} {self.version}: {self.advisory}, {mended}"


def main() -> int:
    """0 where nothing was found, skipped parts included; 1 with findings."""
    found = 0
    for name, look in (("Python packages", of_python), ("Node packages", of_node)):
        try:
            findings = list(look())
        except Skipped as why:
            print(f"{name}: skipped, because {why}")
            continue
        print(f"{name}: {len(findings) or 'no'} known weakness{'' if len(findings) == 1 else 'es'}")
        for finding in findings:
            print(f"  {finding}")
        found += len(findings)
    return 1 if found else 0


# --- Python -------------------------------------------------------------------------------


def of_python() -> list[Finding]:
    """Of everything in the lock files, what only tests need included. Raises Skipped."""
    locks = [part for name in PYTHON_LOCKS for part in ("-r", str(ROOT / name))]
    options = ["--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]
    done = _run([str(_pip_audit()), *options, *locks])
    return read_pip_audit(done.stdout, done.stderr)


def read_pip_audit(said: str, aside: str) -> list[Finding]:
    """It prints its findings as JSON and ends with 1 both when there are some and when it could not look."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        raise Skipped(OUT_OF_REACH if _is_about_the_way(aside) else _last_line(aside)) from None
    unknown = [one["name"] for one in packages if "skip_reason" in one]
    if packages and len(unknown) == len(packages):
        raise Skipped(OUT_OF_REACH)
    if unknown:
        say(f"Not looked at, because the service does not know them: {', '.join(unknown)}")
    return [
        Finding(one["name"], one["version"], flaw["id"], ", ".join(flaw.get("fix_versions", [])))
        for one in packages
        for flaw in one.get("vulns", [])
    ]


def _is_about_the_way(aside: str) -> bool:
    signs = ("ConnectionError", "connect", "Timeout", "ServiceError", "HTTPError", "SSLError", "ProxyError")
    return any(sign in aside for sign in signs)


def _pip_audit() -> Path:
    """The program; installed again only when what it needs changes."""
    home = DATA / "audit"
    program, fingerprint = home / "bin" / "pip-audit", digest_of(WANTED) + sys.version
    if is_done("audit", fingerprint) and program.exists():
        return program
    say("Installing pip-audit")
    shutil.rmtree(home, ignore_errors=True)
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
    for command in ([sys.executable, "-m", "venv", str(home)], [*pip, "-r", str(WANTED)]):
        done = _run(command)
        if done.returncode:
            raise Skipped("pip-audit could not be installed")
    mark_done("audit", fingerprint)
    return program


# --- Node ---------------------------------------------------------------------------------


def of_node() -> list[Finding]:
    """Of package-lock.json, what only builds and tests need included. Raises Skipped."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = _run(["npm", "audit", "--json", "--package-lock-only"], PATH=path)
    return read_npm(done.stdout)


def read_npm(said: str) -> list[Finding]:
    """One object: {"vulnerabilities": {…}}, or {"error": …} when it could not look."""
    try:
        packages = json.loads(said)["vulnerabilities"].values()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Skipped(OUT_OF_REACH) from None
    return [finding for one in packages for finding in _of_package(one)]


def _of_package(one: dict[str, Any]) -> Iterable[Finding]:
    """A package that is only affected through another names that one: it has a line of its own."""
    mended = one.get("fixAvailable")
    version = f"{mended['name']} {mended['version']}" if isinstance(mended, dict) else "a newer one" if mended else ""
    for flaw in one["via"]:
        if isinstance(flaw, dict):
            yield Finding(one["name"], one["range"], f"{flaw['url'].rpartition('/')[2]} ({flaw['severity']})", version)


def _run(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO"))} | more
    try:
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        raise Skipped(f"it took longer than {PATIENCE // 60} minutes") from None


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it gave no reason"

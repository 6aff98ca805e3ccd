"""The system packages the site needs: installed when we may, named in one line when we may not."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .place import say

# what it is for: (is it there?, Debian's package, Homebrew's package)
FOR_SITE = {
    "virtual environments": (lambda: bool(importlib.util.find_spec("ensurepip")), "python3-venv", "python@3.12"),
    "the job queue": (
        lambda: bool(os.environ.get("REDIS_URL") or shutil.which("redis-server")),
        "redis-server",
        "redis",
    ),
    "laying out PDFs": (lambda: _library("libpango-1.0.so.0", "libpango-1.0.dylib"), "libpango-1.0-0", "pango"),
    "fonts in PDFs": (lambda: _library("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"), "libpangoft2-1.0-0", "pango"),
    "embedding fonts": (
        lambda: _library("libharfbuzz-subset.so.0", "libharfbuzz-subset.dylib"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    "an open font": (lambda: _font("LiberationSans-Regular.ttf"), "fonts-liberation", "font-liberation"),
}
FOR_TESTS = {
    "browser tests": (lambda: bool(chromium()), "chromium-headless-shell", "--cask chromium"),
    "reading PDFs back": (lambda: bool(shutil.which("pdftotext")), "poppler-utils", "poppler"),
    # 7 MB to fetch, 24 on disk: the scanner's programs without its signatures, which the tests bring themselves.
    "scanning for viruses": (lambda: bool(clamd()), "clamav-daemon", "clamav"),
}
# What Debian would start with a package, at once and at every boot. Ours run apart, on ports of their own.
STARTS = {
    "redis-server": ("redis-server.service",),
    "clamav-daemon": ("clamav-daemon.service", "clamav-daemon.socket", "clamav-freshclam.service"),
}
POLICY = "/usr/sbin/policy-rc.d"  # Debian asks it before it starts a service


def chromium() -> str:
    """Chromium without its windows, where it is there: the same pages for a third of the processor time."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), "")


def clamd() -> str:
    return shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin") or ""


def _library(*names: str) -> bool:
    homes = ("", "/opt/homebrew/lib/", "/usr/local/lib/")
    for name in (home + name for home in homes for name in names):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _font(name: str) -> bool:
    homes = (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path.home() / "Library/Fonts",
        Path("/Library/Fonts"),
    )
    return any(next(home.rglob(name), None) for home in homes if home.is_dir())


def ensure(wanted: dict) -> None:
    missing = {what: names for what, (there, *names) in wanted.items() if not there()}
    if not missing:
        return
    on_mac = sys.platform == "darwin"
    names = sorted({names[1 if on_mac else 0] for names in missing.values()})
    command = ("brew install " if on_mac else "apt-get install -y --no-install-recommends ") + " ".join(names)
    as_root = _as_root()
    if on_mac or as_root is None or not shutil.which("apt-get"):
        prefix = "" if on_mac else "sudo "
        sys.exit(f"Missing for {', '.join(missing)}. Run this line, then the same command again:\n  {prefix}{command}")
    say(f"Installing {' '.join(names)} ({', '.join(missing)})")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with _starting_nothing(as_root, names):
        for step in ("apt-get update", command):
            done = subprocess.run([*as_root, *step.split()], env=quiet, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"`{step}` did not work:\n{done.stderr[-1500:]}")


@contextmanager
def _starting_nothing(as_root: "list[str]", names: "list[str]") -> Iterator[None]:
    """What is installed inside is neither started now nor at the next boot."""
    ours = not os.path.exists(POLICY)
    if ours:
        refuse = f"printf '#!/bin/sh\\nexit 101\\n' > {POLICY} && chmod 755 {POLICY}"
        subprocess.run([*as_root, "sh", "-c", refuse], check=True)
    try:
        yield
    finally:
        if ours:
            subprocess.run([*as_root, "rm", "-f", POLICY], check=True)
    services = [service for name in names for service in STARTS.get(name, ())]
    if services and shutil.which("systemctl"):
        subprocess.run([*as_root, "systemctl", "disable", *services], capture_output=True)


def _as_root() -> "list[str] | None":
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None

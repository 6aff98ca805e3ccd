"""The upgrade of a site that was installed by packages (docs/operations.md), step by step.

systemd holds web's port, so whoever comes while web is restarted waits and is not sent away. Workers go before web: no
worker is handed what only a newer web knows of.
"""

import os
import pwd
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from .place import BIN, ROOT, say

WORKERS = ("commissioning-worker-interactive", "commissioning-worker-documents", "commissioning-beat")
WEB = "commissioning-web"
PORT_HELD = "commissioning-web.socket"
# A change that waits for somebody's long look at a table would make everybody else wait behind it.
BRIEFLY = {"PGOPTIONS": "-c lock_timeout=4s"}
TRIES, PAUSE = 8, 5.0  # seconds
OWN = ("commissioning", "readiness", "evaluation")  # pip compiled the rest


@dataclass(frozen=True)
class Install:
    """Where such a site is; the release to come is the checkout that this file lies in."""

    current: Path = Path("/srv/commissioning/current")
    settings: Path = Path("/etc/commissioning/site.env")
    owner: Path = Path("/etc/commissioning/owner.env")
    user: str = "commissioning"
    ready: str = "http://127.0.0.1:8000/readyz"


# These work on the database's shape, or make it.
OWNERS = {"prepare_database", "migrate", "restore"}


def first(install: Install) -> None:
    """The database of a new installation; nothing runs yet."""
    _compile()
    _prepare(install)


def manage(install: Install, *command: str) -> int:
    """One command of the running release; those that need the database's owner know its address."""
    if not OWNERS & set(command[:1]):
        return _run(install, *command)
    migrating = {} if command[0] == "restore" else {"DATABASE_AS_OWNER": "1"}
    return _run(install, *command, **_read(install.owner), **migrating)


def upgrade(install: Install, *, stop: bool) -> None:
    """Ends the process with a sentence when a step does not succeed; the site changes at the switch and not before."""
    say("A backup")
    _systemctl("start", "commissioning-backup.service")
    say("Preflight")
    _manage(install, "preflight", *(["--stopped"] if stop else []))
    _compile()
    if stop:
        _systemctl("stop", PORT_HELD, WEB, *WORKERS)
    say("The database")
    _prepare(install)
    say("The new release takes over")
    _switch(install.current)
    _systemctl("restart", *WORKERS)
    _systemctl("restart", PORT_HELD if stop else WEB)
    if stop:
        _systemctl("start", WEB)
    _wait(install)


def _systemctl(*arguments: str) -> None:
    if subprocess.run(["systemctl", *arguments]).returncode:
        sys.exit(f"`systemctl {' '.join(arguments)}` did not succeed; `journalctl -u commissioning-*` says why.")


def _compile() -> None:
    """Once, by root: the site’s processes may not write beside the code, and would each compile it at every start."""
    subprocess.run([str(BIN / "python"), "-m", "compileall", "-q", *OWN], cwd=ROOT, check=True)


def _prepare(install: Install) -> None:
    """Migrations may be cut off and run again: each is one transaction."""
    for left in reversed(range(TRIES)):
        done = _run(install, "prepare_database", **_read(install.owner), **BRIEFLY, DATABASE_AS_OWNER="1")
        if done == 0:
            break
        if not left:
            sys.exit("The database was not prepared. The site runs on as before; try again at a quieter time.")
        time.sleep(PAUSE)
    _manage(install, "load_reference_data")


def _manage(install: Install, *command: str) -> None:
    if _run(install, *command):
        sys.exit(f"`{command[0]}` did not succeed. The site runs on as before.")


def _run(install: Install, *command: str, **more: str) -> int:
    """manage.py of this release with the site's settings, as the site's own user."""
    who = {}
    if os.geteuid() == 0 and install.user != "root":
        entry = pwd.getpwnam(install.user)
        who = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    own = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "commissioning.config.settings",
        "XDG_CACHE_HOME": "/tmp",
    }
    env = {**own, **_read(install.settings), **more}
    return subprocess.run([str(BIN / "python"), "manage.py", *command], cwd=ROOT, env=env, **who).returncode


def _read(file: Path) -> dict[str, str]:
    """NAME=value lines, as systemd reads them."""
    lines = [line.strip() for line in file.read_text().splitlines()]
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _switch(current: Path) -> None:
    """In one step: there is never no release."""
    new = current.with_name("next")
    new.unlink(missing_ok=True)
    new.symlink_to(ROOT)
    before = current.resolve()
    new.replace(current)
    say(f"It was {before}")


def _wait(install: Install) -> None:
    host = _read(install.settings)["SITE_ADDRESS"].split("/")[2]
    ask = urllib.request.Request(install.ready, headers={"Host": host})
    give_up = time.monotonic() + 90
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(ask, timeout=10):
                say("Ready")
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    sys.exit("The new release does not answer. `ln -sfn RELEASE-BEFORE current` and a restart bring the old one back.")

"""The systemd units of deploy/packages as the tests read them."""

import shlex

from .shape import ROOT

PACKAGES = ROOT / "deploy/packages"
BIN = "/srv/commissioning/current/.venv/bin/"


def unit(name: str) -> dict[str, list[str]]:
    """Each setting with all its values, whatever section it stands in: no two of ours share a name."""
    found: dict[str, list[str]] = {}
    for line in (PACKAGES / name).read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


def command(name: str) -> list[str]:
    """What the unit runs, by the program's bare name; `%%` is systemd's way to write `%`."""
    (line,) = unit(name)["ExecStart"]
    program, *arguments = shlex.split(line.replace("%%", "%"))
    return [program.removeprefix(BIN), *arguments]

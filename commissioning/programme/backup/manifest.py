"""What a backup says of itself, how backups are named, and which of them are kept. Pure but for reading files."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

FORMAT = 1
NAME = "manifest.json"
DATABASE, FILES, KEYS = PARTS = ("database.dump", "files.tar", "keys.sealed")
STAMP = "%Y-%m-%dT%H%M%SZ"

ALL_FOR = timedelta(days=14)
MONTHLY_FOR = timedelta(days=186)
LEAST = 7


class Damaged(Exception):
    """A backup that is not whole; the text says what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """Parts as {name: SHA-256}; migrations as [app, name]; findings are `check_integrity`'s, as at `made_at`."""

    made_at: datetime
    postgresql: str
    key: str
    migrations: list[list[str]]
    checked: int
    findings: list[str]
    parts: dict[str, str]

    def write(self, folder: Path) -> None:
        said = {"format": FORMAT, **asdict(self), "made_at": self.made_at.isoformat()}
        (folder / NAME).write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")

    @property
    def line(self) -> str:
        wrong = f"{len(self.findings)} findings" if self.findings else "nothing wrong found"
        return f"{self.checked} things checked; {wrong}"


def read(folder: Path) -> Manifest:
    """Raises Damaged when there is none, or one of a kind we cannot read."""
    try:
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if said.pop("format") != FORMAT:
            raise Damaged(f"{folder} was made by another release: its {NAME} is not of format {FORMAT}.")
        return Manifest(**{**said, "made_at": datetime.fromisoformat(said["made_at"])})
    except OSError as error:
        raise Damaged(f"{folder} is no backup: its {NAME} cannot be read ({error.strerror}).") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(f"{folder}/{NAME} cannot be understood.") from error


def verify(folder: Path, manifest: Manifest) -> None:
    """Raises Damaged when a part is missing or is not, to the bit, what was written."""
    if set(manifest.parts) != set(PARTS):
        raise Damaged(f"{folder}/{NAME} names other parts than {', '.join(PARTS)}.")
    for name, expected in manifest.parts.items():
        try:
            good = digest(folder / name) == expected
        except OSError as error:
            raise Damaged(f"{folder}/{name} cannot be read ({error.strerror}).") from error
        if not good:
            raise Damaged(f"{folder}/{name} is not what was written: its checksum differs.")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- Which there are, and which are kept ---------------------------------------------------


def name_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)


def moment_of(name: str) -> datetime | None:
    """None for a folder that is no finished backup of ours: those are never touched."""
    try:
        return datetime.strptime(name, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def kept_in(folder: Path) -> dict[datetime, Path]:
    """The finished backups in a folder, the oldest first."""
    inside = folder.iterdir() if folder.is_dir() else ()
    found = {moment: path for path in inside if (moment := moment_of(path.name)) and (path / NAME).is_file()}
    return dict(sorted(found.items()))


def to_drop(moments: Iterable[datetime], now: datetime) -> list[datetime]:
    """All of two weeks are kept; before that the last of each month, for six months; seven always, whatever the clock
    says today.
    """
    ordered = sorted(moments)
    last_of_month = {(moment.year, moment.month): moment for moment in ordered}
    keep = set(ordered[-LEAST:])
    keep |= {moment for moment in ordered if now - moment <= ALL_FOR}
    keep |= {moment for moment in last_of_month.values() if now - moment <= MONTHLY_FOR}
    return [moment for moment in ordered if moment not in keep]

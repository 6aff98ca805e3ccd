"""When something is an alarm: figures in, alarms with their words out. Nothing here reads anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GB = 1024**3
LEAST_FREE = 2 * GB
MUCH_FREE = 20 * GB  # enough on any disk, however small a part of it
LEAST_PART_FREE = 0.1
LONGEST_WAIT = timedelta(minutes=15)  # of a document or an e-mail for a worker
MOST_QUEUED = 2_000  # messages of one queue: deadline day puts some hundreds there
MOST_FAILED_DOCUMENTS = 3  # in a day
MOST_FAILED_MAIL = 10  # in a day: a wrong address now and then is nobody's fault
OLDEST_BACKUP = timedelta(hours=26)  # nightly, and two hours late
LATE = timedelta(seconds=90)  # heartbeats come each 15 seconds
STOOD_STILL = timedelta(minutes=10)  # longer than an upgrade stops the workers
MAILED_AGAIN = timedelta(days=1)
MAILED_AFTER = timedelta(minutes=4)  # a part that is being restarted is no news


class Key(StrEnum):
    """Also the name of the part in `/readyz`."""

    DISK = "disk"
    QUEUE = "queue"
    JOBS = "jobs"
    BEAT = "beat"
    SCANNER = "scanner"
    BACKUP = "backup"


TITLES = {
    Key.DISK: "The disk is nearly full",
    Key.QUEUE: "Work waits too long",
    Key.JOBS: "Work fails",
    Key.BEAT: "Background work stands still",
    Key.SCANNER: "The virus scanner is away",
    Key.BACKUP: "The last backup is old",
}


@dataclass(frozen=True)
class Measured:
    """`oldest_…`: since when the longest-waiting one has waited; `queued`: messages by queue; failed: in 24 hours;
    `scanner_answers`: None where there is no scanner; `last_backup`: None before the first.
    """

    at: datetime
    disk_free: int
    disk_total: int
    queued: dict[str, int]
    oldest_document: datetime | None
    oldest_mail: datetime | None
    failed_documents: int
    failed_mail: int
    set_aside: int
    scanner_answers: bool | None
    last_backup: datetime | None


def alarms(found: Measured) -> dict[Key, str]:
    """Those there are, each with a line of figures: what it is measured by, never what anybody wrote."""
    said = {
        Key.DISK: _disk(found),
        Key.QUEUE: _queue(found),
        Key.JOBS: _jobs(found),
        Key.SCANNER: _scanner(found),
        Key.BACKUP: _backup(found),
    }
    return {key: " ".join(lines) for key, parts in said.items() if (lines := list(parts))}


def _disk(found: Measured) -> Iterator[str]:
    is_small_part = found.disk_free < LEAST_PART_FREE * found.disk_total and found.disk_free < MUCH_FREE
    if found.disk_free < LEAST_FREE or is_small_part:
        yield f"{found.disk_free / GB:.1f} GB of {found.disk_total / GB:.1f} GB are free where files are kept."


def _queue(found: Measured) -> Iterator[str]:
    for name, number in sorted(found.queued.items()):
        if number > MOST_QUEUED:
            yield f"{number:,} messages wait in the queue “{name}”."
    for what, since in (("document", found.oldest_document), ("email", found.oldest_mail)):
        if since and found.at - since > LONGEST_WAIT:
            yield f"A{'n' if what == 'email' else ''} {what} has waited for {_minutes(found.at - since)} minutes."


def _jobs(found: Measured) -> Iterator[str]:
    if found.failed_documents >= MOST_FAILED_DOCUMENTS:
        yield f"{found.failed_documents:,} documents could not be made within a day."
    if found.failed_mail >= MOST_FAILED_MAIL:
        yield f"{found.failed_mail:,} emails were not accepted within a day."
    if found.set_aside:
        pieces = "1 piece" if found.set_aside == 1 else f"{found.set_aside:,} pieces"
        yield f"{pieces} of work on surveys failed five times and {'is' if found.set_aside == 1 else 'are'} set aside."


def _scanner(found: Measured) -> Iterator[str]:
    if found.scanner_answers is False:
        yield "It does not answer, so files that people send wait and cannot be opened."


def _backup(found: Measured) -> Iterator[str]:
    if found.last_backup is not None and (age := found.at - found.last_backup) > OLDEST_BACKUP:
        yield f"It was made {int(age.total_seconds() // 3600)} hours ago; there should be one each night."


def _minutes(time: timedelta) -> int:
    return int(time.total_seconds() // 60)


def is_late(heartbeat: datetime | None, now: datetime) -> bool:
    return heartbeat is None or now - heartbeat >= LATE


def stood_still(before: datetime, now: datetime) -> bool:
    """Between two heartbeats: nobody could say so meanwhile."""
    return now - before > STOOD_STILL


def is_to_be_mailed(*, since: datetime, mailed_at: datetime | None, now: datetime) -> bool:
    """`mailed_at`: when an alarm of this key was last mailed, however often it came and went."""
    return now - since >= MAILED_AFTER and (mailed_at is None or now - mailed_at >= MAILED_AGAIN)

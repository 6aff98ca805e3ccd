"""What another process takes, and real sites whose workers make documents."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from machine.place import ROOT

from commissioning.config.celery import app
from commissioning.documents.models import Document
from tests.support.site import Site, until

from .running import Clock

PATIENCE = 1800  # seconds, for all that one measurement asks for


# Not what wait4 tells of an ended process: that counts what its parent took when it was started.
TELLS_ITS_PEAK = """
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM:")))
"""


def peak_of(code: str, *arguments: str) -> float:
    """What a Python process of its own takes at most, in MB, which runs that code."""
    command = [sys.executable, "-c", code + TELLS_ITS_PEAK, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return int(done.stdout.split()[-1]) / 1024


def memory_of(pid: int, what: str) -> float:
    """In MB. `what`: "VmRSS", which is now, or "VmHWM", the most there ever was."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


@contextmanager
def a_site(folder: Path, name: str) -> Iterator[Site]:
    """On the database that is pointed at, with its own Redis; of the rest, what is started."""
    made = Site(folder, name)
    try:
        made.start_redis()
        yield made
    finally:
        made.end()


def children(site: Site) -> list[int]:
    """Of a worker that has made something: the processes in which its tasks run. While it starts there are others."""
    return site.pids("worker")[1:]


def make_all(site: Site, numbers: Sequence[int]) -> float:
    """Those Documents, by the site’s worker: in seconds, from the queue to the last file."""
    with Clock() as clock:
        queue(site, numbers)
        wait_for(numbers)
    return clock.seconds


def queue(site: Site, numbers: Sequence[int]) -> None:
    """Documents onto that site’s queue, as its own processes would: this one’s settings name no Redis."""
    with app.connection_for_write(site.queue.url) as link:
        for number in numbers:
            app.send_task("documents.make", args=(number,), connection=link)


def wait_for(numbers: Sequence[int]) -> None:
    """Until each has its file."""
    rows = Document.objects.filter(pk__in=numbers)
    until(
        lambda: rows.filter(state=Document.State.DONE).count() == len(numbers),
        "the files",
        lambda: next(iter(rows.exclude(reason="").values_list("reason", flat=True)), ""),
        seconds=PATIENCE,
    )

"""Background work of support: scanning the files of packages, the weekly digest. A task that comes twice does no
harm.
"""

import logging

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from commissioning.documents import scanned
from commissioning.jobs.locks import only_one

from .actions import digests
from .models import PackageFile
from .queries import digests as queries

log = logging.getLogger(__name__)


@shared_task(name="support.scan_file")
def scan_file(file_id: int) -> None:
    scanned.scan_one(PackageFile, file_id)


@shared_task(name="support.scan_waiting_files")
def scan_waiting_files() -> None:
    """Beat: files without a verdict yet."""
    with only_one("package-file-scan") as free:
        if free:
            scanned.sweep(PackageFile)


@shared_task(name="support.digest", soft_time_limit=900, time_limit=960)
def digest() -> None:
    """Beat, each Monday morning: the week’s one mail to whoever runs the programme or leads a package."""
    with only_one("support-digest") as free:
        if free:
            week = queries.week(timezone.localdate())
            for person in queries.waiting(week):
                _try(person, week)


def _try(person, week: queries.Week) -> None:
    """One address that cannot be written to keeps no other waiting."""
    try:
        digests.send(digest=queries.digest(person, week))
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        raise  # the database is away, or time is up
    except Exception:
        log.exception("A digest could not be written")

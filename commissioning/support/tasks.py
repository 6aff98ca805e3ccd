"""Background work of support: scanning the files of packages. A task that comes twice does no harm."""

from celery import shared_task

from commissioning.documents import scanned
from commissioning.jobs.locks import only_one

from .models import PackageFile


@shared_task(name="support.scan_file")
def scan_file(file_id: int) -> None:
    scanned.scan_one(PackageFile, file_id)


@shared_task(name="support.scan_waiting_files")
def scan_waiting_files() -> None:
    """Beat: files without a verdict yet."""
    with only_one("package-file-scan") as free:
        if free:
            scanned.sweep(PackageFile)

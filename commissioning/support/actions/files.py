"""Every write about a package’s files: added, removed. What is on the disk is `documents.scanned`’s business."""

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from commissioning.documents import scanned
from commissioning.documents.uploads import CheckedFile
from commissioning.jobs import queue
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import PackageEvent, PackageFile, SupportPackage
from ..queries import files as queries
from ..queries.reading import check_inside
from ..workflow import FILED
from .events import note
from .locking import lock

MOST_FILES = 200  # of one package


def add(*, package: SupportPackage, title: str, file: File, checked: CheckedFile, by: User) -> PackageFile:
    """The same file sent twice is one."""
    made = PackageFile(title=title, added_by=by)
    with scanned.kept_or_gone(made), transaction.atomic():
        package = lock(package)
        check_inside(scope_of(by), package)
        _check_filed(package)
        here = package.files.filter(removed_at=None)
        if twin := here.filter(checksum=checked.checksum).exclude(scan=scanned.Scan.INFECTED).first():
            return twin
        if here.count() >= MOST_FILES:
            raise NotNow(f"A package can have {MOST_FILES} files. Remove one first, or say in a message where it is.")
        made.package = package
        scanned.store(made, file, checked)
        made.save(force_insert=True)
        _say(made, f"File added: {made.title}", by)
        audit.record("package-file-add", made, by=by, authority_id=package.authority_id)
        if made.scan == scanned.Scan.WAITING:
            queue.put("support.scan_file", made.pk)
        return made


@transaction.atomic
def remove(*, file: PackageFile, because: str, by: User) -> PackageFile:
    """Its row stays with the reason; the file itself is deleted. A second time changes nothing."""
    package = lock(file.package)
    current = PackageFile.objects.get(pk=file.pk)
    current.package = package
    if not queries.may_remove(current, scope_of(by)):
        raise PermissionDenied("A file is removed by whoever added it, or by the package’s team.")
    if current.removed_at:
        return current
    _check_filed(package)
    if not because.strip():
        raise NotNow("Say why it is removed.")
    current.removed_at, current.removed_by, current.removed_because = timezone.now(), by, because.strip()
    if current.file:
        scanned.destroy_file(current, by)
    current.save()
    _say(current, f"File removed: {current.title}", by, more=because)
    audit.record("package-file-remove", current, by=by, authority_id=package.authority_id)
    return current


def _check_filed(package: SupportPackage) -> None:
    if package.at not in FILED:
        raise NotNow("Files are added and removed from when the request is sent, until it is declined or withdrawn.")


def _say(file: PackageFile, text: str, by: User, more: str = "") -> None:
    note(package=file.package, kind=PackageEvent.Kind.DOCUMENT, text=text, more=more, subject=file.pk, by=by)

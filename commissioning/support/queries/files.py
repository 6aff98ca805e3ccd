"""Reads about a package’s files."""

from django.db.models import QuerySet

from commissioning.access.scope import Scope

from ..models import PackageFile, SupportPackage
from .reading import reading_of


def files_of(package: SupportPackage) -> QuerySet[PackageFile]:
    """Removed ones too: nothing disappears silently."""
    return package.files.select_related("added_by", "removed_by")


def file_in(package: SupportPackage, pk: int) -> PackageFile | None:
    return files_of(package).select_related("package__authority__region").filter(pk=pk).first()


def may_remove(file: PackageFile, scope: Scope) -> bool:
    """Whoever added it, as long as they are inside the package, and those who work on it."""
    reading = reading_of(file.package, scope)
    return reading.works or (reading.inside and file.added_by_id == scope.person_id)

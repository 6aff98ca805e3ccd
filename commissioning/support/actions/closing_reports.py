"""Freezing a package as it closes, and asking for its closing report as a PDF."""

from django.db import transaction

from commissioning.documents.actions import request_document
from commissioning.documents.models import UNFINISHED, Document
from commissioning.people.models import User

from ..models import ClosingSnapshot, SupportPackage
from ..queries.closing_reports import CLOSING_REPORT, as_it_stands, newest_document
from .locking import lock


def freeze(package: SupportPackage) -> ClosingSnapshot:
    """Within the move that closes it: the package is locked, and its follow-ups are planned."""
    snapshot = as_it_stands(package)
    snapshot.save()
    return snapshot


@transaction.atomic
def request_report(*, snapshot: ClosingSnapshot, by: User) -> Document:
    """A new file; while one is on its way, that one."""
    package = lock(snapshot.package)
    under_way = newest_document(snapshot)
    if under_way is not None and under_way.state in UNFINISHED:
        return under_way
    return request_document(
        kind=CLOSING_REPORT,
        title=f"Closing report, {package.authority}, {package.reference}",
        authority=package.authority,
        params={"closing": snapshot.pk},
        by=by,
    )

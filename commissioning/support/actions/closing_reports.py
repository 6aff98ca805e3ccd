"""Freezing a package as it closes, and asking for its closing report as a PDF."""

from commissioning.documents.actions import request_once
from commissioning.documents.models import Document
from commissioning.people.models import User

from ..models import ClosingSnapshot, SupportPackage
from ..queries.closing_reports import CLOSING_REPORT, as_it_stands


def freeze(package: SupportPackage) -> ClosingSnapshot:
    """Within the move that closes it: the package is locked, and its follow-ups are planned."""
    snapshot = as_it_stands(package)
    snapshot.save()
    return snapshot


def request_report(*, snapshot: ClosingSnapshot, by: User) -> Document:
    """A new file; while one is on its way, that one."""
    package = snapshot.package
    return request_once(
        kind=CLOSING_REPORT,
        title=f"Closing report, {package.authority}, {package.reference}",
        authority=package.authority,
        params={"closing": snapshot.pk},
        by=by,
    )

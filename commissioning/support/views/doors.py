"""How the pages of a package begin: find it within the reader’s scope, and ask whether they may."""

from django.http import HttpRequest

from commissioning.access.gate import find
from commissioning.access.permissions import Permission
from commissioning.people import audit

from ..models import SupportPackage
from ..queries import reading
from ..queries.detail import due_on, pages


def to_see(request: HttpRequest, pk: int) -> SupportPackage:
    """Its stage, its aims and how they came out. Where an action is not possible now, the page leads back to it."""
    request.about = find(reading.packages(), request.scope, pk=pk)
    return request.about


def to_read(request: HttpRequest, pk: int) -> SupportPackage:
    """What passes between the area and the team, too. The area sees who looked (`queries.looks`)."""
    package = to_see(request, pk)
    reading.check_inside(request.scope, package)
    if request.method in ("GET", "HEAD") and not reading.is_of_the_area(package, request.scope):
        audit.record("package-read", package, by=request.user, authority_id=package.authority_id)
    return package


def to_do(request: HttpRequest, pk: int, permission: Permission) -> SupportPackage:
    package = to_see(request, pk)
    reading.check_may(request.scope, permission, package)
    return package


def to_request(request: HttpRequest, pk: int) -> SupportPackage:
    return to_do(request, pk, Permission.SUPPORT_REQUEST)


def to_run(request: HttpRequest, pk: int) -> SupportPackage:
    return to_do(request, pk, Permission.PACKAGE_RUN)


def to_lead(request: HttpRequest, pk: int) -> SupportPackage:
    package = to_see(request, pk)
    reading.check_may_one_of(request.scope, frozenset({Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN}), package)
    return package


def to_work(request: HttpRequest, pk: int) -> SupportPackage:
    """Those on its team, its lead and the programme."""
    package = to_see(request, pk)
    reading.check_works(request.scope, package)
    return package


def page_of(request: HttpRequest, package: SupportPackage, here: str, **more: object) -> dict:
    """The context of every page of one package (`support/_package_page.html`)."""
    found = reading.reading_of(package, request.scope)
    shown = {"package": package, "reading": found, "pages": pages(package, here, found), "due": due_on(package)}
    return {**shown, **more}

"""How the pages of the resource bank begin: find what the page is about, and ask whether they may."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority

from ..models import Figure, Resource, ResourceUse, ResourceVersion
from ..queries import resources, uses


def to_see_resource(request: HttpRequest, code: str) -> Resource:
    request.about = find(resources.resources(), request.scope, code=code)
    return request.about


def to_see_version(request: HttpRequest, pk: int) -> ResourceVersion:
    request.about = find(resources.versions(), request.scope, pk=pk)
    return request.about


def to_write_version(request: HttpRequest, pk: int) -> ResourceVersion:
    row = to_see_version(request, pk)
    if not resources.desk(row, request.scope).writes:
        raise PermissionDenied("This is for whoever writes it, and for the people of the area it is written for.")
    return row


def to_write_figure(request: HttpRequest, pk: int) -> Figure:
    figure = find(resources.figures(), request.scope, pk=pk)
    to_write_version(request, figure.of_id)
    return figure


def to_see_uses(request: HttpRequest, gss_code: str) -> Authority:
    """The area is a register fact; what it used is for its own people."""
    request.about = find(uses.areas(request.scope), request.scope, gss_code=gss_code.upper())
    check(request.scope, Permission.LIBRARY_USE, request.about)
    return request.about


def to_tell(request: HttpRequest, pk: int) -> ResourceUse:
    use = find(uses.uses(), request.scope, pk=pk)
    request.about = use
    check(request.scope, Permission.LIBRARY_USE, use.authority)
    return use

"""How the pages of an area's profile begin: find the area within the reader's scope, and ask whether they may."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority

from .. import events, queries
from ..models import Event


def to_see(request: HttpRequest, gss_code: str) -> Authority:
    """For its history, where each entry says who may read it. What is not possible now leads back to the area."""
    request.about = find(queries.areas(request.scope), request.scope, gss_code=gss_code.upper())
    return request.about


def to_do(request: HttpRequest, gss_code: str, permission: Permission) -> Authority:
    authority = to_see(request, gss_code)
    check(request.scope, permission, authority)
    return authority


def to_see_event(request: HttpRequest, pk: int) -> Event:
    request.about = find(events.events(), request.scope, pk=pk)
    return request.about


def to_run_event(request: HttpRequest, pk: int) -> Event:
    event = to_see_event(request, pk)
    if not events.may_run(request.scope, event):
        raise PermissionDenied("This is for whoever runs the event: the programme lead, or the lead of its region.")
    return event

"""How the pages of an area's profile begin: find the area within the reader's scope, and ask whether they may."""

from django.http import HttpRequest

from commissioning.access.gate import check, find
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority

from .. import queries


def to_see(request: HttpRequest, gss_code: str) -> Authority:
    """For its history, where each entry says who may read it. What is not possible now leads back to the area."""
    request.about = find(queries.areas(request.scope), request.scope, gss_code=gss_code.upper())
    return request.about


def to_do(request: HttpRequest, gss_code: str, permission: Permission) -> Authority:
    authority = to_see(request, gss_code)
    check(request.scope, permission, authority)
    return authority

"""Pages for when something is refused or broken. They use no database and no session, so they always render.

Whatever had been typed is shown again with a button that sends it once more: nothing typed is ever lost.
"""

import sys

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from commissioning.people.held import typed_fields
from evaluation.instruments.answers import LONGEST_TEXT

DATABASE_AWAY = (OperationalError, InterfaceError)
READ_ONLY = "25006"  # PostgreSQL's code for a write to a standby, or to a server that lets nobody write just now


def page(request: HttpRequest, template: str, status: int, **context) -> HttpResponse:
    about = {"programme_name": settings.PROGRAMME_NAME, "support_email": settings.SUPPORT_EMAIL}
    context |= {"service": about, "request": request, "csrf_token": get_token(request)}
    body = render_to_string(f"errors/{template}.html", context)
    return HttpResponse(body, status=status)


def typed(request: HttpRequest) -> dict:
    """The posted fields, for showing again, and where to send them."""
    try:
        fields = typed_fields(request) if request.method == "POST" else []
    except (RequestDataTooBig, UnreadablePostError):
        fields = []
    return {"fields": fields, "action": request.path}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return page(request, "400", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """What was typed cannot be shown again, for nothing of it has been read; of a questionnaire the way back is."""
    found = request.resolver_match
    is_questionnaire = found is not None and found.view_name == "respond:page-answer"
    about = {"is_questionnaire": is_questionnaire, "longest_answer": LONGEST_TEXT, "back": request.path}
    return page(request, "413", 413, file_limit=settings.LARGEST_FILE_MB, **about)


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return page(request, "403", 403, reason=str(exception), **typed(request))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same body for what does not exist and for what the reader may not know of, so it does not name the path."""
    return page(request, "404", 404, **typed(request) | {"action": ""})


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """django-allauth's limits on signing in, resetting passwords and fetching calendars."""
    return page(request, "429", 429)


def server_error(request: HttpRequest) -> HttpResponse:
    if database_is_away(sys.exc_info()[1]):
        response = page(request, "503", 503, **typed(request))
        response["Retry-After"] = "30"
        return response
    return page(request, "500", 500, **typed(request))


def database_is_away(broken: BaseException | None) -> bool:
    """Away, with no connection left, or not to be written to."""
    return isinstance(broken, DATABASE_AWAY) or is_read_only(broken)


def is_read_only(broken: BaseException | None) -> bool:
    """Whether PostgreSQL would not be written to."""
    return getattr(getattr(broken, "__cause__", None), "pgcode", "") == READ_ONLY


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "csrf", 403, **typed(request))

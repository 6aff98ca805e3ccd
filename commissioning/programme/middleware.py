"""What every request passes through, outermost first."""

from django.conf import settings
from django.utils.cache import add_never_cache_headers

from . import logs


def request_id(get_response):
    def middleware(request):
        # Left in place afterwards: Django logs a refusal only when the answer has passed all middleware.
        logs.current.set(logs.new())
        response = get_response(request)
        response["X-Request-Id"] = logs.current.get()
        return response

    return middleware


def never_cache_signed_in(get_response):
    """A shared computer's back button must not show the last person's levels."""

    def middleware(request):
        response = get_response(request)
        # Told by the cookie, not by the session itself: /healthz must answer without a database.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware

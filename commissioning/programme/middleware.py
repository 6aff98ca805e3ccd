"""What every request passes through, outermost first."""

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.utils.cache import add_never_cache_headers

from commissioning.logs import context

from . import errors

# What no page of ours needs, so that nothing that came into one could have it either.
NEEDED_BY_NO_PAGE = (
    "accelerometer",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
CLOSED = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in NEEDED_BY_NO_PAGE),
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
}
READ_ANYWAY = 32 * 1024 * 1024
PIECE = 64 * 1024


def request_id(get_response):
    def middleware(request):
        # Left in place afterwards: Django logs a refusal only when the answer has passed all middleware.
        context.begin(context.new())
        response = get_response(request)
        response["X-Request-Id"] = context.request_id.get()
        return response

    def process_view(request, view, args, kwargs):
        context.route.set(f"/{request.resolver_match.route}")

    middleware.process_view = process_view
    return middleware


def closed(get_response):
    """Headers that Django has no setting for; an answer may have its own."""

    def middleware(request):
        response = get_response(request)
        for name, value in CLOSED.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


class Sessions(SessionMiddleware):
    """Django's, which takes every failure to save a session for a session that was ended: the database may be away.

    While it may only be read, pages are still shown: what the session was to note is dropped.
    """

    def process_response(self, request, response):
        try:
            return super().process_response(request, response)
        except SessionInterrupted as interrupted:
            broken = interrupted.__context__ and interrupted.__context__.__context__  # behind an UpdateError
            if broken is None or not errors.database_is_away(broken):
                raise
            if request.method in ("GET", "HEAD") and errors.is_read_only(broken):
                return response
            raise broken from None


def size_limit(get_response):
    """Refuses by the length a request announces, before anything of it is read, kept or written to disk.

    No server hands on more than was announced, and what announces no length arrives empty. Some of what was sent is
    read and dropped all the same: a browser still sending when the connection closes would not show the answer.
    """

    def middleware(request):
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal() or int(announced) <= settings.LARGEST_REQUEST:
            return get_response(request)
        left = min(int(announced), READ_ANYWAY)
        while left > 0 and (piece := request.META["wsgi.input"].read(min(left, PIECE))):
            left -= len(piece)
        return errors.too_large(request)

    return middleware


def storable_path(get_response):
    """PostgreSQL refuses to be asked for a NUL. In its place stands what no name has either, so that each address
    answers as it does to any other name it does not know.
    """

    def middleware(request):
        for part in ("path", "path_info"):
            setattr(request, part, getattr(request, part).replace("\x00", "\N{REPLACEMENT CHARACTER}"))
        return get_response(request)

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

"""What every request passes through, outermost first."""

from django.utils.cache import add_never_cache_headers

from . import logs


def request_id(get_response):
    def middleware(request):
        token = logs.current.set(logs.new())
        try:
            response = get_response(request)
            response["X-Request-Id"] = logs.current.get()
            return response
        finally:
            logs.current.reset(token)

    return middleware


def never_cache_signed_in(get_response):
    """A shared computer's back button must not show the last person's levels."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware

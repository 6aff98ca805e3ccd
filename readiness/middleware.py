"""What every request to these pages passes through."""

from django.shortcuts import render

from commissioning.people.held import typed_fields

from .workflow import NotNow


def not_now(get_response):
    """409 wherever an action says that it is not possible now: what was typed is shown again, and what happened is
    said, with the way back to what the page was about (`request.about`, set where the page finds it).
    """

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, NotNow):
            return None
        about = getattr(request, "about", None)
        context = {"reason": str(exception), "about": about, "fields": typed_fields(request), "action": ""}
        return render(request, "readiness/not_now.html", context, status=409)

    middleware.process_exception = process_exception
    return middleware

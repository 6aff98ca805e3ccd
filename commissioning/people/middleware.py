"""Who is asking, what they may do, and what is not possible now."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from commissioning.saving import NotNow

from . import held, proving, queries, sessions
from . import second_factor as factor


class SignInRequired(LoginRequiredMiddleware):
    """Every page asks for sign-in unless its view opts out; what was typed into an expired session is kept."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        # Asked first, so that /healthz and error pages need no session and so no database.
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and (fields := held.typed_fields(request)):
            return held.keep_and_ask_to_sign_in(request, fields)
        return super().handle_no_permission(request, view_func)


def session_length(get_response):
    """Signs out whoever has been away, or here, too long. What they were sending is kept for them."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        # As with SignInRequired, pages that ask for nobody need no session.
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if not sessions.has_ended(request.session):
            sessions.note_use(request.session)
            return None
        context = {"fields": held.typed_fields(request), "action": request.path}
        back = held.way_back(request)
        logout(request)
        if back is None:
            return render(request, "errors/session_expired.html", context, status=403)
        messages.info(request, "For your security, we signed you out: you had not used the service for a while.")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': back})}")

    middleware.process_view = process_view
    return middleware


def request_scope(get_response):
    """`request.scope`, read afresh on every request: an appointment ended now gives nothing from now."""

    def middleware(request):
        request.scope = SimpleLazyObject(lambda: queries.scope_of(request.user))
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if not opens_without_role(view) and request.user.is_authenticated and not request.scope.grants:
            fields = held.typed_fields(request) if request.method == "POST" else []
            return render(request, "people/no_appointment.html", {"fields": fields, "action": request.path}, status=403)
        return None

    middleware.process_view = process_view
    return middleware


def second_factor(get_response):
    """Whoever needs a second factor sets it up before anything else, and then goes on to where they were going."""

    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        if opens_without_role(view) or not request.user.is_authenticated or not factor.is_missing(request):
            return None
        back = held.way_back(request) or "/"
        if factor.belongs_to_provider(request):
            return redirect(f"{reverse('people:single-sign-on')}?{urlencode({'next': back})}")
        request.session[factor.NEXT] = back
        return redirect("mfa_activate_totp")

    middleware.process_view = process_view
    return middleware


def not_proved(get_response):
    """Where a sensitive act wants to know once more who somebody is: to the password or code, and back."""

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if not isinstance(exception, proving.NotProved):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        back = held.way_back(request)
        if back is None or not ways:
            context = {"fields": held.typed_fields(request), "action": request.path, "ways": ways}
            return render(request, "people/prove_first.html", context, status=403)
        return redirect(f"{ways[0]['url']}?{urlencode({'next': back})}")

    middleware.process_exception = process_exception
    return middleware


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
        context = {"reason": str(exception), "about": about, "fields": held.typed_fields(request), "action": ""}
        return render(request, "errors/not_now.html", context, status=409)

    middleware.process_exception = process_exception
    return middleware


def opens_without_role(view) -> bool:
    """Public pages, and the pages of one's own account, open to people who hold no role today."""
    return not getattr(view, "login_required", True) or getattr(view, "without_role", False)

"""The way to the provider of single sign-on and back, for signing in and for proving once more who one is; and the
pages that have its button, or say something of it.
"""

import logging
import time
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from .. import actions, second_factor
from .. import single_sign_on as rules
from ..provider import Provider, Trouble

log = logging.getLogger(__name__)

# What the page says, and the status it says it with.
STATUS = {
    "unknown": 403,
    "cancelled": 403,
    "stale": 400,
    "away": 503,
    "unusable": 502,
    "another": 403,
    "not-asked": 403,
}

sign_in = rules.with_button(LoginView.as_view(extra_context={"provider": rules.name}))
sign_out = LogoutView.as_view(extra_context={"provider": rules.name})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@rules.with_button
def single_sign_on(request: HttpRequest) -> HttpResponse:
    """The button was pressed; or somebody who is signed in is asked to press it, to prove who they are."""
    _only_where_it_is_on()
    onward = get_next_redirect_url(request)
    if request.method == "POST":
        return _lead_there(request, onward)
    way_back = f"?{urlencode({'next': onward})}" if onward else ""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}{way_back}")
    if not rules.is_linked(request.user):
        return redirect(f"{reverse('account_reauthenticate')}{way_back}")
    ways = get_adapter().get_reauthentication_methods(request.user)
    only_there = second_factor.belongs_to_provider(request)
    others = [way | {"url": f"{way['url']}{way_back}"} for way in ways if way["id"] != rules.METHOD and not only_there]
    context = {"provider": rules.name(), "onward": onward or "", "only_there": only_there, "ways": others}
    return render(request, "people/single_sign_on.html", context)


@login_not_required
@require_GET
@never_cache
def single_sign_on_return(request: HttpRequest) -> HttpResponse:
    """From the provider, with a code that is good once."""
    _only_where_it_is_on()
    if refused := ratelimit.consume_or_429(request, action="single_sign_on", limit_get=True):
        return refused
    try:
        state, claims = Provider(request).answered()
        response = _proved(request, state, claims) if state["once_more"] else _signed_in(request, state, claims)
    except Trouble as trouble:
        response = _trouble(request, trouble.kind, trouble.why)
    except rules.Refused as refusal:
        response = _trouble(request, "unknown", str(refusal))
    response["Referrer-Policy"] = "no-referrer"  # the address holds the code, used up as it is
    return response


def _lead_there(request: HttpRequest, onward: str | None) -> HttpResponse:
    if refused := ratelimit.consume_or_429(request, action="single_sign_on"):
        return refused
    try:
        return Provider(request).lead_there(onward, once_more=request.user.is_authenticated)
    except Trouble as trouble:
        return _trouble(request, trouble.kind, trouble.why)


def _signed_in(request: HttpRequest, state: dict, claims: dict) -> HttpResponse:
    """Through the same stages as a password: a second factor they have here is asked for unless it was given there."""
    person = actions.person_of(claims)
    logout(request)
    rules.note(request, person, claims)
    return perform_login(request, Login(user=person, email=person.email, redirect_url=state.get("next")))


def _proved(request: HttpRequest, state: dict, claims: dict) -> HttpResponse:
    if not request.user.is_authenticated:
        raise Trouble("stale")
    if actions.known_by(claims["sub"]) != request.user:
        raise Trouble("another")
    # The address that led there can be changed by whoever sits at this browser: what was signed cannot.
    if time.time() - rules.recognised_at(claims) >= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
        raise Trouble("not-asked", "no auth_time, or an old one")
    rules.note(request, request.user, claims)
    return redirect(state.get("next") or settings.LOGIN_REDIRECT_URL)


def _only_where_it_is_on() -> None:
    if not rules.is_on():
        raise Http404


def _trouble(request: HttpRequest, kind: str, why: str) -> HttpResponse:
    log.warning("Single sign-on ended: %s%s", kind, f" ({why})" if why else "")
    context = {"kind": kind, "provider": rules.name()}
    response = render(request, "people/single_sign_on_trouble.html", context, status=STATUS[kind])
    if kind == "away":
        response["Retry-After"] = "30"
    return response

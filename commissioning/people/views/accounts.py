"""Pages of one's own account: the invitation, and text held over a sign-in."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import password_set as choose_password
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.access.gate import signed_in
from commissioning.govuk.forms import posted

from .. import actions, held, proving, sessions
from ..forms.accounts import NewPasswordForm
from ..models import HeldPost

_INVITATION = "invitation-token"


@login_not_required
@require_safe
@never_cache
def invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address at once. Opening uses nothing up: mail scanners open links too."""
    request.session[_INVITATION] = token
    response = redirect("people:invitation-accept")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation_accept(request: HttpRequest) -> HttpResponse:
    token = request.session.get(_INVITATION, "")
    invitation = actions.usable_invitation(token)
    if invitation is None:
        return render(request, "people/invitation_unusable.html", status=410)
    person = invitation.person
    if request.user.is_authenticated and request.user != person:
        return render(request, "people/invitation_other_person.html", {"person": person}, status=409)
    form = NewPasswordForm(posted(request), person=person)
    if form.is_valid():
        person = actions.accept_invitation(token=token, password=form.cleaned_data["password"])
        logout(request)
        record_authentication(request, person, method="password")
        return perform_login(request, Login(user=person, email=person.email))  # asks for a second factor they have
    return render(request, "people/invitation_accept.html", {"form": form, "person": person})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def password_set(request: HttpRequest) -> HttpResponse:
    """Of whoever came through single sign-on. A session left open is not to leave a way in behind."""
    proving.ask(request)
    return choose_password(request)


@signed_in
@require_safe
@never_cache
def session_extend(request: HttpRequest) -> HttpResponse:
    """Seconds until the session ends, for the script that warns of it; to ask is to use the session."""
    return JsonResponse({"left": sessions.seconds_left(request.session)})


@signed_in
@require_safe
def held_post(request: HttpRequest, pk: int) -> HttpResponse:
    kept = get_object_or_404(HeldPost, pk=pk, person=request.user)
    return render(request, "people/held_post.html", {"fields": held.fields_of(kept), "action": kept.path})

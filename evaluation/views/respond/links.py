"""Opening the link in an email, and asking for another. Looking uses nothing up: mail scanners open links too.

The token leaves the address at once. The pages that follow carry no secret, so their forms can be checked like any
other: a page that sends no referrer sends no origin with its form either.
"""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from commissioning.govuk.forms import posted

from ...actions import inviting
from ...forms.respond import LostForm
from ...queries import answering as queries
from .doors import fresh_token, page, remember, unusable


@login_not_required
@require_safe
@never_cache
def link_open(request: HttpRequest, token: str) -> HttpResponse:
    """The open link gives each visitor a token of their own."""
    if queries.group_behind(token) is not None:
        token = fresh_token(token)
    way = queries.way_of(token)
    response = unusable(request) if way is None else remember(redirect("respond:survey-start", key=way.key), way)
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def link_lost(request: HttpRequest, pk: int) -> HttpResponse:
    """The same answer whatever address is typed, and whether or not there is such a survey."""
    form = LostForm(posted(request))
    if not form.is_valid():
        return page(request, "link_lost", form=form)
    if refused := ratelimit.consume_or_429(request, action="respond_lost"):
        return refused
    inviting.send_new_link(email=form.cleaned_data["email"], group_id=pk)
    return page(request, "link_sent")

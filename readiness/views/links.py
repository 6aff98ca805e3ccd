"""A partner's way in by the link in their mail. Looking at it uses nothing up: mail scanners open links too.

The token leaves the address at once, and the session keeps its hash alone. The page that asks carries no secret, so
its form can be checked like any other: a page that sends no referrer sends no origin with its form either.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commissioning.saving import NotNow

from ..actions import links as actions
from ..models import Scorer
from ..queries import giving as queries
from .doors import LINKS_OPENED, links_opened

_LINK = "view-link"
MOST_OPENED = 20  # in one session


@login_not_required
@require_safe
@never_cache
def view_open(request: HttpRequest, token: str) -> HttpResponse:
    request.session[_LINK] = queries.digest_of(token)
    response = redirect("readiness:view-accept")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def view_accept(request: HttpRequest) -> HttpResponse:
    """Whose link it is, and a button; the button uses it up and remembers in the session whose it was."""
    digest = request.session.get(_LINK, "")
    link = queries.usable_link(digest)
    if link is None:
        return _used_or_run_out(request, digest)
    scorer = link.scorer
    if request.user.is_authenticated and request.user != scorer.person:
        return render(request, "readiness/giving/link_other_person.html", {"scorer": scorer}, status=409)
    if request.method != "POST":
        return render(request, "readiness/giving/link_accept.html", _about(scorer))
    try:
        opened = actions.open_link(digest=digest)
    except NotNow:  # the first day is still to come; the page says so
        return render(request, "readiness/giving/link_accept.html", _about(scorer), status=409)
    if opened is None:
        return _used_or_run_out(request, digest)
    request.session.cycle_key()
    request.session[LINKS_OPENED] = [*links_opened(request.session), opened.pk][-MOST_OPENED:]
    return redirect("readiness:view-detail", pk=scorer.pk)


def _used_or_run_out(request: HttpRequest, digest: str) -> HttpResponse:
    """One page for every link that does not work; who used this one up in this very session goes on."""
    mine = queries.opened_link(digest, links_opened(request.session))
    if mine is not None:
        return redirect("readiness:view-detail", pk=mine.scorer_id)
    return render(request, "readiness/giving/link_unusable.html", status=410)


def _about(scorer: Scorer) -> dict:
    return {"scorer": scorer, "giving": queries.giving_of(scorer)}


@login_not_required
@require_POST
@never_cache
def view_link_renew(request: HttpRequest) -> HttpResponse:
    """The same answer whatever the old link was."""
    actions.renew(digest=request.session.get(_LINK, ""))
    return render(request, "readiness/giving/link_renewed.html")


@login_not_required
@require_POST
def view_leave(request: HttpRequest) -> HttpResponse:
    """Closes the pages a link had opened, on a computer others use too."""
    request.session.pop(LINKS_OPENED, None)
    request.session.pop(_LINK, None)
    return render(request, "readiness/giving/left.html")

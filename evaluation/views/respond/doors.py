"""The way in for whoever has the link of a questionnaire, and how its pages are written.

No account and no session: the token is in a cookie that only that questionnaire's own addresses are sent, and
nothing of the visit is kept but what the respondent saves. So the pages are rendered without whoever is signed in.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache

from commissioning.people.held import typed_fields
from commissioning.saving import NotNow

from ... import attributes, links
from ...queries import answering as queries
from ...queries.answering import Way


def page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    about = {
        "programme_name": settings.PROGRAMME_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        "demo_mode": settings.DEMO_MODE,
    }
    context |= {"service": about, "request": request, "csrf_token": get_token(request)}
    return HttpResponse(render_to_string(f"evaluation/respond/{template}.html", context), status=status)


def unusable(request: HttpRequest) -> HttpResponse:
    """One page for every link that does not work, with what was typed on the way: it may have worked until now."""
    return page(request, "unusable", 404, fields=_typed(request))


def closed(request: HttpRequest, way: Way, **context: Any) -> HttpResponse:
    return page(request, "closed", 410, **about(way), **context)


def answering(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Gives the view its respondent's way in place of the key, while answers are taken; says why where they are not.
    Beneath `login_not_required`.
    """

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, key: str, *args: Any, **kwargs: Any) -> HttpResponse:
        way = queries.way_of(request.COOKIES.get(cookie_of(key), ""))
        if way is None or way.key != key:
            return unusable(request)
        why = queries.why_not_now(way.group.round)
        if why == queries.CLOSED:
            return closed(request, way, fields=_typed(request))
        if why:
            return page(request, "not_open", **about(way))
        try:
            return view(request, way, *args, **kwargs)
        except NotNow:  # the round was closed, or they were taken off its list, this very moment
            still_asked = queries.way_of(way.token) is not None
            return closed(request, way, fields=_typed(request)) if still_asked else unusable(request)

    return answered


def remember(response: HttpResponse, way: Way) -> HttpResponse:
    """The link, for the addresses of this questionnaire alone, until the browser is closed."""
    home = reverse("respond:survey-start", args=[way.key])
    https = settings.SERVED_OVER_HTTPS
    response.set_cookie(cookie_of(way.key), way.token, path=home, httponly=True, samesite="Lax", secure=https)
    return response


def cookie_of(key: str) -> str:
    return f"respond-{key}"


def about(way: Way) -> dict[str, Any]:
    """What every page of a questionnaire takes."""
    kept = [attributes.attribute_label(key) for key in way.group.round.attributes]
    return {"way": way, "group": way.group, "round": way.group.round, "kept": kept}


def own_address(way: Way) -> str:
    """Of one who came by the open link: the only way back to what they saved."""
    return settings.SITE_ADDRESS + reverse("respond:link-open", args=[way.token]) if way.invitation is None else ""


def fresh_token(open_key: str) -> str:
    return f"{open_key}.{links.new()}"


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return typed_fields(request) if request.method == "POST" else []

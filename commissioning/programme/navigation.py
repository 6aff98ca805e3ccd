"""The service navigation: what the person may use, and nothing else (design §7)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import NOBODY, Scope
from commissioning.people import sessions

from .help.pages import address_of


@dataclass(frozen=True)
class Place:
    label: str
    url_name: str
    permissions: tuple[Permission, ...] = ()  # any of them will do; none: everybody in a role


_SUPPORT = (Permission.PACKAGE_SEE, Permission.PACKAGE_DELIVER, Permission.PACKAGE_SPONSOR_IF_NAMED)
PLACES = (
    Place("Home", "programme:home"),
    Place("Areas", "authorities:authority-list"),
    Place("Self-assessment", "readiness:assessment-list", (Permission.STAGE_SEE,)),
    Place("Support", "support:package-list", _SUPPORT),
    Place("Evaluation", "evaluation:home", (Permission.ROUNDS_RUN, Permission.RATES_SEE)),
    Place("Resources", "library:resource-list"),
    Place("Events", "profiles:event-list"),
    Place("Standards", "readiness:standard-list", (Permission.STANDARDS_SEE,)),
    Place("People", "people:appointment-list", (Permission.PEOPLE_SEE,)),
    Place("Programme", "programme:overview", (Permission.PARTICIPATION_SEE,)),
)


def service(request: HttpRequest) -> dict:
    """Context of every page. Needs neither session nor database where the request got no further."""
    return {
        "service": {
            "programme_name": settings.PROGRAMME_NAME,
            "support_email": settings.SUPPORT_EMAIL,
            "demo_mode": settings.DEMO_MODE,
            "navigation": _navigation(request),
            "may_search": bool(getattr(request, "scope", NOBODY).grants),
            "account_url": reverse("mfa_index"),
            "help_url": address_of(getattr(request, "resolver_match", None)),
            "session_left": _session_left(request),
        }
    }


def _session_left(request: HttpRequest) -> int:
    """Seconds; 0 for somebody who is not signed in, or got no further than an error."""
    is_somebody = getattr(request, "scope", NOBODY).grants
    return sessions.seconds_left(request.session) if is_somebody else 0


def _navigation(request: HttpRequest) -> list[dict]:
    scope = getattr(request, "scope", NOBODY)
    shown = [place for place in PLACES if scope.grants and _may_use(scope, place)]
    items = [{"label": place.label, "url": reverse(place.url_name)} for place in shown]
    # Home is current on its own page alone: every path begins as its does.
    here = max((url for item in items if _leads_to(url := item["url"], request.path)), key=len, default="")
    return [{**item, "active": item["url"] == here} for item in items]


def _may_use(scope: Scope, place: Place) -> bool:
    return not place.permissions or any(scope.holds(permission) for permission in place.permissions)


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)

"""The service navigation: what the person may use, and nothing else (design §7)."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import NOBODY


@dataclass(frozen=True)
class Place:
    label: str
    url_name: str
    permission: Permission | None = None  # None: everybody in a role


PLACES = (
    Place("Home", "programme:home"),
    Place("Areas", "authorities:authority-list"),
    Place("Self-assessment", "readiness:assessment-list", Permission.STAGE_SEE),
    Place("Standards", "readiness:standard-list", Permission.STANDARDS_SEE),
    Place("People", "people:appointment-list", Permission.PEOPLE_SEE),
    Place("Programme", "programme:overview", Permission.PARTICIPATION_SEE),
)


def service(request: HttpRequest) -> dict:
    """Context of every page. Needs neither session nor database where the request got no further."""
    return {
        "service": {
            "programme_name": settings.PROGRAMME_NAME,
            "support_email": settings.SUPPORT_EMAIL,
            "demo_mode": settings.DEMO_MODE,
            "navigation": _navigation(request),
            "account_url": reverse("mfa_index"),
        }
    }


def _navigation(request: HttpRequest) -> list[dict]:
    scope = getattr(request, "scope", NOBODY)
    shown = [p for p in PLACES if scope.grants and (p.permission is None or scope.holds(p.permission))]
    items = [{"label": place.label, "url": reverse(place.url_name)} for place in shown]
    # Home is current on its own page alone: every path begins as its does.
    here = max((url for item in items if _leads_to(url := item["url"], request.path)), key=len, default="")
    return [{**item, "active": item["url"] == here} for item in items]


def _leads_to(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)

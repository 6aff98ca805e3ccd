"""The pages of an area's profile, as its sub-navigation names them."""

from typing import Any

from django.urls import reverse

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

_PAGES = (
    ("history", "History", "profiles:history-list", None),
    ("insights", "Pitfalls and opportunities", "profiles:insight-list", None),
    ("structures", "Structures", "profiles:structure-list", Permission.PROFILE_SEE_PROGRAMME),
    ("map", "Structure map", "profiles:structure-map", Permission.PROFILE_SEE_PROGRAMME),
    ("stakeholders", "Stakeholders", "profiles:stakeholder-list", Permission.PROFILE_SEE_LEAD),
    ("priority", "Priorities", "profiles:priority-list", None),
    ("welcomed", "Support welcomed", "profiles:welcomed-list", None),
    ("services-used", "Services used", "profiles:service-use-list", Permission.SERVICE_USE_COUNT),
    ("commissioners", "Commissioners", "profiles:commissioner-list", Permission.COMMISSIONERS_SEE),
)


def pages(authority: Authority, scope: Scope, active: str = "") -> list[dict[str, Any]]:
    """Only those the reader may open. History, priorities and support welcomed open to every role: each entry
    says who may read it.
    """
    return [
        {"label": label, "url": reverse(name, args=[authority.gss_code]), "active": key == active}
        for key, label, name, permission in _PAGES
        if permission is None or scope.may(permission, authority)
    ]

"""What to know of an area before working with it, for every address that names some of it (see `matrix_examples`)."""

from typing import Any

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.profiles.models import Insight

from .example import Example


def _area(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"gss_code": gss_code}


def _insight(gss_code: str, user: User | None) -> dict[str, Any]:
    area = Authority.objects.get(gss_code=gss_code)
    row = Insight.objects.create(authority=area, kind="pitfall", words="Two lists", sensitivity="programme")
    return {"gss_code": gss_code, "pk": row.pk}


_ANY_ROLE = Example(_area, tuple(P))
_INSIGHT = Example(_insight, tuple(P))

AREA_EXAMPLES: dict[str, Example] = {
    "profiles:insight-list": _ANY_ROLE,
    "profiles:insight-add": _ANY_ROLE,
    "profiles:insight-edit": _INSIGHT,
    "profiles:insight-remove": _INSIGHT,
    "programme:timeline-detail": _ANY_ROLE,
    "programme:brief-detail": _ANY_ROLE,
    "programme:brief-print": _ANY_ROLE,
    "programme:profile-print": _ANY_ROLE,
}

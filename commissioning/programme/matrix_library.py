"""An object of the resource bank for every address of it that names one (see `matrix_examples`)."""

from decimal import Decimal
from typing import Any

from django.utils import timezone

from commissioning.access.permissions import Permission as P
from commissioning.authorities.models import Authority
from commissioning.library.actions import uses, writing
from commissioning.library.actions.writing import Sum, Typed
from commissioning.library.models import Resource, ResourceVersion
from commissioning.people.models import User
from commissioning.people.queries import holders

from .example import Example

SHIPPED = {"code": "bristol-foster-care-tender"}


def _draft_row(gss_code: str) -> ResourceVersion:
    """Written for the area by its champion, with a sum."""
    area = Authority.objects.get(gss_code=gss_code)
    champion = holders(P.SUPPORT_REQUEST, area)[0].person
    figures = [Sum("cost", "Setting it up", Decimal(18_000), "Set-up only")]
    typed = Typed(title="One list of providers")
    return writing.begin(kind="case_study", typed=typed, authority=area, figures=figures, by=champion)


def _draft(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _draft_row(gss_code).pk}


def _figure(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": _draft_row(gss_code).figures.get().pk}


def _move(gss_code: str, user: User | None) -> dict[str, Any]:
    return _draft(gss_code, user) | {"move": "drop"}


def _use(gss_code: str, user: User | None) -> dict[str, Any]:
    """One the area’s champion recorded."""
    area = Authority.objects.get(gss_code=gss_code)
    told = {"used_on": timezone.localdate(), "how": "", "by": holders(P.SUPPORT_REQUEST, area)[0].person}
    return {"pk": uses.record(resource=Resource.objects.get(**SHIPPED), authority=area, **told).pk}


_PUBLISHED = Example(lambda gss_code, user: SHIPPED)
_WRITTEN = (P.LIBRARY_USE,)

LIBRARY_EXAMPLES: dict[str, Example] = {
    **dict.fromkeys(
        (
            "library:resource-detail",
            "library:resource-keep",
            "library:resource-let-go",
            "library:resource-correct",
            "library:use-add",
        ),
        _PUBLISHED,
    ),
    **dict.fromkeys(
        ("library:version-detail", "library:version-edit", "library:figure-add"), Example(_draft, _WRITTEN)
    ),
    **dict.fromkeys(("library:figure-edit", "library:figure-remove"), Example(_figure, _WRITTEN)),
    "library:version-advance": Example(_move, _WRITTEN),
    **dict.fromkeys(("library:use-helped", "library:use-remove"), Example(_use, _WRITTEN)),
    "library:use-list": Example(lambda gss_code, user: {"gss_code": gss_code}, _WRITTEN),
}

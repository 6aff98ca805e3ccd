"""A planned reorganisation for every address that names one (see `matrix_examples`)."""

from datetime import date
from typing import Any

from commissioning.authorities.models import Authority
from commissioning.people.models import User

from .example import Example
from .models import Reorganisation


def _planned(gss_code: str, user: User | None) -> dict[str, Any]:
    row = Reorganisation.objects.create(kind="split", effective_on=date(2027, 4, 1))
    row.predecessors.set(Authority.objects.filter(gss_code=gss_code))
    return {"pk": row.pk}


def _council(gss_code: str, user: User | None) -> dict[str, Any]:
    found = _planned(gss_code, user)
    known = Authority.objects.current().exclude(gss_code=gss_code).earliest("pk")
    names = {"gss_code": known.gss_code, "name": known.name, "short_name": known.short_name}
    row = Reorganisation.objects.get(**found)
    return found | {"council": row.successors.create(authority=known, **names).pk}


REORGANISATION_EXAMPLES: dict[str, Example] = {
    **{
        f"programme:reorganisation-{page}": Example(_planned)
        for page in ("detail", "edit", "successors", "council-add", "decide", "apply", "withdraw")
    },
    "programme:reorganisation-council-remove": Example(_council),
}

"""How far an entry of an area's profile may be read: the one place that says who reads what.

Openness depends on the area's choosing this itself, so it goes with each entry and not with the list.
"""

from functools import reduce
from operator import or_

from django.db.models import Q, TextChoices

from commissioning.access.permissions import Permission
from commissioning.access.scope import Area, Scope


class Sensitivity(TextChoices):
    AREA = "area", "The area only"
    LEAD = "lead", "The area and its local lead"
    PROGRAMME = "programme", "The programme too"
    PUBLIC = "public", "Everybody in a role"


IN_ANY_ROLE = frozenset(Permission)  # whichever it is, a role that covers the area has one of them

OPEN_TO: dict[Sensitivity, frozenset[Permission]] = {
    Sensitivity.AREA: frozenset({Permission.PROFILE_SEE_AREA}),
    Sensitivity.LEAD: frozenset({Permission.PROFILE_SEE_LEAD}),
    Sensitivity.PROGRAMME: frozenset({Permission.PROFILE_SEE_PROGRAMME}),
    Sensitivity.PUBLIC: IN_ANY_ROLE,
}

WHO = {
    Sensitivity.AREA: "The commissioning champion and the director of children’s services",
    Sensitivity.LEAD: "The champion, the director and the area’s local lead",
    Sensitivity.PROGRAMME: "These three, the regional lead, programme leads and the team of a support package",
    Sensitivity.PUBLIC: "Everybody with a role in the area, its region or the whole programme",
}


SHOWN_TO_PROGRAMME = (Sensitivity.PROGRAMME, Sensitivity.PUBLIC)


def open_to(scope: Scope) -> Q:
    """The entries that the scope may read, each by its own sensitivity, whoever wrote it."""
    return reduce(or_, (Q(sensitivity=key) & scope.within(held) for key, held in OPEN_TO.items()))


def readable(scope: Scope, area: Area) -> list[Sensitivity]:
    """What the scope may read there, from the closest to the most open: also what its holder may choose."""
    held = scope.permissions_in(area)
    return [sensitivity for sensitivity, permissions in OPEN_TO.items() if held & permissions]

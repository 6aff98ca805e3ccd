"""What the permission matrix needs to know of an address that names something."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from commissioning.access.permissions import Permission as P
from commissioning.people.models import User


@dataclass(frozen=True)
class Example:
    """How to fill an address's path: for an object in that area, and who sees such an object in their own area.

    `path` takes the area's ONS code and, where the object belongs to a person, whoever asks (None when anonymous);
    otherwise all ask for the same. Without `seen_with` the address names no scoped object.
    """

    path: Callable[[str, User | None], dict[str, Any]] = field(default=lambda gss_code, user: {})
    seen_with: tuple[P, ...] = ()
    own_by_person: bool = False  # belongs to one person, not to an area
    run_with: tuple[P, ...] = ()  # and who, of the whole programme, sees what belongs to a person

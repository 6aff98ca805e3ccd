"""What hangs on a council that a file leaves out or ends: work under way, and people in role. Counts alone."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.utils import timezone

from commissioning.authorities.models import Authority
from readiness.queries import reorganising as readiness

from ..reorganisation import found


def open_work(areas: Sequence[Authority]) -> dict[int, list[str]]:
    """By the council’s id: such as “2 self-assessments that are not signed”. A council without any has no entry."""
    counted = (
        ("self-assessment that is not signed", "self-assessments that are not signed", readiness.unfinished(areas)),
        ("action not finished", "actions not finished", readiness.unfinished_actions(areas)),
        ("part in a support package", "parts in support packages", found.parts(areas)),
        ("listening under way", "listenings under way", found.listening(areas)),
        ("offer of contact", "offers of contact", found.offers(areas)),
        ("person in role", "people in role", found.appointments(areas, timezone.localdate())),
    )
    said: dict[int, list[str]] = {}
    for one, many, rows in counted:
        for area, number in sorted(_by_area(rows).items()):
            said.setdefault(area, []).append(f"{number} {one if number == 1 else many}")
    return said


def _by_area(rows: Iterable) -> Counter[int]:
    return Counter(row.authority_id for row in rows)

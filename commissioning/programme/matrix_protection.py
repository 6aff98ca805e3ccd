"""Somebody whose roles have ended, for every address about one person's data (see `matrix_examples`)."""

from typing import Any

from commissioning.people import actions as people
from commissioning.people.models import User

from .example import Example


def _gone(gss_code: str, user: User | None) -> dict[str, Any]:
    found = User.objects.filter(email="gone@example.org").first()
    return {"pk": (found or people.add_person(full_name="Somebody Gone", email="gone@example.org", by=None)).pk}


PROTECTION_EXAMPLES: dict[str, Example] = {
    f"programme:{page}": Example(_gone) for page in ("subject-detail", "subject-copy", "person-erase")
}

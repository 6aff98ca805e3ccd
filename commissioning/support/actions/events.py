"""The timeline people read: one line for each thing done, written by whatever does it (design rule 6)."""

from datetime import date, datetime

from django.utils import timezone

from commissioning.people.models import User

from ..models import PackageEvent, SupportPackage


def note(
    *,
    package: SupportPackage,
    kind: PackageEvent.Kind,
    text: str,
    by: User | None,
    more: str = "",
    subject: int | None = None,
    on: date | None = None,
    **move: str | datetime,
) -> PackageEvent:
    """`on`: the day it is about, today if not said. `move`: move, from_stage, to_stage and since, for a move."""
    return PackageEvent.objects.create(
        package=package,
        kind=kind,
        text=text[:300],
        more=more,
        subject=subject,
        on=on or timezone.localdate(),
        by=by,
        **move,
    )

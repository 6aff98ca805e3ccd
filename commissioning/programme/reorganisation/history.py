"""What a reorganisation did, for reading afterwards: things by what they were, each with where it went."""

from collections.abc import Iterable
from dataclasses import dataclass

from commissioning.people.models import RoleAppointment
from commissioning.support.models import PackageArea
from readiness.models import Campaign, SelfAssessment

from .models import Reassignment, Reorganisation
from .rules import TABLE, What


@dataclass(frozen=True)
class Done:
    name: str
    before: str
    after: str  # empty: it ended


@dataclass(frozen=True)
class DoneOfAKind:
    caption_id: str
    label: str
    rows: tuple[Done, ...]


def history(reorganisation: Reorganisation) -> list[DoneOfAKind]:
    """In the order of the rule; as many queries for one thing as for a thousand."""
    rows = list(reorganisation.reassignments.select_related("before", "after"))
    listed = [(what, [row for row in rows if row.what == what]) for what in TABLE]
    return [
        DoneOfAKind(f"{what}-caption", TABLE[what].label, tuple(_done(what, found))) for what, found in listed if found
    ]


def _done(what: What, rows: list[Reassignment]) -> Iterable[Done]:
    names = _names(what, {row.object_id for row in rows})
    for row in rows:
        name = names.get(row.object_id, f"Action plan of {row.before}" if what is What.PLAN else str(row.object_id))
        yield Done(name, str(row.before), str(row.after or ""))


def _names(what: What, ids: set[int]) -> dict[int, str]:
    if what is What.ASSESSMENT:
        assessments = SelfAssessment.objects.filter(pk__in=ids)
        return {row.pk: row.title for row in assessments}
    if what is What.PACKAGE:
        parts = PackageArea.objects.filter(pk__in=ids).select_related("package")
        return {row.pk: f"{row.package.reference or 'Draft'}, {row.package.title}" for row in parts}
    if what is What.CAMPAIGN:
        return {row.pk: str(row) for row in Campaign.objects.filter(pk__in=ids)}
    if what is What.PLAN:
        return {}
    posts = RoleAppointment.objects.filter(pk__in=ids).select_related("person")
    return {row.pk: f"{row.person}, {row.role_label.lower()}" for row in posts}

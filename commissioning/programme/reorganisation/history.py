"""What a reorganisation did, for reading afterwards: things by what they were, each with where it went."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from commissioning.people.models import RoleAppointment
from commissioning.support.models import PackageArea
from readiness.models import Campaign, SelfAssessment

from ..contact.models import OfferOfContact
from .models import Reassignment, Reorganisation
from .rules import TABLE, What

Names = dict[int, str]


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
    """What is written down by its area alone is named by the rule’s own words."""
    named = _NAMES.get(what)
    names = named({row.object_id for row in rows}) if named else {}
    for row in rows:
        name = names.get(row.object_id, f"{TABLE[what].label}: {row.before}")
        yield Done(name, str(row.before), str(row.after or ""))


def _assessments(ids: set[int]) -> Names:
    return {row.pk: row.title for row in SelfAssessment.objects.filter(pk__in=ids)}


def _parts(ids: set[int]) -> Names:
    parts = PackageArea.objects.filter(pk__in=ids).select_related("package")
    return {row.pk: f"{row.package.reference or 'Draft'}, {row.package.title}" for row in parts}


def _campaigns(ids: set[int]) -> Names:
    return {row.pk: str(row) for row in Campaign.objects.filter(pk__in=ids)}


def _offers(ids: set[int]) -> Names:
    return {row.pk: row.get_rule_display() for row in OfferOfContact.objects.filter(pk__in=ids)}


def _posts(ids: set[int]) -> Names:
    posts = RoleAppointment.objects.filter(pk__in=ids).select_related("person")
    return {row.pk: f"{row.person}, {row.role_label.lower()}" for row in posts}


_NAMES: dict[What, Callable[[set[int]], Names]] = {
    What.ASSESSMENT: _assessments,
    What.PACKAGE: _parts,
    What.CAMPAIGN: _campaigns,
    What.OFFER: _offers,
    **dict.fromkeys((What.CHAMPION, What.DIRECTOR, What.LOCAL_LEAD, What.OTHER_POST), _posts),
}

"""Reads about what an area shows to others, and how its report was played back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from commissioning.access.roles import ROLES
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment

from .. import visibility
from ..levels import Answer
from ..models import Playback, SelfAssessment, Share, Snapshot, Standard
from .reading import shares_in_force, signed_snapshot, took_part


@dataclass(frozen=True)
class SharedLevel:
    """One standard as an audience sees it: its level in words, and the one aimed for."""

    number: int
    title: str
    answer: Answer
    target: Answer


def levels_of(snapshot: Snapshot) -> list[SharedLevel]:
    """The levels that were signed, in the order of the standards; the titles are in the set's version."""
    frozen, version = {record["code"]: record for record in snapshot.data["standards"]}, snapshot.data["framework"]
    standards = Standard.objects.filter(version__framework__code=version["code"], version__number=version["version"])
    return [_level(standard, frozen[standard.code]) for standard in standards if standard.code in frozen]


def _level(standard: Standard, record: dict) -> SharedLevel:
    answer = Answer(record["level"], record["no_level"])
    return SharedLevel(standard.number, standard.title, answer, Answer(record["target"]))


@dataclass(frozen=True)
class Audience:
    """Somebody an area may share with: who that is today, as far as the reader may know, and what they see."""

    key: str
    label: str
    role: str
    names: tuple[str, ...]
    unnamed: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Sharing:
    """The page about sharing. Without `snapshot` nothing was signed, so nothing can be shared."""

    snapshot: Snapshot | None
    newer_on_its_way: bool
    audiences: tuple[Audience, ...]
    past: QuerySet[Share]


def sharing_of(assessment: SelfAssessment, scope: Scope) -> Sharing:
    snapshot = signed_snapshot(assessment)
    shares = assessment.shares.select_related("shared_by", "ended_by")
    in_force = list(shares.filter(shares_in_force()))
    in_role = _in_role(assessment.authority)
    seen = set(in_role.visible_to(scope).values_list("pk", flat=True))
    return Sharing(
        snapshot=snapshot,
        newer_on_its_way=snapshot is not None and snapshot.revision < assessment.revision,
        audiences=tuple(_audience(key, in_force, in_role, seen) for key in Share.Audience.values),
        past=shares.exclude(shares_in_force()),
    )


def _in_role(authority: Authority) -> QuerySet[RoleAppointment]:
    """Everybody in a role that reaches the area today: its own, its region's, the programme's."""
    reaches = Q(authority=authority) | Q(region=authority.region_id) | Q(authority=None, region=None)
    return RoleAppointment.objects.in_force().filter(reaches).select_related("person").order_by("person__full_name")


def _audience(key: str, shares: Iterable[Share], in_role: Iterable[RoleAppointment], seen: set[int]) -> Audience:
    roles = {
        role: definition for role, definition in ROLES.items() if visibility.AUDIENCES[key] in definition.permissions
    }
    people = [appointment for appointment in in_role if appointment.role in roles]
    return Audience(
        key=key,
        label=Share.Audience(key).label,
        role=" or ".join(definition.label.lower() for definition in roles.values()),
        names=tuple(str(row.person) for row in people if row.pk in seen),
        unnamed=sum(row.pk not in seen for row in people),
        shares=tuple(share for share in shares if share.audience == key),
    )


# --- Playback -----------------------------------------------------------------------------


def was_sent(assessment: SelfAssessment) -> bool:
    """To the director, at least once."""
    return assessment.snapshots.exists()


def may_read_playback(assessment: SelfAssessment, scope: Scope) -> bool:
    """The area's own people and its local lead, whatever the state: it holds no levels; and who took part."""
    held = scope.permissions_in(assessment.authority)
    return bool(held & visibility.SIGNED_OPEN) or (
        visibility.SIGNED_OPEN_IF_TOOK_PART in held and took_part(assessment, scope)
    )


def has_playback(assessment: SelfAssessment, scope: Scope) -> bool:
    """Whether its page has something for this reader."""
    return may_read_playback(assessment, scope) and was_sent(assessment)


def playback_of(assessment: SelfAssessment) -> Playback | None:
    return Playback.objects.filter(assessment=assessment).select_related("recorded_by").first()


def playback_words(playback: Playback | None) -> dict[str, Any]:
    """What the form starts with."""
    names = ("held_on", "who_came", "disputed", "changed", "version")
    return {name: getattr(playback, name) for name in names} if playback else {"version": 0}

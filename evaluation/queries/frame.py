"""Whom a group of a round would ask: people in role, or listed by their area, on the frame's day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from commissioning.access.roles import Role
from commissioning.people.models import RoleAppointment
from commissioning.profiles.models import Commissioner, ServiceUse

from .. import attributes
from ..models import RoundGroup

RECORDED_WITHIN = timedelta(days=730)  # users of a service in the two years before

Source = RoundGroup.Source


@dataclass(frozen=True)
class Member:
    """One person, asked once, for these authorities; `attributes` are those of the first."""

    person_id: int
    authority_ids: tuple[int, ...]
    attributes: dict[str, str] = field(hash=False)


def members(source: str, on: date) -> list[Member]:
    """In no order that tells anything: by the person's number. Empty for a link and for files."""
    finders = {Source.CHAMPIONS: _champions, Source.DIRECTORS: _directors, Source.COMMISSIONERS: _commissioners}
    finder = finders.get(Source(source))
    return finder(on) if finder else []


def _champions(on: date) -> list[Member]:
    return _in_role(Role.CHAMPION, "champion", on)


def _directors(on: date) -> list[Member]:
    return _in_role(Role.DIRECTOR, "director", on)


def _in_role(role: Role, called: str, on: date) -> list[Member]:
    """One who acts for somebody counts as in role. An appointment that was ended at once counts until that day."""
    rows = RoleAppointment.objects.filter(role=role, starts_on__lte=on, person__is_active=True)
    rows = rows.exclude(ends_on__lt=on).exclude(revoked_at__date__lte=on)
    pairs = rows.order_by("person_id", "authority_id").values_list("person_id", "authority_id")
    return _members(((person, authority, {"role": called}) for person, authority in pairs), on)


def _commissioners(on: date) -> list[Member]:
    """Those their champion lists, then those recorded as users of a service whom nobody lists."""
    listed = Commissioner.objects.kept().filter(since__lte=on).exclude(left_on__lt=on)
    found = [
        (row.person_id, row.authority_id, {"role": "commissioner", "employer": row.employer, "level": row.level})
        for row in listed.order_by("person_id", "authority_id")
    ]
    known = {person for person, *_ in found}
    used = ServiceUse.objects.kept().filter(used_on__gt=on - RECORDED_WITHIN, used_on__lte=on, person__isnull=False)
    others = used.exclude(person_id__in=known).order_by("person_id", "authority_id")
    found += [
        (person, authority, {"role": "commissioner", "employer": "", "level": ""})
        for person, authority in others.values_list("person_id", "authority_id").distinct()
    ]
    return _members(found, on)


def _members(found: Iterable[tuple[int, int, dict[str, str]]], on: date) -> list[Member]:
    by_person: dict[int, tuple[list[int], dict[str, str]]] = {}
    for person, authority, about in found:
        places, _ = by_person.setdefault(person, ([], about))
        if authority not in places:
            places.append(authority)
    of_place = attributes.of_authorities(on)
    return [
        Member(person, tuple(places), of_place[places[0]] | about)
        for person, (places, about) in sorted(by_person.items())
    ]


def kept_of(member: Member, keys: Sequence[str]) -> dict[str, str]:
    return {key: member.attributes.get(key, "") for key in keys}

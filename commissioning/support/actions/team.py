"""Who works on a package, and which areas are in it. Nobody leaves it without a handover note."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import PackageArea, PackageEvent, SupportPackage, TeamMember, on_the_team
from ..queries.facts import may_lead
from ..queries.reading import check_may, check_may_one_of
from ..queries.team import successors_of
from ..workflow import FORMING, OPEN, TERMS_EDITABLE, Stage, check_in
from . import notices
from .events import note
from .locking import lock

Part = TeamMember.Part
FORMED_BY = frozenset({Permission.SUPPORT_REQUEST, Permission.PACKAGE_RUN})


@transaction.atomic
def name_lead(*, package: SupportPackage, person: User, handover: str, by: User) -> TeamMember:
    """In place of whoever leads it now, who leaves a handover note (written by them or about them)."""
    current = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    check_in(OPEN, current.at, "A lead is named")
    if not may_lead(person, current):
        raise NotNow(f"{person} is not a local lead of {current.authority}, nor a programme lead, today.")
    leads = _standing(current, Part.LEAD)
    if leads and leads[0].person_id == person.pk:
        return leads[0]
    for before in leads:
        _end(before, handover, by)
    made = TeamMember.objects.create(package=current, person=person, part=Part.LEAD, added_by=by)
    current.led_by = person
    current.save(update_fields=["led_by"])
    _say(current, f"{person} leads the package", made, by, more=handover if leads else "")
    if person != by:
        notices.tell(person, "named", f"{current.reference}: you lead this support package", current, part="lead it")
    audit.record("package-lead-name", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def add_adviser(*, package: SupportPackage, person: User, by: User) -> TeamMember:
    """From then on the package is among theirs; days come with an allocation of their own."""
    current = lock(package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    check_in(OPEN, current.at, "Advisers join")
    if not scope_of(person).holds(Permission.PACKAGE_DELIVER):
        raise NotNow(f"{person} is not in role as an adviser today.")
    for member in _standing(current, Part.ADVISER):
        if member.person_id == person.pk:
            return member
    made = TeamMember.objects.create(package=current, person=person, part=Part.ADVISER, added_by=by)
    _say(current, f"{person} joined as adviser", made, by)
    notices.tell(person, "named", f"{current.reference}: you advise on this support package", current, part="advise")
    audit.record("package-adviser-add", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def end_part(*, member: TeamMember, handover: str, by: User) -> TeamMember:
    """An adviser’s part; a lead’s ends by naming the next."""
    current = lock(member.package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    member = TeamMember.objects.select_for_update(of=("self",)).select_related("person").get(pk=member.pk)
    if member.part == Part.LEAD:
        raise NotNow("Name the next lead; that ends this one’s part.")
    if member.until is not None:
        return member
    _end(member, handover, by)
    _say(current, f"{member.person} handed over", member, by, more=handover)
    audit.record("package-adviser-end", member, by=by, authority_id=current.authority_id)
    return member


def _standing(package: SupportPackage, part: str) -> list[TeamMember]:
    rows = package.team.filter(on_the_team(timezone.localdate()), part=part, until__isnull=True)
    return list(rows.select_for_update(of=("self",)).select_related("person"))


def _end(member: TeamMember, handover: str, by: User) -> None:
    """Yesterday was their last day, so that access ends now; the day they came where that was today."""
    if not handover.strip():
        raise NotNow(f"Write what the next one has to know from {member.person}: areas should not tell it twice.")
    member.until = max(timezone.localdate() - timedelta(days=1), member.since)
    member.handover, member.ended_at, member.ended_by = handover, timezone.now(), by
    member.save()


# --- The areas in it ----------------------------------------------------------------------


@transaction.atomic
def set_areas(*, package: SupportPackage, shares: dict[Authority, Decimal], by: User) -> list[PackageArea]:
    """The areas in it and each one’s share, in per cent, 100 together. The lead area stays."""
    current = lock(package)
    check_may_one_of(scope_of(by), FORMED_BY, current)
    check_in(FORMING, current.at, "Areas join and leave")
    if current.authority not in shares:
        raise NotNow(f"{current.authority} leads the package, so it stays in it.")
    if sum(shares.values()) != 100 or min(shares.values()) < 0:
        raise NotNow("The shares must add up to 100 per cent.")
    parts = {part.authority: part for part in current.areas.filter(left_on__isnull=True).select_related("authority")}
    for authority, part in parts.items():
        if authority not in shares:
            part.left_on = timezone.localdate()
            part.save(update_fields=["left_on"])
    for authority, share in shares.items():
        part = parts.get(authority) or PackageArea(package=current, authority=authority)
        part.share = share
        part.save()
        if authority not in parts and current.at is not Stage.DRAFT:
            notices.about_areas_named(current, [part], by)
    renew_terms(current)
    said = ", ".join(f"{authority} {share:f} per cent" for authority, share in shares.items())
    note(package=current, kind=PackageEvent.Kind.TEAM, text="Areas and shares set", more=said, by=by)
    audit.record("package-areas", current, by=by, authority_id=current.authority_id)
    return list(current.areas.filter(left_on__isnull=True))


def renew_terms(package: SupportPackage) -> None:
    """Who had signed had not signed this."""
    if package.at in TERMS_EDITABLE:
        package.terms += 1
        package.save(update_fields=["terms"])


@transaction.atomic
def pass_on(*, part: PackageArea, to: Authority, by: User) -> PackageArea:
    """From a council that is no more to one that took over from it."""
    current = lock(part.package)
    check_may(scope_of(by), Permission.PACKAGE_RUN, current)
    if part.authority.is_current or to not in successors_of(part.authority):
        raise NotNow(f"{to} did not take over from {part.authority}.")
    return succeed(part=part, to=to, by=by)


@transaction.atomic
def succeed(*, part: PackageArea, to: Authority, by: User, shows_levels: bool = True) -> PackageArea:
    """A council’s part becomes its successor’s, with its share; where that one is in the package already, the shares
    become one. The history stays where it was. Who may is asked by whoever calls it.

    `shows_levels`: whether a new lead area shows its levels where the old one did; only the same council has said so.
    """
    current = lock(part.package)
    part = PackageArea.objects.select_for_update(of=("self",)).select_related("authority").get(pk=part.pk)
    if part.left_on is not None:
        raise NotNow(f"{part.authority} has left this package already.")
    part.left_on = timezone.localdate()
    part.save(update_fields=["left_on"])
    taken = current.areas.filter(authority=to, left_on__isnull=True).first() or PackageArea(
        package=current, authority=to, share=0
    )
    taken.share = (taken.share or 0) + (part.share or 0)
    taken.save()
    _hand_on_terms(current, part.authority, to)
    if current.authority_id == part.authority_id:
        current.authority = to
        current.save(update_fields=["authority"])
        if not shows_levels:
            current.package_standards.filter(shared=True).update(shared=False, shared_at=None, shared_by=by)
    renew_terms(current)
    text = f"{to} takes over from {part.authority}"
    note(package=current, kind=PackageEvent.Kind.TEAM, text=text, subject=taken.pk, by=by)
    audit.record("package-pass-on", current, by=by, authority_id=to.pk)
    return taken


def _hand_on_terms(package: SupportPackage, before: Authority, to: Authority) -> None:
    """Criteria, measures and figures of that one area: somebody rates them and keeps them up. Signatures stay."""
    package.criteria.filter(authority=before, dropped_at__isnull=True).update(authority=to)
    package.measures.filter(authority=before, removed_at__isnull=True).update(authority=to)
    package.costs_and_benefits.filter(authority=before, removed_at__isnull=True).update(authority=to)


@transaction.atomic
def name_sponsor(*, part: PackageArea, person: User | None, by: User) -> PackageArea:
    """An assistant director in the director’s place, named by the area; None: the director."""
    current = lock(part.package)
    check(scope_of(by), Permission.SUPPORT_REQUEST, part.authority)
    part = PackageArea.objects.select_for_update(of=("self",)).select_related("authority__region").get(pk=part.pk)
    if person and not scope_of(person).may(Permission.PACKAGE_SPONSOR_IF_NAMED, part.authority):
        raise NotNow(f"{person} is not in role as a senior leader of {part.authority} today.")
    if part.sponsor == person:
        return part
    part.sponsor = person
    part.save(update_fields=["sponsor"])
    text = f"{person or 'The director'} signs for {part.authority}"
    note(package=current, kind=PackageEvent.Kind.TEAM, text=text, subject=part.pk, by=by)
    audit.record("package-sponsor-name", part, by=by, authority_id=part.authority_id)
    return part


def _say(package: SupportPackage, text: str, member: TeamMember, by: User, more: str = "") -> None:
    note(package=package, kind=PackageEvent.Kind.TEAM, text=text, more=more, subject=member.pk, by=by)

"""What areas say that somebody else’s request names: that they take part, or “not with us” while nothing is agreed."""

from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from ..models import PackageArea, PackageEvent, SupportPackage
from ..workflow import AREAS_ANSWER, check_in
from . import notices
from .events import note
from .locking import lock
from .team import renew_terms


@transaction.atomic
def take_part(*, part: PackageArea, by: User) -> PackageArea:
    package, current = _lock(part, by)
    check_asked(current)
    if current.confirmed_at is not None:
        return current
    current.confirmed_at, current.confirmed_by = timezone.now(), by
    current.save(update_fields=["confirmed_at", "confirmed_by"])
    _say(package, current, f"{current.authority} takes part", by=by)
    audit.record("package-area-confirm", current, by=by, authority_id=current.authority_id)
    return current


@transaction.atomic
def stay_out(*, part: PackageArea, because: str, by: User) -> PackageArea:
    """Its share goes to the lead area, so that all of them are still 100 together. Sent twice it is said once."""
    package, current = _lock(part, by)
    if current.left_on is not None:
        return current
    check_asked(current)
    if not because.strip():
        raise NotNow("Say why your area does not take part; the reason is kept in its history.")
    current.left_on = timezone.localdate()
    current.save(update_fields=["left_on"])
    leads = package.areas.get(authority=package.authority, left_on__isnull=True)
    leads.share = (leads.share or 0) + (current.share or 0)
    leads.save(update_fields=["share"])
    renew_terms(package)
    _say(package, current, f"{current.authority}: not with us", more=because, by=by)
    audit.record("package-area-leave", current, by=by, authority_id=current.authority_id)
    notices.about_area_left(package, current.authority, by)
    return current


def check_asked(part: PackageArea) -> None:
    """Whether there is anything to answer, or to answer otherwise."""
    if part.authority_id == part.package.authority_id:
        raise NotNow(f"{part.authority} leads this package: withdraw the request instead.")
    if part.left_on is not None:
        raise NotNow(f"{part.authority} is no longer in this package. {part.package.authority} can name it again.")
    check_in(AREAS_ANSWER, part.package.at, "Areas say whether they take part")


def _lock(part: PackageArea, by: User) -> tuple[SupportPackage, PackageArea]:
    package = lock(part.package)
    check(scope_of(by), Permission.SUPPORT_REQUEST, part.authority)
    rows = PackageArea.objects.select_for_update(of=("self",)).select_related("authority__region", "package__authority")
    return package, rows.get(pk=part.pk)


def _say(package: SupportPackage, part: PackageArea, text: str, *, by: User, more: str = "") -> None:
    note(package=package, kind=PackageEvent.Kind.TEAM, text=text, more=more, subject=part.pk, by=by)

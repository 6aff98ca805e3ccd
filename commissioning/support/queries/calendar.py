"""What stands in a person’s calendar: the days of the packages they lead, work on or champion, as of now."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people import tokens
from commissioning.people.models import User
from commissioning.reporting.calendar_file import Entry

from ..models import CalendarLink, FollowUp, PackageArea, PlanStep, Session, SupportPackage, TeamMember, on_the_team
from ..workflow import OPEN, Stage

BACK = timedelta(days=92)  # what is longer ago leaves the calendar
WORKS = (Permission.PACKAGE_DELIVER, Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN)  # in role to be on a team


def link_of(person: User) -> CalendarLink | None:
    return CalendarLink.objects.filter(person=person, ended_at__isnull=True).first()


def person_by(token: str) -> User | None:
    """Whose calendar it is; None for an address that is unknown or ended, or of somebody who has gone."""
    links = CalendarLink.objects.filter(token_hash=tokens.digest(token), ended_at__isnull=True, person__is_active=True)
    link = links.select_related("person").first()
    return link.person if link else None


def packages_of(scope: Scope) -> QuerySet[SupportPackage]:
    """Those they lead, work on or champion: not everything that somebody who runs the programme may see."""
    areas = PackageArea.objects.filter(package=OuterRef("pk"), left_on__isnull=True)
    championed = areas.filter(scope.within([Permission.SUPPORT_REQUEST]))
    theirs = Q(Exists(championed)) | scope.within([Permission.PACKAGE_LEAD])
    if any(scope.holds(one) for one in WORKS):
        team = TeamMember.objects.filter(on_the_team(timezone.localdate()), package=OuterRef("pk"))
        theirs |= Q(Exists(team.filter(person=scope.person_id)))
    return SupportPackage.objects.visible_to(scope).filter(theirs, stage__in=OPEN | {Stage.CLOSED})


def entries(scope: Scope) -> list[Entry]:
    """In order of their days. As many queries for one package as for fifty."""
    packages = packages_of(scope).select_related("authority")
    by_pk = {package.pk: package for package in packages}
    since = timezone.localdate() - BACK
    found = [*_sessions(by_pk, since), *_steps(by_pk, since), *_follow_ups(by_pk, since), *_own_days(by_pk, since)]
    return sorted(found, key=lambda entry: (entry.on, entry.uid))


Packages = dict[int, SupportPackage]


def _entry(package: SupportPackage, what: str, on: date, uid: str) -> Entry:
    """The area and the reference, and never what anybody wrote: a calendar lies open on many desks."""
    return Entry(uid, on, f"{package.reference}, {package.authority.short_name}: {what}", package.get_absolute_url())


def _sessions(packages: Packages, since: date) -> Iterator[Entry]:
    """What each one's newest session says comes next."""
    rows = Session.objects.filter(package__in=packages, taken_back_at__isnull=True)
    newest = rows.order_by("package_id", "adviser_id", "-held_on", "-pk").distinct("package_id", "adviser_id")
    for row in newest.only("package_id", "next_on"):
        if row.next_on and row.next_on >= since:
            yield _entry(packages[row.package_id], "next session", row.next_on, f"session-{row.pk}")


def _steps(packages: Packages, since: date) -> Iterator[Entry]:
    rows = PlanStep.objects.filter(package__in=packages, done_on=None, dropped_at=None, due_on__gte=since)
    for row in rows.only("package_id", "due_on", "kind"):
        yield _entry(packages[row.package_id], f"{row.kind} due", row.due_on, f"step-{row.pk}")


def _follow_ups(packages: Packages, since: date) -> Iterator[Entry]:
    rows = FollowUp.objects.filter(package__in=packages, done_at=None, dropped_at=None, due_on__gte=since)
    for row in rows.only("package_id", "due_on", "why"):
        what = f"follow-up, {row.get_why_display().lower()}"
        yield _entry(packages[row.package_id], what, row.due_on, f"follow-up-{row.pk}")


def _own_days(packages: Packages, since: date) -> Iterator[Entry]:
    for package in packages.values():
        if package.review_on and package.review_on >= since and package.at is not Stage.CLOSED:
            yield _entry(package, "review due", package.review_on, f"review-{package.pk}")
        if package.revisit_on and package.revisit_on >= since and package.at is Stage.DEFERRED:
            yield _entry(package, "come back to it", package.revisit_on, f"revisit-{package.pk}")

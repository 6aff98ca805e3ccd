"""Support packages on an area's timeline, to those who see the package: asked for, agreed, closed, looked at again."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from commissioning.access.scope import Scope
from commissioning.access.timeline import Happened, Source, register

from .models import FollowUp, PackageArea, SupportPackage

_TOLD = (("sent_at", "asked for"), ("agreed_at", "agreed"), ("closed_at", "closed"))


def packages(authority: Any, line: Collection[int], scope: Scope) -> Iterator[Happened]:
    part = PackageArea.objects.filter(package=OuterRef("pk"), authority__in=line)
    rows = SupportPackage.objects.visible_to(scope).sent().filter(Exists(part))
    for package in rows:
        for name, what in _TOLD:
            if at := getattr(package, name):
                yield _happened(package, timezone.localdate(at), what)
    follow_ups = FollowUp.objects.filter(package__in=rows.order_by(), dropped_at__isnull=True)
    for row in follow_ups.select_related("package"):
        yield _happened(row.package, *_looked_again(row))


def _looked_again(row: FollowUp) -> tuple:
    """When it was done; until then, when it is due."""
    if row.done_at:
        return timezone.localdate(row.done_at), f"looked at again ({row.get_why_display().lower()})"
    due = "overdue" if row.is_overdue else "to come"
    return row.due_on, f"follow-up {due} ({row.get_why_display().lower()})"


def _happened(package: SupportPackage, on: Any, what: str) -> Happened:
    return Happened(on=on, title=f"“{package}”: {what}", tag=package.reference, url=package.get_absolute_url())


def register_source() -> None:
    register(Source("package", "Support packages", 60, None, packages))

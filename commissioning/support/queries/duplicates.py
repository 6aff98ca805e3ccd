"""Packages that look like the one being asked for, so that nobody asks twice for the same."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from ..models import PackageArea, PackageStandard, SupportPackage
from ..workflow import ENDED, Stage

LATELY = timedelta(days=365)


def likely_duplicates(package: SupportPackage) -> QuerySet[SupportPackage]:
    """Of the same area, for the same kind or a standard both name, open or closed within a year; newest first. The
    area’s own drafts too.
    """
    part = PackageArea.objects.filter(package=OuterRef("pk"), authority=package.authority, left_on__isnull=True)
    codes = package.package_standards.values("standard__code")
    same_standard = PackageStandard.objects.filter(package=OuterRef("pk"), standard__code__in=codes)
    alike = Q(kind=package.kind) & ~Q(kind="") | Q(Exists(same_standard))
    lately = ~Q(stage__in=ENDED) | Q(stage=Stage.CLOSED, closed_at__gte=timezone.now() - LATELY)
    of_area = Q(Exists(part), reference__gt="") | Q(authority=package.authority)
    return SupportPackage.objects.filter(of_area & alike & lately).exclude(pk=package.pk).order_by("-created_at")[:5]

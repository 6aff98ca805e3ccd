"""The package’s row, locked first by every action on it, so that a save and a move take turns."""

from ..models import SupportPackage


def lock(package: SupportPackage) -> SupportPackage:
    rows = SupportPackage.objects.select_for_update(of=("self",))
    return rows.select_related("authority__region", "region", "pot").get(pk=package.pk)

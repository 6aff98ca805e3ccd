"""What adding, saving and removing have in common, whichever noun of a profile it is. Called inside a transaction."""

from typing import Any, TypeVar

from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models.kept import Kept
from ..sensitivity import Sensitivity, readable

Row = TypeVar("Row", bound=Kept)


class Unfit(NotNow):
    """What was typed cannot be so; `field` is where to put it right."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


def lock_area(authority: Authority, by: User, permission: Permission = Permission.PROFILE_KEEP) -> Authority:
    """Two who add take turns, so that the same sent twice is seen to be there already."""
    rows = Authority.objects.select_for_update(of=("self",), no_key=True).select_related("region")
    locked = rows.get(pk=authority.pk)
    check(scope_of(by), permission, locked)
    return locked


def lock(row: Row, by: User, permission: Permission = Permission.PROFILE_KEEP) -> Row:
    rows = type(row).objects.select_for_update(of=("self",))
    locked = rows.select_related("authority__region", "changed_by").get(pk=row.pk)
    check(scope_of(by), permission, locked.authority)
    return locked


def lock_open(row: Row, by: User) -> Row:
    """Of a row with a sensitivity: somebody may have made it less open since the page was opened; then its words are
    not shown in a conflict.
    """
    current = lock(row, by)
    if current.sensitivity not in readable(scope_of(by), current.authority):
        raise NotNow("This entry is no longer open to you, so what you wrote was not saved.")
    return current


def check_can_read(sensitivity: str, authority: Authority, by: User) -> None:
    """Nobody writes what they could not read back."""
    if sensitivity not in readable(scope_of(by), authority):
        label = Sensitivity(sensitivity).label.lower()
        raise NotNow(f"You could not read this again if it were for “{label}”. Choose who else may see it.")


def check_current(authority: Authority) -> None:
    """Its history may still be told; who runs it and who matters there is over."""
    if not authority.is_current:
        raise NotNow(f"{authority} is a former council: this can be read, and no longer changed.")


def check_kept(row: Kept) -> None:
    if row.removed_at:
        raise NotNow(f"{row.removed_by} has removed this: {row.removed_because}")


def add(model: type[Row], authority: Authority, values: dict[str, Any], *, verb: str, by: User) -> Row:
    """The same values twice are one row."""
    twin = model.objects.kept().filter(authority=authority, **values).first()
    if twin:
        return twin
    row = model.objects.create(authority=authority, recorded_by=by, **values)
    audit.record(verb, row, by=by, authority_id=authority.pk)
    return row


def save(row: Row, values: dict[str, Any], *, version: int, verb: str, by: User) -> Saved[Row]:
    """On a locked row. The same content sent twice is one save; on top of another save nothing is overwritten."""
    check_kept(row)
    if all(getattr(row, name) == value for name, value in values.items()):
        return Saved(row)
    if version != row.version:
        return Saved(row, conflict=True)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at, row.changed_by = timezone.now(), by
    row.save()
    audit.record(verb, row, by=by, authority_id=row.authority_id)
    return Saved(row)


def remove(row: Row, because: str, *, version: int, verb: str, by: User) -> Saved[Row]:
    """On a locked row, which stays with the reason. Sent twice it is removed once, for the first reason."""
    if row.removed_at:
        return Saved(row)
    if version != row.version:
        return Saved(row, conflict=True)
    row.removed_at, row.removed_by, row.removed_because = timezone.now(), by, because
    row.save(update_fields=["removed_at", "removed_by", "removed_because"])
    audit.record(verb, row, by=by, authority_id=row.authority_id)
    return Saved(row)

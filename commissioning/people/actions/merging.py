"""Two rows of one human become one: what points to the second points to the first from now on.

Every relation to a person is found in the registry of models, so that a new one cannot be forgotten. What cannot move
stays where it is, by these rules:
- rows that nobody may change (`APPEND_ONLY`) go on naming the second row, which says whom it was merged into;
- where both have the same thing and the model says `STAYS_WHEN_MERGED`, the second row keeps its own;
- where both have it and the model does not say so, nothing is merged, and the reason names what to put right first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, Model, Q
from django.utils import timezone

from .. import audit
from ..models import HeldPost, Invitation, RoleAppointment, User

# Ways to sign in, which end with it.
OF_THE_ACCOUNT = (EmailAddress, Authenticator, SocialAccount, Invitation, HeldPost)


@dataclass(frozen=True)
class Part:
    """How many rows of one kind moved, or stayed."""

    label: str
    moved: int
    stayed: int


@dataclass(frozen=True)
class Merged:
    parts: tuple[Part, ...]
    joined: int  # appointments that said the same


def relations() -> Iterator[tuple[type[Model], Field]]:
    """Every column that names a person, but for those of the account and of the merging itself."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if field.related_model is User and model is not User and model not in OF_THE_ACCOUNT:
                yield model, field


def preview(*, second: User, into: User) -> Merged:
    """What merging them would do: done, and undone. Raises ValidationError as merging would."""
    with transaction.atomic():
        found = _merge(second, into)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def merge_people(*, second: User, into: User, keep_address_of_second: bool, by: User | None) -> Merged | None:
    """Nothing where it has been done already. The second row may not sign in again; its sessions end with that."""
    locked = {
        one.pk: one for one in User.objects.select_for_update().filter(pk__in=[second.pk, into.pk]).order_by("pk")
    }
    old, kept = locked[second.pk], locked[into.pk]
    if old.merged_into_id == kept.pk:
        return None
    if by is not None and by.pk in (old.pk, kept.pk):
        raise ValidationError("You cannot merge your own account; ask another administrator.")
    merged = _merge(old, kept)
    if keep_address_of_second:
        _swap_addresses(old, kept)
    audit.record("person-merge", old, by=by)
    audit.record("person-merged-into", kept, by=by)
    return merged


def _merge(old: User, kept: User) -> Merged:
    if old.pk == kept.pk:
        raise ValidationError("Choose two different people.")
    if old.merged_into_id or kept.merged_into_id:
        raise ValidationError("One of them has been merged already. Choose the row that is in use.")
    joined = _move_appointments(old, kept)
    parts = tuple(_move(model, field, old, kept) for model, field in relations() if model is not RoleAppointment)
    User.objects.filter(merged_into=old).update(merged_into=kept)
    Invitation.objects.filter(person=old, accepted_at__isnull=True, replaced_at__isnull=True).update(
        replaced_at=timezone.now()
    )
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=old).delete()
    HeldPost.objects.filter(person=old).delete()
    old.merged_into, old.merged_at, old.is_active = kept, timezone.now(), False
    old.set_unusable_password()
    old.save(update_fields=["merged_into", "merged_at", "is_active", "password"])
    return Merged(tuple(_summed(parts)), joined)


def _move(model: type[Model], field: Field, old: User, kept: User) -> Part:
    rows = model._base_manager.filter(**{field.name: old})
    label = str(model._meta.verbose_name_plural)
    number = rows.count()
    if not number or getattr(model, "APPEND_ONLY", False):
        return Part(label, 0, number)
    if _moved(rows, field, kept):
        return Part(label, number, 0)
    if not getattr(model, "STAYS_WHEN_MERGED", False):
        raise ValidationError(
            f"Both are named in the same place ({model._meta.verbose_name}). Take one of them off there first."
        )
    moved = sum(_moved(rows.filter(pk=pk), field, kept) for pk in rows.values_list("pk", flat=True))
    return Part(label, moved, number - moved)


def _moved(rows, field: Field, kept: User) -> bool:
    try:
        with transaction.atomic():
            rows.update(**{field.name: kept})
    except IntegrityError:
        return False
    return True


def _summed(parts: tuple[Part, ...]) -> Iterator[Part]:
    """One line for each kind that has any, whichever of its columns named the person."""
    for label in sorted({part.label for part in parts if part.moved or part.stayed}):
        alike = [part for part in parts if part.label == label]
        yield Part(label, sum(part.moved for part in alike), sum(part.stayed for part in alike))


def _move_appointments(old: User, kept: User) -> int:
    """Days on which both held the same role in the same place become one appointment, which has all the days."""
    joined = 0
    for column in ("created_by", "revoked_by"):
        RoleAppointment.objects.filter(**{column: old}).update(**{column: kept})
    for row in RoleAppointment.objects.filter(person=old).order_by("pk"):
        same = _same_as(row, kept) if row.revoked_at is None else None
        try:
            with transaction.atomic():
                if same is not None:
                    _join(row, same)
                row.person = kept
                row.save(update_fields=["person", "revoked_at"])
        except IntegrityError:
            reason = f"Their appointments as {row.role_label.lower()} overlap in part. End one of them first."
            raise ValidationError(reason) from None
        joined += same is not None
    return joined


def _same_as(row: RoleAppointment, kept: User) -> RoleAppointment | None:
    overlapping = Q(ends_on__isnull=True) | Q(ends_on__gte=row.starts_on)
    alike = RoleAppointment.objects.filter(
        overlapping,
        person=kept,
        role=row.role,
        authority=row.authority_id,
        region=row.region_id,
        acting=row.acting,
        revoked_at__isnull=True,
    )
    if row.ends_on:
        alike = alike.filter(starts_on__lte=row.ends_on)
    return alike.first()


def _join(row: RoleAppointment, same: RoleAppointment) -> None:
    """The one that is left has the days of both; the other is kept as one that was ended at once."""
    row.revoked_at = timezone.now()
    RoleAppointment.objects.filter(pk=row.pk).update(revoked_at=row.revoked_at)
    same.starts_on = min(same.starts_on, row.starts_on)
    same.ends_on = max(same.ends_on, row.ends_on) if same.ends_on and row.ends_on else None
    same.save(update_fields=["starts_on", "ends_on"])


def _swap_addresses(old: User, kept: User) -> None:
    """Addresses are used once each, so the second row gives up its own for a moment."""
    new, was = old.email, kept.email
    User.objects.filter(pk=old.pk).update(email=None)
    EmailAddress.objects.filter(user=kept).delete()
    User.objects.filter(pk=kept.pk).update(email=new)
    User.objects.filter(pk=old.pk).update(email=was)

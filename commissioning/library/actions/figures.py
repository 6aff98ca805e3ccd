"""The sums of a draft, each with what it includes."""

from django.db import transaction
from django.db.models import Max

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..models import Figure, ResourceVersion
from ..workflow import check_editable
from .writing import Sum, lock

MOST = 20


@transaction.atomic
def add(*, draft: ResourceVersion, typed: Sum, by: User) -> Figure:
    """The same once more is one figure."""
    current = lock(draft, by)
    check_editable(current.at)
    same = current.figures.filter(**vars(typed)).first()
    if same:
        return same
    if current.figures.count() >= MOST:
        raise NotNow(f"There are {MOST} figures already. Take one out first.")
    last = current.figures.aggregate(last=Max("order"))["last"] or 0
    made = Figure.objects.create(of=current, order=last + 1, **vars(typed))
    audit.record("resource-figure-add", made, by=by, authority_id=current.authority_id)
    return made


@transaction.atomic
def save(*, figure: Figure, typed: Sum, version: int, by: User) -> Saved[Figure]:
    current = lock(figure.of, by)
    check_editable(current.at)
    row = Figure.objects.select_for_update().filter(pk=figure.pk).first()
    if row is None:
        raise NotNow("Somebody took this figure out meanwhile.")
    if all(getattr(row, name) == value for name, value in vars(typed).items()):
        return Saved(row)
    if row.version != version:
        return Saved(row, conflict=True)
    for name, value in vars(typed).items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    audit.record("resource-figure-save", row, by=by, authority_id=current.authority_id)
    return Saved(row)


@transaction.atomic
def remove(*, figure: Figure, by: User) -> None:
    """Of a draft: what is published keeps its figures."""
    current = lock(figure.of, by)
    check_editable(current.at)
    row = current.figures.filter(pk=figure.pk).first()
    if row is not None:
        audit.record("resource-figure-remove", row, by=by, authority_id=current.authority_id)
        row.delete()

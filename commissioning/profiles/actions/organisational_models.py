"""Starting a map from an organisational model: what is copied is a draft, seen by those who keep the map, until they
say of each part or of the whole that it is so here.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Relation, Structure
from ..organisational_models import Model, Part
from . import keeping, relations

DISCARDED = "Copied from an organisational model and not used."


@transaction.atomic
def copy(*, authority: Authority, model: Model, by: User) -> int:
    """How many structures were added: none the second time. What is on the list under the same name and kind is used
    as it is.
    """
    area = keeping.lock_area(authority, by)
    keeping.check_current(area)
    kept = Structure.objects.kept().filter(authority=area)
    if kept.filter(from_model=model.code).exists():
        return 0
    if kept.filter(draft=True).exists():
        raise NotNow("There is a draft from another model. Keep or discard that one first.")
    there = {(row.kind, row.name.casefold()): row for row in kept}
    rows = {
        part.key: there.get((part.kind.value, part.name.casefold())) or _part(area, model, part, by)
        for part in model.parts
    }
    _tie(area, model, rows, by)
    return sum(row.draft for row in rows.values())


def _part(area: Authority, model: Model, part: Part, by: User) -> Structure:
    values = {"kind": part.kind.value, "name": part.name, "about": "", "from_model": model.code, "draft": True}
    return keeping.add(Structure, area, values, verb="structure-add", by=by)


def _tie(area: Authority, model: Model, rows: dict[str, Structure], by: User) -> None:
    """Between two that were on the map before, nothing is added: the area has said how they stand to each other."""
    for tie in model.ties:
        source, target = rows[tie.source], rows[tie.target]
        if source.draft or target.draft:
            typed = relations.Typed(tie.kind.value, source.pk, target.pk, None, None)
            relations.add_to_locked(area, typed, by)


@transaction.atomic
def confirm(*, authority: Authority, by: User) -> int:
    """The whole draft is so here. How many structures it was; none if somebody was quicker."""
    area = keeping.lock_area(authority, by)
    keeping.check_current(area)
    rows = list(_drafts(area))
    for row in rows:
        row.draft, row.version = False, row.version + 1
        row.changed_at, row.changed_by = timezone.now(), by
        row.save(update_fields=["draft", "version", "changed_at", "changed_by"])
        audit.record("structure-save", row, by=by, authority_id=area.pk)
    return len(rows)


@transaction.atomic
def discard(*, authority: Authority, by: User) -> int:
    """What is still draft goes, and what was tied to it; both stay on record as removed."""
    area = keeping.lock_area(authority, by)
    keeping.check_current(area)
    rows = list(_drafts(area))
    tied = Q(source__in=rows) | Q(target__in=rows)
    for relation in Relation.objects.kept().filter(tied).select_for_update(of=("self",)):
        keeping.remove(relation, DISCARDED, version=relation.version, verb="relation-remove", by=by)
    for row in rows:
        keeping.remove(row, DISCARDED, version=row.version, verb="structure-remove", by=by)
    return len(rows)


def _drafts(area: Authority):
    return Structure.objects.kept().filter(authority=area, draft=True).select_for_update(of=("self",))

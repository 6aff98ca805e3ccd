"""Giving a view: one standard at a time, who a group was, and sending it all, which freezes it.

Saving names no area in the audit: before the reveal nobody may learn from the area's history that a partner has begun.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..levels import Answer
from ..models import PartnerKind, Scorer, SelfAssessment, Standard, View
from ..queries import giving as queries
from ..queries import partners
from ..queries.assessments import champion_scorer
from . import moves


@dataclass(frozen=True)
class Said:
    """What a page sent about one standard. The range of views in the room is a group's alone."""

    answer: Answer
    line: str
    lowest: int | None
    highest: int | None
    version: int  # the save it was typed on top of


@transaction.atomic
def save_view(*, scorer: Scorer, standard: Standard, said: Said, by: User) -> Saved[View]:
    """The same content sent twice is one save. Raises NotNow once no more views are taken from them."""
    row = _to_give(scorer, by)
    view = row.views.select_for_update().filter(standard=standard).first() or View(scorer=row, standard=standard)
    if (view.answer, view.line, view.lowest, view.highest) == (said.answer, said.line, said.lowest, said.highest):
        return Saved(view)
    if view.version != said.version:
        return Saved(view, conflict=True)
    view.answer, view.line, view.lowest, view.highest = said.answer, said.line, said.lowest, said.highest
    view.version += 1
    view.save()
    audit.record("view-save", row, by=by)
    return Saved(view)


@dataclass(frozen=True)
class Group:
    """Who a group was."""

    name: str
    present: int | None
    held_on: date | None
    version: int  # the save it was typed on top of


@transaction.atomic
def save_group(*, scorer: Scorer, group: Group, by: User) -> Saved[Scorer]:
    row = _to_give(scorer, by)
    if (row.label, row.present, row.held_on) == (group.name, group.present, group.held_on):
        return Saved(row)
    if row.version != group.version:
        return Saved(row, conflict=True)
    row.label, row.present, row.held_on = group.name, group.present, group.held_on
    row.version += 1
    row.save(update_fields=["label", "present", "held_on", "version"])
    audit.record("view-save", row, by=by)
    return Saved(row)


@transaction.atomic
def send_views(*, scorer: Scorer, by: User) -> Scorer:
    """Freezes them: from now on they are one of the views the levels are agreed from. A second time changes nothing."""
    moves.lock(scorer.assessment)
    sent = queries.partners().filter(pk=scorer.pk, sent_at__isnull=False, withdrawn_at__isnull=True).first()
    if sent is not None:
        return sent
    row = _to_give(scorer, by)
    giving = queries.giving_of(row)
    if giving.about_missing:
        raise NotNow("Say who the group was, how many were present and on which day; then send it.")
    if giving.missing:
        numbers = ", ".join(str(question.standard.number) for question in giving.missing)
        raise NotNow(f"Every standard needs an answer, and “don’t know” is one. Still to do: {numbers}.")
    row.sent_at = timezone.now()
    row.save(update_fields=["sent_at"])
    audit.record("views-send", row, by=by, authority_id=row.assessment.authority_id)
    return row


def _to_give(scorer: Scorer, by: User) -> Scorer:
    """The row, locked after its self-assessment, while a view is still taken from it."""
    current = moves.lock(scorer.assessment)
    row = Scorer.objects.partners().select_for_update(of=("self",)).select_related("person").get(pk=scorer.pk)
    row.assessment = current
    if row.withdrawn_at:
        raise NotNow("Your view is no longer asked for, so nothing more can be saved or sent.")
    theirs = row.person_id == by.pk if row.person_id else queries.may_enter(row, scope_of(by))
    if not theirs:
        raise PermissionDenied("This view is somebody else’s to give.")
    closed = queries.why_closed(row)
    if closed:
        raise NotNow(closed)
    return row


@transaction.atomic
def add_workshop(*, assessment: SelfAssessment, kind: PartnerKind, name: str, by: User) -> Scorer:
    """A group without a link, whose view its facilitator enters. The champion's own views come first."""
    current = moves.lock(assessment)
    scope = scope_of(by)
    if not partners.may_convene(current, scope):
        raise PermissionDenied("This is for the commissioning champion and the people the champion has named.")
    if partners.leads(current, scope) and champion_scorer(current).sent_at is None:
        raise NotNow("Send your own views first: whoever leads it answers before reading what a workshop said.")
    closed = partners.window_of(current).why_closed(timezone.localdate())
    if closed:
        raise NotNow(closed)
    same = current.scorers.taking_part().filter(kind=Scorer.Kind.GROUP, person__isnull=True, entered_by=by)
    found = same.filter(partner_kind=kind, label__iexact=name, sent_at__isnull=True).first()
    if found is not None:
        return found
    if not partners.standards_asked(current, kind).exists():
        raise NotNow(f"No standard of this set is asked of this kind of partner: {kind.label.lower()}.")
    scorer = Scorer.objects.create(
        assessment=current, kind=Scorer.Kind.GROUP, partner_kind=kind, label=name, entered_by=by
    )
    audit.record("workshop-add", scorer, by=by, authority_id=current.authority_id)
    return scorer

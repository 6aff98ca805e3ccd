"""Every write about which form of support fits: one side's answers, and what a person decided."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from commissioning import years
from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved

from ..models import SupportFormAnswer, SupportFormDecision
from ..queries import support_form as queries
from ..support_forms import NOT_SURE, Answers, Form, Side


@dataclass(frozen=True)
class Typed:
    """What one side's page sent."""

    answers: Answers
    reasons: str
    version: int  # the save it was typed on top of; 0 before there is any


@transaction.atomic
def answer(*, authority: Authority, typed: Typed, by: User) -> Saved[SupportFormAnswer]:
    """This year's answers of the side the person is on. The same content sent twice is one save."""
    side = _side_to_answer(authority, by)
    year = years.year_of(timezone.localdate())
    values = _values(typed)
    row, made = SupportFormAnswer.objects.select_for_update(of=("self",)).get_or_create(
        authority=authority,
        year=year,
        side=side,
        defaults={**values, "answered_at": timezone.now(), "answered_by": by},
    )
    if not made:
        if all(getattr(row, name) == value for name, value in values.items()):
            return Saved(row)
        if typed.version != row.version:
            return Saved(row, conflict=True)
        for name, value in values.items():
            setattr(row, name, value)
        row.version, row.answered_at, row.answered_by = row.version + 1, timezone.now(), by
        row.save()
    audit.record("support-form-answer", row, by=by, authority_id=authority.pk)
    return Saved(row)


def _side_to_answer(authority: Authority, by: User) -> Side:
    """Two views are worth something only if two people hold them."""
    side = _side(authority, by)
    year = years.year_of(timezone.localdate())
    other = queries.answer_of(authority, year, side.other)
    if other and other.answered_by_id == by.pk:
        raise NotNow("You gave the answers of the other side this year, so somebody else gives these.")
    return side


def _values(typed: Typed) -> dict:
    answers = typed.answers
    return {
        "can_assess": queries.TO_BOOLEAN[answers.can_assess],
        "can_plan": queries.TO_BOOLEAN[answers.can_plan],
        "can_implement": queries.TO_BOOLEAN[answers.can_implement],
        "spread": "" if answers.spread == NOT_SURE else answers.spread,
        "reasons": typed.reasons,
    }


@dataclass(frozen=True)
class Decision:
    """`seen` is the newest decision the page showed when it was opened; 0 when there was none."""

    forms: tuple[Form, ...]
    reasons: str
    seen: int


@transaction.atomic
def decide(*, authority: Authority, decision: Decision, by: User) -> Saved[SupportFormDecision]:
    """One more decision; those before stay. A conflict is one that somebody else recorded meanwhile. The same one sent
    twice is one.
    """
    _side(authority, by)
    year = years.year_of(timezone.localdate())
    answered = SupportFormAnswer.objects.select_for_update(of=("self",)).filter(authority=authority, year=year)
    if len(answered.order_by("side")) < len(Side):
        raise NotNow("The director and the local lead both answer first.")
    if not decision.forms or not decision.reasons.strip():
        raise NotNow("Say what you decided, and why.")
    newest = SupportFormDecision.objects.filter(authority=authority).select_related("decided_by").first()
    forms = [form.value for form in decision.forms]
    if newest:
        said = (newest.year, newest.forms, newest.reasons, newest.decided_by_id)
        if said == (year, forms, decision.reasons, by.pk):
            return Saved(newest)
        if decision.seen != newest.pk:
            return Saved(newest, conflict=True)
    row = SupportFormDecision.objects.create(
        authority=authority,
        year=year,
        forms=forms,
        reasons=decision.reasons,
        decided_at=timezone.now(),
        decided_by=by,
    )
    audit.record("support-form-decide", row, by=by, authority_id=authority.pk)
    return Saved(row)


def _side(authority: Authority, by: User) -> Side:
    scope = scope_of(by)
    check(scope, Permission.SUPPORT_FORM_ANSWER, authority)
    if not authority.is_current:
        raise NotNow(f"{authority} is a former council, so no support is arranged for it.")
    side = queries.side_of(scope, authority)
    assert side is not None, "every role that answers is on one of the two sides"
    return side

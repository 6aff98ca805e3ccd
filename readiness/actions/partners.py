"""Asking partners for their view: the days, the invitations, and taking one back. By the champion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.people import actions as people
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow

from .. import window
from ..models import PartnerKind, Scorer, SelfAssessment
from ..queries import partners as queries
from ..queries.assessments import champion_scorer
from . import links, moves


def to_lead(assessment: SelfAssessment, by: User) -> SelfAssessment:
    """The row, locked, for somebody who leads it."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    return current


# --- The days -----------------------------------------------------------------------------


@transaction.atomic
def set_window(*, assessment: SelfAssessment, opens_on: date, closes_on: date, by: User) -> SelfAssessment:
    """Once, before the first partner is asked; afterwards it can only be extended."""
    current = to_lead(assessment, by)
    days = (opens_on, closes_on)
    if (current.views_open_on, current.views_close_on) == days:
        return current
    if current.views_close_on:
        raise NotNow("The days are set already. You can give partners more time, with a reason.")
    _check_still_giving(current)
    today = timezone.localdate()
    if not today <= opens_on <= closes_on <= today + window.LONGEST:
        raise NotNow("The first day is today or later, and the last day follows it within six months.")
    current.views_open_on, current.views_close_on = days
    current.save(update_fields=["views_open_on", "views_close_on"])
    moves.note(assessment=current, move="window", by=by, reason=" to ".join(map(window.written, days)))
    audit.record("views-window", current, by=by, authority_id=current.authority_id)
    return current


@transaction.atomic
def extend_window(*, assessment: SelfAssessment, closes_on: date, reason: str, by: User) -> SelfAssessment:
    """A later last day, with why. What was opened is never closed again: once the time is over partners' views are
    open, so the champion's own are sent first.
    """
    current = to_lead(assessment, by)
    _check_still_giving(current)
    before, today = current.views_close_on, timezone.localdate()
    if before is None:
        raise NotNow("Set the first and the last day first.")
    if closes_on == before:
        return current
    if not max(before, today) <= closes_on <= today + window.LONGEST:
        raise NotNow(f"The new last day is after {window.written(before)}, and within six months from today.")
    if not reason.strip():
        raise NotNow("Say why partners get more time; the reason is kept in its history.")
    if before < today and champion_scorer(current).sent_at is None:
        raise NotNow(
            "The time for giving views is over, so what partners think is open to you. Send your own views first; "
            "then you can give partners more time."
        )
    current.views_close_on = closes_on
    current.save(update_fields=["views_close_on"])
    links.prolong(current)
    moves.note(assessment=current, move="extend", by=by, reason=f"Until {window.written(closes_on)}. {reason}")
    audit.record("views-extend", current, by=by, authority_id=current.authority_id)
    return current


def _check_still_giving(assessment: SelfAssessment) -> None:
    if queries.window_of(assessment).has_moved_on:
        raise NotNow(queries.window_of(assessment).why_closed(timezone.localdate()))


# --- The invitations ------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """Somebody to be asked, as typed: a name on one line, and an address that is well-formed."""

    name: str
    email: str


class NotAsked(Exception):
    """Nobody was asked; `problems` says why, by the place of each in what was sent."""

    def __init__(self, problems: dict[int, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@transaction.atomic
def invite(
    *, assessment: SelfAssessment, kind: PartnerKind, people_wanted: Sequence[Wanted], why: str, by: User
) -> list[Scorer]:
    """Asks each of them alone, all or none. Raises NotAsked with what is wrong about whom."""
    current = _to_invite(assessment, kind, len(people_wanted), by)
    _refuse_some(current, people_wanted)
    return [
        _ask(current, Scorer.Kind.ALONE, kind, person=_person(wanted, by), label=wanted.name, why=why, by=by)
        for wanted in people_wanted
    ]


@transaction.atomic
def invite_group(
    *, assessment: SelfAssessment, kind: PartnerKind, name: str, convenor: Wanted, why: str, by: User
) -> Scorer:
    """Asks whoever speaks for a group; they say who was there, and enter one view for all."""
    current = _to_invite(assessment, kind, 1, by)
    if convenor.email.lower() in _leading(current):
        raise NotAsked({0: _ALREADY_LEADS})
    person = _person(convenor, by)
    groups = current.scorers.taking_part().filter(kind=Scorer.Kind.GROUP, person=person)
    if groups.filter(label__iexact=name).exists():
        raise NotAsked({0: f"{convenor.name} is asked for this group already."})
    return _ask(current, Scorer.Kind.GROUP, kind, person=person, label=name, why=why, by=by)


_ALREADY_LEADS = "Whoever leads the self-assessment answers first, as champion, and is not asked a second time."


def _to_invite(assessment: SelfAssessment, kind: PartnerKind, number: int, by: User) -> SelfAssessment:
    current = to_lead(assessment, by)
    timing = queries.timing_of(current)
    if not timing.takes_partners:
        raise NotNow(timing.window.why_closed(timing.today))
    if not queries.standards_asked(current, kind).exists():
        raise NotNow(f"No standard of this set is asked of this kind of partner: {kind.label.lower()}.")
    if current.scorers.taking_part().partners().count() + number > queries.MOST_ASKED:
        raise NotNow(f"One self-assessment asks {queries.MOST_ASKED} partners at most. Ask some of them as a group.")
    return current


def _leading(assessment: SelfAssessment) -> set[str]:
    return {(person.email or "").lower() for person in queries.leading(assessment)}


def _refuse_some(assessment: SelfAssessment, people_wanted: Sequence[Wanted]) -> None:
    """Who leads it, who is asked already, and who is there twice."""
    alone = assessment.scorers.taking_part().filter(kind=Scorer.Kind.ALONE).select_related("person")
    asked = {(row.person.email or "").lower(): row for row in alone}
    leading = _leading(assessment)
    seen: set[str] = set()
    problems = {}
    for place, wanted in enumerate(people_wanted):
        email = wanted.email.lower()
        if email in leading:
            problems[place] = _ALREADY_LEADS
        elif email in asked:
            kind = asked[email].get_partner_kind_display().lower()
            problems[place] = f"{wanted.email} is asked already ({kind}); nothing was sent again."
        elif email in seen:
            problems[place] = f"{wanted.email} is there twice."
        seen.add(email)
    if problems:
        raise NotAsked(problems)


def _person(wanted: Wanted, by: User) -> User:
    """Whoever has that address; a person without an account when nobody has."""
    person = User.objects.filter(email__iexact=wanted.email).first()
    if person is not None:
        return person
    try:
        return people.add_person(full_name=wanted.name, email=wanted.email, by=by)
    except ValidationError:  # somebody else added them a moment ago
        return User.objects.get(email__iexact=wanted.email)


def _ask(
    assessment: SelfAssessment, way: Scorer.Kind, kind: PartnerKind, *, person: User, label: str, why: str, by: User
) -> Scorer:
    scorer = Scorer.objects.create(
        assessment=assessment,
        kind=way,
        partner_kind=kind,
        person=person,
        label=label,
        why=why,
        invited_at=timezone.now(),
        invited_by=by,
    )
    audit.record("partner-invite", scorer, by=by, authority_id=assessment.authority_id)
    links.mail(scorer, "invitation", "Your view is asked for", asked_by=by)
    return scorer


@transaction.atomic
def send_link_again(*, scorer: Scorer, by: User) -> None:
    """For a mail that was lost. The champion never sees the link itself."""
    current = to_lead(scorer.assessment, by)
    row = _partner(current, scorer)
    if not links.may_have_link(row):
        raise NotNow("They had several links within the hour, or have no address. Try again later.")
    links.mail(row, "fresh_link", "Your fresh link")
    audit.record("partner-link", row, by=by, authority_id=current.authority_id)


@transaction.atomic
def withdraw(*, scorer: Scorer, by: User) -> None:
    """Their link and session end, and what they said no longer counts; the rows stay.

    Not after the reveal: nobody may drop a view because of what it says.
    """
    current = to_lead(scorer.assessment, by)
    row = _partner(current, scorer)
    if row.withdrawn_at:
        return
    if not queries.may_withdraw(current):
        raise NotNow("What partners think is open by now, so nobody can be withdrawn any more.")
    row.withdrawn_at, row.withdrawn_by = timezone.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    row.links.filter(opened_at__isnull=True, replaced_at__isnull=True).update(replaced_at=row.withdrawn_at)
    audit.record("partner-withdraw", row, by=by, authority_id=current.authority_id)


def _partner(assessment: SelfAssessment, scorer: Scorer) -> Scorer:
    rows = Scorer.objects.partners().select_for_update(of=("self",)).select_related("person")
    row = rows.get(pk=scorer.pk, assessment=assessment)
    row.assessment = assessment
    return row

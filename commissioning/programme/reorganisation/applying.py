"""A reorganisation applied: the register, then all that its preview says, in one transaction, each thing written down.

Whoever presses has seen the preview. Where anything has changed since, nothing is done and the new one is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities import reorganising as register
from commissioning.authorities.models import Authority
from commissioning.library.actions.reorganising import hand_on_drafts
from commissioning.people import actions as people
from commissioning.people import audit
from commissioning.people.models import RoleAppointment, User
from commissioning.profiles.actions.reorganising import hand_on_bookings
from commissioning.saving import NotNow
from commissioning.support.actions import team
from commissioning.support.actions.reorganising import hand_on_outcomes
from commissioning.support.models import PackageArea
from evaluation.actions import reorganising as evaluation
from evaluation.models import Listening
from readiness.actions import reorganising as readiness
from readiness.models import Campaign, SelfAssessment

from ..contact import actions as contact
from ..contact.models import OfferOfContact
from . import telling
from .actions import lock
from .models import Reassignment, Reorganisation, SuccessorCouncil
from .preview import Line, Preview, preview
from .rules import ENDS, ONE_TO_ONE, What


class SeenOtherwise(NotNow):
    """The preview that was seen is no longer how things are."""


@dataclass(frozen=True)
class _Now:
    reorganisation: Reorganisation
    councils: dict[int, Authority]  # by the successor’s row
    by: User

    def after(self, line: Line) -> list[Authority]:
        return [self.councils[one.pk] for one in line.after]

    def reason(self, line: Line) -> str:
        return f"{line.before} was reorganised on {self.reorganisation.effective_on:%-d %B %Y}."


@transaction.atomic
def apply(*, reorganisation: Reorganisation, checksum: str, by: User) -> Reorganisation:
    """Sent twice it has one effect: the second finds it applied, and raises NotNow like any later try."""
    current = lock(reorganisation, by)
    _take_turns(current)
    if current.effective_on > timezone.localdate():
        raise NotNow("Its day has not come. It stays planned; apply it on that day or later.")
    seen = preview(current)
    if not seen.is_ready:
        raise NotNow(" ".join(seen.problems) or "Something is still to be decided. Answer every question first.")
    if seen.checksum != checksum:
        raise SeenOtherwise(
            "Something changed since you looked. Read the preview again, then apply it. Nothing was done."
        )
    now = _Now(current, _register(current), by)
    for line in seen.lines:
        _carry_out(line, now)
    telling.tell(current, seen.lines, now.councils)
    return _settle(current, seen, by)


def _take_turns(current: Reorganisation) -> None:
    """With everything else that decides on these councils’ work, such as opening a self-assessment."""
    known = set(current.predecessors.values_list("pk", flat=True))
    known |= set(current.successors.exclude(authority=None).values_list("authority", flat=True))
    list(Authority.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=known).order_by("pk"))


def _register(current: Reorganisation) -> dict[int, Authority]:
    """New councils, the end of the old ones, and the links between them."""
    councils = {one.pk: one.authority or _begin(one, current) for one in current.successors.select_related("authority")}
    for before in current.predecessors.order_by("pk"):
        if current.kind in ENDS:
            register.end_council(authority=before, last_day=current.effective_on - timedelta(days=1))
        for after in councils.values():
            register.link(
                before=before,
                after=after,
                kind=current.kind,
                effective_on=current.effective_on,
                legal_order=current.legal_order,
            )
    return councils


def _begin(one: SuccessorCouncil, current: Reorganisation) -> Authority:
    facts = register.Facts(
        one.gss_code,
        one.name,
        one.short_name,
        one.type,
        one.region,
        one.rural_urban,
        one.population_0_17,
        one.population_0_17_year,
        one.dfe_code,
    )
    one.authority = register.add_council(facts=facts, starts_on=current.effective_on)
    one.save(update_fields=["authority"])
    return one.authority


def _carry_out(line: Line, now: _Now) -> None:
    if line.stays:
        return
    _DOES[line.what](line, now)
    for after in now.after(line) or [None]:
        Reassignment.objects.create(
            reorganisation=now.reorganisation,
            what=line.what,
            object_id=line.object_id,
            before=line.before,
            after=after,
            by=now.by,
        )


def _assessment(line: Line, now: _Now) -> None:
    row = SelfAssessment.objects.get(pk=line.object_id)
    if line.after:
        readiness.hand_on(assessment=row, to=now.after(line)[0], by=now.by)
    else:
        readiness.end(assessment=row, reason=now.reason(line), by=now.by)


def _plan(line: Line, now: _Now) -> None:
    readiness.hand_on_plan(before=line.before, to=now.after(line)[0], by=now.by)


def _package(line: Line, now: _Now) -> None:
    part = PackageArea.objects.select_related("package", "authority").get(pk=line.object_id)
    same_council = now.reorganisation.kind in ONE_TO_ONE
    team.succeed(part=part, to=now.after(line)[0], by=now.by, shows_levels=same_council)


def _outcomes(line: Line, now: _Now) -> None:
    hand_on_outcomes(before=line.before, to=now.after(line)[0], by=now.by)


def _case_studies(line: Line, now: _Now) -> None:
    hand_on_drafts(before=line.before, to=now.after(line)[0], by=now.by)


def _bookings(line: Line, now: _Now) -> None:
    since = now.reorganisation.effective_on
    hand_on_bookings(before=line.before, to=now.after(line)[0], since=since, by=now.by)


def _listening(line: Line, now: _Now) -> None:
    evaluation.end(listening=Listening.objects.get(pk=line.object_id), by=now.by)


def _offer(line: Line, now: _Now) -> None:
    offer = OfferOfContact.objects.get(pk=line.object_id)
    contact.run_out(offer=offer, because=now.reason(line), by=now.by)


def _post(line: Line, now: _Now) -> None:
    """It ends the day before; a post that had not begun by then never does."""
    row = RoleAppointment.objects.select_related("person").get(pk=line.object_id)
    effective_on = now.reorganisation.effective_on
    if row.starts_on < effective_on:
        people.end_on(appointment=row, last_day=effective_on - timedelta(days=1), by=now.by)
    else:
        people.end_now(appointment=row, by=now.by)
    for after in now.after(line):
        _appoint(row, after, now)


def _appoint(row: RoleAppointment, to: Authority, now: _Now) -> None:
    """To the same role, for as long as it was to last. Who holds it there already keeps what they have."""
    begins = max(row.starts_on, now.reorganisation.effective_on)
    held = RoleAppointment.objects.filter(person=row.person, role=row.role, authority=to, revoked_at__isnull=True)
    if held.exclude(ends_on__lt=begins).exists():
        return
    try:
        people.appoint(
            person=row.person,
            role=Role(row.role),
            authority=to,
            starts_on=begins,
            ends_on=row.ends_on,
            acting=row.acting,
            by=now.by,
        )
    except ValidationError as error:
        raise NotNow(f"{row.person} cannot go on in {to}: {' '.join(error.messages)}") from None


def _campaign(line: Line, now: _Now) -> None:
    campaign = Campaign.objects.get(pk=line.object_id)
    readiness.take_places(campaign=campaign, before=line.before, after=now.after(line), by=now.by)


_DOES: dict[What, Callable[[Line, _Now], None]] = {
    What.ASSESSMENT: _assessment,
    What.PLAN: _plan,
    What.PACKAGE: _package,
    What.CHAMPION: _post,
    What.DIRECTOR: _post,
    What.LOCAL_LEAD: _post,
    What.OTHER_POST: _post,
    What.CAMPAIGN: _campaign,
    What.OUTCOMES: _outcomes,
    What.CASE_STUDY: _case_studies,
    What.LISTENING: _listening,
    What.OFFER: _offer,
    What.BOOKING: _bookings,
}


def _settle(current: Reorganisation, seen: Preview, by: User) -> Reorganisation:
    current.state, current.checksum = Reorganisation.State.APPLIED, seen.checksum
    current.settled_at, current.settled_by = timezone.now(), by
    current.save(update_fields=["state", "checksum", "settled_at", "settled_by"])
    for area in current.predecessors.all():
        audit.record("reorganisation-apply", current, by=by, authority_id=area.pk)
    return current

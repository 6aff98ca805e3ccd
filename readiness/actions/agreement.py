"""From the views to a signature: agreeing the levels, the challenge, the response, the director."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.jobs import queue
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.people.queries import holders, scope_of
from commissioning.saving import NotNow, Saved

from ..levels import Answer
from ..models import AgreedLevel, Challenge, Scorer, SelfAssessment, Signature, Standard
from ..queries import agreement as queries
from ..queries.assessments import champion_scorer, progress
from ..queries.challenge import challenges_to_answer
from ..workflow import Move, State, check_editable, step_for
from . import moves
from .reports import request_feedback_report


@transaction.atomic
def begin(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    """Freezes the champion's own views, and opens what partners sent; with nobody else asked, those are the levels."""
    current = moves.lock(assessment)
    step_for(Move.AGREE, State(current.state))
    if not progress(current).is_complete:
        raise NotNow("Every standard needs an answer and to be marked as completed before you send your views.")
    scorer = champion_scorer(current)
    Scorer.objects.filter(pk=scorer.pk, sent_at__isnull=True).update(sent_at=timezone.now(), person=by)
    if not current.scorers.taking_part().partners().exists():
        _agree_champions_levels(current, scorer, by)
    return moves.advance(assessment=current, move=Move.AGREE, by=by)


def _agree_champions_levels(assessment: SelfAssessment, scorer: Scorer, by: User) -> None:
    now = timezone.now()
    AgreedLevel.objects.bulk_create(
        AgreedLevel(
            assessment=assessment,
            standard_id=view.standard_id,
            level=view.level,
            no_level=view.no_level,
            version=1,
            agreed_at=now,
            agreed_by=by,
        )
        for view in scorer.views.all()
    )


@dataclass(frozen=True)
class Agreed:
    """What the agreeing page sent about one standard."""

    answer: Answer
    target: int | None
    rationale: str
    dissent: str
    version: int  # the save it was typed on top of


@transaction.atomic
def agree_level(*, assessment: SelfAssessment, standard: Standard, agreed: Agreed, by: User) -> Saved[AgreedLevel]:
    """The level of one standard with why, the level aimed for and who saw it differently.

    While agreeing, and again while the area responds to the challenge.
    """
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    if State(current.state) not in (State.AGREEING, State.RESPONSE):
        check_editable(State(current.state))
        raise NotNow("Send your own views first; then levels are agreed.")
    return _settle(current, standard, agreed, by)


def _settle(current: SelfAssessment, standard: Standard, agreed: Agreed, by: User) -> Saved[AgreedLevel]:
    """On a locked self-assessment. The same content again is one save; a target without a level is none."""
    row, _ = AgreedLevel.objects.get_or_create(
        assessment=current, standard=standard, defaults={"agreed_at": timezone.now(), "agreed_by": by}
    )
    target = agreed.target if agreed.answer.level is not None else None
    moderated = queries.views_given(current, standard) > 1
    wanted = (agreed.answer, target, agreed.rationale, agreed.dissent, moderated)
    if wanted == (row.answer, row.target, row.rationale, row.dissent, row.moderated) and row.version:
        return Saved(row)
    if agreed.version != row.version:
        return Saved(row, conflict=True)
    row.answer, row.target, row.rationale, row.dissent, row.moderated = wanted
    row.version, row.agreed_at, row.agreed_by = row.version + 1, timezone.now(), by
    row.save()
    audit.record("level-agree", row, by=by, authority_id=current.authority_id)
    return Saved(row)


@transaction.atomic
def send_for_challenge(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    """To the local lead, in a round of its own."""
    current = moves.lock(assessment)
    step_for(Move.SEND_FOR_CHALLENGE, State(current.state))
    _check_complete(current)
    if not queries.challengers(current):
        raise NotNow(
            "No local lead can challenge it now: the post is vacant, or whoever holds it led this self-assessment. "
            "Send it to the director instead; its history says that it went without a challenge."
        )
    current.challenge_round += 1
    current.save(update_fields=["challenge_round"])
    return moves.advance(assessment=current, move=Move.SEND_FOR_CHALLENGE, by=by)


@transaction.atomic
def take_back(*, assessment: SelfAssessment, by: User, reason: str) -> SelfAssessment:
    return moves.advance(assessment=assessment, move=Move.TAKE_BACK, by=by, reason=reason)


@dataclass(frozen=True)
class Found:
    """What the local lead said of one level."""

    finding: str
    reason: str
    version: int


@transaction.atomic
def save_finding(*, assessment: SelfAssessment, standard: Standard, found: Found, by: User) -> Saved[Challenge]:
    """The local lead's view of one level, kept until the challenge is given."""
    current = moves.lock(assessment)
    _check_may_challenge(current, by)
    if found.finding != Challenge.Finding.AGREE and not found.reason.strip():
        raise NotNow("Say why it looks lower or higher to you.")
    row = current.challenges.filter(round=current.challenge_round, standard=standard).first()
    row = row or Challenge(assessment=current, round=current.challenge_round, standard=standard)
    if row.version and (row.finding, row.reason) == (found.finding, found.reason):
        return Saved(row)
    if found.version != row.version:
        return Saved(row, conflict=True)
    row.answer = current.agreed_levels.get(standard=standard).answer
    row.finding, row.reason = found.finding, found.reason
    row.version, row.given_at, row.given_by = row.version + 1, timezone.now(), by
    row.save()
    audit.record("challenge-save", row, by=by, authority_id=current.authority_id)
    return Saved(row)


@transaction.atomic
def agree_with_the_rest(*, assessment: SelfAssessment, by: User) -> int:
    """Agrees with every standard that has no finding yet; how many that was. A finding already made stays."""
    current = moves.lock(assessment)
    _check_may_challenge(current, by)
    found = current.challenges.filter(round=current.challenge_round).values("standard")
    left = current.agreed_levels.exclude(standard__in=found)
    now = timezone.now()
    made = Challenge.objects.bulk_create(
        Challenge(
            assessment=current,
            round=current.challenge_round,
            standard_id=level.standard_id,
            level=level.level,
            no_level=level.no_level,
            finding=Challenge.Finding.AGREE,
            version=1,
            given_at=now,
            given_by=by,
        )
        for level in left
    )
    audit.record("challenge-agree-rest", current, by=by, authority_id=current.authority_id)
    return len(made)


def _check_may_challenge(assessment: SelfAssessment, by: User) -> None:
    """While it is with the local lead. One person in two roles: whoever led it cannot challenge it."""
    check(scope_of(by), Permission.CHALLENGE_GIVE, assessment.authority)
    step_for(Move.GIVE_CHALLENGE, State(assessment.state))
    if by.pk in queries.led_by(assessment):
        raise NotNow("You had a hand in leading this self-assessment, so another local lead challenges it.")


@transaction.atomic
def give_challenge(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    """To the area, once every standard has a finding."""
    current = moves.lock(assessment)
    _check_may_challenge(current, by)
    missing = current.entries.count() - current.challenges.filter(round=current.challenge_round).count()
    if missing:
        raise NotNow(f"Say of every standard whether you agree; {missing} {'is' if missing == 1 else 'are'} left.")
    current.challenge_given = current.challenge_round
    current.save(update_fields=["challenge_given"])
    return moves.advance(assessment=current, move=Move.GIVE_CHALLENGE, by=by)


@dataclass(frozen=True)
class Answered(Saved[Challenge]):
    """The challenge that now stands and, where an answer changed it, the level; they are saved or kept together."""

    level: AgreedLevel | None = None


@transaction.atomic
def respond(
    *,
    assessment: SelfAssessment,
    standard: Standard,
    response: str,
    version: int,
    by: User,
    agreed: Agreed | None = None,
) -> Answered:
    """The area's answer to one challenge and, where it changes its mind, the level: both are saved or neither."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    if State(current.state) is not State.RESPONSE:
        raise NotNow("The challenge is answered while the area responds to it; it has moved on.")
    row = current.challenges.get(round=current.challenge_given, standard=standard)
    if row.response != response and version != row.version:
        return Answered(row, conflict=True)
    standing = _settle(current, standard, agreed, by) if agreed else None
    if standing and standing.conflict:
        return Answered(row, conflict=True, level=standing.row)
    if row.response != response:
        row.response, row.responded_at, row.responded_by = response, timezone.now(), by
        row.version += 1
        row.save()
        audit.record("challenge-respond", row, by=by, authority_id=current.authority_id)
    return Answered(row, level=standing.row if standing else None)


@transaction.atomic
def print_challenge(*, assessment: SelfAssessment, printed: bool, by: User) -> None:
    """Whether the challenge and the response are printed in the report is the area's choice, until it is sent."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_LEAD, current.authority)
    check_editable(State(current.state))
    if current.challenge_printed != printed:
        current.challenge_printed = printed
        current.save(update_fields=["challenge_printed"])
        audit.record(
            "challenge-print" if printed else "challenge-keep", current, by=by, authority_id=current.authority_id
        )


@transaction.atomic
def submit(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    """To the director; freezes what is sent and asks for the feedback report."""
    current = moves.lock(assessment)
    step_for(Move.SUBMIT, State(current.state))
    _check_complete(current)
    reason = _challenged_or_why_not(current)
    sent = moves.advance(assessment=current, move=Move.SUBMIT, by=by, reason=reason)
    request_feedback_report(assessment=sent, by=by)
    return sent


def _challenged_or_why_not(assessment: SelfAssessment) -> str:
    """The reason its history gives for going without a challenge; empty when there was one."""
    if assessment.state == State.RESPONSE:
        left = challenges_to_answer(assessment).count()
        if left:
            raise NotNow(f"The local lead’s challenge still needs a response on {left} of the standards.")
        return ""
    if assessment.state == State.CHALLENGE and queries.challengers(assessment):
        raise NotNow("Your local lead has it now. Wait for the challenge, or take it back with a reason.")
    reason = queries.may_skip_challenge(assessment)
    if not reason:
        raise NotNow("Send it to your local lead first; the director reads it with the challenge and your response.")
    return reason


def _check_complete(assessment: SelfAssessment) -> None:
    missing = queries.standards_unfinished(assessment)
    if missing:
        names = ", ".join(missing)
        raise NotNow(f"Every standard needs an agreed answer and to be marked as completed. Still to do: {names}.")


@transaction.atomic
def sign(
    *, assessment: SelfAssessment, by: User, board_discussed_on: date | None = None, comment: str = ""
) -> SelfAssessment:
    """On behalf of the partnership, by the director in role today; the signed report replaces the sent one."""
    current = moves.lock(assessment)
    check(scope_of(by), Permission.ASSESSMENT_SIGN, current.authority)
    step_for(Move.SIGN, State(current.state))
    now = timezone.now()
    if board_discussed_on and board_discussed_on > timezone.localdate():
        raise NotNow("The day the board discussed it cannot be in the future.")
    Signature.objects.create(
        assessment=current,
        revision=current.revision,
        signed_by=by,
        as_role=_role_signed_in(current, by, now),
        board_discussed_on=board_discussed_on,
        comment=comment,
        also_led=by.pk in queries.led_by(current),
        at=now,
    )
    signed = moves.advance(assessment=current, move=Move.SIGN, by=by)
    request_feedback_report(assessment=signed, by=by)
    queue.put("readiness.thank", signed.pk)
    return signed


def _role_signed_in(assessment: SelfAssessment, by: User, at: datetime) -> str:
    """ "Director of children’s services", or "Acting director …": as the appointment says on that day."""
    appointments = [a for a in holders(Permission.ASSESSMENT_SIGN, assessment.authority, at) if a.person_id == by.pk]
    return min(appointments, key=lambda appointment: appointment.acting).role_label


@transaction.atomic
def return_to_area(*, assessment: SelfAssessment, by: User, reason: str) -> SelfAssessment:
    return moves.advance(assessment=assessment, move=Move.RETURN, by=by, reason=reason)


@transaction.atomic
def resume(*, assessment: SelfAssessment, by: User) -> SelfAssessment:
    return moves.advance(assessment=assessment, move=Move.RESUME, by=by)


@transaction.atomic
def reopen(*, assessment: SelfAssessment, by: User, reason: str) -> SelfAssessment:
    """A new revision of what was signed; the signed one stays as it is until this is signed in its turn.

    An earlier revision's challenge was about its levels: the new one is challenged again.
    """
    moves.take_turns(assessment.authority)
    current = moves.lock(assessment)
    step_for(Move.REOPEN, State(current.state))
    try:
        with transaction.atomic():
            current = moves.advance(assessment=current, move=Move.REOPEN, by=by, reason=reason)
    except IntegrityError:
        raise NotNow(
            f"{current.authority} has a later {current.get_occasion_display().lower()} self-assessment in progress. "
            f"Have that one signed first; two of a kind cannot be open at once."
        ) from None
    current.challenge_given = None
    current.save(update_fields=["challenge_given"])
    return current

"""Invitations and reminders. A few each minute, so that no council's mail server takes them for a flood.

The link is made when its email is written and is kept nowhere else, so a reminder points back to that email, and
whoever has lost it gets another link: the old one then leads nowhere, and in an anonymous round its draft is lost.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.mail import post
from commissioning.people.models import OutgoingEmail, User
from commissioning.saving import NotNow

from .. import links
from ..models import Draft, Invitation, OptOut, Round, RoundGroup
from ..queries.answering import Way
from ..queries.pages import minutes_of

AT_ONCE = 50  # each time the beat calls: once a minute
MOST_REMINDERS = 3


def _asked():
    """Invitations of rounds under way that are answered by the person themselves."""
    today = timezone.localdate()
    return Invitation.objects.filter(
        group__round__state=Round.State.OPEN,
        group__round__opens_on__lte=today,
        group__round__closes_on__gte=today,
        group__interviewed=False,
        outcome="",
        used=False,
        person__email__isnull=False,
    )


@transaction.atomic
def send_invitations() -> int:
    """Beat: the next few that have not been sent."""
    rows = _asked().filter(token_hash__isnull=True).select_for_update(of=("self",), skip_locked=True)
    waiting = list(rows.select_related("group__round", "person").order_by("pk")[:AT_ONCE])
    for invitation in waiting:
        send_link(invitation, "invitation", f"Your link to a survey: {invitation.group.round}")
    return len(waiting)


@transaction.atomic
def send_reminders() -> int:
    """Beat: the next few of those a reminder was asked for and who have not had it."""
    due = Q(reminded_on__isnull=True) | Q(reminded_on__lt=F("group__remind_on"))
    rows = _asked().filter(due, group__remind_on__isnull=False, token_hash__isnull=False)
    rows = rows.filter(invited_on__lt=F("group__remind_on"), reminders__lt=MOST_REMINDERS)
    rows = rows.select_for_update(of=("self",), skip_locked=True).select_related("group__round", "person", "mail")
    waiting = list(rows.order_by("pk")[:AT_ONCE])
    for invitation in waiting:
        post([_message(invitation, "reminder", _reminder_of(invitation.group.round))])
        invitation.reminded_on, invitation.reminders = timezone.localdate(), invitation.reminders + 1
        invitation.save(update_fields=["reminded_on", "reminders"])
    return len(waiting)


@transaction.atomic
def ask_for_reminder(*, group: RoundGroup, by: User) -> bool:
    """Whether it is new: asked for twice on one day, nobody is reminded twice."""
    group = RoundGroup.objects.select_for_update(of=("self",)).select_related("round").get(pk=group.pk)
    if group.round.state != Round.State.OPEN:
        raise NotNow("Only while a round is open are people reminded.")
    if group.remind_on == timezone.localdate():
        return False
    group.remind_on = timezone.localdate()
    group.save(update_fields=["remind_on"])
    audit.record("round-remind", group, by=by)
    return True


@transaction.atomic
def send_new_link(*, email: str, group_id: int) -> None:
    """To an address that was invited and has not answered. Whoever asks is told the same whether or not it was."""
    rows = _asked().filter(group=group_id, person__email__iexact=email, token_hash__isnull=False)
    invitation = rows.select_for_update(of=("self",)).select_related("group__round", "person").first()
    if invitation is None or invitation.reminders >= 2 * MOST_REMINDERS:
        return
    invitation.reminders += 1
    invitation.save(update_fields=["reminders"])
    send_link(invitation, "new_link", _new_link_of(invitation.group.round))


def _reminder_of(round_: Round) -> str:
    return f"Reminder: {round_}"


def _new_link_of(round_: Round) -> str:
    return f"Your new link: {round_}"


def subjects_after_the_first(round_: Round) -> tuple[str, ...]:
    """Of the emails that only those get who have not answered: when an anonymous round closes they go."""
    return _reminder_of(round_), _new_link_of(round_)


def send_link(invitation: Invitation, template: str, subject: str) -> None:
    token = links.new()
    [mail] = post([_message(invitation, template, subject, token=token)])
    invitation.token_hash, invitation.mail = links.invitation_hash(token), mail
    invitation.invited_on = invitation.invited_on or timezone.localdate()
    invitation.save(update_fields=["token_hash", "mail", "invited_on"])


def _message(invitation: Invitation, template: str, subject: str, *, token: str = "") -> EmailMessage:
    group = invitation.group
    context = {
        "person": invitation.person,
        "group": group,
        "round": group.round,
        "address": settings.SITE_ADDRESS + reverse("respond:link-open", args=[token]) if token else "",
        "lost": settings.SITE_ADDRESS + reverse("respond:link-lost", args=[group.pk]),
        "before": None if token else invitation.mail,  # the email that holds the link
        "minutes": minutes_of(Way(group, invitation)),
        "programme": settings.PROGRAMME_NAME,
        "contact": settings.SUPPORT_EMAIL,
    }
    body = render_to_string(f"evaluation/email/{template}.txt", context)
    return EmailMessage(subject, body, to=[invitation.person.email])


@transaction.atomic
def note_refusals() -> int:
    """Beat: addresses the mail server would not take."""
    refused = OutgoingEmail.objects.filter(state=OutgoingEmail.State.FAILED)
    rows = Invitation.objects.filter(outcome="", used=False, mail__in=refused)
    return rows.update(outcome=Invitation.Outcome.BOUNCED)


@transaction.atomic
def set_outcome(*, invitation: Invitation, outcome: str, by: User) -> Invitation:
    """What staff learnt: should not have been asked, does not want to, could not be reached; or "" again.

    Of an anonymous round nothing is said, and nothing changes, where somebody has answered or does not want to: staff
    must not learn either.
    """
    row = Invitation.objects.select_for_update(of=("self",)).select_related("group__round").get(pk=invitation.pk)
    if row.group.round.is_closed:
        raise NotNow("The round has closed; who was asked can no longer be changed.")
    if row.group.is_anonymous:
        keeps = row.used or row.outcome == Invitation.Outcome.REFUSED
    elif row.used:
        raise NotNow("Their answers are in, so what became of their invitation is settled.")
    else:
        keeps = row.outcome == outcome
    if not keeps:
        row.outcome = outcome
        row.save(update_fields=["outcome"])
    audit.record("invitation-outcome", row, by=by, authority_id=row.authority_id)
    return row


@transaction.atomic
def opt_out(*, way: Way, ever: bool) -> None:
    """By the person, from their link: not this time, or never again. What was answered so far goes too; what was
    sent stays, and in an anonymous round could not be found.
    """
    if way.invitation is None:
        return
    Invitation.objects.filter(pk=way.invitation.pk, used=False).update(outcome=Invitation.Outcome.REFUSED)
    Draft.objects.filter(**way.draft_filter, finished=False).delete()
    if ever:
        OptOut.objects.get_or_create(person_id=way.invitation.person_id)

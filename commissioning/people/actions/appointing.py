"""Accounts, invitations and appointments."""

from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date

from commissioning.access.roles import ROLES, Role
from commissioning.authorities.models import Authority, Region
from commissioning.govuk.text import visible

from .. import audit, tokens
from ..models import Invitation, RoleAppointment, User
from . import accounts

INVITATION_DAYS = 14
ONE_IN_AN_AREA = (Role.CHAMPION, Role.DIRECTOR)


def written(day: date) -> str:
    return format_date(day, "j F Y")


@transaction.atomic
def add_person(*, full_name: str, email: str | None, by: User | None, job_title: str = "") -> User:
    """A person without a password; an invitation lets them set one."""
    person = User(full_name=visible(full_name), email=User.objects.normalize_email(email) or None, job_title=job_title)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        raise ValidationError({"email": "Somebody with this email address is listed already."}) from None
    audit.record("person-add", person, by=by)
    return person


@transaction.atomic
def appoint(
    *,
    person: User,
    role: Role,
    by: User | None,
    authority: Authority | None = None,
    region: Region | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    acting: bool = False,
    replaces: bool = False,
) -> RoleAppointment:
    """Raises ValidationError where the appointment would overlap another or does not fit the role. `replaces`: whoever
    holds a post that one person holds leaves it the day before. A first day in the past is a record; it opened
    nothing then.
    """
    if by is not None and by == person:
        raise ValidationError("You cannot appoint yourself; ask another administrator.")
    if person.merged_into_id:
        raise ValidationError(f"This is a second row of {person.merged_into}; appoint them there.")
    appointment = RoleAppointment(
        person=person,
        role=role.value,
        authority=authority,
        region=region,
        starts_on=starts_on or timezone.localdate(),
        ends_on=ends_on,
        acting=acting,
        created_by=by,
    )
    if replaces:
        _make_room(appointment, by)
    try:
        with transaction.atomic():
            appointment.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError(_appointment_problem(str(error), appointment)) from None
    audit.record("appoint", appointment, by=by, authority_id=appointment.authority_id)
    return appointment


@transaction.atomic
def appoint_by_email(*, full_name: str, email: str, by: User | None, **appointment) -> RoleAppointment:
    """Appoints whoever has that address, adding and inviting them when nobody has; only on days there is such a
    council.
    """
    first = appointment.get("starts_on") or timezone.localdate()
    _check_council_was_there(appointment.get("authority"), first, appointment.get("ends_on"))
    person = User.objects.filter(email__iexact=email).select_related("merged_into").first()
    person = (person and person.merged_into) or person
    if person is None:
        person = add_person(full_name=full_name, email=email, by=by)
    made = appoint(person=person, role=Role(appointment.pop("role")), by=by, **appointment)
    if not person.has_usable_password():
        invite(person=person, by=by)
    return made


def _check_council_was_there(authority: Authority | None, starts_on: date, ends_on: date | None) -> None:
    if authority is None:
        return
    if authority.started_on and starts_on < authority.started_on:
        began = written(authority.started_on)
        raise ValidationError(f"{authority} began on {began}. Choose that day or a later one as the first day.")
    if authority.ended_on and (ends_on is None or ends_on > authority.ended_on):
        ended = written(authority.ended_on)
        raise ValidationError(f"{authority} ended on {ended}. Choose that day or an earlier one as the last day.")


def _make_room(appointment: RoleAppointment, by: User | None) -> None:
    """Another’s appointment that began earlier ends the day before; any other overlap stays to be refused."""
    for other in _in_the_way(appointment).exclude(person=appointment.person).select_for_update(of=("self",)):
        if other.starts_on < appointment.starts_on:
            other.ends_on = appointment.starts_on - timedelta(days=1)
            other.save(update_fields=["ends_on"])
            audit.record("appointment-end", other, by=by, authority_id=other.authority_id)


def _in_the_way(appointment: RoleAppointment) -> QuerySet[RoleAppointment]:
    """Appointments to that role in that area on any of the days; beside an acting director stands a director."""
    rows = RoleAppointment.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=appointment.starts_on),
        role=appointment.role,
        authority=appointment.authority,
        revoked_at__isnull=True,
    )
    if appointment.ends_on:
        rows = rows.filter(starts_on__lte=appointment.ends_on)
    if appointment.role == Role.DIRECTOR:
        rows = rows.filter(acting=False) if not appointment.acting else rows.none()
    return rows.select_related("person") if appointment.role in ONE_IN_AN_AREA else rows.none()


def _appointment_problem(error: str, appointment: RoleAppointment) -> str:
    role = Role(appointment.role)
    label = ROLES[role].label.lower()
    if "appointment_one_champion_one_director" in error:
        held = _in_the_way(appointment).first()
        until = f"until {written(held.ends_on)}" if held.ends_on else "with no last day"
        return (
            f"The area already has a {label}: {held.person}, from {written(held.starts_on)}, {until}."
            " Choose other days, or have that appointment end the day before this one."
        )
    if "appointment_once_at_a_time" in error:
        return f"This person is already {label} there on some of these days."
    if "appointment_days_in_order" in error:
        return "The last day must be the same as or after the first day."
    return f"A {label} is appointed to a {ROLES[role].place.value}; choose one, and nothing else."


@transaction.atomic
def end_now(*, appointment: RoleAppointment, by: User | None) -> None:
    """Access ends this second. The last administrator stays."""
    _check_not_last_administrator(appointment)
    now = timezone.now()
    ended = RoleAppointment.objects.filter(pk=appointment.pk, revoked_at__isnull=True).update(
        revoked_at=now, revoked_by=by
    )
    if ended:
        audit.record("appointment-end", appointment, by=by, authority_id=appointment.authority_id)


@transaction.atomic
def end_on(*, appointment: RoleAppointment, last_day: date, by: User | None) -> None:
    """Access lasts up to and including that day. A day gone by is a record of when they left, and ends access now."""
    _check_not_last_administrator(appointment)
    current = RoleAppointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    if current.revoked_at:
        raise ValidationError("This appointment has been ended already.")
    if last_day < current.starts_on:
        raise ValidationError(f"They began on {written(current.starts_on)}. Choose that day or a later one.")
    if current.ends_on and last_day > current.ends_on:
        ends = written(current.ends_on)
        raise ValidationError(f"This ends on {ends} already. To go on longer, appoint them again from the day after.")
    if current.ends_on != last_day:
        current.ends_on = last_day
        current.save(update_fields=["ends_on"])
        audit.record("appointment-end", current, by=by, authority_id=current.authority_id)


def _check_not_last_administrator(appointment: RoleAppointment) -> None:
    # Locked in one order, so that two administrators cannot end each other at the same moment.
    administrators = RoleAppointment.objects.filter(role=Role.ADMINISTRATOR.value).in_force().order_by("pk")
    in_force = list(administrators.select_for_update(of=("self",)))
    if in_force == [appointment]:
        raise ValidationError("This is the last administrator. Appoint another before ending this appointment.")


@transaction.atomic
def invite(*, person: User, by: User | None) -> str:
    """A fresh one-use link, which replaces any earlier one. Returns its address, which it mails.

    Whoever has a password gets the link that chooses another, as if they had asked; a second factor stays asked for.
    """
    if not person.is_active:
        raise ValidationError(f"{person} may not sign in, so they cannot be invited.")
    if not person.email:
        raise ValidationError(f"{person} has no email address; add one before inviting them.")
    if person.has_usable_password():
        audit.record("password-reset-send", person, by=by)
        return accounts.mail_new_password(person)
    now = timezone.now()
    person.invitations.filter(accepted_at__isnull=True, replaced_at__isnull=True).update(replaced_at=now)
    token = tokens.new()
    invitation = Invitation.objects.create(
        person=person, token_hash=tokens.digest(token), expires_at=now + timedelta(days=INVITATION_DAYS)
    )
    audit.record("person-invite", invitation, by=by)
    address = tokens.invitation_address(token)
    _mail_invitation(person, address)
    return address


def _mail_invitation(person: User, address: str) -> None:
    context = {"person": person, "address": address, "days": INVITATION_DAYS, "programme": settings.PROGRAMME_NAME}
    send_mail(
        subject=f"Your account with {settings.PROGRAMME_NAME}",
        message=render_to_string("people/email/invitation.txt", context),
        from_email=None,
        recipient_list=[person.email],
    )


@transaction.atomic
def accept_invitation(*, token: str, password: str) -> User:
    """Sets the first password. A link works once; a second use, a late one and a replaced one are refused."""
    invitation = usable_invitation(token, lock=True)
    if invitation is None:
        raise ValidationError("This link has been used or has run out.")
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    person = invitation.person
    person.set_password(password)
    person.save(update_fields=["password"])
    accounts.prove_address(person)
    audit.record("invitation-accept", invitation, by=person)
    return person


def usable_invitation(token: str, *, lock: bool = False) -> Invitation | None:
    """A link of old gives nobody another way to a password that has been set since."""
    rows = Invitation.objects.select_for_update(of=("self",)) if lock else Invitation.objects
    return (
        rows.filter(
            token_hash=tokens.digest(token),
            accepted_at__isnull=True,
            replaced_at__isnull=True,
            expires_at__gt=timezone.now(),
            person__is_active=True,
            person__password__startswith=UNUSABLE_PASSWORD_PREFIX,
        )
        .select_related("person")
        .first()
    )

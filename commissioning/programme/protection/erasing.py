"""Erasing a person: their own row is emptied, and every word that is about them in rows that may change.

What stays (docs/decisions/0021-data-protection.md): rows that name them by number, for a number of somebody who was
erased says nothing of anybody; what was written in an office, which is the area's; and every statistic. Histories keep
ids alone, so they are not touched, but for the columns that name people in words (`NAMES_PEOPLE`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from commissioning.access.gate import check_anywhere
from commissioning.access.permissions import Permission
from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.documents.models import Document
from commissioning.library.models import SavedResource
from commissioning.people import audit, sessions
from commissioning.people.models import ERASED, HeldPost, Invitation, OutgoingEmail, RoleAppointment, User
from commissioning.people.queries import scope_of
from commissioning.profiles.models import BookingLink, Commissioner, Stakeholder
from commissioning.support.models import Adviser, Away, CalendarLink, Conflict, SavedFilter
from evaluation.models import Draft
from readiness.models import Scorer, ScorerLink

from ..welcome.models import GuidePutAway
from . import naming
from .fields import classified
from .naming import Mention, Names, names_of
from .schedule import SUBJECT_ACCESS

OWN = Permission.PERSONAL_DATA_KEEP

# Rows that serve one person alone, by the way from the row to the person: they go.
SERVE_ONE: dict[type[Model], str] = {
    EmailAddress: "user",
    Authenticator: "user",
    SocialAccount: "user",
    Invitation: "person",
    HeldPost: "person",
    SavedFilter: "person",
    SavedResource: "person",
    CalendarLink: "person",
    GuidePutAway: "person",
    BookingLink: "booking__person",
    ScorerLink: "scorer__person",
}
# Rows about one person that others rest on: these words about them are emptied. Where a group answers, its label and
# what it was told are the group's.
ABOUT_ONE: dict[type[Model], tuple[str, tuple[str, ...]]] = {
    Commissioner: ("person", ("job_title",)),
    Adviser: ("person", ("employer_name", "about")),
    Away: ("adviser__person", ("why",)),
    Conflict: ("adviser__person", ("why",)),
    Scorer: ("person", ("label", "why")),
}
NOT_OF_ONE = {Scorer: Q(kind=Scorer.Kind.GROUP)}
ABOUT_STAKEHOLDER = ("job", "organisation", "email", "why_they_matter")


@dataclass(frozen=True)
class Part:
    label: str
    number: int


@dataclass(frozen=True)
class Place:
    """A column of one row in which their name or address stood in words."""

    noun: str
    number: int
    column: str
    text: str


@dataclass(frozen=True)
class Erased:
    """`gone`: rows; `emptied`: rows; `named`: places where a name or address was taken out of words; `left`: places
    where the same name stands for somebody who may be another; `kept`: rows that go on naming the number; `texts`:
    where something written in an office names them, which somebody has to look at.
    """

    gone: tuple[Part, ...]
    emptied: tuple[Part, ...]
    named: tuple[Place, ...]
    left: tuple[Place, ...]
    kept: tuple[Part, ...]
    texts: tuple[Part, ...]
    shares_name: bool


def preview(person: User, *, by: User) -> Erased:
    """What erasing them would do: done, and undone. Raises ValidationError as erasing would."""
    with transaction.atomic():
        people = _locked(person, by)
        found = _erase(people)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def erase(*, person: User, by: User) -> Erased | None:
    """Cannot be undone. Nothing where it has been done already; raises ValidationError where it may not be."""
    check_anywhere(scope_of(by), OWN)
    if User.objects.select_for_update().get(pk=person.pk).erased_at:
        return None
    people = _locked(person, by)
    copies = list(_copies(people))
    erased = _erase(people)
    for one in people:
        audit.record("person-erase", one, by=by)
    transaction.on_commit(lambda: _drop_files(copies), robust=True)
    return erased


# --- Who may be ------------------------------------------------------------------------------


def _locked(person: User, by: User) -> list[User]:
    """The row and those merged into it. While they are locked nobody gives them a role."""
    rows = User.objects.select_for_update().filter(Q(pk=person.pk) | Q(merged_into=person)).order_by("pk")
    people = sorted(rows, key=lambda one: one.pk != person.pk)
    _refuse(people[0], people, by)
    return people


def _refuse(person: User, people: list[User], by: User) -> None:
    if person.erased_at:
        raise ValidationError("This person has been erased already.")
    if person.pk == by.pk:
        raise ValidationError("You cannot erase yourself; ask another administrator.")
    if person.merged_into_id:
        raise ValidationError(f"This row was merged. Erase {person.merged_into}, and it is erased with them.")
    today = timezone.localdate()
    unended = Q(ends_on__isnull=True) | Q(ends_on__gte=today)
    now_or_later = RoleAppointment.objects.filter(unended, person__in=people, revoked_at__isnull=True)
    roles = now_or_later.order_by("pk")
    if any(role.role == Role.ADMINISTRATOR for role in roles) and _is_last_administrator(people):
        raise ValidationError("This is the last administrator. Appoint another, and end this appointment, first.")
    if roles:
        held = ", ".join(sorted({role.role_label.lower() for role in roles}))
        raise ValidationError(f"{person} holds a role ({held}). End it first: its records need somebody who answers.")


def _is_last_administrator(people: list[User]) -> bool:
    administrators = RoleAppointment.objects.filter(role=Role.ADMINISTRATOR.value).in_force()
    return not administrators.exclude(person__in=people).exists()


# --- What goes and what is emptied ----------------------------------------------------------


def _erase(people: list[User]) -> Erased:
    known = names_of(people)
    stakeholders = list(_stakeholders(known))
    emptied = [*_about(people), *_of_stakeholders(stakeholders), *_mail(known)]
    gone = list(_serving(people))
    _empty_accounts(people)
    named, left = _in_words(known)
    return Erased(
        _told(gone), _told(emptied), tuple(named), tuple(left), tuple(_kept(people)), _texts(known), known.shared
    )


def _told(parts: list[Part]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part.number)


def _part(model: type[Model], number: int) -> Part:
    return Part(str(model._meta.verbose_name_plural), number)


def _serving(people: list[User]) -> Iterator[Part]:
    for person in people:
        sessions.end_others(person, but=None)
    for model, way in SERVE_ONE.items():
        rows = model._base_manager.filter(**{f"{way}__in": people})
        yield _part(model, rows.count())
        rows.delete()
    drafts = Draft.objects.filter(invitation__person__in=people, finished=False)
    yield _part(Draft, drafts.count())
    drafts.delete()
    copies = _copies(people)
    yield Part("copies of everything about them", copies.count())
    copies.delete()


def _copies(people: list[User]) -> QuerySet[Document]:
    """Of everything about them. What is being made meanwhile is dropped when it is finished: its row is gone."""
    return Document.objects.filter(kind=SUBJECT_ACCESS, params__person__in=[person.pk for person in people])


def _drop_files(copies: list[Document]) -> None:
    for copy in copies:
        if copy.file:
            copy.file.delete(save=False)


def _about(people: list[User]) -> Iterator[Part]:
    for model, (way, words) in ABOUT_ONE.items():
        rows = model._base_manager.filter(**{f"{way}__in": people})
        if model in NOT_OF_ONE:
            rows = rows.exclude(NOT_OF_ONE[model])
        yield _part(model, rows.update(**dict.fromkeys(words, "")))
    Commissioner.objects.filter(person__in=people, left_on__isnull=True).update(left_on=timezone.localdate())


def _stakeholders(known: Names) -> QuerySet[Stakeholder]:
    """By their address; by their name where it is nobody else's and no other address stands beside it."""
    found = Q(pk__in=[])
    for email in known.emails:
        found |= Q(email__iexact=email)
    for name in known.safe_names:
        found |= Q(name__iexact=name, email="")
    return Stakeholder.objects.filter(found)


def _of_stakeholders(rows: list[Stakeholder]) -> Iterator[Part]:
    there = Stakeholder.objects.filter(pk__in=[row.pk for row in rows])
    yield _part(Stakeholder, there.update(name=ERASED, **dict.fromkeys(ABOUT_STAKEHOLDER, "")))


def _mail(known: Names) -> Iterator[Part]:
    """What waits is not sent. What was sent stays as a row: how many were, and whether they arrived."""
    to_them = Q(pk__in=[])
    for email in known.emails:
        to_them |= Q(recipient__iexact=email)
    rows = OutgoingEmail.objects.filter(to_them)
    waiting, _ = rows.filter(state=OutgoingEmail.State.WAITING).delete()
    emptied = rows.update(recipient="", subject="", body="", error="")
    yield _part(OutgoingEmail, waiting + emptied)


def _empty_accounts(people: list[User]) -> None:
    for person in people:
        person.set_unusable_password()
        User.objects.filter(pk=person.pk).update(
            full_name=ERASED,
            email=None,
            job_title="",
            last_login=None,
            password=person.password,
            is_active=False,
            erased_at=timezone.now(),
        )


def _in_words(known: Names) -> tuple[list[Place], list[Place]]:
    """Owners, chairs, those who were told: wherever a column that is classified personal holds their name."""
    named, left = [], []
    for mention in list(naming.mentions(known, Kind.PERSONAL)):
        if mention.column.model is User:
            continue
        if mention.column.may_change and not naming.is_somebody_else(mention, known):
            named.append(_place(mention))
            naming.erase(mention, known)
        else:
            left.append(_place(mention))
    return named, left


def _texts(known: Names) -> tuple[Part, ...]:
    """By kind alone: whoever erases somebody may not read all of what was written."""
    found = Counter(
        f"{mention.column.model._meta.verbose_name_plural}: {mention.column.in_words}"
        for mention in naming.mentions(known, Kind.FREE_TEXT)
    )
    return tuple(Part(label, number) for label, number in sorted(found.items()))


def _place(mention: Mention) -> Place:
    noun = str(mention.column.model._meta.verbose_name)
    return Place(noun, mention.row.pk, mention.column.in_words, mention.text[:200])


def _kept(people: list[User]) -> Iterator[Part]:
    """Rows that go on naming the number, by kind."""
    for model in classified():
        columns = [field.name for field in model._meta.concrete_fields if field.related_model is User]
        if columns and model is not User:
            naming_them = Q(pk__in=[])
            for column in columns:
                naming_them |= Q(**{f"{column}__in": people})
            number = model._base_manager.filter(naming_them).count()
            if number:
                yield _part(model, number)

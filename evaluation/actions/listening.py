"""Every write about listening to an area as a whole: begun, who carries it out, what was heard under a theme, ended."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.gate import check
from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.mail import post
from commissioning.people.models import User
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow, Saved
from commissioning.support.models import SupportPackage

from ..models import Heard, InstrumentVersion, Listening, ListeningMember, ThemeSummary
from ..queries import listening as queries


def lock(listening: Listening, by: User, *, ended_too: bool = False) -> Listening:
    """For those who carry it out, while it is open."""
    current = Listening.objects.select_for_update(of=("self",)).select_related("authority__region").get(pk=listening.pk)
    if not queries.can_run(current, scope_of(by)):
        raise PermissionDenied("This is for those who listen to this area.")
    if not (current.is_open or ended_too):
        raise NotNow("This listening has ended: it can be read, and no longer changed.")
    return current


def lock_to_lead(listening: Listening, by: User) -> Listening:
    current = lock(listening, by)
    check(scope_of(by), Permission.LISTENING_RUN, current.authority)
    return current


@transaction.atomic
def begin(
    *,
    authority: Authority,
    purpose: str,
    guides: Iterable[InstrumentVersion],
    package: SupportPackage | None,
    by: User,
) -> Listening:
    """One at a time in an area: sent twice, the one that is open."""
    rows = Authority.objects.select_for_update(of=("self",), no_key=True).select_related("region")
    locked = rows.get(pk=authority.pk)
    check(scope_of(by), Permission.LISTENING_RUN, locked)
    if not locked.is_current:
        raise NotNow(f"{locked} is a former council: what was heard there can be read, and nothing new is begun.")
    if under_way := Listening.objects.filter(authority=locked, ended_at__isnull=True).first():
        if under_way.purpose == purpose:
            return under_way
        raise NotNow("Somebody is listening to this area already. Join them, or end that first.")
    made = Listening.objects.create(authority=locked, purpose=purpose, package=package, begun_by=by)
    made.guides.set(guides)
    audit.record("listening-begin", made, by=by, authority_id=locked.pk)
    return made


@transaction.atomic
def name(*, listening: Listening, person: User, by: User) -> ListeningMember:
    """Never somebody who speaks for the area: then those who are heard could not be open."""
    current = lock_to_lead(listening, by)
    scope = scope_of(person)
    if scope.may(Permission.PROFILE_SEE_AREA, current.authority):
        raise NotNow(f"{person} speaks for this area, so they do not read what others say of it.")
    if not scope.holds(Permission.LISTENING_JOIN):
        raise NotNow("Choose an evaluator or an adviser.")
    row, made = ListeningMember.objects.get_or_create(
        listening=current, person=person, left_at=None, defaults={"named_by": by}
    )
    if made:
        audit.record("listening-name", row, by=by, authority_id=current.authority_id)
        _tell(person, current, by)
    return row


def _tell(person: User, listening: Listening, by: User) -> None:
    if not person.email:
        return
    context = {
        "person": person,
        "by": by,
        "authority": listening.authority,
        "address": settings.SITE_ADDRESS + listening.get_absolute_url(),
        "programme": settings.PROGRAMME_NAME,
    }
    body = render_to_string("evaluation/email/listening_named.txt", context)
    post([EmailMessage(f"Listening to {listening.authority}", body, to=[person.email])])


@transaction.atomic
def leave(*, member: ListeningMember, by: User) -> None:
    current = lock_to_lead(member.listening, by)
    if ListeningMember.objects.filter(pk=member.pk, left_at__isnull=True).update(left_at=timezone.now()):
        audit.record("listening-leave", member, by=by, authority_id=current.authority_id)


@transaction.atomic
def end(*, listening: Listening, by: User) -> None:
    """Nobody is heard any more, and links to notes lead nowhere. Sent twice it ends once."""
    current = lock(listening, by, ended_too=True)
    check(scope_of(by), Permission.LISTENING_RUN, current.authority)
    if not current.is_open:
        return
    Heard.objects.filter(interview__listening=current).update(token_hash=None)
    Listening.objects.filter(pk=current.pk).update(ended_at=timezone.now(), ended_by=by)
    audit.record("listening-end", current, by=by, authority_id=current.authority_id)


@dataclass(frozen=True)
class Said:
    """What a theme's page sent."""

    strengths: str
    difficulties: str
    differed: str


@transaction.atomic
def summarise(*, listening: Listening, theme: str, said: Said, version: int, by: User) -> Saved[ThemeSummary]:
    """0 is the version of one that was not written yet."""
    current = lock(listening, by)
    if theme not in {one.key for one in queries.themes_of(current)}:
        raise NotNow("This theme is not one of its guides’.")
    row = ThemeSummary.objects.filter(listening=current, theme=theme).first()
    row = row or ThemeSummary(listening=current, theme=theme, version=0)
    if vars(said) == {key: getattr(row, key) for key in vars(said)}:
        return Saved(row)
    if version != row.version:
        return Saved(row, conflict=True)
    for key, words in vars(said).items():
        setattr(row, key, words)
    row.version += 1
    row.save()
    audit.record("theme-summary-save", row, by=by, authority_id=current.authority_id)
    return Saved(row)

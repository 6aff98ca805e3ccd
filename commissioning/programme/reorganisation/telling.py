"""The mail about a reorganisation that was applied: to everybody whose post ended by it, and to those in role in the
councils that took over, who find there what was not theirs before. One mail a person, queued with all the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.roles import Role
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import scope_of

from .models import Reorganisation
from .preview import Line
from .rules import TABLE, Kind, What

POSTS = frozenset({What.CHAMPION, What.DIRECTOR, What.LOCAL_LEAD, What.OTHER_POST})
TOLD_WHAT_CAME = (Role.CHAMPION, Role.DIRECTOR, Role.LOCAL_LEAD)
# Of what came over each is told what they may open there anyway.
OPENED_BY: dict[What, Permission] = {
    What.ASSESSMENT: Permission.STAGE_SEE,
    What.PLAN: Permission.PLAN_SEE,
    What.PACKAGE: Permission.PACKAGE_SEE,
    What.OUTCOMES: Permission.PACKAGE_WRITE,
    What.CASE_STUDY: Permission.LIBRARY_USE,
}
DRAFT = "draft"


@dataclass(frozen=True)
class Post:
    """`after`: the councils where they go on in the same role; none: it ended."""

    label: str
    before: Authority
    after: tuple[Authority, ...]
    had_begun: bool

    @property
    def where(self) -> str:
        return _listed(self.after)


@dataclass(frozen=True)
class Came:
    to: Authority
    things: tuple[str, ...]


@dataclass
class Told:
    person: User
    posts: list[Post] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        return any(post.after for post in self.posts)

    @property
    def councils(self) -> list[Authority]:
        """Where they should look."""
        found = [*(area for post in self.posts for area in post.after), *(one.to for one in self.came)]
        return list(dict.fromkeys(found))


def tell(current: Reorganisation, lines: Iterable[Line], councils: Mapping[int, Authority]) -> int:
    """`councils`: by the successor’s row. Returns how many mails are queued."""
    lines = list(lines)
    told: dict[int, Told] = {}
    _posts(told, current, lines, councils)
    _came(told, lines, councils)
    reached = [one for one in told.values() if one.person.email and one.person.is_active]
    for one in reached:
        _mail(one, current, list(councils.values()))
    return len(reached)


def _posts(
    told: dict[int, Told], current: Reorganisation, lines: list[Line], councils: Mapping[int, Authority]
) -> None:
    after = {line.object_id: tuple(councils[one.pk] for one in line.after) for line in lines if line.what in POSTS}
    rows = RoleAppointment.objects.filter(pk__in=after).select_related("person", "authority").order_by("pk")
    for row in rows:
        post = Post(row.role_label, row.authority, after[row.pk], row.starts_on < current.effective_on)
        told.setdefault(row.person_id, Told(row.person)).posts.append(post)


def _came(told: dict[int, Told], lines: list[Line], councils: Mapping[int, Authority]) -> None:
    moved = [line for line in lines if line.what in OPENED_BY and line.after]
    if not moved:
        return
    held = RoleAppointment.objects.in_force().filter(authority__in=councils.values(), role__in=TOLD_WHAT_CAME)
    people = {row.person_id: row.person for row in held.select_related("person").order_by("pk")}
    for person in people.values():
        scope = scope_of(person)
        for key, council in councils.items():
            there = [line for line in moved if key in {one.pk for one in line.after} and _opens(line, council, scope)]
            if there:
                told.setdefault(person.pk, Told(person)).came.append(Came(council, _in_words(there)))


def _opens(line: Line, council: Authority, scope: Scope) -> bool:
    is_draft = line.what is What.PACKAGE and line.state == DRAFT
    return scope.may(Permission.SUPPORT_REQUEST if is_draft else OPENED_BY[line.what], council)


def _in_words(lines: list[Line]) -> tuple[str, ...]:
    """What they are and whose they were, in the order of the rule; never their titles: mail lies open on many desks."""
    found = [(TABLE[what].label, str(line.before)) for what in TABLE for line in lines if line.what is what]
    return tuple(f"{label}, from {before}" for label, before in dict.fromkeys(found))


def _mail(one: Told, current: Reorganisation, after: list[Authority]) -> None:
    before = list(current.predecessors.all())
    context = {
        "told": one,
        "person": one.person,
        "before": _listed(before),
        "are_several": len(before) > 1,
        "after": _listed(after),
        "same_council": current.kind == Kind.RECODED,
        "first_day": current.effective_on,
        "last_day": current.effective_on - timedelta(days=1),
        "today": timezone.localdate(),
        "site": settings.SITE_ADDRESS,
        "help": settings.SUPPORT_EMAIL,
        "programme": settings.PROGRAMME_NAME,
    }
    send_mail(
        subject=f"{context['before']}: {'a new code' if context['same_council'] else 'reorganised'}",
        message=render_to_string("programme/reorganisation/email.txt", context),
        from_email=None,
        recipient_list=[one.person.email],
    )


def _listed(areas: Sequence[Authority]) -> str:
    *others, last = [str(area) for area in areas]
    return f"{', '.join(others)} and {last}" if others else last

"""What one person may read of one self-assessment now, and of the snapshots kept of it (`visibility`, applied)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope

from .. import visibility
from ..models import NamedReader, Scorer, SelfAssessment, Share, Snapshot
from ..visibility import Reader, Reading, Standing
from ..window import Window
from ..workflow import State
from .assessments import champion_scorer

__all__ = ["Reading", "reading_of"]  # what doors and pages ask for

NOTHING = Q(pk__in=[])


def reading_of(assessment: SelfAssessment, scope: Scope) -> Reading:
    return visibility.reading(reader_of(assessment, scope), standing_of(assessment))


def standing_of(assessment: SelfAssessment) -> Standing:
    return Standing(
        state=State(assessment.state),
        revealed=is_revealed(assessment),
        signed=assessment.snapshots.filter(moment=Snapshot.Moment.SIGNED).exists(),
        shared=_by_audience(assessment.shares.filter(shares_in_force())),
    )


def _by_audience(shares: Iterable[Share]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for share in shares:
        found[share.audience] = found.get(share.audience, frozenset()) | {share.what}
    return found


def reader_of(assessment: SelfAssessment, scope: Scope) -> Reader:
    return Reader(
        held=scope.permissions_in(assessment.authority),
        named=is_named(assessment, scope),
        took_part=took_part(assessment, scope),
        owes=_owes_a_view(assessment, scope),
    )


def is_named(assessment: SelfAssessment, scope: Scope) -> bool:
    """Whether the champion named this person, who is still in a role in the area."""
    if not scope.may(Permission.STAGE_SEE, assessment.authority):
        return False
    return assessment.named_readers.filter(person=scope.person_id, ended_at__isnull=True).exists()


def is_revealed(assessment: SelfAssessment) -> bool:
    """Partners' views open once the champion's own whole set is in, or the time for giving views is over."""
    return _time_is_over(assessment) or champion_scorer(assessment).sent_at is not None


def _time_is_over(assessment: SelfAssessment) -> bool:
    """No view can be given any more."""
    window = Window(assessment.views_open_on, assessment.views_close_on, State(assessment.state))
    return window.has_moved_on or window.is_over(timezone.localdate())


def _owes_a_view(assessment: SelfAssessment, scope: Scope) -> bool:
    """A reader who gives a view too reads others' after their own; unless the time for giving views is over."""
    if scope.person_id is None or _time_is_over(assessment):
        return False
    return assessment.scorers.taking_part().filter(person=scope.person_id, sent_at__isnull=True).exists()


def took_part(assessment: SelfAssessment, scope: Scope) -> bool:
    """A group entered by somebody else has no person, and nobody reads as that group."""
    return scope.person_id is not None and assessment.scorers.sent().filter(person=scope.person_id).exists()


def shares_in_force() -> Q:
    """A share ends by itself after its last day in London; nothing has to be done for it."""
    return Q(ended_at__isnull=True, until__gte=timezone.localdate())


def shares_open_to(assessment: SelfAssessment, scope: Scope) -> list[Share]:
    """What the area shares with this reader today, the widest first; nothing before there is something signed."""
    if signed_snapshot(assessment) is None:
        return []
    audiences = visibility.audiences(scope.permissions_in(assessment.authority))
    rows = assessment.shares.filter(shares_in_force(), audience__in=audiences).select_related("shared_by")
    return sorted(rows, key=lambda share: share.what != Share.What.REPORT)


def signed_snapshot(assessment: SelfAssessment) -> Snapshot | None:
    """What is shared: the revision signed last, also while a newer one is on its way."""
    return assessment.snapshots.filter(moment=Snapshot.Moment.SIGNED).order_by("-made_at", "-id").first()


# --- The same rules as conditions on rows -------------------------------------------------


def readable_snapshots(scope: Scope) -> Q:
    """The snapshots whose whole report the scope may read. Of what is shared only the revision signed last, for the
    area has left the others behind.
    """
    rows = _Rows(scope, "assessment__", OuterRef("assessment"))
    newer = Snapshot.objects.filter(
        assessment=OuterRef("assessment"), moment=Snapshot.Moment.SIGNED, made_at__gt=OuterRef("made_at")
    )
    shared = rows.shared([Share.What.REPORT]) & ~Q(Exists(newer))
    signed = rows.signed_by_role() | rows.took_part() | shared
    return rows.live_by_role() | rows.named() | Q(moment=Snapshot.Moment.SIGNED) & signed


def ways_to_levels(scope: Scope) -> dict[str, Q]:
    """The self-assessments of which the scope may read levels in any form, by what opens them; whoever gave a view
    reads what was agreed by their account alone, whether they still hold a role there or not.
    """
    rows = _Rows(scope, "", OuterRef("pk"))
    signed = Q(Exists(Snapshot.objects.filter(assessment=OuterRef("pk"), moment=Snapshot.Moment.SIGNED)))
    return {
        "role": rows.live_by_role() | signed & rows.signed_by_role(),
        "named": rows.named(),
        "took part": signed & rows.gave_a_view(),
        "shared": signed & rows.shared(Share.What.values),
    }


def is_known_beside_roles(scope: Scope) -> bool:
    """Whether anything beside a role could open levels: short questions that spare nearly everybody the long one."""
    if any(scope.holds(permission) for permission in visibility.AUDIENCES.values()):
        return True
    mine = {"person": scope.person_id or 0}
    given = Scorer.objects if scope.holds(visibility.SIGNED_OPEN_IF_TOOK_PART) else Scorer.objects.partners()
    return given.filter(**mine).exists() or NamedReader.objects.filter(**mine).exists()


@dataclass(frozen=True)
class _Rows:
    """The rules for rows that are self-assessments, or lie one step from one: `path` leads there, `key` is its id."""

    scope: Scope
    path: str
    key: OuterRef

    def live_by_role(self) -> Q:
        return any_of(
            self._where(permission) & self._in(states)
            for permission, states in visibility.LEVELS_OPEN.items()
            if self.scope.holds(permission)
        )

    def signed_by_role(self) -> Q:
        return any_of(self._where(permission) for permission in visibility.SIGNED_OPEN if self.scope.holds(permission))

    def named(self) -> Q:
        named = NamedReader.objects.filter(**self._mine(), ended_at__isnull=True)
        return self._where(Permission.STAGE_SEE) & self._in(visibility.NAMED_OPEN) & Q(Exists(named))

    def took_part(self) -> Q:
        if not self.scope.holds(visibility.SIGNED_OPEN_IF_TOOK_PART):
            return NOTHING
        part = Scorer.objects.sent().filter(**self._mine())
        return self._where(visibility.SIGNED_OPEN_IF_TOOK_PART) & Q(Exists(part))

    def gave_a_view(self) -> Q:
        return self.took_part() | Q(Exists(Scorer.objects.partners().sent().filter(**self._mine())))

    def shared(self, what: Iterable[str]) -> Q:
        shares = Share.objects.filter(shares_in_force(), assessment=self.key, what__in=list(what))
        return any_of(
            self._where(permission) & Q(Exists(shares.filter(audience=audience)))
            for audience, permission in visibility.AUDIENCES.items()
            if self.scope.holds(permission)
        )

    def _where(self, permission: Permission) -> Q:
        return self.scope.within([permission], f"{self.path}authority")

    def _in(self, states: Iterable[State]) -> Q:
        return Q(**{f"{self.path}state__in": [state.value for state in states]})

    def _mine(self) -> dict[str, Any]:
        return {"assessment": self.key, "person": self.scope.person_id or 0}  # 0: nobody's, not "no person"


def any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOTHING)


def readable_snapshot(assessment: SelfAssessment, scope: Scope) -> Snapshot | None:
    """The newest snapshot this reader may read the whole of."""
    return assessment.snapshots.filter(readable_snapshots(scope)).order_by("-made_at", "-id").first()

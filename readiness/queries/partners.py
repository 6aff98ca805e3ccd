"""Reads about who is asked for a view, and until when. Never what anybody thinks: before the reveal the champion
sees that somebody has finished, and nothing else (design rule 10).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.people.models import RoleAppointment, User
from commissioning.people.queries import holders, roles_in_area

from ..models import NamedReader, PartnerKind, Scorer, SelfAssessment, Standard
from ..window import Window
from ..workflow import State
from .assessments import champion_scorer
from .reading import is_named, is_revealed, reading_of

MOST_ASKED = 300


def window_of(assessment: SelfAssessment) -> Window:
    return Window(assessment.views_open_on, assessment.views_close_on, State(assessment.state))


@dataclass(frozen=True)
class Timing:
    """The window as the champion's page shows it today."""

    window: Window
    today: date

    @property
    def is_open(self) -> bool:
        return self.window.is_open(self.today)

    @property
    def is_ahead(self) -> bool:
        return not self.window.has_moved_on and self.window.is_ahead(self.today)

    @property
    def takes_partners(self) -> bool:
        """Whether more partners can be asked: before it is over, the first day included that is still to come."""
        return self.window.is_set and not self.window.has_moved_on and not self.window.is_over(self.today)


def timing_of(assessment: SelfAssessment) -> Timing:
    return Timing(window_of(assessment), timezone.localdate())


@dataclass(frozen=True)
class OfKind:
    """Everybody asked of one partner kind."""

    kind: PartnerKind
    scorers: tuple[Scorer, ...]

    @property
    def finished(self) -> int:
        return sum(scorer.sent_at is not None for scorer in self.scorers)


@dataclass(frozen=True)
class Partners:
    """The champion's page. `revealed` is whether what partners think is open to this reader now."""

    by_kind: tuple[OfKind, ...]
    withdrawn: tuple[Scorer, ...]
    readers: tuple[NamedReader, ...]
    timing: Timing
    leads: bool
    revealed: bool
    workshops_open: frozenset[int]  # those this reader may go on entering or read

    @property
    def asked(self) -> int:
        return sum(len(of_kind.scorers) for of_kind in self.by_kind)

    @property
    def finished(self) -> int:
        return sum(of_kind.finished for of_kind in self.by_kind)


def partners_of(assessment: SelfAssessment, scope: Scope) -> Partners:
    rows = list(scorers(assessment))
    reading = reading_of(assessment, scope)
    return Partners(
        by_kind=_by_kind(row for row in rows if row.withdrawn_at is None),
        withdrawn=tuple(row for row in rows if row.withdrawn_at is not None),
        readers=tuple(readers(assessment).filter(ended_at__isnull=True)),
        timing=timing_of(assessment),
        leads=reading.leads,
        revealed=reading.views,
        workshops_open=frozenset(row.pk for row in workshops_open(assessment, rows, scope)),
    )


def workshops_open(assessment: SelfAssessment, rows: Iterable[Scorer], scope: Scope) -> list[Scorer]:
    """The workshops whose entry this reader may open: after the reveal every one; before it those they entered
    themselves, and the champion none before their own views are in.
    """
    workshops = [row for row in rows if row.kind == Scorer.Kind.GROUP and row.person_id is None]
    if not workshops or not may_convene(assessment, scope):
        return []
    if reading_of(assessment, scope).views:
        return workshops
    if leads(assessment, scope) and champion_scorer(assessment).sent_at is None:
        return []
    return [row for row in workshops if row.entered_by_id == scope.person_id]


def readers(assessment: SelfAssessment) -> QuerySet[NamedReader]:
    return assessment.named_readers.select_related("person", "assessment")


def may_withdraw(assessment: SelfAssessment) -> bool:
    """Not once partners' views are open: nobody may drop one because of what it says."""
    return not is_revealed(assessment)


def scorers(assessment: SelfAssessment) -> QuerySet[Scorer]:
    return assessment.scorers.partners().select_related("person", "entered_by")


def _by_kind(rows: Iterable[Scorer]) -> tuple[OfKind, ...]:
    order = list(PartnerKind)
    ordered = sorted(rows, key=lambda row: (order.index(PartnerKind(row.partner_kind)), str(row).lower(), row.pk))
    grouped = groupby(ordered, key=lambda row: row.partner_kind)
    return tuple(OfKind(PartnerKind(kind), tuple(of_kind)) for kind, of_kind in grouped)


def leads(assessment: SelfAssessment, scope: Scope) -> bool:
    return scope.may(Permission.ASSESSMENT_LEAD, assessment.authority)


def may_convene(assessment: SelfAssessment, scope: Scope) -> bool:
    """Who leads it and those they named: may see who is asked, enter a workshop, and have its cards."""
    return leads(assessment, scope) or is_named(assessment, scope)


def convened_by(scope: Scope) -> QuerySet[SelfAssessment]:
    """Those of which the person was named as a reader, such as the facilitator of a workshop."""
    named = Q(named_readers__person=scope.person_id, named_readers__ended_at__isnull=True)
    rows = SelfAssessment.objects.filter(scope.within([Permission.STAGE_SEE]), named)
    return rows.select_related("authority").order_by("-year")


def standards_asked(assessment: SelfAssessment, kind: str) -> QuerySet[Standard]:
    """The standards that kind of partner is asked about; with no kind, all of the set."""
    rows = assessment.version.standards.select_related("section").prefetch_related("descriptors")
    return rows.filter(asked_of__contains=[kind]) if kind else rows


def standards_by_kind(assessment: SelfAssessment) -> dict[str, int]:
    """How many standards each kind of partner is asked about; kinds asked about none are left out."""
    lists = assessment.version.standards.values_list("asked_of", flat=True)
    counts = {kind.value: sum(kind.value in asked for asked in lists) for kind in PartnerKind}
    return {kind: count for kind, count in counts.items() if count}


def people_to_name(assessment: SelfAssessment) -> list[RoleAppointment]:
    """Those in a role in the area today who neither lead the self-assessment nor are named already."""
    leading = {row.person_id for row in holders(Permission.ASSESSMENT_LEAD, assessment.authority)}
    named = set(assessment.named_readers.filter(ended_at__isnull=True).values_list("person_id", flat=True))
    found: dict[int, RoleAppointment] = {}
    for role in roles_in_area(assessment.authority_id):
        for row in role.holders:
            if row.person_id not in leading | named:
                found.setdefault(row.person_id, row)
    return sorted(found.values(), key=lambda row: row.person.full_name.lower())


def leading(assessment: SelfAssessment) -> list[User]:
    """Who leads it today: nobody while the post is vacant."""
    return [row.person for row in holders(Permission.ASSESSMENT_LEAD, assessment.authority)]

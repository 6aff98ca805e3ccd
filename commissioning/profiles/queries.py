"""Reads of an area's profile, for its own pages and for the apps above."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from .models import HistoryEntry, Insight, Priority, RelationshipNote, Stakeholder, Structure, WelcomedSupport
from .models.said import Said
from .models.structures import existing_on
from .sensitivity import IN_ANY_ROLE, SHOWN_TO_PROGRAMME

ENOUGH_PEOPLE, ENOUGH_SIDES = 8, 3  # RR133: eight or more people, across roles
STILL_STANDS = 2  # years: this one and the last; what was said before that is history


def areas(scope: Scope) -> QuerySet[Authority]:
    """Those, former ones too, that a role of the person covers."""
    return Authority.objects.filter(scope.within(IN_ANY_ROLE, "")).select_related("region")


def may_keep(authority: Authority, scope: Scope) -> bool:
    return scope.may(Permission.PROFILE_KEEP, authority)


# --- History ------------------------------------------------------------------------------


def entries(authority: Authority) -> QuerySet[HistoryEntry]:
    """All of it, what was removed too, with what a page shows beside each."""
    rows = HistoryEntry.objects.filter(authority=authority)
    return rows.select_related("authority__region", "recorded_by", "changed_by", "removed_by")


def history_for(authority: Authority, scope: Scope) -> QuerySet[HistoryEntry]:
    """What the scope may read, newest first."""
    return entries(authority).kept().visible_to(scope)


def history_of_line(line: Iterable[int], scope: Scope) -> QuerySet[HistoryEntry]:
    """What the scope may read of these authorities, newest first: an area’s history is that of those it came from."""
    return all_history(scope).filter(authority__in=line)


def all_history(scope: Scope) -> QuerySet[HistoryEntry]:
    """What the scope may read of any area, newest first."""
    return HistoryEntry.objects.kept().visible_to(scope).select_related("authority")


def history_shown_to_programme(authority: Authority) -> QuerySet[HistoryEntry]:
    """What the area lets the programme read, newest first, whoever asks."""
    return entries(authority).kept().filter(sensitivity__in=SHOWN_TO_PROGRAMME)


# --- Pitfalls, opportunities, mindset -----------------------------------------------------


def insights(authority: Authority) -> QuerySet[Insight]:
    """All of them, what was removed too, with what a page shows beside each."""
    rows = Insight.objects.filter(authority=authority)
    return rows.select_related("authority__region", "recorded_by", "changed_by", "removed_by")


def insights_of_line(line: Iterable[int], scope: Scope) -> QuerySet[Insight]:
    """What the scope may read of these authorities, newest first."""
    return all_insights(scope).filter(authority__in=line)


def all_insights(scope: Scope) -> QuerySet[Insight]:
    """What the scope may read of any area, newest first."""
    return Insight.objects.kept().visible_to(scope).select_related("authority")


# --- Structures ---------------------------------------------------------------------------


def structures(authority: Authority) -> QuerySet[Structure]:
    """Of any time, what was removed too."""
    rows = Structure.objects.filter(authority=authority)
    return rows.select_related("authority__region", "changed_by", "removed_by")


def structures_on(authority: Authority, day: date) -> QuerySet[Structure]:
    """Those that existed that day, by name."""
    return structures(authority).filter(existing_on(day))


def usual_day(authority: Authority) -> date:
    """The day one means without saying so: today, or a former council's last."""
    return authority.ended_on or timezone.localdate()


def has_structures(authority: Authority) -> bool:
    """Of any time, drafts too: whether there is anything to build on."""
    return Structure.objects.kept().filter(authority=authority).exists()


def relationships(authority: Authority) -> QuerySet[RelationshipNote]:
    """How its organisations get on, what was removed too. The champion's and the local lead's: no page but their own,
    no file, no search reads it.
    """
    rows = RelationshipNote.objects.filter(authority=authority)
    return rows.select_related("authority__region", "one", "other", "changed_by", "removed_by")


# --- Stakeholders -------------------------------------------------------------------------


def listed_stakeholders(authority: Authority) -> QuerySet[Stakeholder]:
    """All who were ever on the list."""
    rows = Stakeholder.objects.filter(authority=authority)
    return rows.select_related("authority__region", "structure", "agreed_by", "changed_by", "removed_by")


def stakeholders(authority: Authority) -> QuerySet[Stakeholder]:
    """Those on the list, by name. Personal: whoever shows them records that they were read."""
    return listed_stakeholders(authority).kept()


@dataclass(frozen=True)
class Coverage:
    """How many people are on the list, of how many sides, and how many of them the champion has agreed."""

    people: int
    sides: int
    agreed: int

    @property
    def thin(self) -> bool:
        return self.people < ENOUGH_PEOPLE or self.sides < ENOUGH_SIDES


def coverage(authority: Authority) -> Coverage:
    found = Stakeholder.objects.kept().filter(authority=authority)
    return Coverage(
        **found.aggregate(
            people=Count("pk"),
            sides=Count("side", distinct=True),
            agreed=Count("pk", filter=Q(agreed_at__isnull=False)),
        )
    )


def stakeholders_agreed(authority: Authority) -> tuple[int, int]:
    """How many the champion has agreed, of how many on the list."""
    counted = coverage(authority)
    return counted.agreed, counted.people


# --- What is said of it: priorities, and support that would be welcomed -------------------

Row = TypeVar("Row", bound=Said)


def said(model: type[Row], authority: Authority) -> QuerySet[Row]:
    """Of every year, what was removed too."""
    rows = model.objects.filter(authority=authority)
    return rows.select_related("authority__region", "recorded_by", "changed_by", "removed_by")


def years_of(rows: QuerySet[Row]) -> list[int]:
    """In which anything was said that still stands, newest first."""
    return list(rows.kept().order_by("-year").values_list("year", flat=True).distinct())


def welcomed_for(authority: Authority, scope: Scope) -> QuerySet[WelcomedSupport]:
    """What the scope may read of this year and the last, newest first."""
    return _still(said(WelcomedSupport, authority)).visible_to(scope)


def priorities_for(authority: Authority, scope: Scope) -> QuerySet[Priority]:
    """What the scope may read of this year and the last, newest first."""
    return _still(said(Priority, authority)).visible_to(scope)


def welcomed_shown_to_programme(areas: Iterable[Authority]) -> QuerySet[WelcomedSupport]:
    """What these areas let the programme read of this year and the last, newest first, whoever asks."""
    return _still(shown_to_programme(WelcomedSupport, areas))


def shown_to_programme(model: type[Row], areas: Iterable[Authority]) -> QuerySet[Row]:
    """What these areas let the programme read, of every year, whoever asks."""
    rows = model.objects.kept().filter(authority__in=areas, sensitivity__in=SHOWN_TO_PROGRAMME)
    return rows.select_related("authority")


def _still(rows: QuerySet[Row]) -> QuerySet[Row]:
    since = years.year_of(timezone.localdate()) - STILL_STANDS + 1
    return rows.kept().filter(year__gte=since)


# --- All of it at a glance ----------------------------------------------------------------


@dataclass(frozen=True)
class Glance:
    """What is there for one reader; None where they may not look at all."""

    entries: int
    strengths: int
    insights: int
    structures: int | None
    stakeholders: Coverage | None
    welcomed: int
    priorities: int

    @property
    def bruises(self) -> int:
        return self.entries - self.strengths


def glance(authority: Authority, scope: Scope) -> Glance:
    history = HistoryEntry.objects.kept().visible_to(scope).filter(authority=authority)
    counted = history.aggregate(entries=Count("pk"), strengths=Count("pk", filter=Q(strength=True)))
    sees_structures = scope.may(Permission.PROFILE_SEE_PROGRAMME, authority)
    sees_people = scope.may(Permission.PROFILE_SEE_LEAD, authority)
    return Glance(
        **counted,
        insights=Insight.objects.kept().visible_to(scope).filter(authority=authority).count(),
        structures=structures_on(authority, usual_day(authority)).count() if sees_structures else None,
        stakeholders=coverage(authority) if sees_people else None,
        welcomed=WelcomedSupport.objects.kept().visible_to(scope).filter(authority=authority).count(),
        priorities=Priority.objects.kept().visible_to(scope).filter(authority=authority).count(),
    )

"""A row of a profile in words, line by line: how it stands now, for whoever is about to change or remove it."""

from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.timezone import localtime

from .models import (
    Commissioner,
    Event,
    HistoryEntry,
    Insight,
    Priority,
    Relation,
    RelationshipNote,
    ServiceUse,
    Stakeholder,
    Structure,
    WelcomedSupport,
)


class Line(NamedTuple):
    key: str
    value: str


def of_entry(entry: HistoryEntry) -> list[Line]:
    return [
        Line("What", entry.title),
        Line("Kind", entry.get_kind_display()),
        Line("Strength or bruise", entry.strength_label),
        Line("When", entry.when),
        Line("What happened", entry.narrative),
        Line("Effect today", entry.effect_today),
        Line("Source", entry.source),
        Line("Who can see it", entry.get_sensitivity_display()),
    ]


def of_insight(insight: Insight) -> list[Line]:
    return [
        Line("Kind", insight.get_kind_display()),
        Line("What it is", insight.words),
        Line("What to do about it", insight.what_to_do),
        Line("Who can see it", insight.get_sensitivity_display()),
    ]


def of_structure(structure: Structure) -> list[Line]:
    return [
        Line("Name", structure.name),
        Line("Kind", structure.get_kind_display()),
        Line("When", structure.when),
        Line("About", structure.about),
    ]


def of_relation(relation: Relation) -> list[Line]:
    return [
        Line("Structure", relation.source.name),
        Line("What it does", relation.get_kind_display()),
        Line("Other structure", relation.target.name),
        Line("When", relation.when),
    ]


def of_relationship(note: RelationshipNote) -> list[Line]:
    return [
        Line("Organisations", f"{note.one.name}; {note.other.name}"),
        Line("How they get on", note.words),
    ]


def of_stakeholder(stakeholder: Stakeholder) -> list[Line]:
    return [
        Line("Name", stakeholder.name),
        Line("Job", stakeholder.job),
        Line("Organisation", stakeholder.organisation),
        Line("Side", stakeholder.get_side_display()),
        Line("Structure", stakeholder.structure.name if stakeholder.structure else ""),
        Line("Why they matter", stakeholder.why_they_matter),
        Line("How to hear them", stakeholder.get_hearing_display()),
        Line("Email address", stakeholder.email),
    ]


def of_welcomed(entry: WelcomedSupport) -> list[Line]:
    return [
        Line("Kind of support", entry.get_kind_display()),
        Line("What for", entry.words),
        Line("Who said it", entry.get_said_by_display()),
        Line("Year", entry.year_label),
        Line("Who can see it", entry.get_sensitivity_display()),
    ]


def of_priority(entry: Priority) -> list[Line]:
    return [
        Line("Theme", entry.get_kind_display()),
        Line("What matters about it", entry.words),
        Line("Who said it", entry.get_said_by_display()),
        Line("Year", entry.year_label),
        Line("Who can see it", entry.get_sensitivity_display()),
    ]


def of_use(use: ServiceUse) -> list[Line]:
    return [
        Line("Service", use.get_service_display()),
        Line("Day", format_date(use.used_on, "j F Y")),
        Line("What", use.what),
        Line("Who used it", use.person.full_name if use.person else "Nobody is named"),
        Line("Where it comes from", use.get_source_display()),
    ]


def of_event(event: Event) -> list[Line]:
    """Without the link to join, which is not for everybody."""
    begins, ends = localtime(event.starts_at), localtime(event.ends_at)
    roles = ", ".join(event.role_labels).lower() or "everybody in a role"
    return [
        Line("When", f"{format_date(begins, 'l j F Y, H:i')} to {format_date(ends, 'H:i')}"),
        Line("Where", event.place or "Online"),
        Line("Counts as", event.get_service_display()),
        Line("For", f"{event.region or 'The whole programme'}: {roles}"),
        Line("Places", str(event.places)),
        Line("Last day to book", format_date(event.closes_on, "j F Y")),
    ]


def of_commissioner(commissioner: Commissioner) -> list[Line]:
    return [
        Line("Name", commissioner.person.full_name),
        Line("Email address", commissioner.person.email or ""),
        Line("Job title", commissioner.job_title),
        Line("Employer", commissioner.get_employer_display()),
        Line("Work", commissioner.get_level_display()),
        Line("On the list since", format_date(commissioner.since, "j F Y")),
        Line("Left on", format_date(commissioner.left_on, "j F Y") if commissioner.left_on else ""),
    ]

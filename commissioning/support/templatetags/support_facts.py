"""Shapes a package’s facts for the shared components."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse

from commissioning.access.scope import Scope

from ..models import Closing, Criterion, PackageEvent, SupportPackage
from ..queries.detail import PAGES, Detail
from ..queries.places import Place, places
from .support import days, pounds

register = template.Library()
REQUEST, AREAS = "request", "areas"  # where missing things are put right, beside the pages of a package


@register.simple_tag
def package_facts(detail: Detail) -> list[dict[str, Any]]:
    """For `summary_list.html`: what is known so far."""
    package = detail.package
    facts = [
        {"key": "Kind", "value": package.get_kind_display()},
        {"key": "Form", "value": package.get_form_display()},
        {"key": "Offer", "value": package.get_offer_display()},
        {"key": "Areas", "value": ", ".join(str(part.authority) for part in detail.parts)},
        {"key": "Lead", "value": str(detail.lead.person) if detail.lead else "Nobody yet"},
        {"key": "Advisers", "value": ", ".join(str(member.person) for member in detail.advisers) or "Nobody yet"},
    ]
    return [*facts, *_dates(package)]


def _dates(package: SupportPackage) -> list[dict[str, Any]]:
    known = (
        ("Sent", package.sent_at),
        ("Agreed", package.agreed_at),
        ("Begins", package.begins_on),
        ("Review", package.review_on),
        ("Ends", package.ends_on),
        ("Closed", package.closed_at),
        ("Back to it on", package.revisit_on if package.at.value == "deferred" else None),
    )
    return [{"key": label, "value": _written(day)} for label, day in known if day]


@register.simple_tag
def request_facts(package: SupportPackage) -> list[dict[str, Any]]:
    standards = package.package_standards.select_related("standard")
    return [
        {"key": "What it is about", "value": package.title},
        {"key": "Kind", "value": package.get_kind_display()},
        {"key": "What is needed", "value": package.need},
        {"key": "What should be different", "value": package.hoped},
        {"key": "What has been tried", "value": package.tried},
        {"key": "Standards", "value": "; ".join(f"{row.standard.number}. {row.standard}" for row in standards)},
    ]


@register.simple_tag
def terms_facts(package: SupportPackage) -> list[dict[str, Any]]:
    return [
        {"key": "With whom", "value": package.get_intervention_display()},
        {"key": "Form of support", "value": package.get_form_display()},
        {"key": "Offer", "value": package.get_offer_display()},
        {"key": "Days", "value": None if package.days is None else days(package.days)},
        {"key": "Budget", "value": None if package.budget is None else pounds(package.budget)},
        {"key": "From the pot", "value": str(package.pot) if package.pot else None},
        {"key": "Begins", "value": _written(package.begins_on)},
        {"key": "Review", "value": _written(package.review_on)},
        {"key": "Ends", "value": _written(package.ends_on)},
    ]


def _written(day: date | None) -> str | None:
    return day and f"{day.day} {day:%B %Y}"


@register.simple_tag
def criterion_facts(criterion: Criterion) -> list[dict[str, Any]]:
    return [
        {"key": "What will be different", "value": criterion.text},
        {"key": "How it is measured", "value": criterion.measure},
        {"key": "Where it stands now", "value": criterion.baseline},
        {"key": "Target", "value": criterion.target},
        {"key": "By when", "value": _written(criterion.due_on)},
    ]


@register.simple_tag
def closing_facts(closing: Closing) -> list[dict[str, Any]]:
    """Every question of the close with its answer so far."""
    return [
        {"key": "What else was happening", "value": closing.else_happening},
        {"key": "The programme’s part", "value": closing.get_part_display()},
        {"key": "It was credible", "value": closing.get_credible_display()},
        {"key": "It added capacity", "value": closing.get_capacity_display()},
        {"key": "It was connected to its context", "value": closing.get_connected_display()},
        {"key": "Why", "value": closing.tests_words},
        {"key": "What helped", "value": closing.helped},
        {"key": "What hindered", "value": closing.hindered},
        {"key": "Lessons", "value": closing.lessons},
        {"key": "Costs and benefits", "value": "None yet" if closing.no_figures_yet else "As entered"},
        {"key": "Every adviser’s days are recorded", "value": _yes(closing.days_complete)},
        {"key": "Offered as a case study", "value": _yes(closing.offered_as_case_study)},
    ]


def _yes(said: bool) -> str:
    return "Yes" if said else "No"


@register.simple_tag
def support_places(scope: Scope, here: str) -> list[Place]:
    """For `sub_navigation.html`."""
    return places(scope, here)


@register.simple_tag
def page_url(package: SupportPackage, key: str) -> str:
    """Where what is missing is put right; "" where it is on the page itself."""
    if key == REQUEST:
        return reverse("support:request-edit", args=[package.pk])
    if key == AREAS:
        return reverse("support:package-areas", args=[package.pk])
    return next((page.address(package) for page in PAGES if page.key == key), "")


@register.simple_tag
def timeline_entries(events: list[PackageEvent]) -> list[dict[str, Any]]:
    """For `timeline.html`."""
    return [{"title": event.text, "by": event.by, "at": event.at, "text": event.more} for event in events]

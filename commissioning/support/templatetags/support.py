"""How days, money and what is known of advisers are written on the pages of support."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from ..amounts import money, said
from ..kinds import Kind
from ..models import Adviser, SupportPackage
from ..queries import advisers, conflict_checks

register = template.Library()


@register.filter
def pounds(amount: Decimal | None) -> str:
    """“£1,250”; nothing where there is no amount."""
    return "" if amount is None else money(amount)


@register.filter
def days(number: Decimal | None) -> str:
    """“3.5 days”; nothing where there is no number."""
    return "" if number is None else said(number)


@register.filter
def kind_names(kinds: Iterable[str]) -> str:
    return ", ".join(Kind(kind).label for kind in kinds)


@register.filter
def accreditation_on(adviser: Adviser, day: date) -> str:
    return advisers.accreditation(adviser, day)


@register.simple_tag
def package_checks(package: SupportPackage) -> list[conflict_checks.Checked]:
    """How the checks for conflicts of interest stand, of each adviser on the team today."""
    return conflict_checks.checks_of(package, timezone.localdate())


@register.simple_tag
def adviser_facts(page: advisers.AdviserPage) -> list[dict[str, Any]]:
    """For `summary_rows.html`: what is known of an adviser."""
    adviser = page.adviser
    return [
        {"key": "Email address", "value": adviser.person.email},
        {"key": "Employer", "value": str(adviser.employer or adviser.employer_name or "Not known")},
        {"key": "Accreditation", "value": _accreditation(adviser)},
        {"key": "Knows", "value": kind_names(adviser.kinds) or "Nothing said yet"},
        {"key": "Standards", "value": "\n".join(page.standards) or "None named"},
        {"key": "Works in", "value": ", ".join(str(one) for one in adviser.regions.all()) or "Any region"},
        {"key": "Can be had", "value": f"{said(adviser.days_a_month)} a month"},
        {"key": "About", "value": adviser.about},
    ]


def _accreditation(adviser: Adviser) -> str:
    if adviser.accredited_until is None:
        return "Not accredited"
    return f"{_day(adviser.accredited_on)} to {_day(adviser.accredited_until)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

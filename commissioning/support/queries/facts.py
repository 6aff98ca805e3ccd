"""The facts that a package’s gates are checked against (`gates`), gathered from its rows."""

from django.db.models import Q, Sum
from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.people.models import User
from commissioning.people.queries import scope_of

from .. import gates
from ..models import (
    Closing,
    Conflict,
    ConflictCheck,
    CriterionRating,
    LedgerEntry,
    PackageArea,
    SupportPackage,
    TeamMember,
    TermsSignature,
    on_the_team,
)
from .reading import parts_of


def facts(package: SupportPackage) -> gates.Facts:
    lead, parts = lead_of(package), list(parts_of(package))
    closing = Closing.objects.filter(package=package).first() or Closing()
    return gates.Facts(
        was_sent=bool(package.reference),
        kind=package.kind,
        need=package.need,
        hoped=package.hoped,
        lead=str(lead.person) if lead else "",
        lead_in_role=lead is not None and may_lead(lead.person, package),
        picture_agreed=package.picture_agreed_at is not None,
        aims=package.aims,
        criteria=_criteria(package),
        days=package.days,
        budget=package.budget,
        pot=str(package.pot or ""),
        shares=tuple((str(part.authority), part.share) for part in parts),
        unsigned_areas=tuple(str(part.authority) for part in unsigned(package, parts)),
        programme_signed=_signatures(package).filter(side=TermsSignature.Side.PROGRAMME).exists(),
        advisers=_advisers(package),
        days_said_complete=closing.days_complete,
        has_figures=closing.no_figures_yet or package.costs_and_benefits.filter(removed_at__isnull=True).exists(),
        else_happening=closing.else_happening,
        part=closing.part,
        tests=(closing.credible, closing.capacity, closing.connected),
        helped=closing.helped,
        hindered=closing.hindered,
        lessons=closing.lessons,
        condition=package.condition,
        revisit_on=package.revisit_on,
    )


def lead_of(package: SupportPackage) -> TeamMember | None:
    now = package.team.filter(on_the_team(timezone.localdate()), part=TeamMember.Part.LEAD)
    return now.select_related("person").order_by("-since", "-pk").first()


def may_lead(person: User, package: SupportPackage) -> bool:
    """A local lead of its lead area, or somebody who runs the programme, in role today."""
    scope = scope_of(person)
    return scope.permissions_in(package.authority) & {Permission.PACKAGE_LEAD, Permission.PACKAGE_RUN} != frozenset()


def unsigned(package: SupportPackage, parts: list[PackageArea]) -> list[PackageArea]:
    """The areas whose sponsor has not signed the terms as they now stand."""
    signed = set(_signatures(package).values_list("authority", flat=True))
    return [part for part in parts if part.authority_id not in signed]


def _signatures(package: SupportPackage):
    return package.signatures.filter(terms=package.terms)


def _criteria(package: SupportPackage) -> tuple[gates.Criterion, ...]:
    rows = list(package.criteria.filter(dropped_at__isnull=True))
    rated = set(CriterionRating.objects.filter(criterion__in=rows).values_list("criterion", "side"))
    return tuple(
        gates.Criterion(
            text=row.text,
            is_measurable=row.is_measurable,
            rated_by_area=(row.pk, CriterionRating.Side.AREA) in rated,
            rated_by_lead=(row.pk, CriterionRating.Side.LEAD) in rated,
        )
        for row in rows
    )


def _advisers(package: SupportPackage) -> tuple[gates.Allocated, ...]:
    """Those with days of the package left to them after reversals."""
    kinds = LedgerEntry.Kind
    sums = LedgerEntry.objects.filter(package=package, adviser__isnull=False).values("adviser", "adviser__full_name")
    rows = sums.annotate(
        allocated=Sum("days", filter=Q(kind=kinds.ALLOCATED)), used=Sum("days", filter=Q(kind=kinds.USED))
    )
    valid = valid_checks(package)
    return tuple(
        gates.Allocated(row["adviser__full_name"], row["adviser"] in valid, bool(row["used"]))
        for row in rows.order_by("adviser__full_name")
        if row["allocated"]
    )


def valid_checks(package: SupportPackage) -> set[int]:
    """The people whose newest check for this package finds no conflict, or one that can be managed, and still holds;
    who are not employed by one of its areas, and of whom no conflict with one is known.
    """
    checks = ConflictCheck.objects.filter(package=package).order_by("adviser_id", "-at", "-pk").distinct("adviser_id")
    areas = set(parts_of(package).values_list("authority", flat=True))
    today = timezone.localdate()
    barred = set(Conflict.objects.standing_on(today).filter(authority__in=areas).values_list("adviser", flat=True))
    return {
        check.adviser.person_id
        for check in checks.select_related("adviser")
        if check.outcome != ConflictCheck.Outcome.CONFLICT
        and check.valid_until >= today
        and check.adviser.employer_id not in areas
        and check.adviser_id not in barred
    }

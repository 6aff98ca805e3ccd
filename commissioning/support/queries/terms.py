"""The terms of a package as a page shows them: criteria, shares, and who has signed which revision."""

from dataclasses import dataclass

from django.db.models import QuerySet

from commissioning.people.models import User

from ..models import Criterion, PackageArea, Pot, SupportPackage, TermsSignature
from ..workflow import TERMS_EDITABLE
from .reading import Reading, parts_of
from .team import signers


@dataclass(frozen=True)
class Line:
    """Who is to sign, who did sign these terms, and whether this reader can now."""

    whom: str
    authority_id: int | None
    by: tuple[User, ...]
    signature: TermsSignature | None
    may_sign: bool


@dataclass(frozen=True)
class Terms:
    criteria: tuple[Criterion, ...]
    parts: tuple[PackageArea, ...]
    lines: tuple[Line, ...]
    before: tuple[TermsSignature, ...]  # on earlier revisions
    may_edit: bool


def terms(package: SupportPackage, reading: Reading) -> Terms:
    parts = list(parts_of(package))
    rows = list(package.signatures.select_related("by", "authority"))
    now = {row.authority_id: row for row in rows if row.terms == package.terms}
    editable = package.at in TERMS_EDITABLE
    of_areas = [
        Line(
            whom=str(part.authority),
            authority_id=part.authority_id,
            by=signers(part),
            signature=now.get(part.authority_id),
            may_sign=editable and part.authority_id in reading.signs_for and part.authority_id not in now,
        )
        for part in parts
    ]
    programme = Line("The programme", None, (), now.get(None), editable and reading.runs and None not in now)
    return Terms(
        criteria=tuple(criteria(package)),
        parts=tuple(parts),
        lines=(*of_areas, programme),
        before=tuple(row for row in rows if row.terms != package.terms),
        may_edit=editable and reading.leads,
    )


def criteria(package: SupportPackage) -> QuerySet[Criterion]:
    """Those of the terms as they stand."""
    return package.criteria.filter(dropped_at__isnull=True).select_related("authority", "standard")


def of_criterion() -> QuerySet[Criterion]:
    """Those of the terms as they stand, with what a page about one needs."""
    rows = Criterion.objects.filter(dropped_at__isnull=True)
    return rows.select_related("package__authority__region", "package__pot", "authority__region", "standard")


def open_pots(package: SupportPackage) -> list[Pot]:
    """Those a package can be paid from, and the one it is."""
    rows = Pot.objects.filter(closed_at__isnull=True) | Pot.objects.filter(pk=package.pot_id)
    return list(rows.order_by("-year", "name"))

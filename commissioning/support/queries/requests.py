"""What a request begins with when it comes from a standard, and which standards it may name."""

from dataclasses import dataclass

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority
from readiness.models import AgreedLevel, Standard
from readiness.queries.standards import current_standards, standards_of

from ..kinds import KIND_OF_STANDARD
from ..models import SupportPackage

MOST_AREAS = 160  # every area there is


def areas_that_ask(scope: Scope):
    """The areas this person may ask for support for."""
    return Authority.objects.current().filter(scope.within([Permission.SUPPORT_REQUEST], "")).select_related("region")


def areas_seen(scope: Scope):
    """The areas, former ones too, whose packages this person sees."""
    return Authority.objects.filter(scope.within([Permission.PACKAGE_SEE], "")).select_related("region")


def standards() -> list[Standard]:
    return list(standards_of(current_standards()))


@dataclass(frozen=True)
class Beginning:
    title: str = ""
    kind: str = ""
    need: str = ""
    standards: tuple[str, ...] = ()


def beginning(authority: Authority, code: str) -> Beginning:
    """From a standard’s code; nothing for one that is not in the set. The need begins with the area’s newest agreed
    level, which only its own champion is asked about.
    """
    standard = next((one for one in standards() if one.code == code), None)
    if standard is None:
        return Beginning()
    return Beginning(
        title=f"Support with “{standard.title}”"[:200],
        kind=KIND_OF_STANDARD.get(code, ""),
        need=_gap(authority, standard),
        standards=(code,),
    )


def areas_named(codes: str) -> list[Authority]:
    """Today’s councils among these ONS codes, as a proposal for several areas names them: "E06000047,E08000037"."""
    wanted = [code.strip().upper() for code in codes.split(",")[:MOST_AREAS]]
    return list(Authority.objects.current().filter(gss_code__in=wanted).select_related("region"))


def _gap(authority: Authority, standard: Standard) -> str:
    rows = AgreedLevel.objects.filter(
        assessment__authority=authority, standard__code=standard.code, level__isnull=False
    )
    row = rows.order_by("-assessment__opened_at", "-pk").first()
    if row is None:
        return ""
    aim = f" and are aiming for level {row.target}" if row.target else ""
    said = f"We agreed that we are at level {row.level} of “{standard.title}”{aim}."
    return "\n\n".join(filter(None, [said, row.rationale]))


def standard_codes(package: SupportPackage) -> list[str]:
    return list(package.package_standards.values_list("standard__code", flat=True))

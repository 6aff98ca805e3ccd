"""The case study of a package: whether one may be written, and where it stands."""

from dataclasses import dataclass

from commissioning.access.scope import Scope
from commissioning.library.models import ResourceVersion
from commissioning.library.queries import suggestions
from commissioning.library.queries.suggestions import Suggested
from commissioning.library.workflow import State
from readiness.queries.standards import PROGRAMME_SET

from ..models import SupportPackage
from ..workflow import Stage
from .ratings import closing_of
from .reading import Reading


@dataclass(frozen=True)
class CaseStudy:
    """`version`: the one this reader is led to, none where they may open none."""

    version: ResourceVersion | None
    may_write: bool


def may_write(reading: Reading) -> bool:
    return reading.asks or reading.leads


def is_offered(package: SupportPackage) -> bool:
    return package.at is Stage.CLOSED and closing_of(package).offered_as_case_study


def newest_of(package: SupportPackage) -> ResourceVersion | None:
    """The newest that was not dropped; none before one was begun."""
    if package.case_study_id is None:
        return None
    rows = ResourceVersion.objects.filter(resource=package.case_study_id).exclude(state=State.DROPPED)
    return rows.order_by("-number").first()


def case_study_of(package: SupportPackage, scope: Scope, reading: Reading) -> CaseStudy | None:
    """None where there is nothing to say."""
    newest = newest_of(package)
    if newest is not None:
        readable = ResourceVersion.objects.visible_to(scope).filter(resource=newest.resource_id)
        shown = readable.exclude(state=State.DROPPED).order_by("-number").first()
        return CaseStudy(shown, False) if shown else None
    if may_write(reading) and is_offered(package):
        return CaseStudy(None, True)
    return None


def that_may_help(package: SupportPackage) -> list[Suggested]:
    """Resources about the standards the package is about, while it is at work."""
    if not package.is_open:
        return []
    codes = package.standards.filter(version__framework__code=PROGRAMME_SET).values_list("code", flat=True)
    return suggestions.for_standards(codes)

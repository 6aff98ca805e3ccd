"""Reads for opening a self-assessment: the occasions and sets to choose from, and what is carried forward."""

from dataclasses import dataclass

from django.utils import timezone

from commissioning import years
from commissioning.authorities.models import Authority

from ..models import FrameworkVersion, SelfAssessment
from .standards import PROGRAMME_SET

Occasion = SelfAssessment.Occasion


@dataclass(frozen=True)
class Start:
    """What may be opened now. `carries` is the area's last one, whose words are brought along."""

    year: int
    occasions: tuple[str, ...]
    sets: tuple[FrameworkVersion, ...]  # the programme's own first
    carries: SelfAssessment | None

    @property
    def year_label(self) -> str:
        return years.label(self.year)


def start(authority: Authority) -> Start:
    """A baseline is offered until one is signed; whether this year's annual was made is said when it is asked for."""
    newest = FrameworkVersion.objects.order_by("framework", "-number").distinct("framework").select_related("framework")
    sets = sorted(newest, key=lambda version: (version.framework.code != PROGRAMME_SET, version.title))
    baselined = authority.assessments.filter(occasion=Occasion.BASELINE, signatures__isnull=False)
    signed = set(baselined.values_list("framework", flat=True))
    baseline = [Occasion.BASELINE] if any(version.framework_id not in signed for version in sets) else []
    return Start(
        year=years.year_of(timezone.localdate()),
        occasions=(Occasion.ANNUAL, *baseline, Occasion.CLOSE),
        sets=tuple(sets),
        carries=authority.assessments.order_by("-opened_at", "-pk").first(),
    )

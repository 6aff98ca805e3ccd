"""The map of taking part: how far each area is. Never a level: a map of named cells cannot be suppressed."""

from collections.abc import Mapping

from django.urls import reverse

from commissioning.authorities.hexes import places_of
from commissioning.authorities.models import Authority
from commissioning.reporting.hexmap import Category, Cell, HexMap, Tone, hexmap

from .models import Campaign
from .workflow import State

CATEGORIES = (
    Category("signed", "Signed", Tone.FULL),
    Category("under_way", "Under way", Tone.PART),
    Category("not_started", "Not started", Tone.EMPTY),
    Category("outside", "Not in this campaign, or not yours to see", Tone.OUTSIDE),
)


def picture(campaign: Campaign, stages: Mapping[str, str]) -> HexMap:
    """`stages`: ONS code → stage of the areas the reader may see."""
    areas = list(Authority.objects.current())
    places = places_of(areas)
    cells = [
        Cell(
            key=area.gss_code,
            name=area.short_name,
            short=places[area.gss_code].short,
            q=places[area.gss_code].q,
            r=places[area.gss_code].r,
            category=category_of(stages.get(area.gss_code)),
            url=reverse("authorities:authority-detail", args=[area.gss_code]) if area.gss_code in stages else "",
        )
        for area in areas
    ]
    signed = sum(stage == State.SIGNED for stage in stages.values())
    return hexmap(
        key="participation",
        title=f"{signed} of {len(stages)} areas have signed",
        subtitle=f"Self-assessment {campaign.year_label}: how far each area has got",
        noun="areas",
        categories=CATEGORIES,
        cells=cells,
    )


def category_of(stage: str | None) -> str:
    """Three kinds are enough to see who takes part; the list has every stage."""
    if stage is None:
        return "outside"
    return stage if stage in ("signed", "not_started") else "under_way"

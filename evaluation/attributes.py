"""What answers can be cut by: facts of the respondent's council on the round's day, and of the person's post.

Values are the register's own slugs (`interface.md`, *Impact tables*); "" is not known. The frame freezes them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commissioning.authorities.models import Authority, Judgement
from commissioning.profiles.posts import Employer, Level

BROAD_REGIONS = {
    "North East": "north",
    "North West": "north",
    "Yorkshire and The Humber": "north",
    "East Midlands": "midlands_and_east",
    "West Midlands": "midlands_and_east",
    "East of England": "midlands_and_east",
    "London": "london_and_south",
    "South East": "london_and_south",
    "South West": "london_and_south",
}
# What can be kept in place of an attribute where its cells are too small: value → the wider value.
COARSER = {"region": BROAD_REGIONS}
SIZES = ("small", "medium", "large")  # thirds of the children aged 0 to 17


@dataclass(frozen=True)
class Attribute:
    key: str
    label: str
    of_authority: bool


ATTRIBUTES = {
    one.key: one
    for one in (
        Attribute("type", "Type of authority", True),
        Attribute("region", "Region", True),
        Attribute("broad_region", "Part of England", True),
        Attribute("rurality", "Rurality", True),
        Attribute("size", "Size", True),
        Attribute("rating", "Inspection judgement", True),
        Attribute("role", "Role", False),
        Attribute("employer", "Kind of employer", False),
        Attribute("level", "Strategic or operational", False),
    )
}
EVERY = tuple(ATTRIBUTES)
# Kept where a round does not choose: broad regions are sums of regions and would only cost protection.
USUAL = tuple(key for key in EVERY if key != "broad_region")

_LABELS = {
    **dict(Authority.Type.choices),
    **dict(Authority.Rurality.choices),
    **dict(Employer.choices),
    **dict(Level.choices),
    "north": "North",
    "midlands_and_east": "Midlands and East",
    "london_and_south": "London and the South",
    "champion": "Commissioning champion",
    "director": "Director of children’s services",
    "commissioner": "Commissioner",
}


def attribute_label(key: str) -> str:
    return ATTRIBUTES[key].label if key in ATTRIBUTES else key.replace("_", " ").capitalize()


def value_label(value: str) -> str:
    """What a value is called on screen and in print; one that a file brought is called as it came."""
    if not value:
        return "Not known"
    scheme, colon, word = value.partition(":")
    if colon and scheme in Judgement.Scheme.values and word in Judgement.Word.values:
        return f"{Judgement.Word(word).label} ({Judgement.Scheme(scheme).label})"
    return str(_LABELS.get(value, value[:1].upper() + value[1:]))


def of_authorities(on: date, authority_ids: Iterable[int] | None = None) -> dict[int, dict[str, str]]:
    """By authority id, its attributes on that day. Former authorities have what the register still knows of them."""
    rows = list(Authority.objects.select_related("region"))
    sizes, ratings = _sizes(rows, on), _ratings(on)
    wanted = None if authority_ids is None else set(authority_ids)
    return {
        row.pk: {
            "type": row.type,
            "region": row.region.name,
            "broad_region": BROAD_REGIONS[row.region.name],
            "rurality": row.rurality,
            "size": sizes.get(row.pk, ""),
            "rating": ratings.get(row.pk, ""),
        }
        for row in rows
        if wanted is None or row.pk in wanted
    }


def _sizes(rows: Iterable[Authority], on: date) -> dict[int, str]:
    """Thirds of the authorities there were on that day, by children; a remainder makes the smaller thirds larger."""
    there = [
        row
        for row in rows
        if row.population_0_17
        and (row.started_on is None or row.started_on <= on)
        and (row.ended_on is None or row.ended_on >= on)
    ]
    there.sort(key=lambda row: (row.population_0_17, row.gss_code))
    return {row.pk: SIZES[3 * place // len(there)] for place, row in enumerate(there)}


def _ratings(on: date) -> dict[int, str]:
    """The latest judgement published by that day, as scheme and word; schemes are never pooled."""
    published = Q(published_on__lte=on) | Q(published_on__isnull=True, inspected_from__lte=on)
    rows = Judgement.objects.filter(published).order_by("inspected_from", "pk")
    return {row.authority_id: f"{row.scheme}:{row.overall}" for row in rows}

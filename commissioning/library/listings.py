"""What the lists of the resource bank offer: search, filters, orders, and the columns of their files."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.text import slugify

from commissioning.authorities.models import Authority, Region
from commissioning.kinds import Kind as Theme
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from readiness.levels import LEVELS
from readiness.models import Standard
from readiness.models.standards import CYCLE_STAGES

from .kinds import Effect, Helped, ResourceKind, Tier
from .models import ResourceVersion
from .workflow import LABELS, State


def _tagged(name: str, label: str, lookup: str, choices: Iterable[tuple[object, str]], *, all: str) -> Filter:
    """A select over the values of an array."""
    options = (Option(str(value), str(text), Q(**{f"{lookup}__contains": [value]})) for value, text in choices)
    return Filter(name, label, (Option("", all, Q()), *options))


def _joined(values: Iterable[object] | None) -> str:
    return ";".join(map(str, values or ()))


REGIONS = [(slugify(name), name) for name in Region.NAMES]
KEPT = Filter("kept", "Kept for later", (Option("", "All", Q()), Option("mine", "Kept by me", Q(is_kept=True))))


def _of_region(slug: str) -> Q:
    """Where it happened: a region of its own, or one of its areas. Sub-queries, so that no row is found twice."""
    through = Q(regions__slug=slug) | Q(areas__region__slug=slug)
    return Q(pk__in=ResourceVersion.objects.filter(through).values("pk"))


def resources(standards: Iterable[Standard]) -> Listing:
    regions = (Option(slug, name, _of_region(slug)) for slug, name in REGIONS)
    stages = [(number, f"{number}. {name}") for number, name in CYCLE_STAGES.items()]
    levels = [(number, f"Level {number}: {text[0].lower()}{text[1:]}") for number, text in LEVELS.items()]
    of_standards = [(one.code, f"{one.number}. {one.title}") for one in standards]
    return Listing(
        own_search=True,
        search_label="Words to look for",
        filters=(
            _tagged("standard", "Standard", "standards", of_standards, all="All standards"),
            _tagged("level", "Useful at level", "levels", levels, all="All levels"),
            _tagged("stage", "Stage of the commissioning cycle", "stages", stages, all="All stages"),
            _tagged("theme", "Theme", "themes", Theme.choices, all="All themes"),
            _tagged("type", "Type of council", "types", Authority.Type.choices, all="All types"),
            Filter("region", "Where it happened", (Option("", "All regions", Q()), *regions)),
            Filter.one_of("tier", "Strength of evidence", "tier", Tier.choices, all="All strengths"),
            Filter.one_of("effect", "Size of effect", "effect", Effect.choices, all="All sizes"),
            Filter.one_of("kind", "Kind", "resource__kind", ResourceKind.choices, all="Both kinds"),
            KEPT,
        ),
        sorts=(
            Sort("nearest", ("nearness", "title")),
            Sort("title", ("title",)),
            Sort("published", ("published_at", "title")),
        ),
        columns=(
            Column("code", "resource__code"),
            Column("kind", "resource__kind"),
            Column("title", "title"),
            Column("summary", "summary"),
            Column("places", "places"),
            Column("evidence", "tier"),
            Column("evidence_because", "tier_because"),
            Column("effect", "effect"),
            Column("standards", "standards", _joined),
            Column("levels", "levels", _joined),
            Column("stages", "stages", _joined),
            Column("themes", "themes", _joined),
            Column("types", "types", _joined),
            Column("original_publisher", "original_publisher"),
            Column("original_date", "original_date"),
            Column("version", "number"),
            Column("published_at", "published_at"),
        ),
        file_name="resources",
        key="resources",
        page_size=20,
    )


_STATES = [state for state in State if state is not State.REPLACED]
IN_HAND = Listing(
    search=("title", "places"),
    filters=(
        Filter.any_of("state", "State", "state", [(state.value, LABELS[state]) for state in _STATES]),
        Filter.one_of("kind", "Kind", "resource__kind", ResourceKind.choices, all="Both kinds"),
    ),
    sorts=(Sort("since", ("created_at", "title")), Sort("title", ("title",)), Sort("state", ("state", "title"))),
    starts="-since",
    columns=(
        Column("title", "title"),
        Column("kind", "resource__kind"),
        Column("version", "number"),
        Column("state", "state"),
        Column("area", "authority__short_name"),
        Column("begun_at", "created_at"),
    ),
    file_name="resources-being-written",
    key="resources-in-hand",
)

USES = Listing(
    search=("resource__code", "how"),
    search_label="What was used, or how",
    filters=(Filter.any_of("helped", "Did it help?", "helped", Helped.choices),),
    sorts=(Sort("used", ("used_on",)), Sort("helped", ("helped", "used_on"))),
    starts="-used",
    columns=(
        Column("resource", "resource__code"),
        Column("used_on", "used_on"),
        Column("how", "how"),
        Column("helped", "helped"),
        Column("helped_words", "helped_words"),
    ),
    file_name="resources-used",
    key="resource-uses",
)

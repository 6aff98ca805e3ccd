"""The list of what areas say they need, behind the numbers of the demand view."""

from collections.abc import Iterable

from commissioning import years
from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Sort
from commissioning.profiles.models.said import SAID_BY

from .queries.demand import What


def entries(what: What, said_in: Iterable[int]) -> Listing:
    """`said_in`: the years there are any of. Its filters are those that a number’s link names."""
    in_years = [(str(year), years.label(year)) for year in said_in]
    return Listing(
        sorts=(
            Sort("area", ("authority__short_name", "-year")),
            Sort("kind", ("kind", "authority__short_name")),
            Sort("year", ("year", "authority__short_name")),
            Sort("said", ("said_by", "authority__short_name")),
        ),
        columns=(
            Column("gss_code", "authority__gss_code"),
            Column("area", "authority__short_name"),
            Column("region", "authority__region__name"),
            Column("kind", "kind"),
            Column("words", "words"),
            Column("year", "year", years.label),
            Column("said_by", "said_by"),
        ),
        file_name=f"demand-{what.key}-entries",
        key="demand",
        search=("words", "authority__short_name"),
        search_label="Words in it, or area",
        filters=(
            Filter.one_of("kind", what.kind_label, "kind", what.kinds.choices, all="All"),
            Filter.one_of("year", "Year", "year", in_years, all="All years"),
            Filter.one_of("said_by", "Who said it", "said_by", SAID_BY, all="Everybody"),
            Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
        ),
    )

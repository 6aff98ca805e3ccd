"""What the list of areas offers: search, filters, orders, and the columns of its file."""

from django.db.models import Q
from django.utils.text import slugify

from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .models import Authority, Region

REGIONS = [(slugify(name), name) for name in Region.NAMES]

# The file's words are the register's own (`london_borough`, `rural`), so that it joins with the programme's other
# files; the page shows their labels.
REGISTER = Listing(
    search=("name", "short_name", "alternative_names", "gss_code"),
    search_label="Council’s name or ONS code",
    filters=(
        Filter.one_of("type", "Type", "type", Authority.Type.choices, all="All types"),
        Filter.one_of("region", "Region", "region__slug", REGIONS, all="All regions"),
        Filter.one_of("rurality", "Rurality", "rurality", Authority.Rurality.choices, all="Urban and rural"),
        Filter(
            "status",
            "Status",
            (
                Option("", "Current councils", Q(ended_on__isnull=True)),
                Option("former", "Former councils and codes", Q(ended_on__isnull=False)),
                Option("all", "Both", Q()),
            ),
        ),
    ),
    sorts=(
        Sort("name", ("short_name", "gss_code")),
        Sort("type", ("type", "short_name")),
        Sort("region", ("region__name", "short_name")),
        Sort("children", ("population_0_17", "short_name")),
    ),
    columns=(
        Column("gss_code", "gss_code"),
        Column("name", "name"),
        Column("short_name", "short_name"),
        Column("type", "type"),
        Column("region", "region__name"),
        Column("rural_urban", "rural_urban"),
        Column("rurality", "rurality"),
        Column("population_0_17", "population_0_17"),
        Column("population_0_17_year", "population_0_17_year"),
        Column("population", "population"),
        Column("population_year", "population_year"),
        Column("dfe_code", "dfe_code"),
        Column("started_on", "started_on"),
        Column("ended_on", "ended_on"),
    ),
    file_name="areas",
    key="areas",
)

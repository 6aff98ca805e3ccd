"""The list of self-assessments, declared once."""

from commissioning.lists.declare import Column, Filter, Listing, Sort

from .models import SelfAssessment
from .workflow import CHOICES

ASSESSMENTS = Listing(
    sorts=(
        Sort("area", ("authority__short_name", "year")),
        Sort("year", ("year", "authority__short_name")),
        Sort("stage", ("state", "authority__short_name")),
        Sort("opened", ("opened_at",)),
    ),
    columns=(
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("year", "year"),
        Column("occasion", "occasion"),
        Column("stage", "state"),
        Column("opened", "opened_at"),
    ),
    file_name="self-assessments",
    search=("authority__short_name", "authority__gss_code"),
    search_label="Area",
    filters=(
        Filter.one_of("stage", "Stage", "state", CHOICES, all="All stages"),
        Filter.one_of("occasion", "Occasion", "occasion", SelfAssessment.Occasion.choices, all="All occasions"),
    ),
)

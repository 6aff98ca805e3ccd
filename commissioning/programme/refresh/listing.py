"""The list of refreshes: what was uploaded, when and by whom, and what became of it."""

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import QuerySet

from commissioning.access.scope import Scope
from commissioning.lists.declare import Column, Filter, Listing, Sort

from .models import RegisterRefresh

_STATES = dict(RegisterRefresh.State.choices)
_SOURCES = dict(RegisterRefresh.Source.choices)

REFRESHES = Listing(
    sorts=(
        Sort("uploaded", ("uploaded_at",), never_empty=True),
        Sort("settled", ("settled_at",)),
    ),
    starts="-uploaded",
    columns=(
        Column("files", "names"),
        Column("source", "source", _SOURCES.get),
        Column("uploaded_at", "uploaded_at"),
        Column("uploaded_by", "uploaded_by__full_name"),
        Column("stage", "state", _STATES.get),
        Column("settled_at", "settled_at"),
        Column("settled_by", "settled_by__full_name"),
    ),
    file_name="register-refreshes",
    key="register-refreshes",
    names_beside="only who uploaded and applied it, beside it",
    search=("names", "uploaded_by__full_name"),
    search_label="Name of a file, or of who uploaded it",
    filters=(Filter.one_of("stage", "Stage", "state", RegisterRefresh.State.choices, all="All stages"),),
)


def refreshes(scope: Scope) -> QuerySet[RegisterRefresh]:
    rows = RegisterRefresh.objects.visible_to(scope).select_related("uploaded_by", "settled_by")
    return rows.prefetch_related("files")


def listed(scope: Scope) -> QuerySet[RegisterRefresh]:
    """With the `names` of its files in one line."""
    return refreshes(scope).annotate(names=StringAgg("files__file_name", "; ", distinct=True))

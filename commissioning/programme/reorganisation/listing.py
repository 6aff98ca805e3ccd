"""The list of reorganisations: by their first day, or by the councils before or after."""

from commissioning.authorities.models import Succession
from commissioning.lists.declare import Column, Filter, Listing, Sort

from .models import Reorganisation
from .rules import KINDS

_STATES = dict(Reorganisation.State.choices)

REORGANISATIONS = Listing(
    sorts=(
        Sort("first-day", ("effective_on",)),
        Sort("before", ("before",)),
        Sort("after", ("after",)),
    ),
    starts="-first-day",
    columns=(
        Column("before", "before"),
        Column("before_gss_codes", "before_codes"),
        Column("what_happens", "kind", lambda kind: str(Succession.Kind(kind).label)),
        Column("after", "after"),
        Column("after_gss_codes", "after_codes"),
        Column("first_day", "effective_on"),
        Column("legal_order", "legal_order"),
        Column("stage", "state", _STATES.get),
        Column("recorded_at", "recorded_at"),
        Column("recorded_by", "recorded_by__full_name"),
        Column("settled_at", "settled_at"),
        Column("settled_by", "settled_by__full_name"),
        Column("withdrawn_because", "withdrawn_because"),
    ),
    file_name="reorganisations",
    key="reorganisations",
    names_beside="only who recorded it, beside it",
    search=("before", "before_codes", "after", "after_codes", "legal_order"),
    search_label="Council, ONS code or legal order",
    filters=(
        Filter.one_of(
            "kind", "What happens", "kind", [(kind.value, label) for kind, label in KINDS.items()], all="Anything"
        ),
        Filter.one_of("stage", "Stage", "state", Reorganisation.State.choices, all="All stages"),
    ),
)

"""The lists of this app, declared once: search, filters, order and the columns of the file."""

from dataclasses import replace

from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from commissioning.access.roles import CHOICES
from commissioning.authorities.listings import REGIONS
from commissioning.authorities.models import Authority
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .queries.invitations import STATES

_NOT_OVER = (Q(ends_on__isnull=True) | Q(ends_on__gte=TruncDate(Now()))) & Q(revoked_at__isnull=True)

APPOINTMENTS = Listing(
    sorts=(
        Sort("name", ("person__full_name",)),
        Sort("role", ("role", "person__full_name")),
        Sort("area", ("authority__short_name", "region__name")),
        Sort("from", ("starts_on",)),
    ),
    columns=(
        Column("name", "person__full_name"),
        Column("email", "person__email"),
        Column("role", "role"),
        Column("acting", "acting"),
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("region", "region__name"),
        Column("first_day", "starts_on"),
        Column("last_day", "ends_on"),
        Column("ended_at_once", "revoked_at"),
    ),
    file_name="people-in-role",
    key="appointments",
    of_people=True,
    search=("person__full_name", "person__email", "authority__short_name", "region__name"),
    search_label="Name, email or area",
    filters=(
        Filter.one_of("role", "Role", "role", CHOICES, all="All roles"),
        Filter.one_of("acting", "Acting", "acting", [("True", "Acting only")], all="Acting or not"),
        Filter(
            "when",
            "When",
            (
                Option("", "Now and to come", _NOT_OVER),
                Option("ended", "Ended", ~_NOT_OVER),
                Option("all", "Both", Q()),
            ),
        ),
    ),
)

# For those who send them.
APPOINTMENTS_AND_INVITATIONS = replace(
    APPOINTMENTS,
    columns=(*APPOINTMENTS.columns, Column("invitation", "invitation", STATES.get)),
    filters=(
        *APPOINTMENTS.filters,
        Filter.one_of("invitation", "Invitation", "invitation", STATES.items(), all="All"),
    ),
)

_VACANT = Q(champion__isnull=True), Q(director__isnull=True), Q(local_lead__isnull=True)

DIRECTORY = Listing(
    search=("short_name", "champion", "director", "local_lead", "senior_leader", "contributor"),
    search_label="Name or area",
    filters=(
        Filter.one_of("region", "Region", "region__slug", REGIONS, all="All regions"),
        Filter.one_of("type", "Type", "type", Authority.Type.choices, all="All types"),
        Filter(
            "show",
            "Show",
            (
                Option("", "All areas", Q()),
                Option("champion", "No champion", _VACANT[0]),
                Option("director", "No director", _VACANT[1]),
                Option("local_lead", "No local lead", _VACANT[2]),
                Option("vacant", "Any of the three vacant", _VACANT[0] | _VACANT[1] | _VACANT[2]),
                Option("acting", "Somebody acting", Q(acting__gt=0)),
            ),
        ),
    ),
    sorts=(
        Sort("area", ("short_name", "gss_code")),
        Sort("region", ("region__name", "short_name")),
        Sort("champion", ("champion", "short_name")),
        Sort("director", ("director", "short_name")),
        Sort("lead", ("local_lead", "short_name")),
    ),
    columns=(
        Column("gss_code", "gss_code"),
        Column("area", "short_name"),
        Column("type", "type"),
        Column("region", "region__name"),
        Column("champion", "champion"),
        Column("champion_last_held", "champion_last_held"),
        Column("director", "director"),
        Column("director_last_held", "director_last_held"),
        Column("local_lead", "local_lead"),
        Column("local_lead_last_held", "local_lead_last_held"),
        Column("senior_leaders", "senior_leader"),
        Column("contributors", "contributor"),
    ),
    file_name="roles-by-area",
    key="directory",
    of_people=True,
)

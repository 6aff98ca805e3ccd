"""The lists of this app, declared once: search, filters, order and the columns of the file."""

from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from commissioning.access.roles import CHOICES
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

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
    search=("person__full_name", "person__email", "authority__short_name", "region__name"),
    search_label="Name, email or area",
    filters=(
        Filter.one_of("role", "Role", "role", CHOICES, all="All roles"),
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

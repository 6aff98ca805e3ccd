"""The list of offers of contact: by day, either way round, and by nothing else. Put in the order of how many an area
has, or of what they are about, it would be a league table.
"""

from django.db.models import Q

from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .models import IS_LIVE, OfferOfContact
from .rules import CHOICES, STATES

OFFERS = Listing(
    sorts=(Sort("offered", ("opened_on",)),),
    starts="-offered",
    columns=(
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("region", "authority__region__name"),
        Column("reason", "rule"),
        Column("words", "words"),
        Column("since", "since"),
        Column("offered_on", "opened_on"),
        Column("last_day", "expires_on"),
        Column("state", "state"),
        Column("area_says", "answer"),
        Column("support_package", "package__reference"),
    ),
    file_name="offers-of-contact",
    key="contact",
    search=("authority__short_name", "words"),
    search_label="Area or words",
    filters=(
        Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
        Filter.one_of("reason", "Reason", "rule", CHOICES, all="All reasons"),
        Filter(
            "state",
            "Where it stands",
            (
                Option("", "Anywhere", Q()),
                Option("live", "Open or acknowledged", IS_LIVE),
                *Filter.any_of("state", "", "state", STATES).options,
            ),
        ),
        Filter.one_of("answer", "The area says", "answer", OfferOfContact.Answer.choices, all="Anything or nothing"),
    ),
)

"""The desk’s table: every package that was sent, with filters that the desk’s numbers link to."""

from datetime import date

from django.db.models import Q, QuerySet

from commissioning.access.scope import Scope
from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from commissioning.people.models import User

from ..desk import CHOICES as EXCEPTIONS
from ..kinds import Kind, Offer
from ..models import Pot, SavedFilter, SupportPackage
from ..models.packages import IS_OPEN
from ..workflow import ABOUT, ENDED, OPEN, Stage
from .exceptions import with_exception
from .packages import listed
from .pots import of_year

NOBODY = "nobody"
SENT = [(stage.value, ABOUT[stage].label) for stage in Stage if stage in OPEN or stage in ENDED]


def rows(scope: Scope) -> QuerySet[SupportPackage]:
    return listed(scope).sent()


def listing(today: date, asked: str = "") -> Listing:
    """Made for each request: what is an exception changes with the day. `asked`: the exception the address names; only
    that one is looked for.
    """
    return Listing(
        sorts=(
            Sort("since", ("stage_since",)),
            Sort("reference", ("reference",)),
            Sort("area", ("authority__short_name", "reference")),
            Sort("kind", ("kind", "reference")),
            Sort("stage", ("stage", "stage_since")),
            Sort("contact", ("last_contact_on", "reference")),
            Sort("allocated", ("days_allocated", "reference")),
            Sort("used", ("days_used", "reference")),
        ),
        columns=(
            Column("reference", "reference"),
            Column("gss_code", "authority__gss_code"),
            Column("areas", "area_names", lambda names: "; ".join(names)),
            Column("region", "authority__region__name"),
            Column("title", "title"),
            Column("kind", "kind"),
            Column("offer", "offer"),
            Column("form", "form"),
            Column("stage", "stage"),
            Column("stage_since", "stage_since"),
            Column("last_contact", "last_contact_on"),
            Column("lead", "lead_name"),
            Column("days_allocated", "days_allocated"),
            Column("days_used", "days_used"),
            Column("days_forecast", "days_forecast"),
            Column("pounds_allocated", "pounds_allocated"),
            Column("pounds_used", "pounds_used"),
        ),
        file_name="desk",
        key="desk",
        names_beside="only who leads each package, beside it",
        search=("title", "reference", "authority__short_name"),
        search_label="Title, reference or area",
        filters=(
            Filter.one_of("stage", "Stage", "stage", SENT, all="All stages"),
            Filter("open", "Open", (Option("", "Open and ended", Q()), Option("yes", "Open", IS_OPEN))),
            Filter.one_of("kind", "Kind", "kind", Kind.choices, all="All kinds"),
            Filter.one_of("offer", "Offer", "offer", Offer.choices, all="All offers"),
            Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
            Filter("lead", "Lead", (Option("", "All leads", Q()), *_leads())),
            Filter("exception", "Exception", (Option("", "All packages", Q()), *_exceptions(today, asked))),
            Filter("year", "Year of the pot", (Option("", "All years", Q()), *_years())),
        ),
    )


def _leads() -> list[Option]:
    """Whoever leads an open package."""
    led = SupportPackage.objects.filter(IS_OPEN, led_by__isnull=False)
    people = User.objects.filter(pk__in=led.values("led_by")).order_by("full_name", "pk")
    of_somebody = [Option(str(one.pk), str(one), Q(led_by=one)) for one in people]
    return [Option(NOBODY, "Nobody", Q(led_by__isnull=True)), *of_somebody]


def _exceptions(today: date, asked: str) -> list[Option]:
    return [Option(key, label, with_exception(key, today) if key == asked else Q()) for key, label in EXCEPTIONS]


def _years() -> list[Option]:
    years = Pot.objects.order_by("-year").values_list("year", flat=True).distinct()
    return [Option(str(year), f"{year}/{(year + 1) % 100:02}", of_year(year)) for year in years]


def saved_filters(scope: Scope) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.visible_to(scope)

"""The lists of this app, each declared once."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from commissioning.people.models import User
from readiness.models import Standard

from .kinds import Kind
from .matching import SOON
from .models import LedgerEntry, PackageEvent
from .workflow import CHOICES

AT_THE_DOOR = "whoever reads a package from outside its areas is recorded at its door"

PACKAGES = Listing(
    sorts=(
        Sort("since", ("stage_since",)),
        Sort("reference", ("reference",)),
        Sort("area", ("authority__short_name", "reference")),
        Sort("kind", ("kind", "reference")),
        Sort("stage", ("stage", "stage_since")),
    ),
    columns=(
        Column("reference", "reference"),
        Column("gss_code", "authority__gss_code"),
        Column("areas", "area_names", lambda names: "; ".join(names)),
        Column("title", "title"),
        Column("kind", "kind"),
        Column("offer", "offer"),
        Column("form", "form"),
        Column("stage", "stage"),
        Column("stage_since", "stage_since"),
        Column("lead", "lead_name"),
        Column("days_agreed", "days"),
        Column("days_used", "days_used"),
    ),
    file_name="support-packages",
    key="packages",
    names_beside="only who leads each package, beside it",
    search=("title", "reference", "authority__short_name"),
    search_label="Title, reference or area",
    filters=(
        Filter.one_of("stage", "Stage", "stage", CHOICES, all="All stages"),
        Filter.one_of("kind", "Kind", "kind", Kind.choices, all="All kinds"),
        Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
    ),
    starts="-since",
)


def advisers(standards: Iterable[Standard], today: date) -> Listing:
    """The pool (`queries.advisers.listed`); made for each request, since what is expired changes with the day."""
    return Listing(
        sorts=(
            Sort("name", ("person__full_name",)),
            Sort("accredited_until", ("accredited_until", "person__full_name")),
            Sort("packages", ("open_packages", "person__full_name")),
            Sort("free", ("free", "person__full_name")),
        ),
        columns=(
            Column("name", "person__full_name"),
            Column("employer", "employer__short_name"),
            Column("other_employer", "employer_name"),
            Column("accredited_on", "accredited_on"),
            Column("accredited_until", "accredited_until"),
            Column("kinds", "kinds", lambda kinds: "; ".join(kinds)),
            Column("standards", "standards", lambda codes: "; ".join(codes)),
            Column("regions", "region_names", lambda names: "; ".join(names)),
            Column("days_a_month", "days_a_month"),
            Column("days_taken_this_month", "taken"),
            Column("days_free_this_month", "free"),
            Column("away_today", "is_away"),
            Column("open_packages", "open_packages"),
            Column("in_role", "is_in_role"),
        ),
        file_name="advisers",
        key="advisers",
        of_people=True,
        search=("person__full_name", "employer__short_name", "employer_name"),
        search_label="Name or employer",
        filters=(
            _one("kind", "Knows", "All kinds", ((k.value, k.label, Q(kinds__contains=[k.value])) for k in Kind)),
            _one("standard", "Standard", "All standards", _knowing(standards)),
            _one("region", "Works in", "All regions", _working_in()),
            _one("accreditation", "Accreditation", "All", _accredited(today)),
            _one("free", "Free this month", "All", (("yes", "Free this month", Q(free__gt=0)),)),
            Filter(
                "role",
                "In role",
                (
                    Option("", "In role today", Q(is_in_role=True)),
                    Option("ended", "Not in role today", Q(is_in_role=False)),
                    Option("all", "Both", Q()),
                ),
            ),
        ),
    )


def _one(name: str, label: str, all: str, options: Iterable[tuple[str, str, Q]]) -> Filter:
    return Filter(name, label, (Option("", all, Q()), *(Option(value, str(text), q) for value, text, q in options)))


def _knowing(standards: Iterable[Standard]) -> Iterator[tuple[str, str, Q]]:
    for standard in standards:
        yield standard.code, standard.title, Q(standards__contains=[standard.code])


def _working_in() -> Iterator[tuple[str, str, Q]]:
    """Who names no region works in any."""
    for slug, name in REGIONS:
        yield slug, name, Q(works_in__contains=[slug]) | Q(works_in=[])


def _accredited(today: date) -> Iterator[tuple[str, str, Q]]:
    soon = today + SOON
    yield "valid", "Accredited today", Q(accredited_until__gte=today)
    yield "soon", "Expires within 90 days", Q(accredited_until__range=(today, soon))
    yield "expired", "Expired", Q(accredited_until__lt=today)
    yield "none", "Not accredited", Q(accredited_until__isnull=True)


# Whoever carries something of what is open (`queries.workload.carriers`).
WORKLOAD = Listing(
    sorts=(
        Sort("name", ("full_name",)),
        Sort("leads", ("leads", "full_name")),
        Sort("days_led", ("days_led", "full_name")),
        Sort("advises", ("advises", "full_name")),
        Sort("days", ("days", "full_name")),
    ),
    columns=(
        Column("name", "full_name"),
        Column("leads_packages", "leads"),
        Column("days_expected_in_them", "days_led"),
        Column("advises_on_packages", "advises"),
        Column("own_days_expected", "days"),
    ),
    file_name="workload",
    key="workload",
    of_people=True,
    search=("full_name",),
    search_label="Name",
    filters=(
        _one(
            "part",
            "Part",
            "Leads and advisers",
            (
                ("lead", "Those who lead", Q(leads__gt=0)),
                ("adviser", "Advisers", Q(advises__gt=0) | Q(days__gt=0)),
            ),
        ),
    ),
    starts="-leads",
)


def ledger(people: Iterable[User]) -> Listing:
    """The entries of one package’s ledger."""
    return Listing(
        sorts=(Sort("when", ("at",)), Sort("month", ("month", "at"))),
        columns=(
            Column("entry", "pk"),
            Column("recorded_at", "at"),
            Column("kind", "kind"),
            Column("month", "month"),
            Column("adviser", "adviser__full_name"),
            Column("pot", "pot__name"),
            Column("days", "days"),
            Column("pounds", "pounds"),
            Column("what", "what"),
            Column("why_beyond_what_there_was", "override"),
            Column("reverses_entry", "reverses__pk"),
            Column("recorded_by", "by__full_name"),
        ),
        file_name="days-and-money",
        key="ledger",
        names_beside=AT_THE_DOOR,
        search=("what",),
        search_label="What it was for",
        filters=(
            Filter.one_of("kind", "Kind", "kind", LedgerEntry.Kind.choices, all="All kinds"),
            Filter(
                "of",
                "Whose",
                (
                    Option("", "Everybody’s", Q()),
                    Option("package", "The package’s own", Q(adviser__isnull=True)),
                    Option("advisers", "Advisers’", Q(adviser__isnull=False)),
                    *(Option(str(person.pk), str(person), Q(adviser=person)) for person in people),
                ),
            ),
            _one("beyond", "Beyond what there was", "All", (("yes", "With a reason", ~Q(override="")),)),
        ),
        starts="-when",
        page_size=25,
    )


def pots(years: Iterable[tuple[int, str]]) -> Listing:
    """The programme’s pots (`queries.pots.pots`), of the years there are any for."""
    return Listing(
        sorts=(
            Sort("year", ("year", "name")),
            Sort("name", ("name", "year")),
            Sort("days_left", ("days_left", "name")),
            Sort("pounds_left", ("pounds_left", "name")),
        ),
        columns=(
            Column("pot", "name"),
            Column("year", "year"),
            Column("days_held", "days"),
            Column("days_allocated", "days_allocated"),
            Column("days_used", "days_used"),
            Column("days_left", "days_left"),
            Column("pounds_held", "pounds"),
            Column("pounds_allocated", "pounds_allocated"),
            Column("pounds_used", "pounds_used"),
            Column("pounds_left", "pounds_left"),
            Column("packages", "packages_in_it"),
            Column("closed_at", "closed_at"),
        ),
        file_name="pots",
        key="pots",
        search=("name",),
        search_label="Name",
        filters=(
            _one("year", "Year", "All years", ((str(year), label, Q(year=year)) for year, label in years)),
            Filter(
                "open",
                "Open",
                (
                    Option("", "Open and closed", Q()),
                    Option("yes", "Open", Q(closed_at__isnull=True)),
                    Option("no", "Closed", Q(closed_at__isnull=False)),
                ),
            ),
        ),
        starts="-year",
    )


POT_PACKAGES = Listing(
    sorts=(
        Sort("reference", ("reference",)),
        Sort("area", ("authority__short_name", "reference")),
        Sort("region", ("region_name", "reference")),
        Sort("days", ("from_days", "reference")),
        Sort("pounds", ("from_pounds", "reference")),
    ),
    columns=(
        Column("reference", "reference"),
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("region", "region_name"),
        Column("title", "title"),
        Column("stage", "stage"),
        Column("days_allocated", "from_days"),
        Column("days_used", "days_used"),
        Column("pounds_allocated", "from_pounds"),
        Column("pounds_used", "pounds_used"),
    ),
    file_name="pot-packages",
    key="pot",
    search=("title", "reference", "authority__short_name"),
    search_label="Title, reference or area",
    filters=(
        Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
        Filter.one_of("stage", "Stage", "stage", [one for one in CHOICES if one[0] != "draft"], all="All stages"),
    ),
)

# --- What happens in a package ------------------------------------------------------------

_TAKEN_BACK = (
    Option("", "All sessions", Q()),
    Option("no", "Those that stand", Q(taken_back_at__isnull=True)),
    Option("yes", "Taken back", Q(taken_back_at__isnull=False)),
)
_SESSION_COLUMNS = (
    Column("held_on", "held_on"),
    Column("adviser", "adviser__full_name"),
    Column("days", "days"),
    Column("what", "what"),
    Column("with_whom", "who"),
    Column("next", "next"),
    Column("next_on", "next_on"),
    Column("recorded", "recorded_at"),
    Column("taken_back", "taken_back_at"),
    Column("taken_back_because", "taken_back_because"),
)
SESSIONS = Listing(
    sorts=(
        Sort("day", ("held_on",)),
        Sort("adviser", ("adviser__full_name", "held_on")),
        Sort("days", ("days", "held_on")),
    ),
    columns=_SESSION_COLUMNS,
    file_name="sessions",
    key="sessions",
    names_beside=AT_THE_DOOR,
    search=("adviser__full_name", "what", "who"),
    search_label="Adviser or words",
    filters=(Filter("taken_back", "Taken back", _TAKEN_BACK),),
    starts="-day",
)
OWN_SESSIONS = Listing(
    sorts=(
        Sort("day", ("held_on",)),
        Sort("package", ("package__reference", "held_on")),
        Sort("days", ("days", "held_on")),
    ),
    columns=(
        Column("reference", "package__reference"),
        Column("area", "package__authority__short_name"),
        *_SESSION_COLUMNS,
    ),
    file_name="my-sessions",
    key="own-sessions",
    names_beside="their own alone",
    search=("package__reference", "package__title", "package__authority__short_name", "what"),
    search_label="Package, area or words",
    filters=(Filter("taken_back", "Taken back", _TAKEN_BACK),),
    starts="-day",
)
STEP_COLUMNS = (
    Column("kind", "kind"),
    Column("title", "title"),
    Column("owner", "owner"),
    Column("due_on", "due_on"),
    Column("done_on", "done_on"),
    Column("dropped", "dropped_at"),
    Column("what_came_of_it", "words"),
)
RISK_COLUMNS = (
    Column("kind", "kind"),
    Column("title", "title"),
    Column("rating", "rating"),
    Column("response", "response"),
    Column("owner", "owner"),
    Column("raised", "raised_at"),
    Column("before_the_programme", "escalated_at"),
    Column("closed", "closed_at"),
    Column("outcome", "outcome"),
)
DECISION_COLUMNS = (
    Column("number", "pk"),
    Column("made_on", "made_on"),
    Column("made_by", "made_by"),
    Column("text", "text"),
    Column("in_place_of", "replaces"),
    Column("recorded", "at"),
)
FILES = Listing(
    sorts=(Sort("added", ("added_at",)), Sort("title", ("title",)), Sort("who", ("added_by__full_name", "added_at"))),
    columns=(
        Column("title", "title"),
        Column("file", "file_name"),
        Column("bytes", "size"),
        Column("added", "added_at"),
        Column("added_by", "added_by__full_name"),
        Column("removed", "removed_at"),
        Column("removed_because", "removed_because"),
    ),
    file_name="files",
    key="files",
    names_beside=AT_THE_DOOR,
    search=("title", "file_name"),
    search_label="Title or name",
    filters=(
        Filter(
            "removed",
            "Removed",
            (
                Option("", "Those that are here", Q(removed_at__isnull=True)),
                Option("yes", "Removed", Q(removed_at__isnull=False)),
            ),
        ),
    ),
    starts="-added",
)
MESSAGES = Listing(
    sorts=(Sort("when", ("at",)),),
    columns=(
        Column("when", "at"),
        Column("from", "by__full_name"),
        Column("message", "body"),
        Column("told", "told"),
    ),
    file_name="messages",
    key="messages",
    names_beside=AT_THE_DOOR,
    search=("body", "by__full_name"),
    search_label="Words or name",
    starts="-when",
)


def timeline() -> Listing:
    """Made for each request, since how long ago something is changes with the day."""
    now = timezone.now()
    within = {"7": "The last 7 days", "30": "The last 30 days", "92": "The last three months", "366": "The last year"}
    days = [Option(key, label, Q(at__gte=now - timedelta(days=int(key)))) for key, label in within.items()]
    return Listing(
        sorts=(Sort("when", ("at",)),),
        columns=(
            Column("when", "at"),
            Column("about_the_day", "on"),
            Column("kind", "kind"),
            Column("what", "text"),
            Column("words", "more"),
            Column("by", "by__full_name"),
            Column("from_stage", "from_stage"),
            Column("to_stage", "to_stage"),
        ),
        file_name="timeline",
        key="timeline",
        names_beside=AT_THE_DOOR,
        search=("by__full_name",),
        search_label="Who did it",
        filters=(
            Filter.one_of("kind", "Kind", "kind", PackageEvent.Kind.choices, all="Every kind"),
            Filter("within", "When", (Option("", "Any day", Q()), *days)),
        ),
        starts="-when",
    )

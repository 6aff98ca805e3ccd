"""The lists of this app, each declared once."""

from collections.abc import Iterator

from django.db.models import Q

from commissioning.authorities.listings import REGIONS
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from . import attributes as cuts
from .models import Mode, Quote, Round, RoundGroup
from .queries.rounds import STANDINGS

ROUNDS = Listing(
    sorts=(
        Sort("closes", ("closes_on", "name")),
        Sort("name", ("name",)),
        Sort("state", ("state", "closes_on")),
    ),
    columns=(
        Column("name", "name"),
        Column("mode", "mode"),
        Column("state", "state"),
        Column("frame_on", "frame_on"),
        Column("opens_on", "opens_on"),
        Column("closes_on", "closes_on"),
        Column("groups", "group_count"),
        Column("invited", "invited"),
        Column("answered", "answered"),
    ),
    file_name="survey-rounds",
    key="rounds",
    search=("name",),
    search_label="Round’s name",
    filters=(
        Filter.one_of("state", "State", "state", Round.State.choices, all="All states"),
        Filter.one_of("mode", "Mode", "mode", Mode.choices, all="Both modes"),
    ),
    starts="-closes",
)

LISTENINGS = Listing(
    sorts=(
        Sort("begun", ("begun_at",)),
        Sort("area", ("authority__short_name", "begun_at")),
        Sort("told", ("told_at", "authority__short_name")),
    ),
    columns=(
        Column("gss_code", "authority__gss_code"),
        Column("area", "authority__short_name"),
        Column("region", "authority__region__name"),
        Column("purpose", "purpose"),
        Column("begun_at", "begun_at"),
        Column("ended_at", "ended_at"),
        Column("told_at", "told_at"),
        Column("support_package", "package_seen"),
    ),
    file_name="listening",
    key="listenings",
    search=("authority__short_name", "purpose"),
    search_label="Area, or what it is to find out",
    filters=(
        Filter.one_of("region", "Region", "authority__region__slug", REGIONS, all="All regions"),
        Filter(
            "state",
            "State",
            (
                Option("", "Open and ended", Q()),
                Option("open", "Open", Q(ended_at__isnull=True)),
                Option("ended", "Ended", Q(ended_at__isnull=False)),
            ),
        ),
    ),
    starts="-begun",
)

_CHOOSABLE = ("type", "region", "rurality", "employer", "level")  # attributes worth a filter


def people_asked(group: RoundGroup, values: dict[str, list[str]]) -> Listing:
    """Everybody a group asks (`queries.rounds.people_asked`). `values`: by attribute, those that occur.

    Of an anonymous round neither what became of an invitation nor reminders, which go only to those who have not
    answered.
    """
    return _anonymous(group) if group.is_anonymous else _confidential(group, values)


def _confidential(group: RoundGroup, values: dict[str, list[str]]) -> Listing:
    kept = [key for key in group.round.attributes if key in cuts.ATTRIBUTES]
    return Listing(
        sorts=(
            Sort("name", ("person__full_name",)),
            Sort("area", ("authority__short_name", "person__full_name")),
            Sort("standing", ("standing", "person__full_name")),
            Sort("invited", ("invited_on", "person__full_name")),
        ),
        columns=(
            Column("name", "person__full_name"),
            Column("email", "person__email"),
            Column("areas", "places", lambda names: "; ".join(names)),
            *(Column(key, f"attributes__{key}") for key in kept),
            Column("state", "standing_label"),
            Column("invited_on", "invited_on"),
            Column("reminded_on", "reminded_on"),
            Column("reminders", "reminders"),
        ),
        file_name=f"people-asked-{group.slug}",
        key="frame",
        of_people=True,
        search=("person__full_name", "person__email", "authority__short_name"),
        search_label="Name, email address or area",
        filters=(
            Filter.one_of("state", "State", "standing", STANDINGS, all="All states"),
            *(_by_attribute(key, values.get(key, [])) for key in _CHOOSABLE if len(values.get(key, [])) > 1),
        ),
    )


def _anonymous(group: RoundGroup) -> Listing:
    return Listing(
        sorts=(Sort("name", ("person__full_name",)),),
        columns=(
            Column("name", "person__full_name"),
            Column("email", "person__email"),
            Column("invited_on", "invited_on"),
        ),
        file_name=f"people-asked-{group.slug}",
        key="frame",
        of_people=True,
        search=("person__full_name", "person__email"),
        search_label="Name or email address",
    )


def _by_attribute(key: str, values: list[str]) -> Filter:
    return Filter(
        f"by-{key}",
        cuts.attribute_label(key),
        (Option("", "All", Q()), *_options(key, values)),
    )


def _options(key: str, values: list[str]) -> Iterator[Option]:
    for value in values:
        yield Option(value or "not-known", cuts.value_label(value), Q(**{f"attributes__{key}": value}))


def quotes(rounds: list[tuple[str, str]]) -> Listing:
    """The quote bank (`queries.quotes.quotes`). `rounds`: id and name of those that something is quoted of."""
    return Listing(
        sorts=(
            Sort("changed", ("changed_at",)),
            Sort("attribution", ("attribution", "passage")),
            Sort("state", ("state", "changed_at")),
        ),
        columns=(
            Column("passage", "passage"),
            Column("attribution", "attribution"),
            Column("state", "state"),
            Column("round", "round_name"),
            Column("group", "group_title"),
            Column("question", "question_name"),
            Column("approved_at", "approved_at"),
            Column("override_reason", "override_reason"),
            Column("withdrawn_because", "withdrawn_because"),
        ),
        file_name="quotes",
        key="quotes",
        of_people=True,
        search=("passage", "attribution"),
        search_label="Words of the passage",
        filters=(
            Filter.one_of("state", "State", "state", Quote.State.choices, all="All states"),
            Filter.one_of("round", "Round", "round_id", rounds, all="All rounds"),
        ),
        starts="-changed",
    )

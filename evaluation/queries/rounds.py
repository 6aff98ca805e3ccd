"""Reads about rounds: which there are, what needs doing next, and whom a group asks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from ..models import Invitation, InvitationAuthority, Respondent, Round, RoundGroup
from .breakdowns import in_order
from .rates import GroupRates, rates_of_rounds

CLOSES_SOON = timedelta(days=7)
LOW_RATE = 50  # per cent, worth saying when a round closes soon

State = Round.State
Outcome = Invitation.Outcome

# What became of one invitation, for the list of a confidential round.
STANDINGS = [
    ("answered", "Answered"),
    ("partial", "Partly answered"),
    ("begun", "Begun"),
    ("silent", "Not answered yet"),
    ("interview", "To be interviewed"),
    ("waiting", "Not invited yet"),
    ("no_address", "No email address"),
    ("bounced", "Could not be reached"),
    ("refused", "Does not want to take part"),
    ("ineligible", "Should not have been asked"),
]


def rounds() -> QuerySet[Round]:
    return Round.objects.select_related("created_by")


def groups() -> QuerySet[RoundGroup]:
    return RoundGroup.objects.select_related("round", "instrument_version__instrument").defer(
        "instrument_version__definition"
    )


def invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("group__round", "person", "authority")


def listed() -> QuerySet[Round]:
    """For the list: each with `group_count`, `invited` and `answered`."""
    return rounds().annotate(
        group_count=_count(RoundGroup.objects.filter(round=OuterRef("pk")), "round"),
        invited=_count(Invitation.objects.filter(group__round=OuterRef("pk")), "group__round"),
        answered=Case(
            When(mode="anonymous", state=State.OPEN, then=_count(_used(), "group__round")),
            default=_count(Respondent.objects.filter(group__round=OuterRef("pk")), "group__round"),
            output_field=IntegerField(),
        ),
    )


def _used() -> QuerySet[Invitation]:
    return Invitation.objects.filter(group__round=OuterRef("pk"), used=True)


def _count(rows: QuerySet, by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def people_asked(group: RoundGroup) -> QuerySet[Invitation]:
    """Everybody of the frame, with `places`; of a confidential round with `standing`, of an anonymous one without."""
    places = InvitationAuthority.objects.filter(invitation=OuterRef("pk")).order_by("authority__short_name")
    rows = Invitation.objects.filter(group=group).select_related("person", "authority")
    if group.is_anonymous:
        return rows
    rows = rows.annotate(places=ArraySubquery(places.values("authority__short_name")), standing=_standing())
    labels = (When(standing=standing, then=Value(label)) for standing, label in STANDINGS)
    return rows.annotate(standing_label=Case(*labels, output_field=CharField()))


def _standing() -> Case:
    return Case(
        When(identity__respondent__partial=True, then=Value("partial")),
        When(Q(identity__isnull=False) | Q(used=True), then=Value("answered")),
        When(~Q(outcome=""), then=F("outcome")),
        When(draft__isnull=False, then=Value("begun")),
        When(group__interviewed=True, then=Value("interview")),
        When(person__email__isnull=True, then=Value("no_address")),
        When(token_hash__isnull=False, then=Value("silent")),
        default=Value("waiting"),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class RoundShown:
    """A round with its rates, whose turn it is, and what somebody should look at."""

    round: Round
    groups: tuple[GroupRates, ...]
    ball: str
    next_step: str
    due: date | None
    warnings: tuple[str, ...]


def shown(round_: Round, today: date | None = None) -> RoundShown:
    return shown_rounds([round_], today)[0]


def current(today: date | None = None) -> list[RoundShown]:
    """Those being prepared or open, and the one that closed last; not those that came from files."""
    collected = rounds().filter(imported=False)
    unclosed = list(collected.exclude(state=State.CLOSED).order_by("closes_on", "pk"))
    last = collected.filter(state=State.CLOSED).order_by("-closed_at").first()
    return shown_rounds([*unclosed, *([last] if last else [])], today)


def shown_rounds(rows: Sequence[Round], today: date | None = None) -> list[RoundShown]:
    """As many queries for one as for fifty."""
    rates, today = rates_of_rounds(rows), today or timezone.localdate()
    return [_shown(row, rates[row.pk], today) for row in rows]


def _shown(round_: Round, found: tuple[GroupRates, ...], today: date) -> RoundShown:
    ball, step, due = _next(round_, found, today)
    return RoundShown(round_, found, ball, step, due, tuple(_warnings(round_, found, today)))


def _next(round_: Round, found: tuple[GroupRates, ...], today: date) -> tuple[str, str, date | None]:
    if round_.imported:
        return "evaluators", "read what came of it", None
    if round_.state == State.DRAFT:
        lacking = any(each.group.instrument_version_id is None for each in found)
        step = "choose a questionnaire for each group, then open the round" if lacking else "look it over and open it"
        return "evaluators", step, round_.opens_on
    if round_.state == State.OPEN:
        if round_.opens_on > today:
            return "nobody", "the first invitations go out", round_.opens_on
        return "those who are asked", "the round closes", round_.closes_on
    return "evaluators", "read what came of it", None


def _warnings(round_: Round, found: Iterable[GroupRates], today: date) -> Iterator[str]:
    if round_.imported:
        return
    left = (round_.closes_on - today).days
    if round_.state == State.DRAFT:
        if left < 0:
            yield "Its last day is over and it was never opened."
        elif round_.opens_on < today:
            yield f"Its first day was {round_.opens_on:%-d %B %Y} and it has not been opened."
    for each in found:
        if round_.state == State.DRAFT and each.group.instrument_version_id is None:
            yield f"{each.group.title}: no questionnaire is chosen."
        if not round_.is_closed and each.is_drawn and not each.people.invited:
            yield f"{each.group.title}: nobody is in the frame."
        if not round_.is_closed and each.without_address and not each.group.interviewed:
            people = "1 person has" if each.without_address == 1 else f"{each.without_address} people have"
            yield f"{each.group.title}: {people} no email address, so cannot be invited."
        if round_.state == State.OPEN and left <= CLOSES_SOON.days and _is_low(each):
            yield f"{each.group.title}: {_closes(left)}, {each.people.rate} % have answered."


def _is_low(each: GroupRates) -> bool:
    return each.people.rate is not None and each.people.rate < LOW_RATE


def _closes(left: int) -> str:
    if left <= 0:
        return "closes today" if left == 0 else "its last day is over"
    return "closes tomorrow" if left == 1 else f"closes in {left} days"


def values_asked(group: RoundGroup) -> dict[str, list[str]]:
    """By attribute, the values that occur among those a group asks, in the order people read them."""
    found: dict[str, set[str]] = {}
    for attributes in Invitation.objects.filter(group=group).order_by().values_list("attributes", flat=True).distinct():
        for key, value in attributes.items():
            found.setdefault(key, set()).add(value)
    return {key: in_order(key, values) for key, values in found.items()}


def standing_of(invitation: Invitation) -> str:
    """In words, what became of it; "" in an anonymous round."""
    if invitation.group.is_anonymous:
        return ""
    return people_asked(invitation.group).get(pk=invitation.pk).standing_label

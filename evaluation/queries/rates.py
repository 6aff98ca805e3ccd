"""How many were asked and have answered, live: by group, and by what the round keeps of people. Never what was said.

Of an anonymous round the marks of who has answered are counted while it is open and wiped when it closes; from then on
answers are counted, which nobody can join to an invitation.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Q, Value, When

from ..analysis.frame import Outcomes
from ..models import (
    CohortValue,
    Identity,
    Invitation,
    InvitationAuthority,
    PooledAnswer,
    Respondent,
    Round,
    RoundGroup,
)

Source = RoundGroup.Source
STANDING_OF_AUTHORITY = ("complete", "partial", "silent", "bounced", "refused", "ineligible")  # the first that it has


@dataclass(frozen=True)
class Tally:
    """So many people of a group of whom the same became, and of whom the round keeps the same."""

    standing: str  # complete, partial, ineligible, refused, bounced, silent
    people: int
    attributes: Mapping[str, str]
    without_address: int = 0


@dataclass(frozen=True)
class Counted:
    """Of one group: its invitations, and answers that are tied to none of them."""

    group: RoundGroup
    invitations: tuple[Tally, ...]
    answers: tuple[Tally, ...]
    authorities: Mapping[int, str]  # id → standing; empty where no authority is held

    def outcomes(self, fits: Callable[[Mapping[str, str]], bool] = lambda attributes: True) -> Outcomes:
        """Of the people whose attributes fit."""
        invited, answered = Counter[str](), Counter[str]()
        for tally in self.invitations:
            if fits(tally.attributes):
                invited[tally.standing] += tally.people
        for tally in self.answers:
            if fits(tally.attributes):
                answered[tally.standing] += tally.people
        return _outcomes(invited, answered, is_drawn=is_drawn(self.group))


def _outcomes(invited: Counter[str], answered: Counter[str], *, is_drawn: bool) -> Outcomes:
    complete, partial = (invited[kind] + answered[kind] for kind in ("complete", "partial"))
    if not is_drawn:
        return Outcomes(complete + partial, complete, partial, is_open=True)
    # Of an anonymous round that closed, some who were noted as out of reach may be among those who answered.
    left = invited.total() - invited["ineligible"] - complete - partial
    refused = min(invited["refused"], max(left, 0))
    bounced = min(invited["bounced"], max(left - refused, 0))
    return Outcomes(invited.total(), complete, partial, bounced, invited["ineligible"], refused)


@dataclass(frozen=True)
class GroupRates:
    """People and authorities counted apart; `authorities` None where none is held."""

    group: RoundGroup
    people: Outcomes
    authorities: Outcomes | None
    without_address: int
    is_drawn: bool


def rates_of_rounds(rounds: Sequence[Round]) -> dict[int, tuple[GroupRates, ...]]:
    """By round id, its groups in their order. As many queries for one round as for fifty."""
    groups = list(
        RoundGroup.objects.filter(round__in=[row.pk for row in rounds])
        .select_related("round", "instrument_version__instrument")
        .defer("instrument_version__definition")
    )
    found: dict[int, list[GroupRates]] = {row.pk: [] for row in rounds}
    for counted in count(groups):
        found[counted.group.round_id].append(_rates(counted))
    return {pk: tuple(rates) for pk, rates in found.items()}


def _rates(counted: Counted) -> GroupRates:
    drawn = is_drawn(counted.group)
    held = Counter(counted.authorities.values())
    authorities = _outcomes(held, Counter(), is_drawn=drawn) if held else None
    without = sum(tally.without_address for tally in counted.invitations)
    return GroupRates(counted.group, counted.outcomes(), authorities, without, drawn)


def count(groups: Sequence[RoundGroup]) -> list[Counted]:
    """Of each of the groups; the database adds up."""
    ids = [group.pk for group in groups]
    invitations = _invitations(ids)
    untied = [group.pk for group in groups if _answers_are_untied(group)]
    answers = _answers(untied)
    authorities = _authorities(groups)
    return [
        Counted(group, tuple(invitations[group.pk]), tuple(answers[group.pk]), authorities[group.pk])
        for group in groups
    ]


def is_drawn(group: RoundGroup) -> bool:
    """Whether it has a frame: with an open link or a file nobody knows who was asked."""
    return group.source not in (Source.LINK, Source.FILES)


def _answers_are_untied(group: RoundGroup) -> bool:
    return not is_drawn(group) or (group.is_anonymous and group.round.is_closed)


def _standing(invitation: str = "") -> Case:
    """What became of an invitation, by the way to it."""
    at = f"{invitation}__" if invitation else ""
    return Case(
        When(**{f"{at}identity__respondent__partial": True}, then=Value("partial")),
        When(Q(**{f"{at}identity__isnull": False}) | Q(**{f"{at}used": True}), then=Value("complete")),
        When(**{f"{at}outcome": ""}, then=Value("silent")),
        default=F(f"{at}outcome"),
        output_field=CharField(),
    )


def _invitations(ids: Sequence[int]) -> dict[int, list[Tally]]:
    rows = Invitation.objects.filter(group__in=ids).order_by().annotate(standing=_standing())
    rows = rows.values_list("group", "standing", "attributes")
    counted = rows.annotate(people=Count("pk"), without=Count("pk", filter=Q(person__email__isnull=True)))
    found = defaultdict(list)
    for group, standing, attributes, people, without in counted:
        found[group].append(Tally(standing, people, attributes, without if standing == "silent" else 0))
    return found


def _answers(ids: Sequence[int]) -> dict[int, list[Tally]]:
    """Of groups where answers are tied to no invitation: those counted, and those that wait for company."""
    found: dict[int, list[Tally]] = defaultdict(list)
    if not ids:
        return found
    values: dict[int, dict[str, str]] = defaultdict(dict)
    for cohort, attribute, value in CohortValue.objects.filter(cohort__group__in=ids).values_list(
        "cohort", "attribute", "value"
    ):
        values[cohort][attribute] = value
    rows = Respondent.objects.filter(group__in=ids).order_by().values_list("group", "cohort", "partial")
    for group, cohort, partial, people in rows.annotate(Count("pk")):
        found[group].append(Tally("partial" if partial else "complete", people, values[cohort]))
    waiting = PooledAnswer.objects.filter(group__in=ids).order_by().values_list("group").annotate(Count("pk"))
    for group, people in waiting:
        found[group].append(Tally("complete", people, {}))
    return found


def _authorities(groups: Sequence[RoundGroup]) -> dict[int, dict[int, str]]:
    """By group and authority, how it stands: as the best of the people asked for it, or as the files say."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    held = [group for group in groups if not group.is_anonymous]
    asked = InvitationAuthority.objects.filter(invitation__group__in=held).annotate(standing=_standing("invitation"))
    rows = asked.order_by().values_list("invitation__group", "authority", "standing").distinct()
    for group, authority, standing in rows:
        before = found[group].get(authority, standing)
        found[group][authority] = min(before, standing, key=STANDING_OF_AUTHORITY.index)
    named = Identity.objects.filter(respondent__group__in=[group for group in held if not is_drawn(group)])
    named = named.exclude(authority=None).order_by()  # its own order is by respondent: none would be distinct
    for group, authority in named.values_list("respondent__group", "authority").distinct():
        found[group][authority] = "complete"
    return found

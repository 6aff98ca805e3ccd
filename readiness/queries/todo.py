"""What is next and whose it is: home and the page of a self-assessment say it alike."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from commissioning import years
from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.models import Authority

from ..models import AgreedLevel, Challenge, SelfAssessment, StandardEntry
from ..workflow import FINISHED, State
from .agreement import led_pairs
from .assessments import MINUTES_A_STANDARD, assessments, champion_authorities, time_for
from .standards import PROGRAMME_SET

# Whose turn it is in each state, most urgent first: whoever keeps others waiting longest.
TURNS: dict[State, Permission] = {
    State.WITH_DIRECTOR: Permission.ASSESSMENT_SIGN,
    State.CHALLENGE: Permission.CHALLENGE_GIVE,
    State.RETURNED: Permission.ASSESSMENT_LEAD,
    State.RESPONSE: Permission.ASSESSMENT_LEAD,
    State.AGREEING: Permission.ASSESSMENT_LEAD,
    State.OPEN: Permission.ASSESSMENT_LEAD,
}


# Minutes: for each standard to agree and each point to respond to, and for reading it through.
TO_AGREE, TO_RESPOND, TO_READ = 5, 5, 30


@dataclass(frozen=True)
class Todo:
    """One thing to do, with where, and about how many minutes it takes."""

    assessment: SelfAssessment
    title: str
    text: str
    url: str
    button: str
    minutes: int


def todos(scope: Scope, only: SelfAssessment | None = None) -> list[Todo]:
    """What waits for this person, most urgent first; of one self-assessment when asked. Constant in queries."""
    turns = [Q(state=state) & scope.within([permission]) for state, permission in TURNS.items()]
    rows = _counted(assessments()).filter(reduce(or_, turns))
    waiting = list(rows.filter(pk=only.pk) if only else rows)
    led = led_pairs(row for row in waiting if row.state == State.CHALLENGE)
    waiting = [row for row in waiting if (row.pk, scope.person_id) not in led]
    urgency = list(TURNS)
    return [_todo(row) for row in sorted(waiting, key=lambda row: urgency.index(State(row.state)))]


def _counted(rows: QuerySet[SelfAssessment]) -> QuerySet[SelfAssessment]:
    """Each with how many standards it has, and how many are completed, agreed, looked at and still to answer."""
    this_round = Challenge.objects.filter(round=OuterRef("challenge_round"))
    answered = AgreedLevel.objects.filter(Q(level__isnull=False) | ~Q(no_level=""))
    return rows.annotate(
        all=_how_many(StandardEntry.objects.all()),
        completed=_how_many(StandardEntry.objects.filter(completed=True)),
        agreed=_how_many(answered),
        looked_at=_how_many(this_round),
        unanswered=_how_many(this_round.exclude(finding=Challenge.Finding.AGREE).filter(response="")),
    )


def _how_many(rows: QuerySet) -> Coalesce:
    mine = rows.order_by().filter(assessment=OuterRef("pk")).values("assessment")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def _todo(row: SelfAssessment) -> Todo:
    title, text, url_name, button = _WORDS[State(row.state)](row)
    return Todo(row, title, text, reverse(f"readiness:{url_name}", args=[row.pk]), button, _minutes(row))


def _minutes(row) -> int:
    if row.state == State.OPEN:
        return (row.all - row.completed) * MINUTES_A_STANDARD
    if row.state == State.AGREEING:
        return (row.all - row.agreed) * TO_AGREE
    return row.unanswered * TO_RESPOND if row.state == State.RESPONSE else TO_READ


def _open(row) -> tuple[str, str, str, str]:
    text = f"{row.completed} of {row.all} standards completed; about {time_for(row.all - row.completed)} to go."
    if row.completed == row.all:
        text = "Every standard is completed. Check your answers and send your views."
    return f"Go on with the {_lower(row)}", text, "assessment-detail", "Continue"


def _agreeing(row) -> tuple[str, str, str, str]:
    if row.agreed == row.all:
        return (
            f"Check the {_lower(row)}",
            "Every level is agreed. See what is still worth mending, then send it on.",
            "agreement-check",
            "Check it",
        )
    text = f"{row.agreed} of {row.all} levels agreed; widest disagreement comes first."
    return f"Agree the levels of the {_lower(row)}", text, "agreement-detail", "Agree levels"


def _challenge(row) -> tuple[str, str, str, str]:
    text = f"{row.looked_at} of {row.all} standards looked at. The area waits for your view as a critical friend."
    return f"{row.title} awaits your challenge", text, "challenge-detail", "Challenge it"


def _response(row) -> tuple[str, str, str, str]:
    text = f"{row.unanswered} of its points still need your response."
    if not row.unanswered:
        text = "Every point has your response. Send it to your director."
    return f"Answer the challenge to the {_lower(row)}", text, "response-detail", "Respond"


def _returned(row) -> tuple[str, str, str, str]:
    text = "Your director wants something changed before signing. Read the comments, then go on agreeing."
    return f"{row.title} was returned by your director", text, "assessment-detail", "Read the comments"


def _with_director(row) -> tuple[str, str, str, str]:
    text = "Your champion has sent it. See what changed and where partners disagree, then sign it or return it."
    return f"{row.title} awaits your signature", text, "signature-add", "Read it"


def _lower(row: SelfAssessment) -> str:
    """ "annual self-assessment 2026/27"."""
    return f"{row.title[0].lower()}{row.title[1:]}"


_WORDS = {
    State.OPEN: _open,
    State.AGREEING: _agreeing,
    State.CHALLENGE: _challenge,
    State.RESPONSE: _response,
    State.RETURNED: _returned,
    State.WITH_DIRECTOR: _with_director,
}


@dataclass(frozen=True)
class ToStart:
    """This year's annual self-assessment on the programme's own set, which nobody has opened yet."""

    authority: Authority
    year_label: str


def to_start(scope: Scope) -> list[ToStart]:
    """Areas the person leads whose annual one of this year is not open; an unfinished earlier one comes first."""
    year = years.year_of(timezone.localdate())
    annual = SelfAssessment.objects.filter(
        authority=OuterRef("pk"), occasion=SelfAssessment.Occasion.ANNUAL, framework__code=PROGRAMME_SET
    )
    begun = annual.filter(Q(year=year) | ~Q(state__in=FINISHED))
    return [ToStart(area, years.label(year)) for area in champion_authorities(scope).filter(~Exists(begun))]

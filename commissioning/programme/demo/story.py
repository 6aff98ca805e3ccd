"""What the story of a support package consists of; weeks count from the request, or from when delivery began."""

from dataclasses import dataclass, field
from datetime import timedelta

from commissioning.people.models import User
from commissioning.support.benefits import Category, Kind
from commissioning.support.models import OutcomeMeasure, Rating, Risk
from commissioning.support.workflow import Stage

About, Better, Hardness = OutcomeMeasure.About, OutcomeMeasure.Better, OutcomeMeasure.Hardness


def weeks(number: int) -> timedelta:
    return timedelta(weeks=number)


@dataclass(frozen=True)
class Cast:
    """Who acts in a story."""

    champion: User
    director: User
    lead: User
    programme: User
    adviser: User


@dataclass(frozen=True)
class Rated:
    """One criterion by one side; `later` what it says at the follow-up where it was too early to tell."""

    rating: Rating
    words: str
    later: "Rated | None" = None


@dataclass(frozen=True)
class Aimed:
    """A criterion of the terms. `facts` are the adviser’s, when the package comes to its review."""

    text: str
    measure: str
    baseline: str
    target: str
    area: Rated | None = None
    lead: Rated | None = None
    facts: str = ""


@dataclass(frozen=True)
class Held:
    week: int
    days: str
    what: str
    who: str
    next: str
    message: str = ""
    answer: str = ""
    next_week: int | None = None  # when they meet again


@dataclass(frozen=True)
class Planned:
    week: int
    kind: str
    title: str
    done: str = ""  # what came of it; empty is still to do


@dataclass(frozen=True)
class Raised:
    title: str
    rating: Risk.Rating
    response: str
    owner: str
    kind: Risk.Kind = Risk.Kind.RISK
    escalated: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Decided:
    week: int
    text: str
    by: str


@dataclass(frozen=True)
class Counted:
    """A figure of the area, of the year in which it asked or so many years after."""

    kind: Kind
    category: Category
    pounds: str
    method: str
    includes: str
    verified_by: str = ""
    years_on: int = 0


@dataclass(frozen=True)
class Curve:
    """A measure at ends of quarters, of months (`months` 1), or each 31 March (12). `history` ends before delivery
    began; `forecast` and `readings` follow it, as many readings as there have been days for.
    """

    title: str
    unit: str
    about: About
    hardness: Hardness
    better: Better
    target: str
    source: str
    story: str
    history: tuple[str, ...]
    forecast: tuple[str, ...]
    readings: tuple[str, ...]
    months: int = 3
    criterion: int | None = None


@dataclass(frozen=True)
class Filed:
    title: str
    name: str
    text: str


@dataclass(frozen=True)
class Story:
    """`ago`: how long before today the area asked; `stage` is how far it has got since."""

    gss_code: str
    title: str
    kind: str
    standards: tuple[str, ...]
    stage: Stage
    ago: timedelta
    need: str
    hoped: str
    tried: str = ""
    leaving: str = ""  # why it was put off, paused, declined or withdrawn
    condition: str = ""
    heard: tuple[tuple[str, str], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    picture: str = ""
    checklist: tuple[tuple[str, str, str], ...] = ()  # question, how it stands, in which words
    aims: str = ""
    criteria: tuple[Aimed, ...] = ()
    days: str = "10"
    pounds: str = "2500"
    form: str = "specialist"
    intervention: str = "collective"
    sessions: tuple[Held, ...] = ()
    plan: tuple[Planned, ...] = ()
    risks: tuple[Raised, ...] = ()
    decisions: tuple[Decided, ...] = ()
    paid: tuple[tuple[str, str], ...] = ()  # pounds, what for
    figures: tuple[Counted, ...] = ()
    curves: tuple[Curve, ...] = ()
    files: tuple[Filed, ...] = ()
    close: dict = field(default_factory=dict)
    followed_up: str = ""  # what was found where it had been too early to tell

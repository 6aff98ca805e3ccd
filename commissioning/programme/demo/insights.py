"""What to know before working with the two areas: pitfalls, opportunities, mindset. All of it made up."""

from dataclasses import dataclass

from commissioning.authorities.models import Authority
from commissioning.people.models import User
from commissioning.profiles.actions import insights
from commissioning.profiles.models import Insight
from commissioning.profiles.sensitivity import Sensitivity

from .places import DURHAM, EALING

Kind = Insight.Kind


@dataclass(frozen=True)
class Seen:
    kind: Kind
    words: str
    what_to_do: str
    sensitivity: Sensitivity


SEEN = {
    DURHAM: (
        Seen(
            Kind.PITFALL,
            "The word “pooled” brings back the dispute before anybody has said what it would be for.",
            "Speak of what families would notice; leave the form of agreement until both finance teams ask.",
            Sensitivity.LEAD,
        ),
        Seen(
            Kind.PITFALL,
            "Meetings in the east of the county leave out whoever works in the west.",
            "Meet where the buses go, or by video, and say which at the start.",
            Sensitivity.PROGRAMME,
        ),
        Seen(
            Kind.OPPORTUNITY,
            "Places stand empty in the east while a voluntary group in the west has the staff and no building.",
            "Bring the two together before any tender is written.",
            Sensitivity.PROGRAMME,
        ),
        Seen(
            Kind.OPPORTUNITY,
            "The parents’ group will read a draft within a week.",
            "Send drafts to it first, and say afterwards what changed because of it.",
            Sensitivity.PUBLIC,
        ),
        Seen(
            Kind.MINDSET,
            "People here would rather mend what they have than begin something with a new name.",
            "Ask what already works, and build on it by its own name.",
            Sensitivity.PROGRAMME,
        ),
        Seen(
            Kind.MINDSET,
            "The lead member will not hear of another reorganisation this year.",
            "",
            Sensitivity.AREA,
        ),
    ),
    EALING: (
        Seen(
            Kind.PITFALL,
            "Three people believe they hold the contract with the largest provider.",
            "Ask for the signed copy before the first meeting.",
            Sensitivity.PROGRAMME,
        ),
        Seen(
            Kind.OPPORTUNITY,
            "Two neighbouring boroughs buy from the same short list of providers.",
            "Ask the three champions whether one price list would help.",
            Sensitivity.PROGRAMME,
        ),
        Seen(
            Kind.MINDSET,
            "After a year of new faces, people wait to see who stays before they commit.",
            "Name who will still be here in a year, and begin with them.",
            Sensitivity.LEAD,
        ),
    ),
}


def keep(area: Authority, champion: User) -> None:
    for seen in SEEN[area.gss_code]:
        insights.add(authority=area, typed=insights.Typed(**vars(seen)), by=champion)

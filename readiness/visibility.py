"""Who sees what of a self-assessment (domain, *Who sees what*): permission and state joined in one table.

Pure. `queries.reading` gathers what it asks about one person and one self-assessment; `queries.audiences` asks it
about everybody at once, now and after a signature.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from commissioning.access.permissions import Permission as P

from .workflow import State

_FROM_DIRECTOR = frozenset({State.WITH_DIRECTOR, State.RETURNED, State.SIGNED})

# Holding the permission opens agreed levels, text and evidence as they stand in these states.
LEVELS_OPEN: dict[P, frozenset[State]] = {
    P.LEVELS_SEE_ALWAYS: frozenset(State),
    P.LEVELS_SEE_FROM_CHALLENGE: _FROM_DIRECTOR | {State.CHALLENGE, State.RESPONSE},
    P.LEVELS_SEE_FROM_DIRECTOR: _FROM_DIRECTOR,
}
# To people the champion names: while it is open there is nothing agreed yet, only the champion's own view.
NAMED_OPEN = frozenset(State) - {State.OPEN}
# What was signed stays open to these whatever happens next; to a contributor only where they took part.
SIGNED_OPEN = frozenset(LEVELS_OPEN)
SIGNED_OPEN_IF_TOOK_PART = P.LEVELS_SEE_IF_TOOK_PART
# Audiences (`models.Share`) an area may show what was signed to, and the permission that makes one of them.
AUDIENCES: dict[str, P] = {
    "leaders": P.SHARED_WITH_LEADERS,
    "region": P.SHARED_WITH_REGION,
    "programme": P.SHARED_WITH_PROGRAMME,
}
WHOLE_REPORT = "report"  # what may be shared beside "levels"


def _levels_open(held: frozenset[P], state: State) -> bool:
    return any(permission in held and state in states for permission, states in LEVELS_OPEN.items())


@dataclass(frozen=True)
class Standing:
    """What the rules ask about a self-assessment. `shared`: what each audience is shown ("levels", "report")."""

    state: State
    revealed: bool  # partners' views are open to whoever may read them
    signed: bool  # there is something signed, of this or an earlier revision
    shared: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def once_signed(self) -> "Standing":
        return replace(self, state=State.SIGNED, revealed=True, signed=True)


@dataclass(frozen=True)
class Reader:
    """What the rules ask about a person: the permissions held in the area, and their part in this one.

    `owes`: they were asked for a view, have not sent it, and there is still time.
    """

    held: frozenset[P]
    named: bool = False
    took_part: bool = False
    owes: bool = False


@dataclass(frozen=True)
class Reading:
    """`views`: what each partner thinks · `live`: levels, words and evidence as they stand · `signed`: the signed
    ones · `shared`: what of the signed ones was shared with this reader ("levels", "report").
    """

    leads: bool
    views: bool
    live: bool
    signed: bool
    shared: frozenset[str]

    @property
    def report(self) -> bool:
        return self.live or self.signed or WHOLE_REPORT in self.shared

    @property
    def levels(self) -> bool:
        return self.report or bool(self.shared)


def reading(reader: Reader, standing: Standing) -> Reading:
    """The rule itself. Naming somebody opens nothing to a person without a role in the area."""
    leads = P.ASSESSMENT_LEAD in reader.held
    named = reader.named and P.STAGE_SEE in reader.held
    took_part = reader.took_part and SIGNED_OPEN_IF_TOOK_PART in reader.held
    shared = (standing.shared.get(audience, frozenset()) for audience in audiences(reader.held))
    return Reading(
        leads=leads,
        views=(leads or named) and standing.revealed and not reader.owes,
        live=_levels_open(reader.held, standing.state) or (named and standing.state in NAMED_OPEN and not reader.owes),
        signed=standing.signed and (bool(reader.held & SIGNED_OPEN) or took_part),
        shared=frozenset().union(*shared) if standing.signed else frozenset(),
    )


def audiences(held: frozenset[P]) -> list[str]:
    """The audiences whoever holds these permissions belongs to."""
    return [audience for audience, permission in AUDIENCES.items() if permission in held]


def in_words(reader: Reader, standing: Standing) -> list[str]:
    """What that reader sees of it, one thing a sentence; empty when nothing."""
    sees, own = reading(reader, standing), reader.took_part or reader.owes
    said = {
        "How far it has got.": P.STAGE_SEE in reader.held,
        "Their own view.": own and not sees.views,
        "Who has finished giving a view, not what they think.": sees.leads and not standing.revealed,
        "What each partner thinks.": sees.views,
        "Levels, text and evidence as they stand.": sees.live,
        "The report that was signed, with its evidence.": sees.signed and not sees.live,
        "The report that was signed, with its evidence, because it is shared.": WHOLE_REPORT in sees.shared,
        "The levels that were signed, because they are shared.": bool(sees.shared) and not sees.report,
        "Levels by group of areas, with small numbers withheld.": P.GROUP_LEVELS_SEE in reader.held,
        "Levels and report by name in an export, which is listed under who looked.": P.LEVELS_EXPORT in reader.held,
    }
    return [words for words, so in said.items() if so]


@dataclass(frozen=True)
class Line:
    """One line of the table shown to everyone."""

    who: str
    sees: str


TABLE: Iterable[Line] = (
    Line(
        "Commissioning champion",
        "Levels, text and evidence of their own area, always. What each partner thinks, once the champion’s own views "
        "are in or the time for giving views is over; before that, only who has finished. Their area beside groups of "
        "others, as below.",
    ),
    Line(
        "People the champion names for a self-assessment, such as a facilitator",
        "What each partner thinks, from the same moment as the champion, and the levels being agreed; where they give "
        "a view themselves, once it is in. Naming opens nothing to somebody without a role in the area.",
    ),
    Line(
        "Contributors",
        "Their own view. Once it is signed, the report and the evidence of a self-assessment they took part in. Never "
        "what another partner thinks.",
    ),
    Line(
        "Director of children’s services",
        "Levels, text and evidence while it is with them or they have returned it, and what was signed. "
        "Not what each partner thinks. Their area beside groups of others, as below.",
    ),
    Line(
        "Local lead of the area",
        "Levels, text and evidence from the challenge on, except while the area agrees levels again, and what was "
        "signed. Not what each partner thinks.",
    ),
    Line("Senior leaders of the area", "How far it has got, and what the area shares with them."),
    Line(
        "People in role in a council that took over from another",
        "What their role reads in their own area, of the council it came from as well. Never what each partner thought "
        "there, and nothing of it is theirs to change.",
    ),
    Line(
        "Regional leads and programme leads",
        "How far it has got. What was signed only where the area shares it, the levels alone or the whole report with "
        "its evidence, for a named purpose and until a day the area chooses.",
    ),
    Line("Advisers", "The standards linked to their own support packages; nothing else of a self-assessment."),
    Line(
        "Evaluators",
        "Levels by group of areas, with small numbers withheld. No area’s own; and no group’s if their account can "
        "read an area’s by another role.",
    ),
    Line(
        "Administrators",
        "How far it has got. They can take levels and reports out by name only in an export, which every area in it "
        "finds among who looked.",
    ),
    Line(
        "Other areas",
        "Nothing. Comparisons are with groups, never with a named area’s levels, and are seen by a champion or "
        "director whose area has signed. Not if their account can read levels of another area, by a role, a view they "
        "gave or what is shared with them: whoever knows two areas could work out a third. Reports hold no comparison "
        "for any other reader.",
    ),
)

"""Which form of support might fit: the answers of two sides → a suggestion in careful words. Pure.

After LGA and Isos Partnership, *Enabling improvement* (2017), part 3. It looks at three capacities of an area’s
leaders and at whether problems are contained or run through the whole system. Three patterns are described there;
of every other we say that it is not, and suggest talking first. Another way of delivering services is never among
the suggestions: whether the question arises at all is for people who know the area.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from commissioning.access.permissions import Permission

SOURCE = "LGA and Isos Partnership, Enabling improvement, 2017, part 3"


class Side(StrEnum):
    DIRECTOR = "director"
    LOCAL_LEAD = "local_lead"

    @property
    def other(self) -> "Side":
        return Side.LOCAL_LEAD if self is Side.DIRECTOR else Side.DIRECTOR


SIDE_LABELS: Mapping[Side, str] = {
    Side.DIRECTOR: "The director of children’s services",
    Side.LOCAL_LEAD: "The local lead",
}
# Both sides hold the permission to answer; what else each may do tells them apart. Who is both answers as director.
SIDE_OF: Mapping[Permission, Side] = {
    Permission.ASSESSMENT_SIGN: Side.DIRECTOR,
    Permission.CHALLENGE_GIVE: Side.LOCAL_LEAD,
}


class Form(StrEnum):
    PEER = "peer-led"
    OVERSIGHT = "peer-led-with-oversight"
    TALK = "talk-first"


WORDS: Mapping[Form, str] = {
    Form.PEER: "peer-led support",
    Form.OVERSIGHT: "peer-led support with independent oversight",
    Form.TALK: "talk first: ask for an independent view of whether the conditions are in place",
}
ABOUT: Mapping[Form, str] = {
    Form.PEER: "People from other areas who do the same work: a peer review, a partnership with another council, "
    "working side by side on one practice, or a network.",
    Form.OVERSIGHT: "The same, with somebody independent who brings political, corporate and partner leaders together "
    "and keeps them to what they agreed, such as an improvement board with its own chair and an agreed end.",
    Form.TALK: "Somebody from outside, whom both sides trust, looks at whether leaders can judge, plan and carry out "
    "before anything else is arranged.",
}

YES, NO, NOT_SURE = "yes", "no", "not_sure"
CONTAINED, SYSTEMIC = "contained", "systemic"
SPREADS = [(CONTAINED, "Contained"), (SYSTEMIC, "Through the whole system")]


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    hint: str
    short: str  # how a reason names it
    choices: tuple[tuple[str, str], ...]


_YES_NO = ((YES, "Yes"), (NO, "No"), (NOT_SURE, "Not sure yet"))
QUESTIONS = (
    Question(
        "can_assess",
        "Can the area judge accurately how it is doing?",
        "Its leaders listen, hear what is unwelcome too, and find the causes beneath it.",
        "judging how it is doing",
        _YES_NO,
    ),
    Question(
        "can_plan",
        "Can it set a strategy that follows from that?",
        "Its leaders know what it would take, choose what comes first, and shape it with staff and partners.",
        "setting a strategy",
        _YES_NO,
    ),
    Question(
        "can_implement",
        "Can it carry the strategy out?",
        "There are people, structures and project management for it, and political, corporate and partner backing.",
        "carrying the strategy out",
        _YES_NO,
    ),
    Question(
        "spread",
        "Are the problems contained, or do they run through the whole system?",
        "Contained: in one part of the service or of its oversight. Through the whole system: in many parts, or still "
        "there after earlier attempts.",
        "how far the problems reach",
        (*SPREADS, (NOT_SURE, "Not sure yet")),
    ),
)


@dataclass(frozen=True)
class Answers:
    """One side's. Every answer is one of its question's choices."""

    can_assess: str
    can_plan: str
    can_implement: str
    spread: str

    def of(self, question: Question) -> str:
        return getattr(self, question.key)

    def words(self, question: Question) -> str:
        return dict(question.choices)[self.of(question)]


@dataclass(frozen=True)
class Suggestion:
    """`forms` combine, the first first; `described` says whether the source speaks of these answers at all."""

    forms: tuple[Form, ...]
    reasons: tuple[str, ...]
    described: bool

    @property
    def words(self) -> list[tuple[str, str]]:
        """Each form as it is shown, with what it means."""
        return [(WORDS[form], ABOUT[form]) for form in self.forms]


def differences(director: Answers, local_lead: Answers) -> list[Question]:
    return [question for question in QUESTIONS if director.of(question) != local_lead.of(question)]


def suggest(director: Answers, local_lead: Answers) -> Suggestion:
    """Agreement is read by the patterns; a difference is itself the thing to talk about."""
    apart = differences(director, local_lead)
    if apart:
        named = _listed([question.short for question in apart])
        reason = (
            f"The director and the local lead answer differently about {named}. Talk about that before anything else."
        )
        return Suggestion((Form.TALK,), (reason,), described=False)
    return _pattern(director)


_CAPACITIES = QUESTIONS[:3]
_NOT_DESCRIBED = "The research we use does not describe this pattern, so no form follows from it."


def _pattern(both: Answers) -> Suggestion:
    unsure = [question.short for question in QUESTIONS if both.of(question) == NOT_SURE]
    if unsure:
        reason = f"You are both not sure yet about {_listed(unsure)}. An independent view can help with that."
        return Suggestion((Form.TALK,), (reason,), described=False)
    capacities = tuple(both.of(question) for question in _CAPACITIES)
    known = _DESCRIBED.get((capacities, both.spread))
    if known:
        return known
    lacking = [question.short for question in _CAPACITIES if both.of(question) == NO]
    reason = (
        f"You both see difficulties with {_listed(lacking)}."
        if lacking
        else "You both see the three capacities in place, and problems that run through the whole system."
    )
    return Suggestion((Form.TALK,), (reason, _NOT_DESCRIBED), described=False)


_ALL_THERE = "You both say that the area can judge how it is doing, set a strategy and carry it out"
_OBSTACLES = (
    "You both say that the area can judge how it is doing and set a strategy, and meets obstacles in carrying it out."
)
_BRINGS_TOGETHER = "Focused oversight from outside may bring leaders and partners together to overcome them."
_ABSENT = "You both say that the conditions for improvement are not in place yet: judging, planning and carrying out."
_DESCRIBED: Mapping[tuple[tuple[str, ...], str], Suggestion] = {
    ((YES, YES, YES), CONTAINED): Suggestion(
        (Form.PEER,),
        (
            f"{_ALL_THERE}, and that problems are contained.",
            "Well-chosen support from peers, at the right moments, is likely to help it keep improving.",
        ),
        described=True,
    ),
    ((YES, YES, NO), CONTAINED): Suggestion((Form.OVERSIGHT,), (_OBSTACLES, _BRINGS_TOGETHER), described=True),
    ((YES, YES, NO), SYSTEMIC): Suggestion(
        (Form.TALK, Form.OVERSIGHT),
        (
            _OBSTACLES,
            _BRINGS_TOGETHER,
            "The research does not say whether that is enough where problems run through the whole system, so ask "
            "that first.",
        ),
        described=True,
    ),
    **{
        ((NO, NO, NO), spread): Suggestion(
            (Form.TALK,),
            (_ABSENT, "How they could be put in place is a question for people from outside and inside together."),
            described=True,
        )
        for spread in (CONTAINED, SYSTEMIC)
    },
}


def _listed(names: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

"""Organisational models to start a map from: a short list of our own, drawn from what RR133 and TF found in real areas.

RR133 (end of part 2) suggests offering a menu of existing models from which areas build their own, and reports that
commissioners want no guidance on structure: none of these is recommended, and each says what its source saw go wrong.
The parts are what the source describes, in today's words (its primary care trusts are integrated care boards here);
where it leaves open who reports to whom, the simplest is written down, for the area to adapt.
"""

from dataclasses import dataclass

from .models import Relation, Structure

_K, _R = Structure.Kind, Relation.Kind


@dataclass(frozen=True)
class Part:
    key: str
    kind: Structure.Kind
    name: str


@dataclass(frozen=True)
class Tie:
    source: str
    kind: Relation.Kind
    target: str


@dataclass(frozen=True)
class Model:
    code: str
    name: str
    about: str
    tension: str
    source: str
    parts: tuple[Part, ...]
    ties: tuple[Tie, ...]

    @property
    def parts_in_words(self) -> list[str]:
        return [f"{part.name} ({part.kind.label.lower()})" for part in self.parts]

    @property
    def ties_in_words(self) -> list[str]:
        names = {part.key: part.name for part in self.parts}
        return [f"{names[tie.source]} {tie.kind.label} {names[tie.target]}" for tie in self.ties]


_BOARD = Part("board", _K.BOARD, "Children’s partnership board")
_DIRECTOR = Part("director", _K.LEADER, "Director of children’s services")
_ICB = Part("icb", _K.PARTNER, "Integrated care board")
_COUNCIL = Part("council", _K.PARTNER, "Council")

MODELS = (
    Model(
        code="executive",
        name="Partnership board with an executive group",
        about="The wide board keeps everybody at the table; a smaller group of those who can commit money prepares"
        " and takes the strategic decisions.",
        tension="Boards without senior people who can decide were heard as talking shops, and approvals in several"
        " places slowed things down.",
        source="RR133, part 2.2 (boards and smaller steering or executive groups) and story 5 (the director chairs)",
        parts=(_BOARD, Part("executive", _K.GROUP, "Executive group"), _DIRECTOR, _COUNCIL, _ICB),
        ties=(
            Tie("executive", _R.REPORTS, "board"),
            Tie("director", _R.CHAIRS, "board"),
            Tie("council", _R.MEMBER, "board"),
            Tie("icb", _R.MEMBER, "board"),
            Tie("council", _R.MEMBER, "executive"),
            Tie("icb", _R.MEMBER, "executive"),
        ),
    ),
    Model(
        code="work-streams",
        name="Board with work-stream groups",
        about="A few groups, each for one priority, feed into the board. In the area described, chairs came from"
        " outside the council, and members from public, private and voluntary partners.",
        tension="The three chairs had to meet regularly to keep the groups connected.",
        source="RR133, part 2.2 (work-stream or outcomes groups) and story 6",
        parts=(
            _BOARD,
            Part("early", _K.GROUP, "Prevention and early intervention group"),
            Part("young", _K.GROUP, "14 to 19 group"),
            Part("attain", _K.GROUP, "Attainment group"),
            Part("voluntary", _K.PARTNER, "Voluntary sector organisation"),
            _COUNCIL,
        ),
        ties=(
            Tie("early", _R.REPORTS, "board"),
            Tie("young", _R.REPORTS, "board"),
            Tie("attain", _R.REPORTS, "board"),
            Tie("voluntary", _R.CHAIRS, "early"),
            Tie("council", _R.MEMBER, "board"),
        ),
    ),
    Model(
        code="joint-unit",
        name="Joint commissioning unit of council and health",
        about="One team of posts that both sides pay for and manage, reporting into the leadership of both.",
        tension="Two languages, cultures, sets of staff rules and national targets have to be reconciled in one team.",
        source="RR133, part 2.2 (joint commissioning units, two of the areas studied) and story 8",
        parts=(
            _BOARD,
            Part("unit", _K.UNIT, "Joint commissioning unit"),
            _DIRECTOR,
            Part("health", _K.LEADER, "Director of commissioning, health"),
            _COUNCIL,
            _ICB,
        ),
        ties=(
            Tie("unit", _R.REPORTS, "director"),
            Tie("unit", _R.REPORTS, "health"),
            Tie("council", _R.FUNDS, "unit"),
            Tie("icb", _R.FUNDS, "unit"),
            Tie("health", _R.MEMBER, "board"),
        ),
    ),
    Model(
        code="localities",
        name="Locality partnerships under a county-wide board",
        about="Services for everyone are commissioned nearer to where people live; specialist ones for the whole"
        " area. Some localities hold money that the council has passed on.",
        tension="Consistency between localities, and who commissions what, stay open questions; schools have to be won"
        " over.",
        source="RR133, part 2.2 (commissioning at locality level) and story 7 (two tiers; the chief executive chairs)",
        parts=(
            _BOARD,
            Part("executive", _K.GROUP, "Executive group"),
            Part("chief", _K.LEADER, "Chief executive of the council"),
            Part("north", _K.GROUP, "First locality partnership"),
            Part("south", _K.GROUP, "Second locality partnership"),
            Part("schools", _K.PARTNER, "Schools of a locality"),
            _COUNCIL,
        ),
        ties=(
            Tie("chief", _R.CHAIRS, "board"),
            Tie("executive", _R.REPORTS, "board"),
            Tie("north", _R.REPORTS, "executive"),
            Tie("south", _R.REPORTS, "executive"),
            Tie("schools", _R.MEMBER, "north"),
            Tie("council", _R.FUNDS, "north"),
            Tie("council", _R.FUNDS, "south"),
        ),
    ),
    Model(
        code="one-council",
        name="Strategic commissioning unit for the whole council",
        about="Commissioning for children joins that of other services in one function under one framework.",
        tension="How much stays with children’s services, and how the centre knows enough of them, had not been settled"
        " where this was seen, and people were unsure of their jobs meanwhile.",
        source="RR133, part 2.2 (internal structures in flux) and story 9",
        parts=(
            Part("unit", _K.UNIT, "Strategic commissioning unit"),
            Part("children", _K.UNIT, "Children’s services"),
            Part("chief", _K.LEADER, "Chief executive of the council"),
            _DIRECTOR,
        ),
        ties=(
            Tie("unit", _R.REPORTS, "chief"),
            Tie("director", _R.REPORTS, "chief"),
            Tie("children", _R.REPORTS, "director"),
            Tie("children", _R.MEMBER, "unit"),
        ),
    ),
    Model(
        code="alliance",
        name="Alliance of neighbouring councils",
        about="Councils keep assessment and social work local, and look at needs, prices and gaps together, with one"
        " message to providers and a framework they share.",
        tension="It may turn into a cartel that drives cost down at the expense of quality or locks providers out, and"
        " it competes with each council’s own priorities. The source was written for providers.",
        source="TF, chapter 2 (regional partnerships; East Midlands and West London case studies)",
        parts=(
            Part("alliance", _K.GROUP, "Alliance of neighbouring councils"),
            Part("unit", _K.UNIT, "Commissioning team"),
            _DIRECTOR,
            Part("neighbour", _K.PARTNER, "Neighbouring council"),
            Part("provider", _K.PARTNER, "Providers’ group"),
        ),
        ties=(
            Tie("unit", _R.REPORTS, "director"),
            Tie("unit", _R.MEMBER, "alliance"),
            Tie("neighbour", _R.MEMBER, "alliance"),
            Tie("provider", _R.MEMBER, "alliance"),
        ),
    ),
)
BY_CODE = {model.code: model for model in MODELS}

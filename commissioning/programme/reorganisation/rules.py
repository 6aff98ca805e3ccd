"""What becomes of the programme’s work when councils are reorganised, as a table. Pure: it knows no database.

The preview shows it, `applying` follows it, and docs/decisions/0014-reorganisations.md is drawn from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.authorities.models import Succession

Kind = Succession.Kind

KINDS = {
    Kind.MERGED: "Merger: one or more councils go into one",
    Kind.SPLIT: "Split: one council’s area goes to several",
    Kind.REPLACED: "Replacement: one council takes the place of another",
    Kind.RECODED: "New code: the same council under a new ONS code",
    Kind.PART: "A part: a council lives on, and gives a part of its area to another",
}
HINTS = {
    Kind.MERGED: "Such as Bournemouth and Poole in 2019",
    Kind.SPLIT: "Such as Cumbria in 2023",
    Kind.REPLACED: "Such as a county council whose whole area becomes one new unitary council",
    Kind.RECODED: "Such as Barnsley in 2025, after a change of boundary",
    Kind.PART: "Nothing moves; the register notes it",
}
SEVERAL_BEFORE = frozenset({Kind.MERGED})
SEVERAL_AFTER = frozenset({Kind.SPLIT, Kind.PART})
ENDS = frozenset(Kind) - {Kind.PART}  # the old council is no more
# A council that goes on, or all of it in one other: its people stay in role unless somebody says otherwise.
ONE_TO_ONE = frozenset({Kind.REPLACED, Kind.RECODED})


class What(StrEnum):
    """What may move. Their order is the order of the preview."""

    ASSESSMENT = "assessment"
    PLAN = "plan"
    PACKAGE = "package"
    CHAMPION = "champion"
    DIRECTOR = "director"
    LOCAL_LEAD = "local-lead"
    OTHER_POST = "other-post"
    CAMPAIGN = "campaign"
    RECORD = "record"


class Treatment(StrEnum):
    FOLLOWS = "Goes on under the successor"
    ALONE = "Goes on under the successor where it is the only one of its kind; else it is ended, and stays readable"
    DECIDED = "Goes on under the successor that you name; with none it is ended, and stays readable"
    NAMED = "Goes on under the successor that you name"
    PROPOSED = "Ends the day before; the same person is proposed, and you decide"
    CHOSEN = "Ends the day before; you choose among those who held it, or leave it vacant"
    ENDS_UNLESS = "Ends the day before, unless you name a successor they go on in"
    EVERY = "Ends the day before, and goes on in every successor"
    PLACES = "The successors take its place, unless it has signed"
    STAYS = "Stays under the old code for ever; the successors’ people in role read it"
    UNTOUCHED = "Is not touched"


@dataclass(frozen=True)
class Rule:
    label: str
    one_to_one: Treatment
    merger: Treatment
    split: Treatment

    def treatment(self, kind: str) -> Treatment:
        if kind == Kind.PART:
            return Treatment.UNTOUCHED
        if kind in ONE_TO_ONE:
            return self.one_to_one
        return self.merger if kind == Kind.MERGED else self.split


_T = Treatment
TABLE: dict[What, Rule] = {
    What.ASSESSMENT: Rule("Self-assessment that is not signed yet", _T.FOLLOWS, _T.ALONE, _T.DECIDED),
    What.PLAN: Rule("Action plan: what is not finished of it", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.PACKAGE: Rule("Part in a support package that is not ended", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.CHAMPION: Rule("Appointment as champion", _T.PROPOSED, _T.CHOSEN, _T.CHOSEN),
    What.DIRECTOR: Rule("Appointment as director", _T.PROPOSED, _T.CHOSEN, _T.CHOSEN),
    What.LOCAL_LEAD: Rule("Appointment as local lead", _T.EVERY, _T.EVERY, _T.EVERY),
    What.OTHER_POST: Rule("Appointment as contributor or senior leader", _T.EVERY, _T.EVERY, _T.ENDS_UNLESS),
    What.CAMPAIGN: Rule("Place in a campaign under way", _T.PLACES, _T.PLACES, _T.PLACES),
    What.RECORD: Rule(
        "Signed self-assessments with their reports, ended support packages with their days and money, finished"
        " actions, history, structures, stakeholders, commissioners, services used",
        _T.STAYS,
        _T.STAYS,
        _T.STAYS,
    ),
}


def as_markdown() -> str:
    """The table, for the documentation."""
    head = ["| | replaced, recoded | merged | split |", "|---|---|---|---|"]
    rows = [f"| {one.label} | {one.one_to_one} | {one.merger} | {one.split} |" for one in TABLE.values()]
    return "\n".join([*head, *rows])

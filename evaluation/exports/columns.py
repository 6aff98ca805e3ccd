"""What every column of the impact tables means, said once for codebook, spreadsheet and SPSS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

SUPPRESSED = {
    "c": "Withheld: too few people stand behind it",
    "c2": "Withheld so that another withheld figure cannot be worked out from it",
}
RELIABILITY = {"low": "Base under 30: low base", "caution": "Base under 50: small base"}
BASIS = {
    "asked": "Everyone it was put to and who answered; everyone it was put to, where each choice is a yes or no",
    "with_a_view": "Only answers that express a view",
}
DESIGN = {
    "cross_section": "Whoever answered in either round",
    "same_authority": "Another person of the same area and role",
    "panel": "The same people in both rounds",
}
COMPARABLE = {"yes": "The question may be compared", "no": "The question must not be compared"}
ADJUSTED = {"none": "Not adjusted for colleagues answering alike", "cluster": "Robust to colleagues answering alike"}
POST = {
    "same": "The same person as on the earlier day",
    "new": "Somebody who was not in that post on the earlier day",
    "acting": "Somebody acting",
    "vacant": "Nobody known",
}
LEVEL = {
    **{str(level): f"Level {level}" for level in range(1, 6)},
    "none": "No level: not applicable, or not known",
}
MOVE = {"higher": "At a higher level", "same": "At the same level", "lower": "At a lower level"}
ROLE = {"champion": "Commissioning champion", "director": "Director of children’s services"}


class Type(Enum):
    TEXT = "text"
    WHOLE = "whole number"
    TENTHS = "number, one decimal"
    P = "number, six decimals"

    @property
    def is_number(self) -> bool:
        return self is not Type.TEXT


@dataclass(frozen=True)
class Meaning:
    """`unit`: of a number. `nothing`: what an empty cell of a text column says. `values`: what its texts stand for."""

    label: str
    type: Type = Type.TEXT
    unit: str = ""
    nothing: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str:
        return f"{self.label} ({self.unit})" if self.unit else self.label


def _people(label: str) -> Meaning:
    return Meaning(label, Type.WHOLE, "people")


def _areas(label: str) -> Meaning:
    return Meaning(label, Type.WHOLE, "areas")


def _tenths(label: str, unit: str) -> Meaning:
    return Meaning(label, Type.TENTHS, unit)


COLUMNS: Mapping[str, Meaning] = {
    "round": Meaning("Round"),
    "group": Meaning("Group of respondents"),
    "measure": Meaning("Measure", nothing="None"),
    "measure_from": Meaning("Measure in the earlier round"),
    "measure_to": Meaning("Measure in the later round"),
    "service": Meaning("Service", nothing="None"),
    "question": Meaning("Question"),
    "breakdown": Meaning("Breakdown", nothing="Whole round"),
    "breakdown_value": Meaning("Value of the breakdown", nothing="Whole round, or not known"),
    "basis": Meaning("Basis", values=BASIS),
    "answer": Meaning("Answer"),
    "label": Meaning("Answer in words"),
    "count": _people("Gave this answer"),
    "base": _people("Base"),
    "percent": _tenths("Share", "per cent of base"),
    "suppressed": Meaning("Withheld", nothing="Shown", values=SUPPRESSED),
    "reliability": Meaning("Reliability", nothing="Base of 50 or more", values=RELIABILITY),
    "asked": _people("Were asked"),
    "answered": _people("Answered"),
    "with_a_view": _people("Expressed a view"),
    "positive": _people("Positive"),
    "neutral": _people("Neither positive nor negative"),
    "negative": _people("Negative"),
    "no_view": _people("Answered without a view"),
    "not_answered": _people("Were asked and did not answer"),
    "round_from": Meaning("Earlier round"),
    "percent_from": _tenths("Share in the earlier round", "per cent of base"),
    "base_from": _people("Base in the earlier round"),
    "round_to": Meaning("Later round"),
    "percent_to": _tenths("Share in the later round", "per cent of base"),
    "base_to": _people("Base in the later round"),
    "change_points": _tenths("Change", "percentage points"),
    "ci_low": _tenths("Lower end of the 95 per cent interval", "percentage points"),
    "ci_high": _tenths("Upper end of the 95 per cent interval", "percentage points"),
    "p_value": Meaning("p, two-sided, unadjusted", Type.P),
    "design": Meaning("Design", values=DESIGN),
    "comparable": Meaning("Comparable", values=COMPARABLE),
    "adjusted": Meaning("Adjusted", nothing="Does not apply", values=ADJUSTED),
    "overlap": _people("Known to be in both rounds"),
    "months": Meaning("Time between the rounds", Type.WHOLE, "months"),
    "difference_points": _tenths("Found less expected", "percentage points"),
    "since": Meaning("First day"),
    "until": Meaning("Last day"),
    "people": _people("Recorded as users"),
    "areas": _areas("How many"),
    "base_areas": _areas("Base"),
    "role": Meaning("Role", values=ROLE),
    "post": Meaning("How the post stood on the last day", values=POST),
    "year": Meaning("Year, April to March"),
    "year_from": Meaning("Earlier year"),
    "year_to": Meaning("Later year"),
    "published": Meaning("Number of the comparison it is taken from", Type.WHOLE),
    "standard": Meaning("Standard"),
    "level": Meaning("Signed level", values=LEVEL),
    "median_low": Meaning("Median: level, or the lower of two it lies between", Type.WHOLE),
    "median_high": Meaning("Median: level, or the upper of two it lies between", Type.WHOLE),
    "move": Meaning("Level in the later year beside the earlier", values=MOVE),
}

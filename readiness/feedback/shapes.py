"""The frozen shapes of a feedback report. Screen, PDF and workbook show them as they are; `content` fills them.

What belongs to one chapter alone has its shape in that chapter's module.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commissioning.reporting.charts import DotPlot

from ..levels import HIGHEST, LEVELS, Answer
from .challenge import Challenge, Exchange
from .evidence import Piece
from .others import Others
from .plan import PlannedAction
from .spread import Disagreement, Spread
from .standing import Addition, Milestone, Signing, Taking


@dataclass(frozen=True)
class Labels:
    """Words for what a snapshot keeps as codes: stages by number, the rest by code in the order they are listed in."""

    stages: Mapping[int, str]
    partner_kinds: Mapping[str, str]
    strengths: Mapping[str, str]
    statuses: Mapping[str, str]


@dataclass(frozen=True)
class Area:
    """The authority as it was named when the snapshot was made."""

    gss_code: str
    name: str
    short_name: str
    type: str
    region: str


@dataclass(frozen=True)
class Ahead:
    """What comes after the level a standard has."""

    heading: str
    text: str


@dataclass(frozen=True)
class StandardReport:
    """One standard. `descriptor` is the published text of its level, empty without one; `narrative`, `rationale` and
    `dissent` the area's own words by paragraph; `to_look_for` the evidence the standard suggests, `cited` what the area
    has; `earlier` the answer of the occasion compared with, None where it cannot be compared; `exchange` only where
    the area prints the challenge.
    """

    number: int
    code: str
    title: str
    short_title: str
    answer: Answer
    descriptor: str
    fully_achieved: str
    narrative: tuple[str, ...]
    is_unchanged: bool  # the words are as they were carried forward
    rationale: tuple[str, ...]
    dissent: tuple[str, ...]
    ahead: Ahead
    to_look_for: tuple[str, ...]
    cited: tuple[Piece, ...]
    stages: tuple[str, ...]
    target: int | None
    moderated: bool
    spread: Spread | None
    exchange: Exchange | None
    earlier: Answer | None
    change: str

    @property
    def label(self) -> str:
        return f"{self.number} {self.short_title}"

    @property
    def is_far_off(self) -> bool:
        """Whether the text of neither this level nor the next says what fully achieved means."""
        return self.answer.level is None or self.answer.level < HIGHEST - 1

    @property
    def level_words(self) -> str:
        """What the level means, without its number; the reason where there is none."""
        return LEVELS[self.answer.level] if self.answer.level else self.answer.words


@dataclass(frozen=True)
class Tally:
    """How many standards have each answer, in the order of the report's `columns`; `median` in words."""

    title: str
    counts: tuple[int, ...]
    total: int
    median: str


@dataclass(frozen=True)
class SectionReport:
    number: int
    title: str
    summary: str
    standards: tuple[StandardReport, ...]


@dataclass(frozen=True)
class Picks:
    """A few standards and what has to be said about the choice: fewer than three, or a tie that was cut."""

    standards: tuple[StandardReport, ...]
    note: str


@dataclass(frozen=True)
class Moved:
    """The standards that moved the same way."""

    title: str
    standards: tuple[StandardReport, ...]


@dataclass(frozen=True)
class Comparison:
    """The same council's last signed self-assessment beside this one; `groups` without empty ones."""

    label: str
    headline: str
    groups: tuple[Moved, ...]


@dataclass(frozen=True)
class Glance:
    """The findings, a sentence or two each; what does not apply is empty."""

    where: str
    ends: str
    moved: str
    partners: str
    lead: str
    plan: str

    @property
    def sentences(self) -> tuple[str, ...]:
        every = (self.where, self.ends, self.moved, self.partners, self.lead, self.plan)
        return tuple(sentence for sentence in every if sentence)


@dataclass(frozen=True)
class Charts:
    """Each laid out wide for paper and narrow for a screen. Without printed ranges there is no picture of them."""

    levels: DotPlot
    levels_narrow: DotPlot
    spread: DotPlot | None
    spread_narrow: DotPlot | None


@dataclass(frozen=True)
class FeedbackReport:
    """Everything the report says. `superseded_by` names a newer version, `replaces` the revision signed before; each is
    empty where there is none. `label` names the occasion: the year, unless it is a baseline or at close.

    None where a snapshot kept nothing about it, or where it does not apply: `comparison` in a first year, `spread`,
    `challenge` and `taking` in older snapshots, `others` before the year's comparison is published, `signing` before
    the signature.
    """

    area: Area
    title: str
    year: int
    year_label: str
    label: str
    revision: int
    is_signed: bool
    milestones: tuple[Milestone, ...]
    superseded_by: str
    replaces: str
    set_title: str
    set_version: int
    set_summary: str
    set_source: str
    headline: str
    glance: Glance
    columns: tuple[str, ...]
    overall: Tally
    tallies: tuple[Tally, ...]
    strengths: Picks
    priorities: Picks
    to_find_out: tuple[StandardReport, ...]
    sections: tuple[SectionReport, ...]
    comparison: Comparison | None
    spread: Disagreement | None
    others: Others | None
    challenge: Challenge | None
    evidence: str
    actions: tuple[PlannedAction, ...]
    plan: str  # in one sentence; empty in snapshots that kept no actions
    taking: Taking | None
    signing: Signing | None
    additions: tuple[Addition, ...]
    charts: Charts
    scale: tuple[tuple[int, str], ...]
    who_sees: tuple[str, ...]
    checksum: str

    @property
    def reference(self) -> str:
        """Names the snapshot on every page: area, year, revision and the first twelve digits of its checksum."""
        return f"{self.area.gss_code}-{self.year}-{self.revision}, snapshot {self.checksum[:12]}"

    @property
    def checksum_parts(self) -> tuple[str, ...]:
        """In eights, so that a narrow page can break it."""
        return tuple(self.checksum[start : start + 8] for start in range(0, len(self.checksum), 8))

    @property
    def standards(self) -> tuple[StandardReport, ...]:
        return tuple(standard for section in self.sections for standard in section.standards)

    @property
    def latest(self) -> Milestone:
        return self.milestones[-1]

    @property
    def made_at(self) -> datetime:
        return self.latest.at

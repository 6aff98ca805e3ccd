"""The frozen shapes of a feedback report. Screen and PDF show them as they are; `content` fills them."""

from dataclasses import dataclass
from datetime import datetime

from commissioning.reporting.charts import DotPlot

from ..levels import LEVELS, Answer


@dataclass(frozen=True)
class Area:
    """The authority as it was named when the snapshot was made."""

    gss_code: str
    name: str
    short_name: str
    type: str
    region: str


@dataclass(frozen=True)
class Milestone:
    """Sent or signed: the role that did it, and when."""

    label: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Ahead:
    """What comes after the level a standard has."""

    heading: str
    text: str


@dataclass(frozen=True)
class StandardReport:
    """One standard. `descriptor` is the published text of its level, empty without one; `narrative` the area's own
    words by paragraph; `earlier` the answer of the year compared with, None where it cannot be compared.
    """

    number: int
    code: str
    title: str
    short_title: str
    answer: Answer
    descriptor: str
    fully_achieved: str
    narrative: tuple[str, ...]
    ahead: Ahead
    evidence: tuple[str, ...]
    stages: tuple[str, ...]
    target: int | None
    moderated: bool
    earlier: Answer | None
    change: str

    @property
    def label(self) -> str:
        return f"{self.number} {self.short_title}"

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
    """The same area's last signed annual self-assessment beside this one; `groups` without empty ones."""

    year_label: str
    headline: str
    groups: tuple[Moved, ...]


@dataclass(frozen=True)
class FeedbackReport:
    """Everything the report says. `superseded_by` names a newer version, empty while this is the newest."""

    area: Area
    title: str
    year: int
    year_label: str
    revision: int
    is_signed: bool
    milestones: tuple[Milestone, ...]
    superseded_by: str
    set_title: str
    set_version: int
    set_summary: str
    set_source: str
    headline: str
    columns: tuple[str, ...]
    overall: Tally
    tallies: tuple[Tally, ...]
    strengths: Picks
    priorities: Picks
    to_find_out: tuple[StandardReport, ...]
    sections: tuple[SectionReport, ...]
    comparison: Comparison | None
    chart: DotPlot
    narrow_chart: DotPlot
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

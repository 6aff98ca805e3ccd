"""The report of a frozen snapshot: every standard with its level, its words and what comes next."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commissioning.reporting.charts import NARROW, WIDE, DotPlot, Item, Reading, dot_plot

from .. import years
from ..levels import DONT_KNOW, HIGHEST, LEVELS, NOT_APPLICABLE, Answer
from ..standards_file import StandardRow, StandardsSet
from . import counts
from .shapes import Ahead, Area, FeedbackReport, Milestone, SectionReport, StandardReport

SENT_BY = "the commissioning champion"
SIGNED_BY = "the director of children’s services"
# Of control characters only tab and newline have a place in a text; the rest, lone surrogates and whatever
# reverses the order of what follows would upset a page.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_KEEP_IT_UP = (
    "A level 5 lasts while people keep it up. Agree who looks at it again and when, plan for the next change of "
    "leaders, and offer what you have learned to other areas."
)
_NOT_HERE = (
    "Nothing is asked of you here now. Ask each year, with partners, whether this standard still does not apply."
)
_FIND_OUT = (
    "Saying that you do not know is a fair answer. Ask the partners closest to it, look for the evidence below, and "
    "choose a level when you have seen it."
)


@dataclass(frozen=True)
class Earlier:
    """The snapshot compared with, and the standards (by code) whose wording can be followed from it to this one."""

    data: Mapping[str, Any]
    comparable: frozenset[str]

    @property
    def year_label(self) -> str:
        return years.label(self.data["year"])

    def answers(self) -> dict[str, Answer]:
        records = {record["code"]: _answer(record) for record in self.data["standards"]}
        return {code: answer for code, answer in records.items() if code in self.comparable}


@dataclass(frozen=True)
class Circumstances:
    """What is known about a snapshot beside its frozen data."""

    checksum: str
    sent_at: datetime | None = None  # of the same revision, where this is the signed snapshot
    superseded_by: str = ""
    who_sees: tuple[str, ...] = ()


def build(
    data: Mapping[str, Any],
    standards: StandardsSet,
    *,
    stages: Mapping[int, str],
    about: Circumstances,
    earlier: Earlier | None = None,
) -> FeedbackReport:
    """The report of the frozen `data` (`snapshots.build`) against the set it was answered on."""
    sections = _sections(data, standards, stages, earlier)
    every = [standard for section in sections for standard in section.standards]
    columns, kinds = counts.columns(every)
    area = Area(**{name: data["authority"][name] for name in ("gss_code", "name", "short_name", "type", "region")})
    wide, narrow = _charts(sections, area, data["year"], earlier)
    return FeedbackReport(
        area=area,
        title=data["title"],
        year=data["year"],
        year_label=years.label(data["year"]),
        revision=data["revision"],
        is_signed=data["moment"] == "signed",
        milestones=_milestones(data, about),
        superseded_by=about.superseded_by,
        set_title=standards.title,
        set_version=standards.version,
        set_summary=standards.summary,
        set_source=standards.source,
        headline=wide.title,
        columns=columns,
        overall=counts.tally("All standards", every, kinds),
        tallies=tuple(counts.tally(section.title, section.standards, kinds) for section in sections),
        strengths=counts.strengths(every),
        priorities=counts.priorities(every),
        to_find_out=tuple(standard for standard in every if standard.answer.no_level == DONT_KNOW),
        sections=sections,
        comparison=counts.comparison(every, earlier.year_label) if earlier else None,
        chart=wide,
        narrow_chart=narrow,
        scale=tuple(LEVELS.items()),
        who_sees=about.who_sees,
        checksum=about.checksum,
    )


def _milestones(data: Mapping[str, Any], about: Circumstances) -> tuple[Milestone, ...]:
    at = datetime.fromisoformat(data["at"])
    if data["moment"] != "signed":
        return (Milestone("Sent to the director", SENT_BY, at),)
    sent = [Milestone("Sent to the director", SENT_BY, about.sent_at)] if about.sent_at else []
    return (*sent, Milestone("Signed on behalf of the partnership", SIGNED_BY, at))


# --- Standards ----------------------------------------------------------------------------


def _sections(
    data: Mapping[str, Any], standards: StandardsSet, stages: Mapping[int, str], earlier: Earlier | None
) -> tuple[SectionReport, ...]:
    records = {record["code"]: record for record in data["standards"]}
    before = earlier.answers() if earlier else {}
    reports: dict[str, list[StandardReport]] = {section.code: [] for section in standards.sections}
    for number, row in enumerate(standards.standards, 1):
        reports[row.section].append(_standard(number, row, records.get(row.code, {}), stages, before.get(row.code)))
    return tuple(
        SectionReport(number, row.title, row.summary, tuple(reports[row.code]))
        for number, row in enumerate(standards.sections, 1)
    )


def _standard(
    number: int, row: StandardRow, record: Mapping[str, Any], stages: Mapping[int, str], earlier: Answer | None
) -> StandardReport:
    answer = _answer(record)
    return StandardReport(
        number=number,
        code=row.code,
        title=row.title,
        short_title=row.short_title,
        answer=answer,
        descriptor=row.levels[answer.level - 1] if answer.level else "",
        fully_achieved=row.fully_achieved,
        narrative=paragraphs(record.get("narrative", "")),
        ahead=_ahead(answer, row),
        evidence=tuple(row.evidence.splitlines()),
        stages=tuple(f"{stage} {stages[stage]}" for stage in row.stages),
        target=record.get("target"),
        moderated=bool(record.get("moderated")),
        earlier=earlier,
        change=_change(answer, earlier),
    )


def _answer(record: Mapping[str, Any]) -> Answer:
    return Answer(record.get("level"), record.get("no_level", ""))


def paragraphs(text: str) -> tuple[str, ...]:
    """The text by paragraph, line breaks within one kept; without what cannot be printed."""
    clean = _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return tuple(part.strip() for part in re.split(r"\n\s*\n", clean) if part.strip())


def _ahead(answer: Answer, row: StandardRow) -> Ahead:
    if answer.next_level:
        return Ahead(f"What level {answer.next_level} looks like", row.levels[answer.next_level - 1])
    if answer.level == HIGHEST:
        return Ahead("Keeping it at level 5", _KEEP_IT_UP)
    if answer.no_level == NOT_APPLICABLE:
        return Ahead("If that changes", _NOT_HERE)
    return Ahead("Finding out", _FIND_OUT)


def _change(now: Answer, earlier: Answer | None) -> str:
    """From the earlier level to this one, in words; empty where either year has no level."""
    if earlier is None or now.level is None or earlier.level is None:
        return ""
    steps = now.level - earlier.level
    if not steps:
        return "The same"
    size, direction = abs(steps), "higher" if steps > 0 else "lower"
    return f"{size} {counts.plural(size, 'level')} {direction}"


# --- The chart ----------------------------------------------------------------------------


def _charts(
    sections: Sequence[SectionReport], area: Area, year: int, earlier: Earlier | None
) -> tuple[DotPlot, DotPlot]:
    """The one chart, laid out wide and narrow."""
    every = [standard for section in sections for standard in section.standards]
    now, then = years.label(year), earlier.year_label if earlier else ""
    shown = f"{now} and {then}" if then else now
    about: dict[str, Any] = {
        "title": counts.headline(every),
        "subtitle": f"Level of each standard from 1 to {HIGHEST}, {area.short_name}, {shown}",
        "groups": [(section.title, [_item(standard) for standard in section.standards]) for section in sections],
        "levels": tuple(LEVELS),
        "now": now,
        "earlier": then,
    }
    return dot_plot(key="levels", layout=WIDE, **about), dot_plot(key="levels-narrow", layout=NARROW, **about)


def _item(standard: StandardReport) -> Item:
    earlier = _reading(standard.earlier) if standard.earlier else None
    return Item(standard.label, _reading(standard.answer), earlier, standard.change or "Not compared")


def _reading(answer: Answer) -> Reading:
    short = str(answer.level) if answer.level else counts.SHORT[answer.no_level]
    return Reading(answer.level, answer.words, short)

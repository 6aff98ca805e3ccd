"""The report of a frozen snapshot: every standard with its level, its words and what comes next, and the chapters
around them. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commissioning import years

from ..levels import DONT_KNOW, HIGHEST, LEVELS, NOT_APPLICABLE, Answer
from ..standards_file import StandardRow, StandardsSet
from . import challenge, counts, evidence, glance, pictures, plan, spread, standing
from .others import Published, others
from .shapes import Ahead, Area, FeedbackReport, Labels, SectionReport, StandardReport
from .spread import Disagreement
from .words import paragraphs, plural

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

    def answers(self) -> dict[str, Answer]:
        records = {record["code"]: _answer(record) for record in self.data["standards"]}
        return {code: answer for code, answer in records.items() if code in self.comparable}


@dataclass(frozen=True)
class Circumstances:
    """What is known about a snapshot beside its frozen data."""

    checksum: str
    sent_at: datetime | None = None  # of the same revision, where this is the signed snapshot
    superseded_by: str = ""
    replaces: str = ""  # the revision signed before this one
    who_sees: tuple[str, ...] = ()
    earlier: Earlier | None = None
    published: Published | None = None


def occasion_label(data: Mapping[str, Any]) -> str:
    """ "2025/26" for an annual occasion, "Baseline 2025/26", "At close, 2025/26": short enough for a chart's key."""
    before = {"baseline": "Baseline ", "close": "At close, "}
    return before.get(data["occasion"], "") + years.label(data["year"])


def build(data: Mapping[str, Any], standards: StandardsSet, *, labels: Labels, about: Circumstances) -> FeedbackReport:
    """The report of the frozen `data` (`snapshots.build`) against the set it was answered on."""
    sections = _sections(data, standards, labels, about.earlier)
    every = [standard for section in sections for standard in section.standards]
    columns, kinds = counts.columns(every)
    area = Area(**{name: data["authority"][name] for name in ("gss_code", "name", "short_name", "type", "region")})
    label = occasion_label(data)
    then = occasion_label(about.earlier.data) if about.earlier else ""
    compared = counts.comparison(every, then) if about.earlier else None
    taking = standing.taking_of(data, labels.partner_kinds)
    apart = _disagreement(every, taking.views if taking else 0)
    said = challenge.challenge(data, [(s.title, s.exchange) for s in every if s.exchange])
    actions = plan.actions_of(data, {standard.code: standard.label for standard in every}, labels.statuses)
    planned = plan.message(actions) if "actions" in data else ""
    return FeedbackReport(
        area=area,
        title=data["title"],
        year=data["year"],
        year_label=years.label(data["year"]),
        label=label,
        revision=data["revision"],
        is_signed=data["moment"] == "signed",
        milestones=standing.milestones(data, about.sent_at),
        superseded_by=about.superseded_by,
        replaces=about.replaces,
        set_title=standards.title,
        set_version=standards.version,
        set_summary=standards.summary,
        set_source=standards.source,
        headline=counts.headline(every),
        glance=glance.glance(
            area.short_name,
            every,
            compared,
            partners=apart.message if apart else "",
            lead=said.message if said else "",
            plan=planned,
        ),
        columns=columns,
        overall=counts.tally("All standards", every, kinds),
        tallies=tuple(counts.tally(section.title, section.standards, kinds) for section in sections),
        strengths=counts.strengths(every),
        priorities=counts.priorities(every),
        to_find_out=tuple(standard for standard in every if standard.answer.no_level == DONT_KNOW),
        sections=sections,
        comparison=compared,
        spread=apart,
        others=_others(about.published, every),
        challenge=said,
        evidence=evidence.message([standard.cited for standard in every]),
        actions=actions,
        plan=planned,
        taking=taking,
        signing=standing.signing_of(data),
        additions=standing.additions(data),
        charts=pictures.charts(sections, area, label, then, apart),
        scale=tuple(LEVELS.items()),
        who_sees=about.who_sees,
        checksum=about.checksum,
    )


def _disagreement(every: Sequence[StandardReport], scorers: int) -> Disagreement | None:
    rows = [
        spread.Row(one.number, one.title, one.label, one.answer, one.spread, bool(one.dissent))
        for one in every
        if one.spread
    ]
    return spread.disagreement(rows, scorers) if rows else None


def _others(published: Published | None, every: Sequence[StandardReport]):
    own = [(one.code, one.number, one.title, one.label, one.answer) for one in every]
    return others(published, own) if published else None


# --- Standards ----------------------------------------------------------------------------


def _sections(
    data: Mapping[str, Any], standards: StandardsSet, labels: Labels, earlier: Earlier | None
) -> tuple[SectionReport, ...]:
    records = {record["code"]: record for record in data["standards"]}
    before = earlier.answers() if earlier else {}
    printed = data.get("challenge_printed", False)
    reports: dict[str, list[StandardReport]] = {section.code: [] for section in standards.sections}
    for number, row in enumerate(standards.standards, 1):
        record = records.get(row.code, {})
        reports[row.section].append(_standard(number, row, record, labels, before.get(row.code), printed))
    return tuple(
        SectionReport(number, row.title, row.summary, tuple(reports[row.code]))
        for number, row in enumerate(standards.sections, 1)
    )


def _standard(
    number: int, row: StandardRow, record: Mapping[str, Any], labels: Labels, earlier: Answer | None, printed: bool
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
        is_unchanged=record.get("since_last_time") == "unchanged",
        rationale=paragraphs(record.get("rationale", "")),
        dissent=paragraphs(record.get("dissent", "")),
        ahead=_ahead(answer, row),
        to_look_for=tuple(row.evidence.splitlines()),
        cited=evidence.pieces_of(record, labels.strengths),
        stages=tuple(f"{stage} {labels.stages[stage]}" for stage in row.stages),
        target=record.get("target"),
        moderated=bool(record.get("moderated")),
        spread=spread.spread_of(record),
        exchange=challenge.exchange_of(record) if printed else None,
        earlier=earlier,
        change=_change(answer, earlier),
    )


def _answer(record: Mapping[str, Any]) -> Answer:
    return Answer(record.get("level"), record.get("no_level", ""))


def _ahead(answer: Answer, row: StandardRow) -> Ahead:
    if answer.next_level:
        return Ahead(f"What level {answer.next_level} looks like", row.levels[answer.next_level - 1])
    if answer.level == HIGHEST:
        return Ahead("Keeping it at level 5", _KEEP_IT_UP)
    if answer.no_level == NOT_APPLICABLE:
        return Ahead("If that changes", _NOT_HERE)
    return Ahead("Finding out", _FIND_OUT)


def _change(now: Answer, earlier: Answer | None) -> str:
    """From the earlier level to this one, in words; empty where either occasion has no level."""
    if earlier is None or now.level is None or earlier.level is None:
        return ""
    steps = now.level - earlier.level
    if not steps:
        return "The same"
    size, direction = abs(steps), "higher" if steps > 0 else "lower"
    return f"{size} {plural(size, 'level')} {direction}"

"""Impact tables as people read them: rows of the analysis → blocks of a page, one a measure. Pure; draws nothing.

What a figure says is decided here once, for table, chart, page and paper: below a base of thirty a count and no
percentage, "withheld" for what is withheld, and never another question's wording.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .analysis.marks import NET_NEGATIVE, NET_POSITIVE
from .analysis.questions import ASKED, WITH_A_VIEW, Measured
from .analysis.words import LOW, RELIABILITY_WORDS, Unit, measure_words

if TYPE_CHECKING:  # brings numpy, which pages do without
    from .analysis.levels import Level

WITHHELD = "withheld"
NOBODY = "–"
MOST_COLUMNS = 8  # of answers in a breakdown; more do not fit a page
NETS = (NET_POSITIVE, NET_NEGATIVE)
Figures = Mapping[str, "Level"]  # by answer or net


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """Rows under a heading of their own; "" for none."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """`first`: what the column of labels is headed."""

    key: str
    caption: str
    first: str
    headings: tuple[str, ...]
    groups: tuple[Rows, ...]

    @property
    def width(self) -> int:
        return len(self.headings) + 1


@dataclass(frozen=True)
class Line:
    """One question's answers of the whole group: what a row of the table and of the chart is made of."""

    label: str
    figures: Figures

    @property
    def base(self) -> "Level":
        return _base(self.figures)


@dataclass(frozen=True)
class Wording:
    """`label`: the service it asks about."""

    label: str
    text: str


@dataclass(frozen=True)
class Block:
    """One measure, for every service it was asked about with the same answers. `lines`: what a chart is drawn from,
    none where the answers are no scale; `question`: the first, for its scale.
    """

    key: str
    title: str
    question: Measured
    wordings: tuple[Wording, ...]
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    says_withheld: bool
    says_low: bool


@dataclass(frozen=True)
class Naming:
    """What services, and values of the breakdown, are called."""

    service: Callable[[str], str]
    value: Callable[[str], str]
    unit: Unit
    breakdown: str = ""  # the breakdown's own name


def service_labels(questions: Mapping[str, Measured]) -> dict[str, str]:
    """Services as respondents were told of them: where they were asked which they had used."""
    labels: dict[str, str] = {}
    for question in questions.values():
        if question.measure == "reach":
            for answer in question.answers:
                labels.setdefault(answer.name, answer.label)
    return labels


def service_label(service: str, labels: Mapping[str, str]) -> str:
    return labels.get(service) or service.replace("_", " ").strip().capitalize()


def figure(row: "Level", *, sign: str = "") -> str:
    """A percentage; a count where the base is low."""
    if row.suppressed:
        return WITHHELD
    if row.percent is None:
        return NOBODY
    return f"n = {row.count:,}" if row.reliability == LOW else f"{sign}{row.percent}"


def base_words(row: "Level") -> str:
    """The base, marked where it is small."""
    if row.base is None:
        return WITHHELD
    mark = RELIABILITY_WORDS[row.reliability] if row.base else ""
    return f"{row.base:,} ({mark})" if mark else f"{row.base:,}"


def in_order(question: Measured) -> tuple[int, ...]:
    """The places of its answers as they stand beside each other: negatives, positives, the middle, no view. From the
    lowest value to the highest on either side.
    """

    def by_value(side: str) -> list[int]:
        return sorted(question.sides[side], key=lambda place: question.answers[place].value or 0)

    return (*by_value("negative"), *by_value("positive"), *by_value("neutral"), *question.sides["no_view"])


def blocks(
    levels: Iterable["Level"],
    questions: Mapping[str, Measured],
    naming: Naming,
    *,
    prefix: str = "",
    breakdown: str = "",
) -> Iterator[Block]:
    """In the order of the questionnaire. `levels`: of one group in one round. `prefix`: of keys, for another group."""
    found = _index(levels, breakdown)
    together = [*_together(questions, found)]
    titles = Counter(_title(asked[0], naming) for asked in together)
    for number, asked in enumerate(together, 1):
        lines = tuple(Line(_label(question, asked, naming), found[question.name, None, ASKED]) for question in asked)
        key = f"{prefix}{number}"
        one = asked[0]
        title = _title(one, naming)
        title = title if titles[title] == 1 else f"{title}: {one.text}"
        tables = [*_whole(key, title, asked, found, naming)]
        if breakdown and (table := _broken_down(key, title, asked, found, naming)):
            tables.append(table)
        yield Block(
            key=key,
            title=title,
            question=one,
            wordings=tuple(_wording(question, naming) for question in asked),
            lines=lines if one.has_scale else (),
            tables=tuple(tables),
            says_withheld=any(WITHHELD in cell for table in tables for cell in _cells(table)),
            says_low=any("low base" in cell for table in tables for cell in _cells(table)),
        )


Key = tuple[str, str | None, str]  # question, value of the breakdown or None for the whole, basis
Found = Mapping[Key, Figures]


def _index(levels: Iterable["Level"], breakdown: str) -> Found:
    found: dict[Key, dict[str, Level]] = {}
    for row in levels:
        if row.breakdown in ("", breakdown):
            value = row.breakdown_value if row.breakdown else None
            found.setdefault((row.question, value, row.basis), {})[row.answer] = row
    return found


def _together(questions: Mapping[str, Measured], found: Found) -> Iterator[list[Measured]]:
    """Questions of one measure with the same answers; a question that measures nothing, or has no scale, is alone."""
    blocks: dict[object, list[Measured]] = {}
    for question in questions.values():
        if (question.name, None, ASKED) in found:
            same = (question.measure, question.answers, question.scale)
            is_one_of_several = question.measure and question.has_scale
            blocks.setdefault(same if is_one_of_several else question.name, []).append(question)
    yield from blocks.values()


def _title(question: Measured, naming: Naming) -> str:
    """What it measures, or itself. What is no scale stands alone, so its service is said here."""
    title = measure_words(question.measure) or question.text
    return f"{title}: {naming.service(question.service)}" if question.service and not question.has_scale else title


def _caption(title: str, what: str) -> str:
    return f"{title} {what[:1].upper()}{what[1:]}" if _is_sentence(title) else f"{title}: {what}"


def _is_sentence(title: str) -> bool:
    """As a question’s own words are."""
    return title.endswith(("?", ".", "!", "”"))


def _label(question: Measured, asked: Sequence[Measured], naming: Naming) -> str:
    """The service; a question about none is itself, unless it is the only one of what it measures."""
    if question.service:
        return naming.service(question.service)
    return "All" if question.measure and len(asked) == 1 else question.text


def _wording(question: Measured, naming: Naming) -> Wording:
    return Wording(naming.service(question.service) if question.service else "", question.text)


def _cells(table: Table) -> Iterator[str]:
    for group in table.groups:
        for row in group.rows:
            yield from row.cells


def _whole(key: str, title: str, asked: Sequence[Measured], found: Found, naming: Naming) -> Iterator[Table]:
    one = asked[0]
    if not one.has_scale:
        yield _listed(key, title, one, found[one.name, None, ASKED], naming)
        return
    for basis, whose in ((ASKED, "everyone who answered"), (WITH_A_VIEW, "those who expressed a view")):
        places = [place for place in in_order(one) if basis == ASKED or place in one.with_a_view]
        answers = [one.answers[place].name for place in places] + list(NETS)
        labels = [one.answers[place].label for place in places] + [_net(one, net) for net in NETS]
        rows = tuple(
            Row(_label(question, asked, naming), _row(found[question.name, None, basis], answers)) for question in asked
        )
        yield Table(
            f"{key}-{basis}",
            _caption(title, f"per cent of {whose}"),
            "Service" if any(question.service for question in asked) else "Group" if len(asked) == 1 else "Question",
            (*labels, f"Base: {naming.unit.many}"),
            (Rows("", rows),),
        )


def _net(question: Measured, net: str) -> str:
    """What it adds up; said apart from a single answer that is called the same."""
    label = question.net_label("positive" if net == NET_POSITIVE else "negative")
    return f"{label}, together" if " or " in label else f"{label} (net)"


def _row(figures: Figures, answers: Sequence[str]) -> tuple[str, ...]:
    return (*(figure(figures[answer]) for answer in answers), base_words(_base(figures)))


def _base(figures: Figures) -> "Level":
    """Any row tells the base; one that is not withheld where there is one."""
    return next((row for row in figures.values() if row.base is not None), next(iter(figures.values())))


def _listed(key: str, title: str, question: Measured, figures: Figures, naming: Naming) -> Table:
    """One answer under the other, with counts: for what is no scale."""
    rows, base = [], _base(figures)
    for answer in question.answers:
        row = figures[answer.name]
        count = WITHHELD if row.count is None else f"{row.count:,}"
        share = NOBODY if row.reliability == LOW else figure(row)
        rows.append(Row(answer.label, (count, share, base_words(base))))
    headings = (naming.unit.many.capitalize(), "Per cent", f"Base: {naming.unit.many}")
    caption = _caption(title, "how many gave each answer")
    return Table(f"{key}-{ASKED}", caption, "Answer", headings, (Rows("", tuple(rows)),))


def _broken_down(key: str, title: str, asked: Sequence[Measured], found: Found, naming: Naming) -> Table | None:
    """The nets on both bases for every value; of what is no scale each answer, where they fit a page."""
    one = asked[0]
    if not one.has_scale and len(one.answers) > MOST_COLUMNS:
        return None
    groups = []
    for question in asked:
        values = dict.fromkeys(value for name, value, _ in found if name == question.name and value is not None)
        rows = tuple(Row(naming.value(value), _nets(question, found, value)) for value in values)
        if rows:
            groups.append(Rows(_label(question, asked, naming) if len(asked) > 1 else "", rows))
    by = f"by {naming.breakdown[:1].lower()}{naming.breakdown[1:]}: per cent"
    caption = _caption(title, by) if _is_sentence(title) else f"{title} {by}"
    headings = _headings_of_nets(one, naming) if one.has_scale else _headings_of_answers(one, naming)
    return Table(f"{key}-by", caption, naming.breakdown, headings, tuple(groups)) if groups else None


def _nets(question: Measured, found: Found, value: str) -> tuple[str, ...]:
    if not question.has_scale:
        return _row(found[question.name, value, ASKED], [answer.name for answer in question.answers])
    return tuple(cell for basis in question.bases for cell in _row(found[question.name, value, basis], NETS))


def _headings_of_nets(question: Measured, naming: Naming) -> tuple[str, ...]:
    nets = [_net(question, net) for net in NETS]
    with_a_view = [f"{net}, of those with a view" for net in nets]
    return (*nets, f"Base: {naming.unit.many}", *with_a_view, "Base: those with a view")


def _headings_of_answers(question: Measured, naming: Naming) -> tuple[str, ...]:
    return (*(answer.label for answer in question.answers), f"Base: {naming.unit.many}")

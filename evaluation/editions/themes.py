"""What people wrote in their own words: how many named each theme, and what may be quoted."""

from ..analysis.questions import ASKED
from ..analysis.words import LOW, RELIABILITY_WORDS, Said
from ..impact_table import NOBODY, WITHHELD, Row, Rows, Table, Wording
from ..models import EditionSection, Quote, RoundGroup
from ..queries.quotes import quotes
from ..queries.theme_counts import ThemeCounts, theme_counts
from .commentary import Known
from .content import Figure, Made
from .material import MINIMUM_BASE, Material


def themes(material: Material, section: EditionSection, key: str) -> Made:
    """Only counts that are final; those of one or two people are withheld, a true nought is printed."""
    found = material.groups.get(section.group)
    counts = theme_counts(found.group, section.question, suppressed=True) if found else None
    if found is None or counts is None or not counts.is_final:
        return Made(notes=["These answers are not yet coded to the end."])
    if counts.coded < MINIMUM_BASE:
        return Made(notes=[f"Withheld: fewer than {MINIMUM_BASE} people answered this question."])
    table = _table(counts, key)
    says = any(WITHHELD in row.cells for group in table.groups for row in group.rows)
    named = {f"theme.{number}": one.said for number, one in enumerate(counts.themes, 1) if not one.withheld}
    figured = Figure(
        table.key, "Themes", found.of, [table], None, [Wording("", counts.question)], f"Base: {counts.base_words}.", (),
        says, counts.themes[0].said.reliability == LOW if counts.themes else False,
    )  # fmt: skip
    note = "Somebody may name several themes, so counts do not add up to the base."
    return Made([note, *_quoted(found.group, section.question)], [figured], Known({ASKED: named} if named else {}))


def _table(counts: ThemeCounts, key: str) -> Table:
    some_withheld = any(one.withheld for one in counts.themes)
    rows = [_row(one.said, one.withheld) for one in counts.themes]
    rows += [_row(one, some_withheld or 0 < one.count < 3) for one in counts.without_theme]
    many = counts.unit.many
    headings = (many.capitalize(), "Per cent", f"Base: {many}")
    return Table(f"{key}-themes", "How many named each theme", "Theme", headings, (Rows("", tuple(rows)),))


def _row(said: Said, withheld: bool) -> Row:
    """As “21 of 47”; below a base of thirty without a percentage."""
    if withheld:
        return Row(said.label, (WITHHELD, WITHHELD, f"{said.base:,}"))
    share = NOBODY if said.reliability == LOW else said.figure.partition(" ")[0]
    mark = RELIABILITY_WORDS[said.reliability]
    base = f"{said.base:,} ({mark})" if mark else f"{said.base:,}"
    return Row(said.label, (f"{said.count:,} of {said.base:,}", share, base))


def _quoted(group: RoundGroup, question: str) -> list[str]:
    """What was approved, with whom it is attributed to."""
    rows = quotes().filter(
        state=Quote.State.APPROVED, round_id=group.round_id, group_title=group.title, question_name=question
    )
    return [f"“{row.passage}” ({row.attribution})" for row in rows.order_by("pk")]

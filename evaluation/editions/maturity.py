"""The section on maturity: signed levels of two years' self-assessments, from the comparisons that were published when
their campaigns closed, and beside them, never in their place, the levels that people recalled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from commissioning import years
from commissioning.reporting.suppression import PRIMARY
from readiness.comparison import COLUMNS
from readiness.queries.england import England, OfStandard, OfYear, england

from ..analysis.beside import Beside, Median, Moved, Signed
from ..analysis.questions import ASKED
from ..analysis.signed import LEAST, MOVES, Printed, Year, moves_of, printed
from ..analysis.words import Said, Unit
from ..impact_table import NOBODY, WITHHELD, Row, Rows, Table, blocks
from ..models import EditionSection, EditionSnapshot
from .commentary import Known
from .content import Figure, Made
from .material import Material
from .measures import cells, chosen, shown, whole_of
from .posts import day

AREAS = Unit("area", "areas")
RECALLED = ("maturity_start", "maturity_now")
LEVELS = (*(f"Level {level}" for level in COLUMNS if level), "No level")
MOVED = ("Higher", "The same", "Lower", "Base: areas with a level in both years")
NONE = "There is no published comparison of {year}, so there are no signed levels of that year here."
NOTES = (
    "Signed levels are those of annual self-assessments in England, as the comparison that was published when each"
    " campaign closed has them: nothing signed later is in them. No level: not applicable, or not known.",
    "They go from one year to the next, and not from the start of an area’s engagement to after it: self-assessments"
    " made as a baseline or at the close of a package are too few at any one time to be counted here. Levels are an"
    " area’s own judgement, agreed with its partners, and a lower one is often a more honest one.",
    f"Everybody reads this report. So a count above 0 and below {LEAST} is withheld, and more where it could be worked"
    " out; there are no figures of types and regions, which areas that have signed see in their own comparison.",
)


@dataclass(frozen=True)
class Told:
    """A standard, and what of it is printed."""

    of: OfStandard
    printed: Printed

    @property
    def name(self) -> str:
        return self.of.standard.short_title or self.of.standard.title

    @property
    def years(self) -> list[OfYear]:
        return [self.of.later, *([self.of.earlier] if self.of.earlier else [])]

    @property
    def moves(self) -> list[int | None]:
        """None where it is withheld; empty where there is nothing to hold it against."""
        counts = moves_of(_pairs(self.of))
        if not any(self.printed.moves):
            return [None] * len(counts) if self.of.earlier else []
        return [count if is_shown else None for count, is_shown in zip(counts, self.printed.moves, strict=True)]

    @property
    def moved(self) -> int:
        return sum(moves_of(_pairs(self.of)))


def maturity(material: Material, section: EditionSection, key: str) -> Made:
    recalled = [figured for found in material.groups.values() for figured in _recalled(found, key)]
    edition = material.edition
    year = years.year_of(edition.round.date)
    earlier = years.year_of(edition.against.date) if edition.against else None
    found = england(year, earlier if earlier != year else None)
    if found is None:
        return Made([NONE.format(year=years.label(year))], recalled)
    told = [Told(one, _printed(one, may_move=not _moved_before(found))) for one in found.standards]
    notes = list(NOTES)
    if earlier is not None and found.earlier is None:
        notes.insert(0, NONE.format(year=years.label(earlier)))
    figured = [_signed(key, found, told), *([_movement(key, found, told)] if found.earlier else []), *recalled]
    return Made(notes, figured, _known(told), list(_rows(found, told)))


def _printed(one: OfStandard, *, may_move: bool) -> Printed:
    rows = [one.later, *([one.earlier] if one.earlier else [])]
    made = printed([Year(row.counts, row.withheld, row.median is not None) for row in rows], _pairs(one))
    return made if may_move else Printed(made.counts, made.medians)


def _pairs(one: OfStandard) -> dict[tuple[int, int], int]:
    at = {column: place for place, column in enumerate(COLUMNS)}
    return {(at[then], at[now]): areas for (then, now), areas in one.pairs.items()}


def _moved_before(found: England) -> bool:
    """Whether another publication's moves between these years are out: the difference would be of the few areas by
    which the two differ.
    """
    ours = _numbers(found)
    earlier = EditionSnapshot.objects.filter(tables__beside__has_key="signed").values_list("tables__beside__signed")
    theirs = [{(row[0], row[1]) for row in rows} for (rows,) in earlier]
    same_years = [one for one in theirs if {year for year, _ in one} == {year for year, _ in ours}]
    return any(one != ours for one in same_years)


def _numbers(found: England) -> set[tuple[str, int]]:
    rows = [found.later, *([found.earlier] if found.earlier else [])]
    return {(row.campaign.year_label, row.number) for row in rows}


# --- Tables -----------------------------------------------------------------------------------


def _signed(key: str, found: England, told: Sequence[Told]) -> Figure:
    tables = []
    for number, publication in enumerate([found.later, *([found.earlier] if found.earlier else [])]):
        label = publication.campaign.year_label
        rows = [_levels(one, number) for one in told if number < len(one.years)]
        caption = f"Signed levels in {label}: areas at each level, by standard"
        headings = (*LEVELS, "Median", "Base: areas that signed")
        tables.append(Table(f"{key}-signed-{number}", caption, "Standard", headings, (Rows("", tuple(rows)),)))
    made = " and ".join(_source(row) for row in ([found.earlier] if found.earlier else []) + [found.later])
    return _figure(
        f"{key}-signed", "Signed levels", made, tables, "Base: areas that had signed when the campaign closed."
    )


def _source(publication) -> str:
    label = publication.campaign.year_label
    return f"{label}, comparison {publication.number} of {day(publication.made_at.date())}"


def _levels(one: Told, number: int) -> Row:
    year, is_shown = one.years[number], one.printed.counts[number]
    counts = [f"{count:,}" if shown_ else WITHHELD for count, shown_ in zip(year.counts, is_shown, strict=True)]
    median = year.median.words if year.median and one.printed.medians[number] else WITHHELD
    return Row(one.name, (*counts, median, WITHHELD if year.base is None else f"{year.base:,}"))


def _movement(key: str, found: England, told: Sequence[Told]) -> Figure:
    assert found.earlier is not None
    between = f"{found.earlier.campaign.year_label} and {found.later.campaign.year_label}"
    rows = []
    for one in told:
        counts = [WITHHELD if count is None else f"{count:,}" for count in one.moves] or [NOBODY] * len(MOVES)
        base = NOBODY if not one.moves else f"{one.moved:,}" if any(one.printed.moves) else WITHHELD
        rows.append(Row(one.name, (*counts, base)))
    caption = f"Movement between {between}: areas whose level is higher, the same or lower"
    table = Table(f"{key}-moves", caption, "Standard", MOVED, (Rows("", tuple(rows)),))
    base = "Base: areas that signed in both years and gave the standard a level in both. A dash: its wording changed."
    return _figure(f"{key}-moved", "Movement", f"The same areas in {between}", [table], base)


def _figure(key: str, title: str, of: str, tables: Sequence[Table], base: str) -> Figure:
    withheld = any(WITHHELD in cells(table) for table in tables)
    return Figure(key, title, of, tables, base=base, says_withheld=withheld)


def _recalled(found, key: str) -> Iterator[Figure]:
    """Beside the signed ones: hindsight is another thing, and often another judgement."""
    asked = {name: one for slug in RECALLED for name, one in chosen(found, slug, ()).items()}
    rows = whole_of(found.levels)
    for block in blocks(rows, asked, found.naming, prefix=f"{key}-{found.group.slug}-") if asked else ():
        yield shown(found, block, asked, rows)


# --- What commentary and files hold -----------------------------------------------------------


def _known(told: Sequence[Told]) -> Known:
    named = {
        f"{one.of.standard.code}.{move}": Said(f"{one.name}: {move}", count, one.moved, AREAS)
        for one in told
        for move, count in zip(MOVES, one.moves, strict=False)
        if count is not None
    }
    return Known({ASKED: named} if named else {})


def _rows(found: England, told: Sequence[Told]) -> Iterator[Beside]:
    for number, publication in enumerate([found.later, *([found.earlier] if found.earlier else [])]):
        for one in told:
            if number < len(one.years):
                yield from _of_year(one, number, (publication.campaign.year_label, publication.number))
    if found.earlier:
        between = found.earlier.campaign.year_label, found.later.campaign.year_label
        for one in told:
            about = *between, one.of.standard.code, one.name
            for move, count in zip(MOVES, one.moves, strict=False):
                base = one.moved if count is not None else None
                yield Moved(*about, move, count, base, "" if count is not None else PRIMARY)


def _of_year(one: Told, number: int, published: tuple[str, int]) -> Iterator[Beside]:
    year, is_shown = one.years[number], one.printed.counts[number]
    about = *published, one.of.standard.code, one.name
    for column, count, shown_ in zip(COLUMNS, year.counts, is_shown, strict=True):
        numbers = (count, year.base) if shown_ else (None, None)
        yield Signed(*about, str(column or "none"), *numbers, "" if shown_ else PRIMARY)
    if year.median and one.printed.medians[number]:
        yield Median(*about, year.median.low, year.median.high, "")
    else:
        yield Median(*about, None, None, PRIMARY)

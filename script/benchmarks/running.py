"""What a measurement is; how it is repeated, chosen, written to bench.json and printed. Knows nothing of the product.

A topic module states its goals, and exports its lines by the name they are asked for:

    STORE = Goal("respond_store", "s", at_most(0.12))

    def respond_store(bench: Bench) -> Iterator[Entry]:
        with scratch.database():                        # see `scratch`: a clone of the prepared template
            yield bench.against(STORE, ours, reference, size=25)

    LINES = {"respond_store": respond_store}

A line yields an entry for every goal it measures, and may stand under several names: it is run once.

- `bench.size(plain, full)` picks by what was asked for; `bench.repeats` is 3 or 5; `bench.folder` is for files.
- `bench.against(goal, ours, reference, size=…)`: medians of both, taken in turn; the ratio is ours by reference's.
- `bench.growth(goal, work, sizes)`: `work(size)` makes what is measured; the ratio is the fitted exponent.
- `goal.reached(value, n=…, size=…)`: a figure taken in another way (queries, bytes, seconds) or a ratio of figures.
- `goal.skipped(reason)`: a reference that is not to be had here.

What is measured is a `Measured`: called, it does the work once and returns its seconds, or whatever the goal's unit is.
`timed(work)` makes one of plain work; where only part counts, a line writes its own with `Clock`.
"""

import gc
import json
import math
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TypeVar

Measured = Callable[[], float]
Size = TypeVar("Size")
PLAIN_REPEATS, FULL_REPEATS = 3, 5


@dataclass(frozen=True)
class Bound:
    """The side of the target on which the figure has to be."""

    target: float
    is_most: bool

    def holds(self, figure: float) -> bool:
        return figure <= self.target if self.is_most else figure >= self.target

    def __str__(self) -> str:
        return f"{'≤' if self.is_most else '≥'} {self.target:g}"


def at_most(target: float) -> Bound:
    return Bound(target, is_most=True)


def at_least(target: float) -> Bound:
    return Bound(target, is_most=False)


@dataclass(frozen=True)
class Entry:
    """One goal and what was measured of it. `ratio` holds the figure itself where nothing is compared.

    `n`: how many measurements stand behind the median; `size`: of what they were taken.
    """

    name: str
    unit: str
    bound: Bound
    ours: float | None = None
    reference: float | None = None
    ratio: float | None = None
    n: int = 0
    size: int | None = None
    skipped: str = ""

    @property
    def ok(self) -> bool | None:
        return None if self.ratio is None else self.bound.holds(self.ratio)

    def as_json(self) -> dict[str, object]:
        written = {
            "name": self.name,
            "ours": _short(self.ours),
            "reference": _short(self.reference),
            "ratio": _short(self.ratio),
            "unit": self.unit,
            "target": self.bound.target,
            "bound": "at most" if self.bound.is_most else "at least",
            "ok": self.ok,
            "n": self.n,
            "size": self.size,
        }
        return written | ({"skipped": self.skipped} if self.skipped else {})


@dataclass(frozen=True)
class Goal:
    """A line of the speed table, or a part of one. `unit`: of what is measured, not of the ratio."""

    name: str
    unit: str
    bound: Bound

    def reached(
        self,
        ratio: float,
        *,
        ours: float | None = None,
        reference: float | None = None,
        n: int = 1,
        size: int | None = None,
    ) -> Entry:
        """`ours` is the figure itself unless given."""
        return Entry(self.name, self.unit, self.bound, ratio if ours is None else ours, reference, ratio, n, size)

    def skipped(self, reason: str) -> Entry:
        return Entry(self.name, self.unit, self.bound, skipped=reason)


@dataclass(frozen=True)
class Bench:
    """One run. `full`: the sizes of the goals; else small ones, in minutes. `folder` is emptied afterwards."""

    folder: Path
    full: bool = False

    @property
    def repeats(self) -> int:
        return FULL_REPEATS if self.full else PLAIN_REPEATS

    def size(self, plain: Size, full: Size) -> Size:
        return full if self.full else plain

    def against(self, goal: Goal, ours: Measured, reference: Measured, *, size: int | None = None) -> Entry:
        """Both in turn, so that what else the machine does falls on both; a first time of each is not counted."""
        mine, theirs = self.in_turn(ours, reference)
        return goal.reached(mine / theirs, ours=mine, reference=theirs, n=self.repeats, size=size)

    def in_turn(self, *measured: Measured) -> list[float]:
        """The median of each: one after the other, and backwards every other time, so that neither always follows."""
        found: list[list[float]] = [[] for _ in measured]
        for turn in range(-1, self.repeats):
            order = list(enumerate(measured))
            for place, one in order if turn % 2 else reversed(order):
                gc.collect()  # of what the one before left behind
                figure = one()
                if turn >= 0:
                    found[place].append(figure)
        return [median(figures) for figures in found]

    def growth(self, goal: Goal, work: Callable[[int], Measured], sizes: Sequence[int]) -> Entry:
        """How time grows with size: 1 is in step, 2 with its square. `reference` is the smallest size’s."""
        figures = self.in_turn(*map(work, sizes))
        slope = exponent(sizes, figures)
        return goal.reached(slope, ours=figures[-1], reference=figures[0], n=self.repeats, size=sizes[-1])


class Clock:
    """`with Clock() as clock: …`, then `clock.seconds`."""

    seconds = 0.0

    def __enter__(self) -> "Clock":
        self._began = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._began


def timed(work: Callable[[], object]) -> Measured:
    def measured() -> float:
        with Clock() as clock:
            work()
        return clock.seconds

    return measured


def exponent(sizes: Sequence[float], figures: Sequence[float]) -> float:
    """The slope of the line through the logarithms, by least squares."""
    across, up = [math.log(size) for size in sizes], [math.log(figure) for figure in figures]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    pairs = zip(across, up, strict=True)
    return sum((x - middle) * (y - height) for x, y in pairs) / sum((x - middle) ** 2 for x in across)


Line = Callable[[Bench], Iterable[Entry]]


def choose(names: Sequence[str], lines: Mapping[str, Line]) -> dict[str, Line]:
    """Those asked for, all when none is; each once, whatever the names it stands under."""
    if unknown := [name for name in names if name not in lines]:
        raise SystemExit(f"No measurement is called {', '.join(unknown)}. There are: {', '.join(sorted(lines))}.")
    chosen: dict[str, Line] = {}
    for name in names or lines:
        if lines[name] not in chosen.values():
            chosen[name] = lines[name]
    return chosen


def run(lines: Mapping[str, Line], bench: Bench, file: Path) -> int:
    """Measures, writes and prints. A line that breaks is told and takes no other with it; 1 when one did."""
    entries, broken = [], []
    for name, line in lines.items():
        print(f"Measuring {name}", file=sys.stderr, flush=True)
        try:
            entries += _entries_of(line, bench)
        except Exception:
            traceback.print_exc()
            broken.append(name)
    write(file, entries)
    print(table(entries))
    print(closing_line(entries, broken, file))
    return 1 if broken else 0


def _entries_of(line: Line, bench: Bench) -> Iterator[Entry]:
    bench.folder.mkdir(parents=True, exist_ok=True)
    try:
        yield from line(bench)
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)


def write(file: Path, entries: Iterable[Entry]) -> None:
    file.write_text(json.dumps([entry.as_json() for entry in entries], indent=1, ensure_ascii=False) + "\n")


def table(entries: Iterable[Entry]) -> str:
    rows = [("name", "ours", "reference", "unit", "ratio", "goal", "", "n", "size"), *map(_row, entries)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _row(entry: Entry) -> tuple[str, ...]:
    figures = [_cell(entry.ours), _cell(entry.reference), entry.unit, _cell(entry.ratio)]
    met = f"skipped: {entry.skipped}" if entry.skipped else "ok" if entry.ok else "MISSED"
    size = f"{entry.size:,}" if entry.size else ""
    return (entry.name, *figures, str(entry.bound), met, str(entry.n or ""), size)


def closing_line(entries: Sequence[Entry], broken: Sequence[str], file: Path) -> str:
    met, skipped = sum(entry.ok is True for entry in entries), sum(bool(entry.skipped) for entry in entries)
    parts = [f"{met} of {len(entries) - skipped} goals met", *([f"{skipped} skipped"] if skipped else [])]
    if broken:
        parts.append(f"not measured because of an error: {', '.join(broken)}")
    return f"{'; '.join(parts)} – {file}"


def _cell(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.4g}"


def _short(figure: float | None) -> float | None:
    """To what was measured: more digits would say more than is known."""
    return None if figure is None else float(f"{figure:.6g}")

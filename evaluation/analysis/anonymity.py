"""Whether what is frozen on an anonymous invitation could give somebody away, and what to coarsen if it could.

Every combination of the attributes that one of the invited people has must cover ten of them. A combination that
nobody has harms nobody. Loaded by web pages, when a round is being made.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

LEAST = 10

Person = Mapping[str, str]  # attribute → value
Coarser = Mapping[str, Mapping[str, str]]  # attribute → value → the wider value it becomes


@dataclass(frozen=True)
class Cell:
    """A combination of values, and how many of the invited people have it."""

    values: Mapping[str, str]
    people: int


@dataclass(frozen=True)
class Step:
    """`attribute` is to be left out, or widened where the wider values are known. `exposed`: how many people are still
    in cells that are too small after it.
    """

    attribute: str
    widened: bool
    exposed: int

    @property
    def words(self) -> str:
        return f"Use wider groups of {self.attribute}" if self.widened else f"Leave out {self.attribute}"


@dataclass(frozen=True)
class Advice:
    """`cells`: those too small as things are, smallest first. `steps`: what mends it, in the order to take them.
    `is_safe`: whether every cell is large enough then, which it is not when fewer than ten are invited.
    """

    cells: tuple[Cell, ...]
    steps: tuple[Step, ...]
    is_safe: bool


@dataclass(frozen=True)
class _Cross:
    """The people as they would be kept: which attributes, which of them widened."""

    people: Sequence[Person]
    attributes: tuple[str, ...]
    widened: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def cells(self) -> Counter[tuple[str, ...]]:
        return Counter(tuple(self._value(person, name) for name in self.attributes) for person in self.people)

    def _value(self, person: Person, name: str) -> str:
        value = person.get(name, "")
        return self.widened.get(name, {}).get(value, value)

    def exposed(self, least: int) -> int:
        return sum(people for people in self.cells().values() if people < least)

    def steps(self, coarser: Coarser) -> "Iterator[tuple[_Cross, str, bool]]":
        for name in self.attributes:
            if name in coarser and name not in self.widened:
                yield _Cross(self.people, self.attributes, {**self.widened, name: coarser[name]}), name, True
            rest = tuple(other for other in self.attributes if other != name)
            yield _Cross(self.people, rest, self.widened), name, False


def small_cells(people: Sequence[Person], attributes: Sequence[str], least: int = LEAST) -> tuple[Cell, ...]:
    """Combinations with too few of the invited, smallest first."""
    cells = _Cross(people, tuple(attributes)).cells()
    small = sorted((number, values) for values, number in cells.items() if number < least)
    return tuple(Cell(dict(zip(attributes, values, strict=True)), number) for number, values in small)


def advise(
    people: Sequence[Person], attributes: Sequence[str], coarser: Coarser | None = None, least: int = LEAST
) -> Advice:
    """Greedily: each step is the one after which the fewest people are exposed; of equals, the one that keeps most
    apart. What was widened may still be left out later.
    """
    cross, steps = _Cross(people, tuple(attributes)), []
    while cross.exposed(least) and cross.attributes:
        cross, name, widened = min(
            cross.steps(coarser or {}),
            key=lambda step: (step[0].exposed(least), -len(step[0].cells()), not step[2], step[1]),
        )
        steps.append(Step(name, widened, cross.exposed(least)))
    return Advice(small_cells(people, attributes, least), tuple(steps), not cross.exposed(least))

"""Somebody who reads the rows of a panel, and everything else printed of its two rounds: who changed their answer?

A test's p and an interval tell both how many left an answer and how many came to it, so where one is printed the
intruder is given these numbers. Of a question asked after an answer, who was asked in both rounds gave it in both.
"""

from collections import Counter

import numpy as np

from .file_intruder import WHOLE, Asked, Files, Intruder, Unknowns, whole_numbers

FEW = (1, 2)


class People:
    """The truth: each one's answers in both rounds, from the files that were imported. None: not asked."""

    def __init__(self, before: dict[str, dict], after: dict[str, dict]) -> None:
        self.pairs = [(before[who], after[who]) for who in before if who in after]

    def joint(self, question: Asked) -> Counter:
        """Of one question: how many went from which answer to which. Of each choice: ticked or not, twice."""
        found: Counter = Counter()
        for one, two in self.pairs:
            first, second = one.get(question.name), two.get(question.name)
            if first is None or second is None:
                continue
            if question.each_choice:
                for choice in question.choices:
                    found[choice, choice in first.split(), choice in second.split()] += 1
            elif first and second:
                found[first, second] += 1
        return found


class PanelIntruder:
    def __init__(self, held: Files, rounds: tuple[str, str], group: str, asked, people: People, register=()) -> None:
        self.held, self.asked, self.people = held, asked, people
        self.panel = held.panels[*rounds, group]
        self.overlap = {q: n for (g, q), n in held.overlap.items() if g == group}
        self.sides = [Intruder(held.groups[one, group], asked, register, round_=one) for one in rounds]

    def cells(self, question: Asked) -> list[tuple]:
        if question.each_choice:
            return [(c, one, two) for c in question.choices for one in (True, False) for two in (True, False)]
        return [(one, two) for one in question.choices for two in question.choices]

    def inside(self, question: Asked, item: str, basis: str):
        """Which cells count: in the item before, in it after, and in the base."""
        if question.each_choice:
            of = [cell for cell in self.cells(question) if cell[0] == item]
            return [c for c in of if c[1]], [c for c in of if c[2]], of
        view = question.of("sum:with_a_view") if basis == "with_a_view" else question.choices
        wanted = [choice for choice in question.of(item) if choice in view]
        base = [cell for cell in self.cells(question) if cell[0] in view and cell[1] in view]
        return [c for c in base if c[0] in wanted], [c for c in base if c[1] in wanted], base

    def moves(self, question: Asked, item: str, basis: str):
        """Who left the item, and who came to it."""
        before, after, _ = self.inside(question, item, basis)
        return [c for c in before if c not in after], [c for c in after if c not in before]

    def sum(self, question: Asked, cells) -> dict:
        return {("joint", question.name, cell): 1 for cell in cells}

    def tell(self, unknowns: Unknowns, question: Asked) -> None:
        joint = self.people.joint(question)
        for number, side in enumerate(self.sides):
            side.tell(unknowns, question)
            for choice in question.choices:
                at = self.inside(question, choice, "asked")[number]
                rest = {("rest", number, question.name, choice): -1}
                whole = side.parts(question.name, WHOLE, choice)
                unknowns.know({**whole, **dict.fromkeys(self.sum(question, at), -1), **rest}, 0)
            if question.each_choice:
                everyone = self.sum(question, self.inside(question, question.choices[0], "asked")[2])
                left = {("rest", number, question.name, "asked"): -1}
                asked = side.count(question, WHOLE, "sum:asked")
                unknowns.know({**asked, **dict.fromkeys(everyone, -1), **left}, 0)
                for choice in question.choices:
                    unknowns.know(
                        {("rest", number, question.name, "asked"): 1, ("rest", number, question.name, choice): -1},
                        0, np.inf,
                    )  # fmt: skip
        if question.each_choice:
            first = self.sum(question, self.inside(question, question.choices[0], "asked")[2])
            for choice in question.choices[1:]:
                other = self.sum(question, self.inside(question, choice, "asked")[2])
                unknowns.know({**first, **dict.fromkeys(other, -1)}, 0)
        for (basis, item), row in self.panel.get(question.name, {}).items():
            *ends, base = self.inside(question, item, basis)
            for percent, number, cells in zip(row.percents, row.bases, ends, strict=True):
                unknowns.know(self.sum(question, base), int(number))
                if percent:
                    unknowns.know(self.sum(question, cells), *whole_numbers(percent, int(number)))
            if row.is_tested:
                for cells in self.moves(question, item, basis):
                    unknowns.know(self.sum(question, cells), sum(joint[cell] for cell in cells))

    def program(self, question: Asked) -> Unknowns:
        unknowns = Unknowns()
        self.tell(unknowns, question)
        for other in self.asked.values():
            if other.after is None or other.after[0] != question.name:
                continue
            kept = [cell for cell in self.inside(question, other.after[1], "asked")[0] if cell[1] == cell[-1]]
            if other.name in self.overlap:
                unknowns.know(self.sum(question, kept), self.overlap[other.name])
            bases = {
                int(row.bases[0]) for (basis, _), row in self.panel.get(other.name, {}).items() if basis == "asked"
            }
            for base in bases:
                silent = [side.printed.exact.get((other.name, WHOLE, "sum:not_answered"), 1e6) for side in self.sides]
                unknowns.know(self.sum(question, kept), base, base + (0 if other.each_choice else sum(silent)))
        if question.name in self.overlap and question.each_choice:
            everyone = self.inside(question, question.choices[0], "asked")[2]
            unknowns.know(self.sum(question, everyone), self.overlap[question.name])
        return unknowns

    def watched(self, question: Asked) -> list[tuple[str, list]]:
        """One or two who changed, between any two answers, or to and from any row there is."""
        joint = self.people.joint(question)
        found = [
            (f"{question.name} {cell}", [cell])
            for cell in self.cells(question)
            if cell[-1] != cell[-2] and joint[cell] in FEW
        ]
        for basis in ("asked", "with_a_view") if question.has_scale else ("asked",):
            for item in [*question.choices, *(("sum:positive", "sum:negative") if question.has_scale else ())]:
                for what, cells in zip(("left", "came to"), self.moves(question, item, basis), strict=True):
                    if sum(joint[cell] for cell in cells) in FEW:
                        found.append((f"{question.name} {what} {item} ({basis})", cells))
        return found

    def finds(self, least: float = 3) -> tuple[int, list]:
        """How many small numbers of people who changed there are, and those held to a smaller range."""
        total, found = 0, []
        for question in self.asked.values():
            watched = self.watched(question)
            total += len(watched)
            if watched:
                sums = [self.sum(question, cells) for _, cells in watched]
                high, low = self.program(question).solver().ranges(sums, least)
                found += [
                    (watched[n][0], float(low[n]), float(high[n]))
                    for n in range(len(watched))
                    if high[n] - low[n] < least - 1e-4
                ]
        return total, found

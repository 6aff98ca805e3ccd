"""Makes answers to the shipped questionnaires that imply every figure RR107 prints of year 2, and a year 1 before them.

`python -m tests.data.rr107.make` writes the CSV files beside this one, the same bytes each time. Who said what is made
up, and so is everything about year 1: of that RR107 prints "less than a quarter" and no figure, so the questions it
says this of are left out there.
"""

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent

SERVICES = ("training", "networking", "online", "bespoke", "enhanced")
MEASURES = (
    "skills", "effectiveness_now", "effectiveness_12m", "delivery_now", "delivery_12m", "outcomes_now", "outcomes_12m",
    "efficiencies_now", "efficiencies", "sustainability",
)  # fmt: skip
IMPACT = ("very_positive", "positive", "neither", "negative", "very_negative")
EFFECT = ("very_effective", "effective", "neither", "ineffective", "very_ineffective")
AGREEMENT = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree")
VERSUS = ("much_better", "better", "neither", "worse", "much_worse")
LEFT_OUT = ""

# Areas as they were in 2011; six of them have other codes today.
_AREAS = """
    E06000001 E06000002 E06000005 E06000006 E06000008 E06000010 E06000013 E06000015 E06000018 E06000021 E06000023
    E06000026 E06000031 E06000033 E06000037 E06000040 E06000043 E06000045 E06000047 E06000054 E06000055 E06000056
    E08000001 E08000003 E08000006 E08000009 E08000012 E08000015 E08000016 E08000019 E08000021 E08000025 E08000028
    E08000032 E08000035 E08000036
    E09000002 E09000005 E09000009 E09000012 E09000019 E09000022 E09000025 E09000028 E09000030 E09000033
    E10000003 E10000006 E10000008 E10000012 E10000014 E10000016 E10000017 E10000021 E10000023 E10000025 E10000027
    E10000029 E10000030 E10000032
"""
AREAS = _AREAS.split()
EMPLOYERS = ("council", "council", "council", "health", "voluntary", "school")
LEVELS = ("strategic", "operational", "both")


class Mix(NamedTuple):
    """How many said what; whoever is left of those asked stands in the middle."""

    positive: int
    negative: int = 0
    undecided: int = 0
    too_early: int = 0
    left_out: int = 0


class Year(NamedTuple):
    """`users` by service; `mixes` by question, of those asked; `without`: measures that nobody answered."""

    people: int
    users: Mapping[str, int]
    parts: Mapping[str, int]  # of those who used the online resources
    mixes: Mapping[str, Mix]
    submitted: str
    without: Sequence[str] = ()


YEAR_2 = Year(
    people=240,
    users={"training": 151, "networking": 118, "online": 151, "bespoke": 69, "enhanced": 52},
    parts={"resources_bank": 134, "community_area": 57},
    mixes={
        "training_skills": Mix(118, 4, 8, 5),
        "bespoke_skills": Mix(51, 3, 6, 4),
        "networking_effectiveness_now": Mix(65, 14, 9, 6),
        "resources_bank_effectiveness_now": Mix(70, 11, 15, 5),
        "training_effectiveness_12m": Mix(100, 5, 16, 11, 2),
        "bespoke_effectiveness_12m": Mix(38, 5, 12, 7, 1),
        "enhanced_effectiveness_12m": Mix(29, 3, 9, 8),
        "bespoke_processes": Mix(43, 4, 9, 5, 1),
        "bespoke_partnerships": Mix(34, 6, 10, 8, 1),
        "training_delivery_now": Mix(79, 11, 17, 14),
        "bespoke_delivery_now": Mix(34, 6, 11, 10),
        "online_delivery_now": Mix(70, 15, 21, 12),
        "networking_delivery_now": Mix(41, 17, 18, 11),
        "enhanced_delivery_now": Mix(17, 4, 13, 11),
        "training_delivery_12m": Mix(95, 6, 19, 15),
        "bespoke_delivery_12m": Mix(39, 4, 12, 9),
        "training_outcomes_now": Mix(62, 17, 24, 21),
        "networking_outcomes_now": Mix(30, 24, 20, 16),
        "online_outcomes_now": Mix(53, 23, 30, 21),
        "bespoke_outcomes_now": Mix(23, 12, 15, 12),
        "enhanced_outcomes_now": Mix(14, 4, 14, 14),
        "training_outcomes_12m": Mix(86, 9, 21, 17),
        "bespoke_outcomes_12m": Mix(37, 3, 13, 10),
        "training_efficiencies": Mix(66, 16, 23, 16),
        "bespoke_efficiencies": Mix(38, 2, 12, 10),
        "knows_local_lead": Mix(171),
        "knows_regional_lead": Mix(74),
    },
    submitted="2011-02",
)
YEAR_1 = Year(
    people=200,
    users={"training": 104, "networking": 90, "online": 98, "bespoke": 55, "enhanced": 0},
    parts={"resources_bank": 80, "community_area": 31},
    mixes={"training_delivery_12m": Mix(60, 6, 20, 12), "bespoke_delivery_12m": Mix(34, 2, 9, 7)},
    submitted="2010-02",
    without=("outcomes_now",),
)
IN_BOTH = 18

# Lines of what directors and champions called their priorities, and how many of them did.
DIRECTORS_PRIORITIES = {
    "Raise standards in schools": 21,
    "Improve safeguarding": 14,
    "Improve services for looked after children": 12,
    "Deliver savings without harming frontline services": 11,
}
CHAMPIONS_PRIORITIES = {
    "Partnership and joint working": 11,
    "Schools and education": 9,
    "Emotional wellbeing of children": 8,
    "Efficiencies and savings": 6,
    "Improve services for looked after children": 4,
}
OTHER_PRIORITIES = (
    "Help families earlier", "Children with disabilities", "A skilled workforce", "Listen to children and young people",
    "Child poverty", "Young people’s health", "Youth services", "Places for two-year-olds",
)  # fmt: skip

Row = dict[str, str]


# --- Commissioners --------------------------------------------------------------------------


def commissioners(year: Year, seed: int, ids: Sequence[str]) -> list[Row]:
    chance = random.Random(seed)
    rows = [_commissioner(number, one, year, chance) for number, one in enumerate(ids)]
    used = {service: set(chance.sample(range(year.people), number)) for service, number in year.users.items()}
    for number, row in enumerate(rows):
        services = [service for service in SERVICES if number in used[service]]
        row["services_used"] = " ".join(services or ["none"])
    online = sorted(used["online"])
    parts = {part: set(chance.sample(online, number)) for part, number in year.parts.items()}
    for number in online:
        rows[number]["online_used"] = " ".join(part for part in parts if number in parts[part])
    for question, asked, words in _questions({**used, **parts}, year):
        if not any(question.endswith(measure) for measure in year.without):
            _answer(rows, question, sorted(asked), words, year.mixes.get(question), chance)
    _leads(rows, year, chance)
    return rows


def _commissioner(number: int, respondent: str, year: Year, chance: random.Random) -> Row:
    return {
        "_respondent": respondent,
        "_authority": AREAS[number % len(AREAS)],
        "_role": "commissioner",
        "_submitted_at": f"{year.submitted}-{number % 28 + 1:02}",
        "employer_kind": EMPLOYERS[number % len(EMPLOYERS)],
        "work_level": chance.choice(LEVELS),
    }


def _questions(users: Mapping[str, set[int]], year: Year) -> Iterator[tuple[str, set[int], Sequence[str]]]:
    """Each question about a service, whom it is put to, and its five words."""
    for service in SERVICES:
        for measure in MEASURES:
            if service == "online" and measure.startswith("effectiveness"):
                continue
            words = EFFECT if measure.startswith("effectiveness") else IMPACT
            yield f"{service}_{measure}", users[service], AGREEMENT if measure == "sustainability" else words
    for part in ("resources_bank", "community_area"):
        for measure in ("effectiveness_now", "effectiveness_12m"):
            yield f"{part}_{measure}", users[part], EFFECT
    yield "bespoke_processes", users["bespoke"], IMPACT
    yield "bespoke_partnerships", users["bespoke"], IMPACT
    yield "champion_role", set(range(year.people)), AGREEMENT


def _leads(rows: list[Row], year: Year, chance: random.Random) -> None:
    everybody = range(len(rows))
    for question, about, words in (
        ("knows_local_lead", "lead_value", VERSUS),
        ("knows_regional_lead", "regional_lead", IMPACT),
    ):
        known = sorted(chance.sample(everybody, year.mixes.get(question, Mix(len(rows) // 2)).positive))
        for number in everybody:
            rows[number][question] = "yes" if number in known else "no"
        _answer(rows, about, known, words, None, chance)


def _answer(
    rows: list[Row], question: str, asked: Sequence[int], words: Sequence[str], mix: Mix | None, chance: random.Random
) -> None:
    said = _said(mix or _usual(len(asked)), len(asked), words)
    chance.shuffle(said)
    for number, answer in zip(asked, said, strict=True):
        rows[number][question] = answer


def _usual(people: int) -> Mix:
    """Where nothing is printed."""
    return Mix(45 * people // 100, 8 * people // 100, 14 * people // 100, 10 * people // 100)


def _said(mix: Mix, asked: int, words: Sequence[str]) -> list[str]:
    much, much_against = mix.positive // 4, mix.negative // 4
    counts = {
        words[0]: much,
        words[1]: mix.positive - much,
        words[2]: asked - sum(mix),
        words[3]: mix.negative - much_against,
        words[4]: much_against,
        "undecided": mix.undecided,
        "too_early": mix.too_early,
        LEFT_OUT: mix.left_out,
    }
    if counts[words[2]] < 0:
        raise ValueError(f"{mix} is more than the {asked} who were asked")
    return [word for word, count in counts.items() for _ in range(count)]


# --- Champions and directors -----------------------------------------------------------------


def champions(people: int = 53, used_bespoke: int = 48) -> list[Row]:
    chance = random.Random(53)
    rows = _interviewed("champion", people)
    everybody, users = range(people), sorted(chance.sample(range(people), used_bespoke))
    for number in everybody:
        rows[number]["services_used"] = "training online bespoke" if number in users else "training online"
    for question, asked, words, mix in (
        ("champion_role", everybody, AGREEMENT, Mix(41, 4, 4)),
        ("bespoke_effectiveness_now", users, AGREEMENT, Mix(35, 3, 2, 3)),
        ("bespoke_efficiencies", users, AGREEMENT, Mix(36, 0, 4, 5)),
        ("lead_value", everybody, VERSUS, Mix(21, 8, 12, 2)),
        ("sustainability", everybody, AGREEMENT, Mix(33, 4, 0, 11)),
    ):
        _answer(rows, question, asked, words, mix, chance)
    _levels(rows, chance)
    _priorities(rows, CHAMPIONS_PRIORITIES, chance)
    return rows


def _levels(rows: list[Row], chance: random.Random) -> None:
    """RR107, footnote 10: of 35 who recalled a level, 14 started at 1 and 17 at 2; 23 are at 3 now, 11 at 4."""
    for question, counts in (
        ("maturity_start", {"level_1": 14, "level_2": 17, "level_3": 4, "dont_know": 18}),
        ("maturity_now", {"level_2": 1, "level_3": 23, "level_4": 11, "dont_know": 18}),
    ):
        said = [level for level, count in counts.items() for _ in range(count)]
        for row, level in zip(rows, said, strict=True):
            row[question] = level
    chance.shuffle(rows)


def directors(people: int = 47) -> list[Row]:
    chance = random.Random(47)
    rows = _interviewed("director", people)
    for question, words, mix in (
        ("skills", AGREEMENT, Mix(35, 3, 4)),
        ("delivery_now", AGREEMENT, Mix(26, 4, 5, 4)),
        ("outcomes_now", AGREEMENT, Mix(15, 5, 6, 13)),
        ("efficiencies_now", AGREEMENT, Mix(9, 4, 3, 26)),
        ("efficiencies", AGREEMENT, Mix(31, 3, 4, 5)),
        ("lead_value", VERSUS, Mix(15, 9, 14, 3)),
    ):
        _answer(rows, question, range(people), words, mix, chance)
    _priorities(rows, DIRECTORS_PRIORITIES, chance)
    return rows


def _interviewed(role: str, people: int) -> list[Row]:
    return [
        {
            "_respondent": f"{role}-{number:02}",
            "_authority": AREAS[number],
            "_role": role,
            "_submitted_at": f"2011-01-{number % 28 + 1:02}",
        }
        for number in range(people)
    ]


def _priorities(rows: list[Row], wanted: Mapping[str, int], chance: random.Random) -> None:
    """A line for each; who has none of those printed has another, so that none of these comes near them."""
    lines: list[list[str]] = [[] for _ in rows]
    for priority, count in wanted.items():
        for number in chance.sample(range(len(rows)), count):
            lines[number].append(priority)
    others = cycle(OTHER_PRIORITIES)
    for row, own in zip(rows, lines, strict=True):
        row["priority"] = "\n".join(own or [next(others)])


# --- Files -----------------------------------------------------------------------------------


def files() -> dict[str, bytes]:
    second = [f"c{number:03}" for number in range(YEAR_2.people)]
    first = [*second[:IN_BOTH], *(f"e{number:03}" for number in range(IN_BOTH, YEAR_1.people))]
    return {
        "commissioners-year1.csv": _csv(commissioners(YEAR_1, 2010, first)),
        "commissioners-year2.csv": _csv(commissioners(YEAR_2, 2011, second)),
        "champions-year2.csv": _csv(champions()),
        "directors-year2.csv": _csv(directors()),
    }


def _csv(rows: Sequence[Row]) -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


if __name__ == "__main__":
    for name, content in files().items():
        (HERE / name).write_bytes(content)

"""What people answered in the last two years, from files, as an evaluator would bring in what was collected elsewhere.

Believable: more have used training than enhanced support, skills change before outcomes do, and the second year is a
little kinder than the first. A third of the commissioners answer in both years.
"""

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from commissioning.authorities.models import Authority
from evaluation.actions import importing, rounds
from evaluation.instruments.definition import Kind, Question
from evaluation.instruments.routing import Router
from evaluation.models import InstrumentVersion, Mode, RoundGroup
from evaluation.queries.answering import router_of

Cells = dict[str, str]
SERVICES = {"training": 0.63, "networking": 0.44, "online": 0.6, "bespoke": 0.36, "enhanced": 0.2}
POSITIVE = {"skills": 0.74, "effectiveness_now": 0.55, "delivery_now": 0.44, "outcomes_now": 0.3}
KINDER = 0.06
SAID = (
    "Better joint commissioning with health for children with complex needs",
    "Savings without harming the services families use most",
    "Fewer placements far from home",
    "Schools commissioning together",
    "Recruiting and keeping commissioners",
    "Emotional wellbeing and mental health",
)
GROUPS = (("commissioners", 260), ("champions", 61), ("directors", 48))


def collected(*, this_year: int) -> None:
    """The rounds of the two years before. What is there already is left as it is."""
    versions = shipped()
    for number, year in enumerate((this_year - 2, this_year - 1)):
        for slug, people in GROUPS:
            group = rounds.for_files(
                name=name_of(year), slug=slug, mode=Mode.CONFIDENTIAL, on=date(year + 1, 2, 1), by=None
            )
            if not group.respondents.exists():
                rounds.set_instrument(group=group, version=versions[slug], by=None)
                group.refresh_from_db()
                _bring_in(group, people, year, kinder=KINDER * number)


def shipped() -> dict[str, InstrumentVersion]:
    """The newest version of each questionnaire, by its slug; `load_reference_data` brought them in."""
    return {
        row.instrument.slug: row for row in InstrumentVersion.objects.select_related("instrument").order_by("number")
    }


def name_of(year: int) -> str:
    return f"Commissioning survey {year}/{(year + 1) % 100:02}"


def _bring_in(group: RoundGroup, people: int, year: int, *, kinder: float) -> None:
    router = router_of(group.instrument_version_id)
    chance = random.Random(f"{group.slug} {year}")
    codes = list(Authority.objects.current().order_by("gss_code").values_list("gss_code", flat=True))
    rows = []
    for number in range(people):
        row = believable(router, chance, shares(kinder), say=SAID)
        # Interviews: one person an area. Commissioners: a few from most areas; those of the first hundred come again.
        place = number if group.slug != "commissioners" else number % 140
        who = number if number < people // 3 else f"{year}-{number}"
        row |= {"_respondent": f"{group.slug}-{who}", "_authority": codes[place], "_role": group.slug[:-1]}
        rows.append(row | {"_submitted_at": f"{year + 1}-02-{chance.randint(1, 28):02}"})
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{group.slug}-{year}.csv"
        path.write_text(as_csv(router, rows), encoding="utf-8")
        importing.import_responses(path=path, group=group, by=None)


def as_csv(router: Router, rows: Sequence[Cells]) -> str:
    questions = [name for name, question in router.instrument.questions.items() if question.is_answered]
    attributes = sorted({name for row in rows for name in row if name.startswith("_")})
    file = StringIO(newline="")
    writer = csv.DictWriter(file, [*attributes, *questions], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def shares(kinder: float) -> Callable[[Question], float]:
    """Of each question, the share of those with a view who are positive."""
    return lambda question: min(POSITIVE.get(question.measure, 0.48) + kinder, 0.95)


def believable(
    router: Router, chance: random.Random, positive: Callable[[Question], float], *, say: Sequence[str] = ()
) -> Cells:
    """One respondent's answers by question, as cells: to what they are asked, with a gap here and there."""
    answers: dict[str, str | tuple[str, ...]] = {}
    seen: set[str] = set()
    while new := [name for name in router.asked(answers, today=date(2026, 1, 1)) if name not in seen]:
        for name in new:
            answers[name] = _answer(router, router.instrument.questions[name], chance, positive, say)
        seen.update(new)
    kept = router.kept(answers, today=date(2026, 1, 1)).answers
    return {name: " ".join(one) if isinstance(one, tuple) else one for name, one in kept.items()}


def _answer(
    router: Router,
    question: Question,
    chance: random.Random,
    positive: Callable[[Question], float],
    say: Sequence[str],
) -> str | tuple[str, ...]:
    choices = router.instrument.choices_of(question)
    if question.kind is Kind.SEVERAL:
        return _ticked([choice.name for choice in choices], chance)
    if question.kind is Kind.ONE and chance.random() > 0.03:
        weights = _weights({choice.name: choice.value for choice in choices}, positive(question))
        return chance.choices(list(weights), list(weights.values()))[0]
    if question.kind is Kind.INTEGER:
        return str(chance.randint(2, 40))
    return chance.choice(say) if question.kind is Kind.TEXT and say and chance.random() < 0.4 else ""


def _ticked(names: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    alone = [name for name in names if name in ("none", "nothing")]
    ticked = tuple(name for name in names if name not in alone and chance.random() < SERVICES.get(name, 0.35))
    return ticked or tuple(alone)


def _weights(values: Mapping[str, int | None], positive: float) -> dict[str, float]:
    """More say "positive" than "very positive"; one in six has no view."""
    if not any(value is not None for value in values.values()):
        return dict.fromkeys(values, 1.0)
    middle = 3 if max(value or 0 for value in values.values()) > 2 else 0
    weight = {2: 0.3 * positive, 1: 0.7 * positive, 0: 0.6 * (1 - positive), -1: 0.3 * (1 - positive)}
    return {
        name: 0.1 if value is None else weight.get(value - middle, 0.1 * (1 - positive))
        for name, value in values.items()
    }

"""A respondent's way through the pages, and what everyone's answers come to, beside another survey product.

Both ask the same questions, on one page and without conditions, which the other does not know, and get the same
answers. The other runs in a process of its own on the same server (`peers/survey_and_report.py`).
"""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.actions import rounds as actions
from evaluation.actions.storing import Record, store
from evaluation.analysis.levels import Level
from evaluation.impact import impact_of
from evaluation.models import Answer, InstrumentVersion, Mode, RoundGroup
from tests.support import rounds

from . import peers, scratch
from .running import Bench, Clock, Entry, Goal, Line, at_most, timed

STORE = Goal("respond_store", "s", at_most(0.12))
QUERIES = Goal("respond_store_queries", "queries", at_most(8))
RESULTS = Goal("respond_results", "s", at_most(0.02))
PEER = "survey_and_report"
FORM = "application/x-www-form-urlencoded"

IMPACT = ("very-positive", "positive", "neither", "negative", "very-negative", "too-early")
USED = ("training", "networking", "online", "bespoke", "none")
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
Given = dict[str, str | list[str]]
_numbers = count(1)


@dataclass(frozen=True)
class Asked:
    """`label` is the question's name, so that both products' answers can be told apart by it."""

    kind: str
    label: str
    choices: tuple[str, ...] = ()
    required: bool = True

    def answer(self, chance: random.Random) -> str | list[str]:
        if self.kind == "select_multiple":
            return sorted(chance.sample(self.choices, 2))
        if self.kind == "select_one":
            return chance.choice(self.choices)
        return str(chance.randint(1, 48)) if self.kind == "integer" else "It brought us together."


def survey() -> list[Asked]:
    """Twenty-five questions: what was used, for how long, three effects, five times over; at last some words."""
    asked = []
    for turn in range(1, 6):
        asked += [Asked("select_multiple", f"used_{turn}", USED), Asked("integer", f"months_{turn}")]
        asked += [Asked("select_one", f"effect_{turn}_{number}", IMPACT) for number in range(1, 4)]
    return [*asked[:-1], Asked("text", "words", required=False)]


def respondent(chance: random.Random) -> Given:
    return {one.label: one.answer(chance) for one in survey()}


def questionnaire() -> InstrumentVersion:
    rows = [("type", "name", "label", "required", "csp_measure", "csp_scale")]
    lists = {USED: "used", IMPACT: "impact"}
    for one in survey():
        kind = f"{one.kind} {lists[one.choices]}" if one.choices else one.kind
        scale = "impact" if one.choices == IMPACT else ""
        rows.append((kind, one.label, one.label, "yes" if one.required else "", "", scale))
    values = dict(zip(IMPACT, (2, 1, 0, -1, -2, None), strict=True))
    choices = [("list_name", "name", "label", "csp_value"), *(("used", name, name, None) for name in USED)]
    choices += [("impact", name, name, value) for name, value in values.items()]
    return rounds.a_version(rows, choices)


@contextmanager
def peer() -> Iterator[peers.Peer]:
    """With the same survey."""
    with (
        scratch.empty_database() as place,
        peers.running(PEER, PEER_DATABASE=json.dumps(place, default=str)) as running,
    ):
        running.ask("prepare", asked=[asdict(one) for one in survey()])
        yield running


# --- Answering --------------------------------------------------------------------------------


def respond_store(bench: Bench) -> Iterator[Entry]:
    """Every page is fetched and sent as by a browser; the time is that of what is sent. Ours is sent twice: the page,
    which is saved, and after a look at all answers the button that sends them in.
    """
    respondents = bench.size(10, 40)
    with scratch.database():
        group = rounds.group_of(rounds.a_round(people=respondents * (bench.repeats + 1) + 2, version=questionnaire()))
        tokens = iter([token for _, token in rounds.invited(group.round)])
        chance = random.Random(1)
        many = [respondent(chance) for _ in range(respondents)]
        _walk(next(tokens), many[0])  # the process knows the questionnaire
        most = max(_walk(next(tokens), many[0], counting=True).queries)

        def ours() -> float:
            return sum(_walk(next(tokens), answers).seconds for answers in many)

        try:
            with peer() as other:
                yield bench.against(
                    STORE, ours, lambda: other.ask("store", respondents=many)["seconds"], size=respondents
                )
                theirs = other.ask("count_queries", answers=many[0])["queries"]
        except peers.Unavailable as why:
            theirs = None
            yield STORE.skipped(str(why))
        yield QUERIES.reached(most, reference=theirs, size=1)


@dataclass
class Walked:
    """`queries`: of each POST, where they were counted."""

    seconds: float = 0.0
    queries: list[int] = field(default_factory=list)


def _walk(token: str, answers: Given, *, counting: bool = False) -> Walked:
    client, walked = Client(), Walked()
    home = rounds.entered(client, token)
    path = f"{home}1/"
    filled = rounds.filled(client.get(path), {name: _as_ours(answer) for name, answer in answers.items()})
    path = _sent(client, path, filled, walked, counting)["Location"]
    assert path == f"{home}review/"
    assert client.get(path).status_code == 200
    assert _sent(client, f"{home}send/", {}, walked, counting).status_code == 200
    return walked


def _sent(client: Client, path: str, data: Mapping[str, object], walked: Walked, counting: bool):
    """As browsers send a form without files, which takes less to read than one with."""
    body = urlencode(data, doseq=True)
    if counting:
        with CaptureQueriesContext(connection) as captured:
            response = client.post(path, body, content_type=FORM)
        walked.queries.append(sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries))
        return response
    with Clock() as clock:
        response = client.post(path, body, content_type=FORM)
    walked.seconds += clock.seconds
    return response


def _as_ours(answer: str | list[str]) -> str | tuple[str, ...]:
    return tuple(answer) if isinstance(answer, list) else answer


# --- Results ----------------------------------------------------------------------------------


def respond_results(bench: Bench) -> Iterator[Entry]:
    """Counts of every answer to every question, from the answers themselves. Ours come with bases, percentages and
    nets, and without what is withheld, as pages show them; the other's are counts alone.
    """
    size = bench.size(1_000, 10_000)
    chance = random.Random(2)
    many = [respondent(chance) for _ in range(size)]
    try:
        with scratch.database(), peer() as other:
            group = _answered(many)
            other.ask("fill", respondents=many)
            _same(_levels(group), other.ask("results")["counted"])
            yield bench.against(
                RESULTS, timed(lambda: _levels(group)), lambda: other.ask("results")["seconds"], size=size
            )
    except peers.Unavailable as why:
        yield RESULTS.skipped(str(why))


def _answered(many: Sequence[Given]) -> RoundGroup:
    group = actions.for_files(
        name=f"Measured {next(_numbers)}", slug="measured", mode=Mode.CONFIDENTIAL, on=date(2026, 11, 1), by=None
    )
    actions.set_instrument(group=group, version=questionnaire(), by=None)
    group = RoundGroup.objects.select_related("round").get(pk=group.pk)
    names = [one.label for one in survey()]
    with transaction.atomic():
        store(group, [Record(names, {name: _as_ours(answer) for name, answer in one.items()}, {}) for one in many])
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {Answer._meta.db_table}")
    return group


def _levels(group: RoundGroup) -> list[Level]:
    return impact_of(group.round, only_group=group.slug).levels


def _same(levels: Sequence[Level], counted: Mapping[str, Mapping[str, int]]) -> None:
    """Nothing is compared that does not come to the same."""
    assert counted
    ours = {(row.question, row.answer): row.count for row in levels if row.answer in IMPACT and row.basis == "asked"}
    theirs = {(name, answer): counted[name][answer] for name, answer in ours}
    assert ours == theirs, "the two products’ counts differ"


LINES: dict[str, Line] = {"respond_store": respond_store, "respond_results": respond_results}

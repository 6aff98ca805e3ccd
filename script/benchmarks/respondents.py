"""A round made to be measured: a questionnaire of forty questions, and files of believable answers to it."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from xlsxwriter import Workbook

from commissioning.authorities.models import Authority
from evaluation.actions import instruments, rounds
from evaluation.actions.importing import import_responses
from evaluation.models import InstrumentVersion, Mode, RoundGroup
from tests.support import database as clones

SLUG = "measured"
SERVICES = {"training": 0.63, "networking": 0.44, "online": 0.6, "bespoke": 0.36, "enhanced": 0.2}
MEASURES = ("skills", "effectiveness_now", "delivery_now", "outcomes_now", "outcomes_12m", "efficiencies_now", "other")
IMPACT = {"very_positive": 2, "positive": 1, "neither": 0, "negative": -1, "very_negative": -2, "too_early": None}
WEIGHTS = (16, 35, 25, 5, 2, 12, 5)  # of the answers in their order; the last leaves it out
SATISFIED = ("yes", "partly", "no")
ROLES = ("commissioner", "manager", "director")
WORDS = ("Better joint commissioning", "Savings", "Fewer placements far from home", "Recruiting, and keeping, people")
HEAD = ("type", "name", "label", "relevant", "csp_measure", "csp_service", "csp_scale")
TICKED = "used"
CHOSEN = (*(f"{service}_{measure}" for service in SERVICES for measure in MEASURES), "satisfied", "again")
ANSWERED = (TICKED, *CHOSEN, "months", "words")
COLUMNS = ("_respondent", "_authority", "_role", "_submitted_at", *ANSWERED)


def questionnaire() -> InstrumentVersion:
    """Which services one has used; seven measures of each, put to its users; four more. Safe to repeat."""
    survey: list[Sequence[str]] = [HEAD, ("select_multiple service", "used", "Which have you used?", "", "reach")]
    for service in SERVICES:
        users = f"selected(${{used}}, '{service}')"
        for measure in MEASURES:
            text = f"What effect has {service} had on {measure.replace('_', ' ')}?"
            scale = "" if measure == "other" else "impact"
            asked = measure if scale else ""
            survey.append(("select_one impact", f"{service}_{measure}", text, users, asked, service, scale))
    survey += [("select_one satisfied", name, f"Are you satisfied: {name}?") for name in ("satisfied", "again")]
    survey += [("integer", "months", "For how many months?"), ("text", "words", "What matters most?")]
    lists = {"service": dict.fromkeys(SERVICES), "impact": IMPACT, "satisfied": dict.fromkeys(SATISFIED)}
    choices = [("list_name", "name", "label", "csp_value")]
    for name, values in lists.items():
        choices += [(name, one, one.replace("_", " ").capitalize(), value) for one, value in values.items()]
    settings = [("form_title", "form_id"), ("A survey", SLUG)]
    content = _workbook(survey=survey, choices=choices, settings=settings)
    return instruments.import_version(content=content, file_name=f"{SLUG}.xlsx", slug=SLUG, by=None)[0]


def _workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def group_of(name: str, on: date = date(2026, 11, 1)) -> RoundGroup:
    """Of a confidential round whose answers come from files."""
    group = rounds.for_files(name=name, slug="commissioners", mode=Mode.CONFIDENTIAL, on=on, by=None)
    rounds.set_instrument(group=group, version=questionnaire(), by=None)
    return RoundGroup.objects.select_related("round", "instrument_version").get(pk=group.pk)


def answered(name: str, respondents: int, *, month: str = "2026-10", seed: int = 1) -> RoundGroup:
    """So many of them, taken in as any file is."""
    group = group_of(name)
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "answers.csv", respondents, month=month, seed=seed)
        import_responses(path=path, group=group, by=None)
    group.round.refresh_from_db()
    return group


def write(path: Path, respondents: int, *, month: str = "2026-10", seed: int = 1) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(rows(respondents, month=month, seed=seed))
    return path


def rows(respondents: int, *, month: str = "2026-10", seed: int = 1) -> Iterator[list[str]]:
    """Half of the people are the same whatever the seed, so that two rounds overlap."""
    chance = random.Random(seed)
    codes = list(Authority.objects.current().order_by("gss_code").values_list("gss_code", flat=True))
    answers = (*IMPACT, "")
    for number in range(respondents):
        who = number if number % 2 else f"{seed}-{number}"
        used = [service for service, share in SERVICES.items() if chance.random() < share]
        row = [
            f"r{who}",
            chance.choice(codes),
            ROLES[number % 3],
            f"{month}-{number % 28 + 1:02}T09:30",
            " ".join(used),
        ]
        for service in SERVICES:
            row += chance.choices(answers, WEIGHTS, k=len(MEASURES)) if service in used else [""] * len(MEASURES)
        row += [*chance.choices(SATISFIED, k=2), str(chance.randint(1, 48))]
        yield [*row, f"{chance.choice(WORDS)} ({number % 997})" if chance.random() < 0.2 else ""]


def multiplied(times: int) -> None:
    """Every respondent there is so many times, with all they answered. As the superuser, past the keys' checks: what
    is copied was checked when it came.
    """
    name = connection.settings_dict["NAME"]
    connection.close()
    clones.statement(_MULTIPLIED.format(more=times - 1), name)


_MULTIPLIED = """
SET session_replication_role = replica;
CREATE TEMP TABLE copied AS
    SELECT id AS old, (random() * 4e18)::bigint AS new, number
    FROM evaluation_respondent CROSS JOIN generate_series(1, {more}) AS number;
INSERT INTO evaluation_respondent (id, group_id, cohort_id, partial)
    SELECT new, group_id, cohort_id, partial FROM copied JOIN evaluation_respondent ON id = old;
INSERT INTO evaluation_identity (respondent_id, mode, stable_id, authority_id, submitted_at)
    SELECT new, mode, stable_id || '-' || number, authority_id, submitted_at
    FROM copied JOIN evaluation_identity ON respondent_id = old;
INSERT INTO evaluation_writtenanswer (respondent_id, question_id, text)
    SELECT new, question_id, text FROM copied JOIN evaluation_writtenanswer ON respondent_id = old;
INSERT INTO evaluation_answer (respondent_id, question_id, code, group_id, cohort_id)
    SELECT new, question_id, code, group_id, cohort_id FROM copied JOIN evaluation_answer ON respondent_id = old;
"""

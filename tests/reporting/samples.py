"""A believable area for the report's tests: County Durham, two years, every kind of answer. No database."""

from datetime import UTC, datetime
from pathlib import Path

from readiness import standards_file
from readiness.feedback.content import Circumstances, Earlier, build
from readiness.feedback.shapes import FeedbackReport
from readiness.models.standards import CYCLE_STAGES, PartnerKind
from readiness.snapshots import checksum, standard_record
from readiness.standards_file import StandardsSet

STANDARDS_FILE = Path(standards_file.__file__).parent / "data" / "good-commissioning-v1.xlsx"

DURHAM = {
    "gss_code": "E06000047",
    "name": "Durham County Council",
    "short_name": "County Durham",
    "type": "Unitary",
    "region": "North East",
}

# A level, or the reason for having none, and what the area wrote.
ANSWERS: dict[str, tuple[int | str, str]] = {
    "S01": (
        4,
        "The children’s plan for 2024 to 2034 was adopted by the council’s cabinet in March 2024 and by the integrated "
        "care board in May. All three assistant directors can say what comes first, and the budget papers for 2025/26 "
        "name the priority each proposal serves.\n\nWhat we cannot show yet is a hard choice that the vision settled. "
        "The nearest was the redesign of short breaks, where the first proposal was changed after the parent carer "
        "forum and two head teachers asked how it fitted with “close to home”.\n\n"
        "Shown by:\n- cabinet paper of 13 March 2024, item 7\n"
        "- partnership board minutes, 9 September 2025\n- induction pack for the new lead member",
    ),
    "S02": (
        3,
        "The terms of reference were renewed in June. Limits of authority are written down inside the council only.",
    ),
    "S03": (2, ""),
    "S04": (
        3,
        "Nine outcomes, seven with history. The survey on belonging was tried in four schools.\nNo forecasts yet.",
    ),
    "S05": (
        5,
        "The joint analysis covers every locality. In 2025 it led to the move of the family hub in Peterlee and to the "
        "end of one contract. Parents and young people helped to choose this year’s questions, and all who took part "
        "had a letter saying what was done.",
    ),
    "S06": (
        2,
        "Spend is known by service, not yet by group of children. Whole-life cost was looked at for residential care.",
    ),
    "S07": (
        4,
        "Options appraisal is used for every decision above £250,000. Two grants went to small groups in Weardale.",
    ),
    "S08": (1, "No section 75 agreement is in force. Talks stopped when both finance leads changed."),
    "S09": (3, "Quarterly reviews take place with the eight largest providers."),
    "S10": ("dont_know", "We have not counted who does what, and would not want to guess."),
    "S11": (
        4,
        "The sufficiency strategy gives numbers by type and place. The forum met three times; providers chair it.",
    ),
    "S12": (
        "not_applicable",
        "Agreed with the local lead: the peer review in spring takes the place of this standard this year.",
    ),
}
BEFORE = {
    "S01": 3,
    "S02": 3,
    "S03": 2,
    "S04": 2,
    "S05": 4,
    "S06": 3,
    "S07": 4,
    "S08": 1,
    "S09": 1,
    "S10": 2,
    "S11": "dont_know",
    "S12": 3,
}


def standards() -> StandardsSet:
    return standards_file.read(STANDARDS_FILE, stages=set(CYCLE_STAGES), partner_kinds=set(PartnerKind.values))


def record(code: str, answer: int | str, narrative: str = "") -> dict:
    level, no_level = (answer, "") if isinstance(answer, int) else (None, answer)
    return standard_record(code=code, level=level, no_level=no_level, target=None, narrative=narrative, moderated=False)


def frozen(
    answers: dict, *, year: int = 2025, moment: str = "signed", at: str = "2026-03-12T14:05:00+00:00", **more
) -> dict:
    """A snapshot's data as `readiness.snapshots.build` makes it; answers as in ANSWERS, or levels alone."""
    given = {code: answer if isinstance(answer, tuple) else (answer, "") for code, answer in answers.items()}
    return {
        "moment": moment,
        "at": at,
        "authority": DURHAM,
        "occasion": "annual",
        "title": f"Annual self-assessment {year}/{(year + 1) % 100}",
        "year": year,
        "revision": 1,
        "framework": {"code": "good-commissioning", "version": 1},
        "standards": [record(code, *answer) for code, answer in given.items()],
    } | more


def report_of(data: dict, earlier: Earlier | None = None, **about) -> FeedbackReport:
    circumstances = Circumstances(
        checksum=checksum(data),
        who_sees=("Commissioning champion", "Director of children’s services", "Local lead"),
        **about,
    )
    return build(data, standards(), stages=CYCLE_STAGES, about=circumstances, earlier=earlier)


def county_durham(answers: dict | None = None) -> FeedbackReport:
    """Signed in 2025/26, compared with 2024/25."""
    before = frozen(BEFORE, year=2024, at="2025-03-20T09:00:00+00:00")
    sent_at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    return report_of(frozen(answers or ANSWERS), Earlier(before, frozenset(BEFORE)), sent_at=sent_at)

"""A believable area for the report's tests: County Durham, two years, every kind of answer. No database.

`frozen` makes a snapshot as the first format kept it; `frozen_in_full` one with views, challenge, evidence, signature
and actions.
"""

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

from readiness import comparison, standards_file
from readiness.feedback.content import Circumstances, Earlier, build
from readiness.feedback.others import Published
from readiness.feedback.shapes import FeedbackReport
from readiness.models.standards import CYCLE_STAGES, PartnerKind
from readiness.report import labels
from readiness.snapshots import checksum
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
    return {
        "code": code,
        "level": level,
        "no_level": no_level,
        "target": None,
        "narrative": narrative,
        "moderated": False,
    }


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


# --- As snapshots are kept now ------------------------------------------------------------

PARTNERS = ("council", "council", "health", "health", "gp", "schools", "schools", "voluntary", "police")
# From where to where nine partners' views of each standard went.
VIEWS = {
    "S01": (3, 5), "S02": (2, 4), "S03": (2, 3), "S04": (2, 4), "S05": (4, 5), "S06": (1, 4),
    "S07": (3, 5), "S08": (1, 2), "S09": (1, 4), "S10": (2, 2), "S11": (3, 4), "S12": (3, 4),
}  # fmt: skip
AIMS = {"S01": 5, "S02": 4, "S03": 3, "S06": 3, "S08": 2, "S09": 4}
EVIDENCE = {
    "S01": [
        ("Children’s plan 2024 to 2034", "Cabinet, 13 March 2024, item 7", "others"),
        ("Partnership board minutes", "9 September 2025", "in_part"),
    ],
    "S05": [
        ("Joint strategic needs assessment, children’s part", "On the council’s website, March 2025", "others"),
        ("Letters to those who took part", "", "own"),
    ],
    "S09": [("Quarterly review, second quarter", "Commissioning drive, Reviews", "")],
}
ACTIONS = (
    ("Agree limits of authority for joint spending", ["S02"], "Sara Whitfield, ICB", "2026-06-30", "A signed page"),
    ("Count spend by group of children, starting with residential care", ["S06"], "Head of finance", "2026-09-30", ""),
    (
        "Write one section 75 agreement for speech and language therapy",
        ["S08", "S06"],
        "Assistant director, commissioning",
        "2026-12-18",
        "The agreement is signed\n\nIt says who carries an overspend",
    ),
    ("Ask every provider what a quarterly review should look at", ["S09"], "", None, "Half of them answer"),
)


def views(lowest: int | None, highest: int | None, given: int = 9, levels: int | None = None) -> dict:
    levels = (given if lowest else 0) if levels is None else levels
    return {"views": given, "levels": levels, "lowest": lowest, "highest": highest}


def record_in_full(code: str, answer: int | str, narrative: str = "", **more) -> dict:
    kept = record(code, answer, narrative)
    return {
        **kept,
        "target": AIMS.get(code),
        "moderated": True,
        "since_last_time": "changed",
        "rationale": "",
        "dissent": "",
        "spread": {"partners": views(*VIEWS.get(code, (3, 4))), "independent_providers": views(None, None, 0)},
        "challenge": {
            "finding": "agree",
            "reason": "",
            "response": "",
            "about": {name: kept[name] for name in ("level", "no_level")},
        },
        "evidence": [
            {"id": number, "kind": "cited", "title": title, "citation": citation, "strength": strength}
            for number, (title, citation, strength) in enumerate(EVIDENCE.get(code, ()), 1)
        ],
        **more,
    }


def frozen_in_full(answers: dict, changes: dict | None = None, **more) -> dict:
    """`changes`: what else than usual a standard's record holds, by code."""
    given = {code: answer if isinstance(answer, tuple) else (answer, "") for code, answer in answers.items()}
    changes = CHANGES if changes is None else changes
    return (
        frozen(answers)
        | {
            "standards": [
                record_in_full(code, *answer, **deepcopy(changes.get(code, {}))) for code, answer in given.items()
            ],
            "took_part": [{"kind": "alone", "partner_kind": kind, "present": None} for kind in PARTNERS[1:]]
            + [{"kind": "champion", "partner_kind": "council", "present": None}]
            + [{"kind": "group", "partner_kind": "children_and_young_people", "present": 14}],
            "asked": 12,
            "challenge_printed": True,
            "was_challenged": True,
            "why_unchallenged": "",
            "signature": {
                "as_role": "Director of children’s services",
                "board_discussed_on": "2026-03-09",
                "comment": "I am glad that we are honest about pooled money.",
                "also_led": False,
            },
            "actions": [
                {
                    "title": title,
                    "standards": codes,
                    "owner": owner,
                    "due_on": due_on,
                    "measure": measure,
                    "status": "planned",
                }
                for title, codes, owner, due_on, measure in ACTIONS
            ],
            "panels": [],
        }
        | more
    )


CHANGES: dict[str, dict] = {
    "S06": {
        "rationale": "The finance leads of council and ICB looked at the same table, and neither could fill it in.",
        "dissent": "Health put it at 4: their own spend is known by group. Schools put it at 1.",
        "challenge": {
            "finding": "higher",
            "reason": "You know residential care to the pound, and used it. I would have said 3.",
            "response": "Thank you. One service is not yet most of the money, so we stay with 2.",
            "about": {"level": 2, "no_level": ""},
        },
    },
    "S09": {
        "since_last_time": "unchanged",
        "challenge": {
            "finding": "lower",
            "reason": "The reviews take place; I could not find one that changed a service.",
            "response": "That is fair. We had said 4, and moved to 3.",
            "about": {"level": 4, "no_level": ""},
        },
    },
    "S11": {
        "spread": {"partners": views(3, 4), "independent_providers": views(1, 3, 6)},
    },
}


def published(answers: dict | None = None) -> Published:
    """A comparison with 140 other areas, ten of them in the region; there, something is withheld."""
    own = {code: given[0] if isinstance(given, tuple) else given for code, given in (answers or ANSWERS).items()}
    groups = ("england", "type:Unitary", "region:North East")
    standards = {
        code: comparison.Standard(
            code=code,
            section="all",
            groups={
                name: _group(place, code, given)
                for place, (name, given) in enumerate(zip(groups, _COUNTS, strict=True))
            },
            own=level if isinstance(level, int) else None,
            neighbours=comparison.Summary(*(comparison.Between(*pair) for pair in ((3, 3), (2, 2), (3, 4)))),
        )
        for code, level in own.items()
    }
    seen = comparison.Comparison(standards, groups)
    return Published(seen, 1, date(2026, 5, 4), ("England", "Unitary", "North East"))


_COUNTS = ((11, 34, 52, 30, 8, 5), (4, 15, 24, 13, 3, 2), (None, 4, None, 3, None, 0))
TOLD_LITTLE = "S08"  # of its region nothing is printed


def _group(place: int, code: str, counts: tuple) -> comparison.Distribution:
    if place == 2 and code == TOLD_LITTLE:
        withheld = tuple(comparison.Cell(None, "c") for _ in counts)
        return comparison.Distribution(None, withheld, comparison.Summary())
    cells = tuple(comparison.Cell(count, "" if count is not None else "c") for count in counts)
    median = comparison.Between(3, 3) if place < 2 else comparison.Between(2, 3)
    quartiles = (comparison.Between(2, 2), comparison.Between(4, 4)) if place < 2 else (None, None)
    return comparison.Distribution((140, 61, 10)[place], cells, comparison.Summary(median, *quartiles))


# --- Reports ------------------------------------------------------------------------------


def report_of(data: dict, earlier: Earlier | None = None, **about) -> FeedbackReport:
    circumstances = Circumstances(
        checksum=checksum(data),
        who_sees=("Commissioning champion", "Director of children’s services", "Local lead"),
        earlier=earlier,
        **about,
    )
    return build(data, standards(), labels=labels(), about=circumstances)


def county_durham(answers: dict | None = None, changes: dict | None = None, **about) -> FeedbackReport:
    """Signed in 2025/26 with everything there is to say, compared with 2024/25."""
    before = frozen(BEFORE, year=2024, at="2025-03-20T09:00:00+00:00")
    sent_at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    about = {"sent_at": sent_at} | about
    return report_of(frozen_in_full(answers or ANSWERS, changes), Earlier(before, frozenset(BEFORE)), **about)


def as_first_kept() -> FeedbackReport:
    """The same from a snapshot of the first format."""
    before = frozen(BEFORE, year=2024, at="2025-03-20T09:00:00+00:00")
    return report_of(
        frozen(ANSWERS), Earlier(before, frozenset(BEFORE)), sent_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    )

"""The support packages of the demonstration: one of each stage and more, as their people would write them."""

from dataclasses import dataclass
from datetime import timedelta

from commissioning.support.workflow import Stage

from .places import DURHAM, EALING


@dataclass(frozen=True)
class Story:
    """`ago`: how long before today the area asked; `stage` is how far it has got since."""

    gss_code: str
    title: str
    kind: str
    standards: tuple[str, ...]
    stage: Stage
    ago: timedelta
    need: str
    hoped: str
    aims: str = ""
    criteria: tuple[tuple[str, str, str, str], ...] = ()  # what, how measured, now, target
    days: str = "10"
    too_early: int | None = None  # which criterion, when it closes
    with_area: str = ""


def _weeks(number: int) -> timedelta:
    return timedelta(weeks=number)


STORIES = (
    Story(
        DURHAM,
        "One budget for disabled children’s short breaks",
        "joint",
        ("S08", "S06"),
        Stage.CLOSED,
        _weeks(70),
        "Health and the council each buy short breaks, at different prices, from many of the same providers. Families"
        " are assessed twice.",
        "One budget, one list of providers and one conversation with each family.",
        "A pooled budget for short breaks under a section 75 agreement that both finance directors can live with.",
        (
            (
                "Parents ask once for a short break",
                "Parent carer forum’s survey, each March",
                "3 in 10 say so",
                "7 in 10",
            ),
            ("One list of providers with one price each", "Contract register", "19 contracts", "One framework"),
            ("Fewer emergency placements", "Quarterly return", "11 a quarter", "6 a quarter"),
        ),
        days="12",
        too_early=2,
    ),
    Story(
        DURHAM,
        "What providers need to know three years ahead",
        "market",
        ("S11",),
        Stage.DELIVERY,
        _weeks(26),
        "Providers tell us that they hear of a need when the tender is out. Two small ones have closed.",
        "A market position statement that providers used in their own plans.",
        "Providers, small ones too, know what will be needed, where, and how it will be bought.",
        (
            (
                "Providers say that they know what will be needed",
                "Short survey of 40 providers",
                "8 of 40",
                "30 of 40",
            ),
            ("Bids for each lot", "Procurement record", "1.4 on average", "3 or more"),
        ),
        days="9",
    ),
    Story(
        DURHAM,
        "Numbers and voices in one needs analysis",
        "needs",
        ("S05",),
        Stage.SCOPING,
        _weeks(7),
        "The joint strategic needs assessment is thick and nobody has changed a plan because of it.",
        "A short analysis by locality, built with the front line, that a decision waited for.",
    ),
    Story(
        DURHAM,
        "Reviewing contracts with young people",
        "contracts",
        ("S09", "S07"),
        Stage.DEFERRED,
        _weeks(20),
        "Reviews look at spend and counts. Young people are asked afterwards, if at all.",
        "Every review has heard young people first.",
    ),
    Story(
        DURHAM,
        "A vision that the board would notice if it went missing",
        "vision",
        ("S01",),
        Stage.DRAFT,
        _weeks(1),
        "Four strategies, four visions.",
        "",
    ),
    Story(
        EALING,
        "Assistant directors who can think aloud",
        "leadership",
        ("S12", "S10"),
        Stage.REVIEW,
        _weeks(44),
        "Three new assistant directors in a year, each running a service that changed under them.",
        "They decide together, and stay.",
        "Three assistant directors lead commissioning as one team.",
        (
            ("Decisions across services are taken in one place", "Minutes of the leadership team", "None", "Monthly"),
            ("They would recommend the post", "Conversation with each, by the peer", "1 of 3", "3 of 3"),
        ),
        days="6",
    ),
    Story(
        EALING,
        "Outcomes that drive budgets",
        "outcomes",
        ("S04", "S06"),
        Stage.AGREED,
        _weeks(16),
        "Outcomes are reported beside budgets and never meet them.",
        "Two budgets set by outcome next spring.",
        "Two outcomes with history and forecast decide two budgets.",
        (("Budgets set by outcome", "Budget papers", "None", "Two"),),
        days="8",
    ),
    Story(
        EALING,
        "A shared framework for placements with neighbours",
        "market",
        ("S11", "S08"),
        Stage.TRIAGE,
        _weeks(3),
        "Five boroughs buy from the same twenty homes, each by itself.",
        "One framework, one way to say what a child needs.",
    ),
    Story(
        EALING,
        "Who commissions what, and how many of us it takes",
        "workforce",
        ("S10",),
        Stage.REQUEST,
        timedelta(days=2),
        "Nobody can say how many people commission for children here.",
        "Roles, competencies and numbers that the budget recognises.",
    ),
    Story(
        EALING,
        "Spending on prevention, seen whole",
        "efficiency",
        ("S06",),
        Stage.PAUSED,
        _weeks(30),
        "Partners cannot say what they spend on prevention.",
        "One page that shows who spends what on whom.",
        "Partners know what is spent on prevention, and on whom.",
        (("Partners recognise the figures", "Board’s minutes", "No shared figures", "Agreed by all five"),),
        days="7",
    ),
    Story(
        EALING,
        "A second opinion on our procurement rules",
        "contracts",
        ("S07",),
        Stage.DECLINED,
        _weeks(40),
        "Legal and commissioning read the rules differently.",
        "One reading.",
    ),
    Story(
        EALING,
        "Partnership board: from talking to deciding",
        "partnership",
        ("S02",),
        Stage.WITHDRAWN,
        _weeks(24),
        "The board notes reports.",
        "It decides three things a year.",
    ),
)

REASONS = {
    Stage.DEFERRED: "The contracts team is vacant until the spring.",
    Stage.PAUSED: "The finance lead for health is moving; the next one comes in January.",
    Stage.DECLINED: "The council’s own legal service is the place for this; we have put them in touch.",
    Stage.WITHDRAWN: "The board is being replaced; we will ask again once it has met.",
}
CONDITION = "A head of contracts in post"
PICTURE = (
    "People here are tired of new starts. What there is to build on is a handful of officers in health and the council"
    " who trust each other, and a parents’ group that keeps coming. What would have to be true: one page both finance"
    " directors sign."
)
HEARD = (
    ("relationships", "“We used to settle things over coffee. Since the move nobody is in the same building.”"),
    ("capacity", "“I have half a day a week for this, on paper.”"),
    ("journey", "“If it survives the next restructure I will believe in it.”"),
)
POINTS = (
    ("pitfall", "Two earlier attempts ended when the health lead moved on; both are remembered."),
    ("opportunity", "The parents’ group will test anything, and say what it thinks."),
    ("mindset", "Ready, and wary of being made a pilot again."),
)
SESSIONS = (
    ("1", "Met both finance directors; agreed what each needs to see.", "Draft heads of terms"),
    ("0.5", "Worked through over- and underspends with the two accountants.", "Test the draft on last year’s figures"),
    ("1", "Half a day with parents on one list, half a day with providers on one price.", "Paper to both boards"),
)
MESSAGE = "Could you bring the figures by locality on the 14th? Parents asked for them last time."
CLOSE = {
    "else_happening": "A new integrated care board, and an inspection in May that asked about the same families.",
    "part": "one_of_several",
    "credible": "yes",
    "capacity": "partly",
    "connected": "yes",
    "tests_words": "The adviser had done it in another county and said what went wrong there.",
    "helped": "Both finance officers came to every session.",
    "hindered": "Two changes of lead on the health side.",
    "lessons": "Settle overspends before anything else. Have parents in the room when prices are compared.",
    "no_figures_yet": True,
    "days_complete": True,
    "offered_as_case_study": True,
    "version": 0,
}

"""The support packages of Ealing in the demonstration. Their people, prices and numbers are made up."""

from datetime import timedelta

from commissioning.support.benefits import Category, Kind
from commissioning.support.models import Risk
from commissioning.support.workflow import Stage

from .places import EALING
from .story import About, Aimed, Better, Counted, Curve, Decided, Filed, Hardness, Held, Planned, Raised, Story, weeks

LEADERSHIP = Story(
    EALING,
    "Assistant directors who can think aloud",
    "leadership",
    ("S12", "S10"),
    Stage.REVIEW,
    weeks(44),
    "Three new assistant directors in a year, each running a service that changed under them.",
    "They decide together, and stay.",
    tried="Coaching for each by themselves. They liked it, and it changed nothing between them.",
    heard=(
        ("leadership", "“I learn what my colleague decided from her team.”"),
        ("capacity", "“There is no hour in the week that is not somebody else’s.”"),
        ("relationships", "“We get on. We have never disagreed about anything that mattered.”"),
    ),
    points=(
        ("pitfall", "All three are asked to act up when the director is away."),
        ("opportunity", "They start together: nobody has an old way to defend."),
        ("mindset", "Curious, and short of time."),
    ),
    picture="Three able people who meet in corridors. What would have to be true: two hours a fortnight that nobody may"
    " take, and one decision that only the three together can make.",
    aims="Three assistant directors lead commissioning as one team.",
    criteria=(
        Aimed(
            "Decisions across services are taken in one place",
            "Minutes of the leadership team",
            "None",
            "Monthly",
            facts="Minutes: seven decisions in six months, four of them across two services.",
        ),
        Aimed(
            "They would recommend the post",
            "Conversation with each, by the peer",
            "1 of 3",
            "3 of 3",
            facts="2 of 3 would, without being asked for reasons. The third says “in a year”.",
        ),
    ),
    days="7",
    form="joint_practice",
    sessions=(
        Held(
            2,
            "1",
            "A morning with the three; each brought a decision they had made alone.",
            "Three assistant directors",
            "Two hours a fortnight in three diaries",
            "Could the fortnightly meeting be on a Thursday? Wednesdays are cabinet.",
            "Thursdays at four, then. It is in the diaries until the summer.",
        ),
        Held(
            8,
            "1",
            "Sat in on their meeting. They agreed quickly; afterwards I asked what nobody had said.",
            "Three assistant directors",
            "Begin each meeting with what one of them is unsure of",
        ),
        Held(
            15,
            "1.5",
            "A day at a neighbouring borough whose team has worked this way for four years.",
            "The three, and their peers",
            "Choose the decision that only the three can make",
        ),
        Held(
            22,
            "1",
            "Looked back with the three and the director: what would be lost if the Thursdays stopped.",
            "The three, the director",
            "Agree who keeps the Thursdays going",
        ),
    ),
    plan=(
        Planned(4, "milestone", "First Thursday held", "All three came, and the director stayed away as agreed."),
        Planned(18, "action", "One decision taken by the three", "The early help budget, in February."),
    ),
    risks=(
        Raised(
            "One of the three is asked to act as director from June",
            Risk.Rating.AMBER,
            "A deputy comes to the Thursdays in her place",
            "Director",
        ),
        Raised(
            "The Thursdays are taken by other meetings",
            Risk.Rating.GREEN,
            "The director’s office refuses bookings",
            "Director",
            kind=Risk.Kind.CONCERN,
            outcome="Two were lost in five months; nobody sees it as a concern any more.",
        ),
    ),
    decisions=(Decided(15, "The early help budget is decided by the three together.", "Director"),),
    paid=(("1400", "Adviser’s fee"), ("96.40", "Travel to the neighbouring borough")),
    figures=(
        Counted(
            Kind.IMPROVEMENT,
            Category.WORKFORCE,
            "5100",
            "3 people × 2 hours × 17 Thursdays × £50.",
            "Their time in the meetings. Preparation is left out.",
        ),
        Counted(
            Kind.CASHABLE,
            Category.AGENCY,
            "62000",
            "Interim assistant director for 31 weeks at £2,000 a week above the cost of the post, not renewed.",
            "The difference in pay, on-costs included. The post was filled while the support ran; how much of that is"
            " due to it nobody can say.",
        ),
    ),
    curves=(
        Curve(
            "Staff who say that decisions reach them within a week",
            "% of staff who answered",
            About.SERVICE,
            Hardness.SOFT,
            Better.UP,
            "75",
            "Staff pulse survey, end of each quarter: 88 to 104 answered",
            "It rose once the three wrote one note after each Thursday. It fell once, when two Thursdays were lost.",
            ("48", "44", "41"),
            ("41", "40", "40"),
            ("52", "49", "63"),
        ),
    ),
)

PREVENTION = Story(
    EALING,
    "Spending on prevention, seen whole",
    "efficiency",
    ("S06",),
    Stage.PAUSED,
    weeks(30),
    "Partners cannot say what they spend on prevention.",
    "One page that shows who spends what on whom.",
    leaving="The finance lead for health is moving; the next one comes in January.",
    heard=(
        ("governance", "“Every board has asked for this figure. None has been given it.”"),
        ("understanding", "“We do not mean the same thing by prevention, and it takes an hour to notice.”"),
    ),
    points=(
        ("pitfall", "A figure for prevention is read as a figure to cut."),
        ("opportunity", "Public health has a working definition that others could live with."),
    ),
    picture="Five partners, five ledgers, one word. What would have to be true: a definition short enough to be used by"
    " an accountant.",
    aims="Partners know what is spent on prevention, and on whom.",
    criteria=(Aimed("Partners recognise the figures", "Board’s minutes", "No shared figures", "Agreed by all five"),),
    days="7",
    intervention="collective",
    sessions=(
        Held(
            2,
            "0.5",
            "Agreed a definition of prevention with public health, and what it leaves out.",
            "Public health, finance",
            "Try it on one ledger",
        ),
        Held(
            6,
            "1",
            "Tried the definition on the council’s ledger: £11 million to £14 million, depending on one line.",
            "Two accountants",
            "The same for health, when its lead is there",
        ),
    ),
    risks=(
        Raised(
            "Health’s ledger cannot be read by purpose",
            Risk.Rating.AMBER,
            "Ask for a sample of one locality",
            "Finance lead",
        ),
    ),
    plan=(Planned(14, "milestone", "First page before the board"),),
)

AGREED = Story(
    EALING,
    "Outcomes that drive budgets",
    "outcomes",
    ("S04", "S06"),
    Stage.AGREED,
    weeks(16),
    "Outcomes are reported beside budgets and never meet them.",
    "Two budgets set by outcome next spring.",
    heard=(
        ("leadership", "“In the budget meeting nobody has the outcomes paper open.”"),
        ("understanding", "“We have forty-one outcomes. I could name four.”"),
    ),
    points=(
        ("pitfall", "The budget timetable leaves three weeks in November, and no more."),
        ("mindset", "Finance is readier than the services are."),
    ),
    picture="There are too many outcomes for any of them to matter. What would have to be true: two budgets whose"
    " holders offer to go first.",
    aims="Two outcomes with history and forecast decide two budgets.",
    criteria=(Aimed("Budgets set by outcome", "Budget papers", "None", "Two"),),
    days="8",
    files=(
        Filed(
            "Forty-one outcomes, and which of them have history",
            "outcomes-with-history.csv",
            "Outcome,Three years of history,Who would miss it\nReady for school,Yes,Early years board\n"
            "Feels safe on the way home,No,Youth council\n",
        ),
    ),
)

OTHERS = (
    Story(
        EALING,
        "A shared framework for placements with neighbours",
        "market",
        ("S11", "S08"),
        Stage.TRIAGE,
        weeks(3),
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
        "A second opinion on our procurement rules",
        "contracts",
        ("S07",),
        Stage.DECLINED,
        weeks(40),
        "Legal and commissioning read the rules differently.",
        "One reading.",
        leaving="The council’s own legal service is the place for this; we have put them in touch.",
    ),
    Story(
        EALING,
        "Partnership board: from talking to deciding",
        "partnership",
        ("S02",),
        Stage.WITHDRAWN,
        weeks(24),
        "The board notes reports.",
        "It decides three things a year.",
        leaving="The board is being replaced; we will ask again once it has met.",
    ),
)

"""County Durham’s short breaks: a package from its request to what was found after its close. All made up."""

from commissioning.support.benefits import Category, Kind
from commissioning.support.models import Rating, Risk
from commissioning.support.workflow import Stage

from .places import DURHAM
from .story import (
    About,
    Aimed,
    Better,
    Counted,
    Curve,
    Decided,
    Filed,
    Hardness,
    Held,
    Planned,
    Raised,
    Rated,
    Story,
    weeks,
)

SHORT_BREAKS = Story(
    DURHAM,
    "One budget for disabled children’s short breaks",
    "joint",
    ("S08", "S06"),
    Stage.CLOSED,
    weeks(70),
    "Health and the council each buy short breaks, at different prices, from many of the same providers. Families are"
    " assessed twice.",
    "One budget, one list of providers and one conversation with each family.",
    tried="A joint panel met for a year. It agreed one family at a time and never touched the two budgets.",
    heard=(
        ("relationships", "“We used to settle things over coffee. Since the move nobody is in the same building.”"),
        ("capacity", "“I have half a day a week for this, on paper.”"),
        ("journey", "“If it survives the next restructure I will believe in it.”"),
    ),
    points=(
        ("pitfall", "Two earlier attempts ended when the health lead moved on; both are remembered."),
        ("opportunity", "The parents’ group will test anything, and say what it thinks."),
        ("mindset", "Ready, and wary of being made a pilot again."),
    ),
    checklist=(
        ("all-sponsor", "settled", "The director and the ICB’s director of partnerships"),
        ("all-story", "settled", "Parents were asked in the spring; nothing came back to them"),
        ("all-families", "settled", "Two parents on the pooled budget board"),
        ("all-capacity", "settled", "The champion, half a day a week"),
        ("all-after", "open", "Depends on the post in health"),
        ("joint-legal", "settled", "Section 75, the council as host"),
        ("joint-disputes", "open", "Both chief officers, or somebody from outside?"),
        ("joint-overspend", "settled", "60 to 40, after the disputed pool of 2016"),
        ("joint-vat", "settled", "The host’s; both finance teams agree"),
        ("joint-staff", "not_needed", "Nobody changes employer"),
        ("joint-audit", "open", "The ICB’s auditor has been asked"),
    ),
    picture="People here are tired of new starts. What there is to build on is a handful of officers in health and the"
    " council who trust each other, and a parents’ group that keeps coming. What would have to be true: one page that"
    " both finance directors sign.",
    aims="A pooled budget for short breaks under a section 75 agreement that both finance directors can live with.",
    criteria=(
        Aimed(
            "Parents ask once for a short break",
            "Parent carer forum’s survey, each March",
            "31% say so (38 of 124)",
            "70%",
            area=Rated(
                Rating.PARTLY,
                "More than half say so now. The families who come to us through hospital are still asked twice.",
            ),
            lead=Rated(Rating.PARTLY, "A large change in one year, and the hospital’s discharge team has not joined."),
            facts="Survey of March: 66 of 116 parents said that they had asked once. The year before, 38 of 124.",
        ),
        Aimed(
            "One list of providers with one price each",
            "Contract register",
            "19 contracts, two price lists",
            "One framework",
            area=Rated(Rating.MET, "The framework began in April. Eleven providers are on it, four of them small."),
            lead=Rated(Rating.MET, "I have seen the register: one list, and the same price for both buyers."),
            facts="Framework of 11 providers in the register since 1 April; of the 19 contracts none is left.",
        ),
        Aimed(
            "Fewer emergency placements",
            "Quarterly return",
            "11 a quarter",
            "6 a quarter",
            area=Rated(
                Rating.TOO_EARLY,
                "Two quarters are lower. One more winter would tell.",
                Rated(Rating.MET, "Seven, then six, then six. Two of the quarters were school holidays."),
            ),
            lead=Rated(
                Rating.TOO_EARLY,
                "The fall began in the quarter before the pool did.",
                Rated(Rating.PARTLY, "At the target, and a quieter winter than the last two; some of it may be that."),
            ),
            facts="Quarterly return: 11, 12, 11 before; 10 and 8 since.",
        ),
    ),
    days="12",
    pounds="4000",
    sessions=(
        Held(
            2,
            "1",
            "Met both finance directors; agreed what each needs to see before they sign.",
            "Both finance directors, the champion",
            "Draft heads of terms",
            "Could you bring the figures by locality on the 14th? Parents asked for them last time.",
            "Yes. North and east are ready; the other two come from health on Monday.",
        ),
        Held(
            6,
            "0.5",
            "Worked through over- and underspends with the two accountants.",
            "Two accountants",
            "Test the draft on last year’s figures",
        ),
        Held(
            10,
            "2",
            "A day with parents on what belongs on one list; a day with providers on one price.",
            "14 parents, 9 providers",
            "Paper to both boards",
            "Nine providers came, three of them with one employee. They asked for a price that holds for two years.",
        ),
        Held(
            16,
            "1.5",
            "Went through the section 75 agreement clause by clause; VAT and staff settled, disputes still open.",
            "Legal officers of both",
            "A disputes clause that both can read",
        ),
        Held(
            22,
            "1",
            "Sat in on the first pooled budget meeting and said afterwards what a stranger would not have understood.",
            "Pooled budget board",
            "Hand over to the champion",
        ),
    ),
    plan=(
        Planned(8, "milestone", "Heads of terms before both boards", "Both agreed, health with one condition."),
        Planned(14, "action", "Price list tested with three small providers", "Two would have lost money; mended."),
        Planned(20, "milestone", "Section 75 agreement signed", "Signed three weeks late, before the year began."),
    ),
    risks=(
        Raised(
            "Health’s lead may move on",
            Risk.Rating.AMBER,
            "A deputy comes to every session",
            "Champion",
            outcome="She moved in February. The deputy had been to every session and carried on.",
        ),
        Raised(
            "Small providers cannot meet the insurance the framework asks for",
            Risk.Rating.RED,
            "Ask for cover that fits the size of the contract",
            "Head of procurement",
            outcome="Cover now goes with turnover. Four small providers joined.",
        ),
    ),
    decisions=(
        Decided(6, "Overspends are shared 60 to 40; underspends stay for one year.", "Both finance directors"),
        Decided(14, "The council holds the contracts for both.", "Children’s partnership board"),
    ),
    paid=(
        ("1850", "Adviser’s fee, first half"),
        ("1200", "Adviser’s fee, second half"),
        ("214.60", "Room for the day with parents"),
    ),
    figures=(
        Counted(
            Kind.SET_UP,
            Category.LEGAL,
            "6400",
            "64 hours of two legal officers at the council’s internal rate of £100 an hour.",
            "Drafting the section 75 agreement. Health’s own legal time is left out: it was not recorded.",
            verified_by="N. Farrow, finance manager",
        ),
        Counted(
            Kind.TRANSITIONAL,
            Category.PROCUREMENT,
            "9800",
            "Interim procurement officer, 14 weeks at two days a week, £350 a day.",
            "Moving 19 contracts to the framework. Pay and on-costs.",
        ),
        Counted(
            Kind.CASHABLE,
            Category.CONTRACTS,
            "48500",
            "Hours bought last year, at the old prices less the same hours at the framework’s prices.",
            "Prices alone, of the council’s hours and health’s. Not a change in how much was bought.",
            verified_by="N. Farrow, finance manager",
            years_on=1,
        ),
        Counted(
            Kind.NON_CASHABLE,
            Category.STAFF_TIME,
            "17280",
            "480 hours at £36: 160 families assessed once instead of twice, 3 hours each.",
            "Time of social workers and community nurses. Nobody’s post was given up; the time went to reviews.",
            years_on=1,
        ),
        Counted(
            Kind.AVOIDED,
            Category.PLACEMENTS,
            "34440",
            "4 emergency placements fewer than forecast in two quarters, 21 nights on average, £410 a night.",
            "The provider’s fee. Modelled against the forecast “if nothing changes”; social work time left out.",
            years_on=1,
        ),
    ),
    curves=(
        Curve(
            "Emergency short-break placements",
            "placements a quarter",
            About.OUTCOME,
            Hardness.HARD,
            Better.DOWN,
            "6",
            "The council’s quarterly return",
            "The rise came when two providers closed. The pool lets either service agree a night the same day; before,"
            " each waited for the other. The winter was quieter than the last two, and some of the fall may be that.",
            ("8", "9", "9", "10", "11", "12", "11"),
            ("11", "12", "12", "12", "13"),
            ("10", "8", "7", "6", "6"),
            criterion=2,
        ),
        Curve(
            "Parents who say that they asked once",
            "% of parents who answered",
            About.OUTCOME,
            Hardness.SOFT,
            Better.UP,
            "70",
            "Parent carer forum’s survey, each March: 118, 131, 124 and 116 parents answered",
            "The one conversation began in the north of the county, where most who answered live. Families who come"
            " through hospital are still asked twice.",
            ("34", "29", "31"),
            ("31", "31"),
            ("57",),
            months=12,
            criterion=0,
        ),
    ),
    files=(
        Filed(
            "One list with one price: the framework’s price list",
            "framework-prices.csv",
            "Kind of break,Unit,Price until now (council),Price until now (health),Framework\n"
            "Daytime at home,hour,£19.80,£23.10,£20.40\nDaytime in a group,session,£46,£58,£49\n"
            "Overnight,night,£385,£452,£398\n",
        ),
        Filed(
            "Heads of terms as both boards agreed them",
            "heads-of-terms.txt",
            "1. The council hosts the pool.\n2. Overspends are shared 60 to 40.\n3. Underspends stay for one year.\n"
            "4. Disputes go to both chief officers within ten working days.\n",
        ),
    ),
    close={
        "else_happening": "A new integrated care board, and an inspection in May that asked about the same families.",
        "part": "one_of_several",
        "credible": "yes",
        "capacity": "partly",
        "connected": "yes",
        "tests_words": "The adviser had done it in another county and said what went wrong there.",
        "helped": "Both finance officers came to every session.",
        "hindered": "Two changes of lead on the health side.",
        "lessons": "Settle overspends before anything else. Have parents in the room when prices are compared.",
        "offered_as_case_study": True,
    },
    followed_up="Three more quarters at seven, six and six. The pool has had one dispute, settled in eight days.",
)

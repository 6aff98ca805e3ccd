"""The other support packages of County Durham in the demonstration. Their people, prices and numbers are made up."""

from commissioning.support.benefits import Category, Kind
from commissioning.support.models import Risk
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
    Story,
    weeks,
)

MARKET = Story(
    DURHAM,
    "What providers need to know three years ahead",
    "market",
    ("S11",),
    Stage.DELIVERY,
    weeks(26),
    "Providers tell us that they hear of a need when the tender is out. Two small ones have closed.",
    "A market position statement that providers used in their own plans.",
    heard=(
        ("relationships", "“They meet us when something has gone wrong, or when they want a price.”"),
        ("capacity", "“One of us knows the market. She is retiring.”"),
        ("understanding", "“We forecast children. Nobody turns that into beds or hours.”"),
    ),
    points=(
        ("pitfall", "The last statement was eighty pages long and out of date when it was printed."),
        ("opportunity", "Six providers have offered to say what their costs are made of."),
        ("mindset", "Keen; a little afraid of promising volumes."),
    ),
    picture="Forecasts exist, and so do forty providers who would plan with them. Between the two there is one officer"
    " with two days a week. What would have to be true: a page for each kind of service, renewed every spring.",
    aims="Providers, small ones too, know what will be needed, where, and how it will be bought.",
    criteria=(
        Aimed(
            "Providers say that they know what will be needed", "Short survey of 40 providers", "8 of 40", "30 of 40"
        ),
        Aimed("Bids for each lot", "Procurement record", "1.4 on average", "3 or more"),
    ),
    days="9",
    sessions=(
        Held(
            2,
            "1",
            "Read the forecasts with the two analysts and marked what a provider could act on.",
            "Two analysts, the champion",
            "A first page: short breaks, three years",
            "Do you hold the postcodes of the homes that closed? They would make the first map.",
        ),
        Held(
            7,
            "0.5",
            "Tried the first page on five providers by telephone. None had seen a number of ours before.",
            "Five providers",
            "A page for each kind of service",
        ),
        Held(
            12,
            "1",
            "Half a day with procurement on lots that a provider with six staff could bid for.",
            "Procurement, two small providers",
            "Lots redrawn before the spring round",
            "",
            "Procurement would like the redrawn lots by the tenth, before their board.",
            next_week=17,
        ),
    ),
    plan=(
        Planned(6, "milestone", "First page tried out with providers", "Five tried it; two changed a plan."),
        Planned(13, "action", "Lots redrawn for the spring round"),
        Planned(24, "milestone", "Statement of seven pages before the board"),
    ),
    risks=(
        Raised(
            "The one officer who knows the market retires in March",
            Risk.Rating.RED,
            "She writes down who is who; recruitment is asked for",
            "Head of commissioning",
            escalated="The post is frozen. A word from the programme to the director would help.",
        ),
        Raised("The forecast for placements is redone in spring", Risk.Rating.AMBER, "Pages carry a date", "Analysts"),
        Raised("Providers may wait for the statement before they invest", Risk.Rating.GREEN, "", "Champion"),
    ),
    decisions=(Decided(7, "One page for each kind of service, no long document.", "Commissioning leadership team"),),
    paid=(("900", "Adviser’s fee, sessions 1 and 2"),),
    figures=(
        Counted(
            Kind.IMPROVEMENT,
            Category.STAFF_TIME,
            "3240",
            "90 hours of two analysts at £36.",
            "Turning forecasts into pages. Printing and the events are left out.",
        ),
    ),
    curves=(
        Curve(
            "Bids for each lot",
            "bids on average",
            About.SERVICE,
            Hardness.HARD,
            Better.UP,
            "3",
            "Procurement record: 7 to 11 lots a month",
            "No change yet, and none was to be expected before lots are redrawn in the spring. What providers say on"
            " the telephone is better than what they do.",
            ("1.6", "1.5", "1.6", "1.5", "1.4", "1.4"),
            ("1.4", "1.4", "1.4", "1.4", "1.4", "1.4"),
            ("1.4", "1.4", "1.4", "1.5"),
            months=1,
            criterion=1,
        ),
    ),
    files=(
        Filed(
            "First page: short breaks, three years ahead",
            "short-breaks-three-years.txt",
            "Short breaks in the county, next three years\n\nOvernight: about the same.\nDaytime in groups: a third"
            " more, most of it in the east.\nHow we will buy: one framework, opened every April.\n",
        ),
    ),
)

OTHERS = (
    Story(
        DURHAM,
        "Numbers and voices in one needs analysis",
        "needs",
        ("S05",),
        Stage.SCOPING,
        weeks(7),
        "The joint strategic needs assessment is thick and nobody has changed a plan because of it.",
        "A short analysis by locality, built with the front line, that a decision waited for.",
        heard=(
            ("understanding", "“We are asked for numbers in May and see the document in December.”"),
            ("leadership", "“Nobody at the top has ever asked me what it says.”"),
        ),
        points=(
            ("pitfall", "Health and the council count localities differently."),
            ("opportunity", "Family hubs hold what parents say, and nobody has read it across."),
        ),
        checklist=(
            ("all-sponsor", "open", ""),
            ("all-families", "settled", "Through the family hubs"),
        ),
        picture="There is no shortage of data, and no decision that waits for it. What would have to be true: one"
        " decision named before the analysis begins.",
    ),
    Story(
        DURHAM,
        "Reviewing contracts with young people",
        "contracts",
        ("S09", "S07"),
        Stage.DEFERRED,
        weeks(20),
        "Reviews look at spend and counts. Young people are asked afterwards, if at all.",
        "Every review has heard young people first.",
        leaving="The contracts team is vacant until the spring.",
        condition="A head of contracts in post",
    ),
    Story(
        DURHAM,
        "A vision that the board would notice if it went missing",
        "vision",
        ("S01",),
        Stage.DRAFT,
        weeks(1),
        "Four strategies, four visions.",
        "",
    ),
)

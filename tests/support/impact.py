"""Impact tables for tests, made from small counts by hand through the real analysis."""

from datetime import date

from evaluation.analysis.change import cross_section
from evaluation.analysis.comparability import differences
from evaluation.analysis.counts import WHOLE, Counts, Place
from evaluation.analysis.expected import expected
from evaluation.analysis.levels import levels
from evaluation.analysis.marks import NothingWithheld
from evaluation.analysis.summary import summary
from evaluation.analysis.words import Unit
from evaluation.exports.tables import GroupOf, RoundOf, Tables
from tests.support.tallies import counted, question

OPEN = NothingWithheld()
COUNTY, UNITARY = Place("type", "county"), Place("type", "unitary")
PLACES = (WHOLE, COUNTY, UNITARY)
SERVICES = {"training": None, "online": None}

REACH = question("used", SERVICES, text="Which of these have you used?", measure="reach", service="", several=True)
NOW = question("training_outcomes", text="What effect has the training had so far?")
SOON = question("training_outcomes_12m", text="What effect do you expect from the training?", measure="outcomes_12m")
ONLINE = question("online_outcomes", text="What effect have the online resources had so far?", service="online")
QUESTIONS = (REACH, NOW, SOON, ONLINE)


def counts(name="Year 2", more=0, questions=QUESTIONS, places=PLACES) -> Counts:
    """60 users of training, 20 of them in counties; 12 of online resources, a low base."""
    tallies = {
        "used": counted(
            [60 + more, 12], [20, 8], [40 + more, 4], asked=[90 + more, 30, 60 + more], answered=[88, 29, 59]
        ),
        "training_outcomes": counted(
            [6, 20 + more, 12, 8, 4, 5, 5], [2, 6, 4, 4, 2, 1, 1], [4, 14 + more, 8, 4, 2, 4, 4]
        ),
        "training_outcomes_12m": counted(
            [9, 25 + more, 10, 5, 3, 4, 4], [3, 8, 4, 2, 1, 1, 1], [6, 17 + more, 6, 3, 2, 3, 3]
        ),
        "online_outcomes": counted([1, 4, 3, 1, 0, 2, 1], [1, 3, 2, 0, 0, 1, 1], [0, 1, 1, 1, 0, 1, 0]),
    }
    known = {one.name: one for one in questions}
    return Counts(name, "commissioners", known, places, {name: tallies[name] for name in known})


def tables(later: Counts | None = None, earlier: Counts | None = None, marks=(OPEN, OPEN), **fields) -> Tables:
    """Of Year 2; against an earlier round where one is given."""
    later = later or counts()
    rounds, reasons = [RoundOf(later.round, date(2026, 11, 1))], {}
    questions = {later.round: later.questions}
    if earlier is not None:
        rounds.append(RoundOf(earlier.round, date(2025, 10, 20)))
        questions[earlier.round] = earlier.questions
        pairs = ((name, earlier.questions.get(name), one) for name, one in later.questions.items())
        reasons = {name: differences(before, after) for name, before, after in pairs if before}
        reasons = {name: why for name, why in reasons.items() if why}
        fields["change"] = list(cross_section(earlier, later, marks))
        fields["expected"] = list(expected(earlier, later, marks, 12))
    group = GroupOf("commissioners", "Commissioners", Unit("commissioner", "commissioners"), questions, reasons)
    given = {
        "programme": "Commissioning support programme",
        "contact": "help@example.org",
        "title": "Impact of the programme: Year 2",
        "made_on": date(2026, 11, 22),
        "who_may_see": "Who may see tables of rounds.",
        "rounds": rounds,
        "groups": [group],
        "is_suppressed": True,
        "minimum_base": 5,
        "minimum_cell": 3,
        "levels": list(levels(later, marks[1])),
        "summary": list(summary(later, marks[1])),
        **fields,
    }
    return Tables(**given)

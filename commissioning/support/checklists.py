"""What to ask before a package of each kind is agreed: questions that others found out the hard way. Pure.

In our words, after the lessons of the twelve commissioning case studies and, for improvement boards, LGA and Isos,
*Enabling improvement*, 2017, part 3. A question’s key is kept with its answer, so a key is never used for another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from .kinds import Form, Kind


@dataclass(frozen=True)
class Question:
    key: str
    text: str


def _of(prefix: str, **questions: str) -> tuple[Question, ...]:
    return tuple(Question(f"{prefix}-{key.replace('_', '-')}", text) for key, text in questions.items())


EVERY_KIND = _of(
    "all",
    sponsor="Who at the top wants this, and will still want it when it gets hard?",
    story="Who has been asked this before, and what became of their answers?",
    families="How will children and families have a say in what is aimed for?",
    capacity="Who has the time to do it between the adviser’s days?",
    after="Who carries it on when the package has ended?",
)

OF_KIND: Mapping[Kind, tuple[Question, ...]] = {
    Kind.VISION: _of(
        "vision",
        same="Do council, health and partner leaders give the same account of what they want?",
        decision="Which decision would come out differently because of the vision?",
        members="What do the lead member and scrutiny expect of it?",
    ),
    Kind.LEADERSHIP: _of(
        "leadership",
        room="What may assistant directors decide by themselves, and is it written down?",
        peers="Whom can they think aloud with, outside their own council?",
        load="What will be taken off them while they do this?",
    ),
    Kind.PARTNERSHIP: _of(
        "partnership",
        board="Which board decides, who sits on it, and may deputies decide?",
        history="What has happened between these partners that still counts?",
        language="Do partners mean the same by needs, outcomes and prevention?",
        targets="Whose targets pull against each other, and who can settle that?",
    ),
    Kind.JOINT: _of(
        "joint",
        legal="Which agreement is it under (section 75, section 10, aligned budgets), and who hosts it?",
        disputes="How are disputes settled, step by step, and who has the last word?",
        overspend="Who bears an overspend, who keeps an underspend, and in what proportion?",
        pressures="How are new pressures and new money brought in each year?",
        vat="Whose VAT rules apply, and has each side’s finance team agreed?",
        insurance="Which body insures which activity?",
        staff="Who employs the staff, on which terms, and who manages them?",
        audit="What do each partner’s auditors and regulators need to see?",
        information="May the partners share the information it takes, and under which agreement?",
    ),
    Kind.MARKET: _of(
        "market",
        known="Which providers are there, what do they offer, and what do they cost?",
        needs="What will be needed in three years, and have providers been told?",
        small="What keeps small and voluntary providers from competing?",
        neighbours="What could be bought better together with neighbours?",
        gaps="For whom is there nothing nearby?",
    ),
    Kind.NEEDS: _of(
        "needs",
        decision="Which decision is waiting for the analysis?",
        data="Who holds the figures, do they count alike, and who is counted twice?",
        voices="How are families and the front line heard, beside the figures?",
        forecast="How far ahead, and what would change the forecast?",
    ),
    Kind.CONTRACTS: _of(
        "contracts",
        specification="Is there one specification and one way of scoring, known to providers beforehand?",
        dialogue="How long before the competition does the talking with the market begin?",
        placing="What if no provider on the list can meet a child’s needs?",
        decommissioning="If a service stops: what do its users, its staff and its provider hear, from whom and when?",
        councillors="Have councillors agreed the process, and who tells them when they are lobbied?",
        costs="Is it known what a fair price is made of, beside what is charged now?",
    ),
    Kind.OUTCOMES: _of(
        "outcomes",
        few="Which few outcomes, hard and soft, would families recognise?",
        history="Are there three points of history for each, and a forecast if nothing changes?",
        providers="Can small providers give the figures that are asked for, and who helps them?",
        review="Who looks at the figures, how often, and what can they change?",
    ),
    Kind.WORKFORCE: _of(
        "workforce",
        roles="Which roles and competencies does commissioning here need, and how many people?",
        stay="Why do people leave, and what would keep them?",
        training="What is already on offer nearby that could be used or shared?",
        cover="Who does the work while people learn?",
    ),
    Kind.EFFICIENCY: _of(
        "efficiency",
        include="What does each unit cost include: direct cost only, or overheads, buildings and staff?",
        baseline="Which year’s spending is it measured against?",
        cashable="Which savings can be taken out of a budget, and which only free time?",
        finance="Which finance officer will verify the figures?",
        elsewhere="Could the cost turn up somewhere else, with a partner or a family?",
    ),
}

OF_FORM: Mapping[Form, tuple[Question, ...]] = {
    Form.IMPROVEMENT_BOARD: _of(
        "board",
        chair="Is the chair independent, and trusted by political, corporate and service leaders?",
        phases="What are the three phases, and what has to be true to leave each one?",
        papers="Are papers sent in time to be read, and short enough?",
        deputies="May deputies decide?",
        subgroup="Does an operational sub-group prepare it, so that the board stays with strategy?",
        exit="What ends it?",
    ),
    Form.PEER_REVIEW: _of(
        "peers",
        rigour="Will the peers say what is unwelcome, and does the area want to hear it?",
        timing="Is this the moment when it helps most: early, at a turn, or to test a view of oneself?",
    ),
    Form.STRATEGIC_PARTNERSHIP: _of(
        "partner",
        match="Is the other area’s context near enough to learn from?",
        capacity="Can the partner spare the people without harm at home?",
    ),
}


def questions_for(kind: str, form: str = "") -> tuple[Question, ...]:
    """Those of every package, of its kind, and of its form of support."""
    of_kind = OF_KIND[Kind(kind)] if kind else ()
    of_form = OF_FORM.get(Form(form), ()) if form else ()
    return (*EVERY_KIND, *of_kind, *of_form)


ALL: Mapping[str, Question] = {
    question.key: question for questions in (EVERY_KIND, *OF_KIND.values(), *OF_FORM.values()) for question in questions
}

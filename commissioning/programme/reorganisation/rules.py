"""What becomes of the programme’s work when councils are reorganised, as a table. Pure: it knows no database.

The preview shows it, `applying` follows it, and docs/decisions/0014-reorganisations.md is drawn from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from commissioning.authorities.models import Succession

Kind = Succession.Kind

KINDS = {
    Kind.MERGED: "Merger: one or more councils go into one",
    Kind.SPLIT: "Split: one council’s area goes to several",
    Kind.REPLACED: "Replacement: one council takes the place of another",
    Kind.RECODED: "New code: the same council under a new ONS code",
    Kind.PART: "A part: a council lives on, and gives a part of its area to another",
}
HINTS = {
    Kind.MERGED: "Such as Bournemouth and Poole in 2019",
    Kind.SPLIT: "Such as Cumbria in 2023",
    Kind.REPLACED: "Such as a county council whose whole area becomes one new unitary council",
    Kind.RECODED: "Such as Barnsley in 2025, after a change of boundary",
    Kind.PART: "Nothing moves; the register notes it",
}
SEVERAL_BEFORE = frozenset({Kind.MERGED})
SEVERAL_AFTER = frozenset({Kind.SPLIT, Kind.PART})
ENDS = frozenset(Kind) - {Kind.PART}  # the old council is no more
# A council that goes on, or all of it in one other: its people stay in role unless somebody says otherwise.
ONE_TO_ONE = frozenset({Kind.REPLACED, Kind.RECODED})


class What(StrEnum):
    """What may move. Their order is the order of the preview."""

    ASSESSMENT = "assessment"
    PLAN = "plan"
    PACKAGE = "package"
    OUTCOMES = "outcomes"
    CASE_STUDY = "case-study"
    LISTENING = "listening"
    OFFER = "offer"
    CHAMPION = "champion"
    DIRECTOR = "director"
    LOCAL_LEAD = "local-lead"
    OTHER_POST = "other-post"
    CAMPAIGN = "campaign"
    BOOKING = "booking"
    ADVISER = "adviser"
    SURVEY = "survey"
    RECORD = "record"
    REGISTER = "register"


class Treatment(StrEnum):
    FOLLOWS = "Goes on under the successor"
    ALONE = "Goes on under the successor where it is the only one of its kind; else it is ended, and stays readable"
    DECIDED = "Goes on under the successor that you name; with none it is ended, and stays readable"
    NAMED = "Goes on under the successor that you name"
    PROPOSED = "Ends the day before; the same person is proposed, and you decide"
    CHOSEN = "Ends the day before; you choose among those who held it, or leave it vacant"
    ENDS_UNLESS = "Ends the day before, unless you name a successor they go on in"
    EVERY = "Ends the day before, and goes on in every successor"
    PLACES = "The successors take its place, unless it has signed"
    ENDED = "Is ended; what the area was told of it stays readable"
    RUNS_OUT = "Runs out, and says why; the successor is offered contact anew where there is a reason"
    COUNTS = "Stays, and counts for every successor"
    AS_ASKED = "Stays as it was when it was asked"
    STAYS = "Stays under the old code for ever; the successors’ people in role read it"
    UNTOUCHED = "Is not touched"


@dataclass(frozen=True)
class Rule:
    label: str
    one_to_one: Treatment
    merger: Treatment
    split: Treatment

    def treatment(self, kind: str) -> Treatment:
        if kind == Kind.PART:
            return Treatment.UNTOUCHED
        if kind in ONE_TO_ONE:
            return self.one_to_one
        return self.merger if kind == Kind.MERGED else self.split


_T = Treatment
TABLE: dict[What, Rule] = {
    What.ASSESSMENT: Rule("Self-assessment that is not signed yet", _T.FOLLOWS, _T.ALONE, _T.DECIDED),
    What.PLAN: Rule("Action plan: what is not finished of it", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.PACKAGE: Rule("Part in a support package that is not ended", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.OUTCOMES: Rule("Outcomes that are being built", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.CASE_STUDY: Rule("Case studies that are being written", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.LISTENING: Rule("Listening to the area that is under way", _T.ENDED, _T.ENDED, _T.ENDED),
    What.OFFER: Rule("Offer of contact that is open or acknowledged", _T.RUNS_OUT, _T.RUNS_OUT, _T.RUNS_OUT),
    What.CHAMPION: Rule("Appointment as champion", _T.PROPOSED, _T.CHOSEN, _T.CHOSEN),
    What.DIRECTOR: Rule("Appointment as director", _T.PROPOSED, _T.CHOSEN, _T.CHOSEN),
    What.LOCAL_LEAD: Rule("Appointment as local lead", _T.EVERY, _T.EVERY, _T.EVERY),
    What.OTHER_POST: Rule("Appointment as contributor or senior leader", _T.EVERY, _T.EVERY, _T.ENDS_UNLESS),
    What.CAMPAIGN: Rule("Place in a campaign under way", _T.PLACES, _T.PLACES, _T.PLACES),
    What.BOOKING: Rule("Places booked at events to come", _T.FOLLOWS, _T.FOLLOWS, _T.NAMED),
    What.ADVISER: Rule("An adviser’s employer, and conflicts of interest", _T.COUNTS, _T.COUNTS, _T.COUNTS),
    What.SURVEY: Rule("Invitations to surveys, and answers", _T.AS_ASKED, _T.AS_ASKED, _T.AS_ASKED),
    What.RECORD: Rule(
        "Signed self-assessments with their reports, ended support packages with their days and money, finished"
        " actions, history, structures, stakeholders, priorities, commissioners, services used, handover"
        " notes, documents",
        _T.STAYS,
        _T.STAYS,
        _T.STAYS,
    ),
    What.REGISTER: Rule("Judgements and statistical neighbours", _T.UNTOUCHED, _T.UNTOUCHED, _T.UNTOUCHED),
}

# Every column that names an authority, under the line of the rule that says what becomes of it; a test finds those
# that are missing.
COLUMNS: dict[What, str] = {
    What.ASSESSMENT: "readiness.SelfAssessment.authority readiness.Evidence.authority",
    What.PLAN: "readiness.Action.authority",
    What.PACKAGE: "support.SupportPackage.authority support.PackageArea.authority support.Criterion.authority"
    " support.OutcomeMeasure.authority support.CostBenefit.authority",
    What.OUTCOMES: "support.Outcome.authority",
    What.CASE_STUDY: "library.ResourceVersion.authority",
    What.LISTENING: "evaluation.Listening.authority",
    What.OFFER: "programme.OfferOfContact.authority",
    What.OTHER_POST: "people.RoleAppointment.authority",  # each role has its own line
    What.CAMPAIGN: "readiness.Campaign.areas",
    What.BOOKING: "profiles.Booking.authority",
    What.ADVISER: "support.Adviser.employer support.Conflict.authority",
    What.SURVEY: "evaluation.Invitation.authority evaluation.InvitationAuthority.authority"
    " evaluation.Identity.authority",
    What.RECORD: "people.HandoverNote.authority documents.Document.authority profiles.Commissioner.authority"
    " profiles.CommissionerList.authority profiles.ServiceUse.authority profiles.HistoryEntry.authority"
    " profiles.Insight.authority profiles.Structure.authority profiles.Stakeholder.authority"
    " profiles.Priority.authority profiles.Relation.authority profiles.RelationshipNote.authority"
    " profiles.WelcomedSupport.authority readiness.SupportFormAnswer.authority"
    " readiness.SupportFormDecision.authority library.ResourceVersion.areas library.ResourceUse.authority"
    " support.TermsSignature.authority support.JointProposal.areas",
    What.REGISTER: "authorities.Succession.predecessor authorities.Succession.successor"
    " authorities.StatisticalNeighbour.authority authorities.StatisticalNeighbour.neighbour"
    " authorities.Judgement.authority programme.Reorganisation.predecessors programme.SuccessorCouncil.authority"
    " programme.Reassignment.before programme.Reassignment.after",
}


def as_markdown() -> str:
    """The table, for the documentation."""
    head = ["| | replaced, recoded | merged | split |", "|---|---|---|---|"]
    rows = [f"| {one.label} | {one.one_to_one} | {one.merger} | {one.split} |" for one in TABLE.values()]
    return "\n".join([*head, *rows])

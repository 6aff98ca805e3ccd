"""What the support app keeps."""

from .advisers import Adviser, Away, Conflict, ConflictCheck
from .benefits import CostBenefit
from .closing import Closing, ClosingSnapshot, FollowUp
from .days import FROM_A_POT, LedgerEntry, Pot
from .delivery import CalendarLink, Decision, Message, PackageFile, PlanStep, Risk, Session
from .desk import DigestSent, JointProposal, SavedFilter
from .measures import MeasurePoint, OutcomeMeasure
from .outcomes import LONGEST_PART, Outcome
from .packages import (
    LONGEST_TEXT,
    PackageAction,
    PackageArea,
    PackageEvent,
    PackageStandard,
    SupportPackage,
    TeamMember,
    on_the_team,
)
from .scoping import BoardTerms, ChecklistAnswer, ListeningNote, ScopingPoint, Theme
from .terms import Criterion, CriterionRating, Rating, TermsSignature

__all__ = [
    "FROM_A_POT",
    "LONGEST_PART",
    "LONGEST_TEXT",
    "Adviser",
    "Away",
    "BoardTerms",
    "CalendarLink",
    "ChecklistAnswer",
    "Closing",
    "ClosingSnapshot",
    "Conflict",
    "ConflictCheck",
    "CostBenefit",
    "Criterion",
    "CriterionRating",
    "Decision",
    "DigestSent",
    "FollowUp",
    "JointProposal",
    "LedgerEntry",
    "ListeningNote",
    "MeasurePoint",
    "Message",
    "Outcome",
    "OutcomeMeasure",
    "PackageAction",
    "PackageArea",
    "PackageEvent",
    "PackageFile",
    "PackageStandard",
    "PlanStep",
    "Pot",
    "Rating",
    "Risk",
    "SavedFilter",
    "ScopingPoint",
    "Session",
    "SupportPackage",
    "TeamMember",
    "TermsSignature",
    "Theme",
    "on_the_team",
]

from .agreement import AgreedLevel, Challenge, Signature
from .assessments import AssessmentMove, SelfAssessment, Snapshot, StandardEntry
from .campaigns import Campaign, ComparisonPublication
from .evidence import Evidence, EvidenceUse
from .partners import NamedReader, Scorer, ScorerLink, View
from .plan import Action, ActionUpdate
from .sharing import Playback, Share
from .standards import Descriptor, Framework, FrameworkVersion, PartnerKind, Section, Standard, StandardsDraft
from .support_form import SupportFormAnswer, SupportFormDecision

__all__ = [
    "Action",
    "ActionUpdate",
    "AgreedLevel",
    "AssessmentMove",
    "Campaign",
    "Challenge",
    "ComparisonPublication",
    "Descriptor",
    "Evidence",
    "EvidenceUse",
    "Framework",
    "FrameworkVersion",
    "NamedReader",
    "PartnerKind",
    "Playback",
    "Scorer",
    "ScorerLink",
    "Section",
    "SelfAssessment",
    "Share",
    "Signature",
    "Snapshot",
    "Standard",
    "StandardEntry",
    "StandardsDraft",
    "SupportFormAnswer",
    "SupportFormDecision",
    "View",
]

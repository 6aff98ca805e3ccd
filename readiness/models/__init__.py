from .assessments import AgreedLevel, AssessmentMove, Scorer, SelfAssessment, Snapshot, StandardEntry, View
from .standards import Descriptor, Framework, FrameworkVersion, PartnerKind, Section, Standard

__all__ = [
    "AgreedLevel",
    "AssessmentMove",
    "Descriptor",
    "Framework",
    "FrameworkVersion",
    "PartnerKind",
    "Scorer",
    "Section",
    "SelfAssessment",
    "Snapshot",
    "Standard",
    "StandardEntry",
    "View",
]

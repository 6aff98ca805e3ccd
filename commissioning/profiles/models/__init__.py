from .commissioners import Commissioner, CommissionerList
from .history import HistoryEntry
from .relations import Relation, RelationshipNote
from .service_use import ServiceUse, ServiceUseFile
from .stakeholders import Stakeholder
from .structures import Structure
from .welcomed import WelcomedSupport

__all__ = [
    "Commissioner",
    "CommissionerList",
    "HistoryEntry",
    "Relation",
    "RelationshipNote",
    "ServiceUse",
    "ServiceUseFile",
    "Stakeholder",
    "Structure",
    "WelcomedSupport",
]

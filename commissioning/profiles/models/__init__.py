from .commissioners import Commissioner, CommissionerList
from .events import Booking, BookingLink, Event, EventFeedback
from .history import HistoryEntry
from .insights import Insight
from .priorities import Priority
from .relations import Relation, RelationshipNote
from .service_use import ServiceUse, ServiceUseFile
from .stakeholders import Stakeholder
from .structures import Structure
from .welcomed import WelcomedSupport

__all__ = [
    "Booking",
    "BookingLink",
    "Commissioner",
    "CommissionerList",
    "Event",
    "EventFeedback",
    "HistoryEntry",
    "Insight",
    "Priority",
    "Relation",
    "RelationshipNote",
    "ServiceUse",
    "ServiceUseFile",
    "Stakeholder",
    "Structure",
    "WelcomedSupport",
]

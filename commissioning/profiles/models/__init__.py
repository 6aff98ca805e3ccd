from .history import HistoryEntry
from .stakeholders import Stakeholder
from .structures import Structure
from .welcomed import WelcomedSupport

__all__ = ["HistoryEntry", "Stakeholder", "Structure", "WelcomedSupport"]

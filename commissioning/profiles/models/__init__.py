from .history import HistoryEntry
from .stakeholders import Stakeholder
from .structures import Structure

__all__ = ["HistoryEntry", "Stakeholder", "Structure"]

from .accounts import ERASED, HeldPost, Invitation, User
from .appointments import RoleAppointment
from .audit import AuditEntry
from .handover import HandoverNote
from .mail import OutgoingEmail

__all__ = ["ERASED", "AuditEntry", "HandoverNote", "HeldPost", "Invitation", "OutgoingEmail", "RoleAppointment", "User"]

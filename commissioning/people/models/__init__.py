from .accounts import HeldPost, Invitation, User
from .appointments import RoleAppointment
from .audit import AuditEntry
from .mail import OutgoingEmail

__all__ = ["AuditEntry", "HeldPost", "Invitation", "OutgoingEmail", "RoleAppointment", "User"]

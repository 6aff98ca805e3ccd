"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "User": table(
        personal="full_name email job_title last_login",
        secret="password",
        plain="id is_active created_at merged_into merged_at erased_at",
    ),
    "Invitation": table(
        personal="person accepted_at", secret="token_hash", plain="id created_at expires_at replaced_at"
    ),
    "HeldPost": table(personal="person", free_text="body", plain="id path created_at"),
    "RoleAppointment": table(
        personal="person created_by revoked_by",
        plain="id role authority region starts_on ends_on acting revoked_at created_at",
    ),
    "HandoverNote": table(personal="by", free_text="text", plain="id authority role at"),
    "AuditEntry": table(personal="actor_id", plain="id at verb object_kind object_id authority_id"),
    "OutgoingEmail": table(
        personal="recipient subject error",  # a mail server's refusal repeats the address
        secret="body",
        plain="id sender message_id state attempts next_attempt_at created_at sent_at",
    ),
}

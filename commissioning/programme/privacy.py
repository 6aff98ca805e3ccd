"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "Alarm": table(plain="id key about since ended_at mailed_at"),
    "GuidePutAway": table(personal="person", plain="id at"),
    "Heartbeat": table(plain="part at"),
    "RetentionRun": table(plain="id began_at at rule removed oldest"),
    "OfferOfContact": table(
        free_text="words",  # the title of a package, or what an area shows its levels for
        plain="id authority rule about since opened_on expires_on share state answer package session",
    ),
    "OfferEvent": table(personal="by", free_text="text", plain="id offer move at"),
    "ContactMail": table(personal="person", plain="id on at"),
    "Reorganisation": table(
        personal="recorded_by settled_by",
        free_text="withdrawn_because",
        plain="id kind effective_on legal_order state version recorded_at settled_at checksum",
    ),
    "SuccessorCouncil": table(
        plain="id reorganisation authority is_new gss_code name short_name type region rural_urban population_0_17"
        " population_0_17_year dfe_code"
    ),
    "ReorganisationDecision": table(personal="decided_by", plain="id reorganisation question answer decided_at"),
    "RegisterRefresh": table(
        personal="uploaded_by settled_by", plain="id source state uploaded_at settled_at fingerprint groups shipped"
    ),
    "RegisterFile": table(free_text="file_name", plain="id refresh kind model_year rows file size checksum"),
    "Reassignment": table(personal="by", plain="id reorganisation what object_id before after at"),
}

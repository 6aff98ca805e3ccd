"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

_KEPT_BY = "recorded_by changed_by removed_by"
_KEPT = "id authority version recorded_at changed_at removed_at"
_DATED = "starts_on precision ends_on ends_precision"

FIELDS = {
    "HistoryEntry": table(
        personal=_KEPT_BY,
        free_text="title narrative effect_today source removed_because",
        plain=f"{_KEPT} {_DATED} kind strength sensitivity",
    ),
    "Insight": table(
        personal=_KEPT_BY,
        free_text="words what_to_do removed_because",
        plain=f"{_KEPT} kind sensitivity",
    ),
    "Structure": table(
        personal=_KEPT_BY,
        free_text="name about removed_because",
        plain=f"{_KEPT} {_DATED} kind from_model draft",
    ),
    "Relation": table(personal=_KEPT_BY, free_text="removed_because", plain=f"{_KEPT} {_DATED} kind source target"),
    "RelationshipNote": table(personal=_KEPT_BY, free_text="words removed_because", plain=f"{_KEPT} one other"),
    "Stakeholder": table(
        personal=f"{_KEPT_BY} name job organisation email agreed_by",
        free_text="why_they_matter removed_because",
        plain=f"{_KEPT} side structure hearing agreed_at",
    ),
    "Priority": table(
        personal=_KEPT_BY,
        free_text="words removed_because",
        plain=f"{_KEPT} year said_by kind sensitivity",
    ),
    "WelcomedSupport": table(
        personal=_KEPT_BY,
        free_text="words removed_because",
        plain=f"{_KEPT} year said_by kind sensitivity",
    ),
    "ServiceUse": table(
        personal=f"{_KEPT_BY} person employer level",
        free_text="what removed_because",
        plain=f"{_KEPT} service used_on source file event",
    ),
    "ServiceUseFile": table(
        personal="text brought_in_by saved_by",
        free_text="name",
        plain="id checksum rows new_rows brought_in_at saved_at discarded_at",
    ),
    "Event": table(
        personal="recorded_by changed_by cancelled_by",
        secret="online_link",
        free_text="title about place cancelled_because",
        plain="id service region roles starts_at ends_at places closes_on state version recorded_at changed_at"
        " cancelled_at key",
    ),
    "Booking": table(
        personal="person authority state made_by confirmed_at attendance marked_by gave_feedback",
        plain="id event made_at cancelled_at reminded_at marked_at",
    ),
    "BookingLink": table(
        personal="booking", secret="token_hash", plain="id purpose made_at expires_at used_at replaced_at"
    ),
    "EventFeedback": table(free_text="words", plain="id event effectiveness skills practice"),
    "Commissioner": table(
        personal=f"{_KEPT_BY} person job_title employer level since left_on",
        free_text="removed_because",
        plain=_KEPT,
    ),
    "CommissionerList": table(personal="confirmed_by", plain="id authority people confirmed_at"),
}

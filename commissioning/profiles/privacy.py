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
    "WelcomedSupport": table(
        personal=_KEPT_BY,
        free_text="words removed_because",
        plain=f"{_KEPT} year said_by kind sensitivity",
    ),
    "ServiceUse": table(
        personal=f"{_KEPT_BY} person employer level",
        free_text="what removed_because",
        plain=f"{_KEPT} service used_on source file",
    ),
    "ServiceUseFile": table(
        personal="text brought_in_by saved_by",
        free_text="name",
        plain="id checksum rows new_rows brought_in_at saved_at discarded_at",
    ),
    "Commissioner": table(
        personal=f"{_KEPT_BY} person job_title employer level since left_on",
        free_text="removed_because",
        plain=_KEPT,
    ),
    "CommissionerList": table(personal="confirmed_by", plain="id authority people confirmed_at"),
}

"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "Framework": table(plain="id code"),
    "FrameworkVersion": table(plain="id framework number title summary source published_at checksum"),
    "Section": table(plain="id version order code title summary"),
    "Standard": table(
        plain="id version section order code title short_title fully_achieved why_it_matters what_good_looks_like"
        " evidence stages asked_of compares_with_last"
    ),
    "Descriptor": table(plain="id standard level text"),
    "SelfAssessment": table(personal="opened_by", plain="id authority version occasion year state revision opened_at"),
    "StandardEntry": table(
        personal="saved_by", free_text="narrative", plain="id assessment standard completed version saved_at"
    ),
    "Scorer": table(personal="person", plain="id assessment kind partner_kind present sent_at"),
    "View": table(free_text="line", plain="id scorer standard level no_level"),
    "AgreedLevel": table(
        personal="agreed_by",
        free_text="rationale",
        plain="id assessment standard level no_level target moderated agreed_at",
    ),
    "AssessmentMove": table(
        personal="by", free_text="reason", plain="id assessment move from_state to_state revision at"
    ),
    "Snapshot": table(free_text="data", plain="id assessment moment revision format checksum made_at"),
}

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
    "StandardsDraft": table(
        personal="uploaded_by discarded_by",
        free_text="file_name",
        plain="id content checksum uploaded_at published discarded_at",
    ),
    "SelfAssessment": table(
        personal="opened_by",
        free_text="about_package",
        plain="id authority version framework occasion year state revision opened_at views_open_on views_close_on"
        " challenge_round challenge_given challenge_printed",
    ),
    "StandardEntry": table(
        personal="saved_by",
        free_text="narrative carried",
        plain="id assessment standard carried_from completed version saved_at",
    ),
    "Scorer": table(
        personal="person label invited_by entered_by withdrawn_by",  # the label of one alone is their name
        free_text="why",
        plain="id assessment kind partner_kind present held_on invited_at version reminded_at sent_at thanked_at"
        " withdrawn_at",
    ),
    "ScorerLink": table(secret="token_hash", plain="id scorer created_at expires_at opened_at replaced_at"),
    "View": table(free_text="line", plain="id scorer standard level no_level lowest highest version"),
    "NamedReader": table(personal="person named_by ended_by", plain="id assessment named_at ended_at"),
    "AgreedLevel": table(
        personal="agreed_by",
        free_text="rationale dissent",
        plain="id assessment standard level no_level target moderated version agreed_at",
    ),
    "Challenge": table(
        personal="given_by responded_by",
        free_text="reason response",
        plain="id assessment round standard level no_level finding version given_at responded_at",
    ),
    "Signature": table(
        personal="signed_by",
        free_text="comment",
        plain="id assessment revision as_role board_discussed_on also_led at",
    ),
    "Evidence": table(
        personal="added_by removed_by",
        free_text="title citation file file_name removed_because",
        plain="id authority kind content_type size checksum scan scanned_at added_at removed_at",
    ),
    "EvidenceUse": table(
        personal="added_by removed_by",
        free_text="note removed_because",
        plain="id evidence assessment standard strength version added_at removed_at",
    ),
    "Action": table(
        personal="owner owner_email created_by",
        free_text="title measure",
        plain="id authority assessment due_on status drafted version created_at reminded_at",
    ),
    "ActionUpdate": table(personal="by", free_text="text", plain="id action status at"),
    "Share": table(
        personal="shared_by ended_by",
        free_text="purpose",
        plain="id assessment audience what shared_on until shared_at ended_at",
    ),
    "Playback": table(
        personal="recorded_by",
        free_text="who_came disputed changed",
        plain="id assessment held_on version recorded_at",
    ),
    "Campaign": table(
        personal="created_by closed_by",
        plain="id framework year opens_on closes_on created_at closed_at",
    ),
    "ComparisonPublication": table(
        personal="asked_by", free_text="reason", plain="id campaign number format data checksum made_at"
    ),
    "SupportFormAnswer": table(
        personal="answered_by",
        free_text="reasons",
        plain="id authority year side can_assess can_plan can_implement spread version answered_at",
    ),
    "SupportFormDecision": table(
        personal="decided_by", free_text="reasons", plain="id authority year forms decided_at"
    ),
    "AssessmentMove": table(
        personal="by", free_text="reason", plain="id assessment move from_state to_state revision at"
    ),
    "Snapshot": table(free_text="data", plain="id assessment moment revision format checksum made_at"),
}

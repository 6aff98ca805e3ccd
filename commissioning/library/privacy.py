"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {
    "Resource": table(personal="created_by", plain="id code kind created_at"),
    "ResourceVersion": table(
        personal="created_by changed_by",
        free_text="title summary context aims done outcomes costs lessons contact caveat original_publisher"
        " original_date source tier_because search",
        plain="id resource number state authority places tier effect standards levels stages themes types areas_agreed"
        " checksum version created_at changed_at published_at",
    ),
    "Figure": table(free_text="about period includes method", plain="id of order kind pounds up_to verified version"),
    "ResourceMove": table(personal="by", free_text="reason", plain="id of move from_state to_state at"),
    "SavedResource": table(personal="person", plain="id resource saved_at"),
    "ResourceUse": table(
        personal="recorded_by helped_by removed_by",
        free_text="how helped_words",
        plain="id resource authority used_on recorded_at helped helped_at version removed_at",
    ),
}

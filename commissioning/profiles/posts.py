"""Where somebody works and how near to decisions: what answers to a survey are later cut by (domain D). Pure."""

from django.db.models import TextChoices


class Employer(TextChoices):
    COUNCIL = "council", "Local authority"
    HEALTH = "health", "Health"
    EDUCATION = "education", "School or college"
    VOLUNTARY = "voluntary", "Voluntary and community sector"
    POLICE = "police", "Police or justice"
    OTHER = "other", "Other"


class Level(TextChoices):
    STRATEGIC = "strategic", "Strategic"
    OPERATIONAL = "operational", "Operational"

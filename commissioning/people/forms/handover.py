"""The note somebody leaves to whoever holds their role next."""

from commissioning.govuk.fields import ParagraphsField
from commissioning.govuk.forms import Form

from ..models.handover import LONGEST_NOTE


class HandoverForm(Form):
    text = ParagraphsField(
        label="What does whoever comes next have to know?",
        help_text="What was promised, what waits, whom to talk to first. Write of work, not of people’s private lives.",
        max_length=LONGEST_NOTE,
        error_messages={"required": "Write what whoever comes next has to know"},
    )

"""Which file of a group's answers to make."""

from collections.abc import Sequence

from django import forms

from commissioning.govuk.fields import Checkboxes, Radios
from commissioning.govuk.forms import Form

from .. import attributes as cuts
from ..queries.results import ANSWERS_CSV, ANSWERS_SAV


class AnswersForm(Form):
    """What the round's promise does not allow is known once it is counted (`refuse`)."""

    kind = forms.ChoiceField(
        label="Which file?",
        choices=[(ANSWERS_CSV, "CSV"), (ANSWERS_SAV, "SPSS")],
        widget=Radios(
            hints={
                ANSWERS_CSV: "One row a respondent, as it can be brought in again",
                ANSWERS_SAV: "With labels, and codes that keep apart what was not asked and what was left out",
            }
        ),
        error_messages={"required": "Select which file to make"},
    )
    leave_out = forms.MultipleChoiceField(
        label="Leave out of what is known of respondents", widget=Checkboxes, required=False
    )

    def __init__(self, *args, attributes: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leave_out"].choices = [(key, cuts.attribute_label(key)) for key in attributes]
        if not attributes:
            del self.fields["leave_out"]
